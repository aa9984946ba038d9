"""Remember: an append-only record, its proofs, and what it takes to check both without trusting who keeps them.

canonical: the one way in which a value becomes bytes; entries: what an entry is committed to; merkle: roots and proofs;
notes: checkpoints, signed and cosigned; keys: which key could vouch for which part of the record.
"""
