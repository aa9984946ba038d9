"""Remember: an append-only record, its proofs, and what it takes to check both without trusting who keeps them.

canonical: the one way in which a value becomes bytes; entries: what an entry is committed to; merkle: roots and proofs;
signing and notes: keys, and the checkpoints they sign; keys: which key could vouch for which part of the record;
bundle: a record as a file; verification: what checking one says; witnessing: what a witness does.

A stage whose acts can be done again from the record offers `comity.flow.<stage>.replay` (procedures:
`comity.procedure.replay`), found by listing, with

- ``KINDS: frozenset[str]``, the kinds of entries it looks at, and
- ``replay(entries: Iterable[Opened]) -> Iterator[Discrepancy]``, which is given the entries of these kinds, in their
  order, once, and says where what the record claims does not follow from what went before. A payload that is withheld
  or erased is None. Whatever a payload holds was written by others: what cannot be read is a discrepancy, not an error.
  A copy may withhold payloads: what cannot be followed for that reason is passed over, and is no discrepancy.

Where its entries say what root the record had, it offers also ``fixed_roots(entries) -> list[tuple[int, int, bytes]]``:
number of the entry that says so, size, root. Whoever has the whole record compares.
"""
