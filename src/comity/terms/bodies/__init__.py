"""Real bodies, the parties that sit in them and since when: facts, and the arithmetic of representation.

`BODIES`, `PARTIES` and `memberships(on)` are the facts; `members`, `bodies_of`, `states_behind` and `population_once`
answer who sits where and who stands behind a seat; `represented` and `weights_once` do so for any body. The tables
beside this page (bodies.csv, parties.csv and one table of memberships a body) follow each body's own published list, as
it stood at the end of 2025; every row cites it. What is not known for certain is left empty. A list followed here
implies no opinion on the status of anyone in it.
"""

from comity.terms.bodies.definitions import (
    CAPACITIES,
    CERTAINTIES,
    PARTY_KINDS,
    TIERS,
    Body,
    Membership,
    PartialDate,
    Party,
)
from comity.terms.bodies.facts import (
    BODIES,
    MEMBERSHIPS,
    NESTING,
    PARTIES,
    bodies_of,
    body_named,
    coverage,
    exists,
    members,
    memberships,
    party_named,
)
from comity.terms.bodies.nesting import above, below, check_nesting
from comity.terms.bodies.representation import (
    Representation,
    population_once,
    represented,
    states_behind,
    states_behind_party,
    weights_once,
)

__all__ = [
    "BODIES",
    "CAPACITIES",
    "CERTAINTIES",
    "MEMBERSHIPS",
    "NESTING",
    "PARTIES",
    "PARTY_KINDS",
    "TIERS",
    "Body",
    "Membership",
    "PartialDate",
    "Party",
    "Representation",
    "above",
    "below",
    "bodies_of",
    "body_named",
    "check_nesting",
    "coverage",
    "exists",
    "members",
    "memberships",
    "party_named",
    "population_once",
    "represented",
    "states_behind",
    "states_behind_party",
    "weights_once",
]
