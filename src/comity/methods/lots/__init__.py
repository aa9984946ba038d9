"""Draws by lot that nobody can steer: a seed that many make together, and what is drawn from it.

`group` computes in a group of prime order, `sharing` deals a nonce out to others so that it can be rebuilt without the
one who drew it, `seeds` makes one seed of all nonces, `tickets` draws from a pool, and `reviewers` gives reviewers to
those who are reviewed. docs/methods/lots.md has every formula, so that a draw can be done again without this code.
"""

from comity.methods.lots.reviewers import Team, assign
from comity.methods.lots.seeds import SEED, seed_of
from comity.methods.lots.tickets import sample, stratified, ticket

__all__ = ["SEED", "Team", "assign", "sample", "seed_of", "stratified", "ticket"]
