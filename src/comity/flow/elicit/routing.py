"""Which statement comes next: drawn, with a probability that is kept beside the answer.

A statement's weight depends on its own counts alone and is a whole number, so that a database and Python find the
same one, and a vote changes one weight. docs/methods/elicit.md has the formula, its reasons and its known baseline.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from comity.terms.errors import ComityError

Ints = NDArray[np.int64]
Whole = TypeVar("Whole", int, Ints)

ONE = 1 << 16
"""One, in the fixed point of the factors."""
HALF_SEEN = 16
"""Times shown after which half of the favour for few answers is gone."""
HALF_STRATUM = 4
"""Times shown within the stratum after which half of the favour for the stratum is gone."""
HALF_AGE = 24
"""Hours after which half of the favour for young statements is gone."""
FEW, YOUNG, MISSING = 6, 2, 8
MOST = 1 << 20
"""Counts above this weigh like this: products stay within 63 bits."""
SHIFT = 28
UNIFORM = 8
"""One draw in so many is uniform over all open statements: each has a probability of at least 1 / (UNIFORM x n)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement as routing sees it.

    seen: times shown to anybody; agrees, disagrees: answers; passes: kept for the record, they do not weigh;
    seen_by_strata: times shown within each stratum of the person asked; age: whole hours since it opened.
    """

    statement: int
    seen: int
    agrees: int
    disagrees: int
    passes: int = 0
    seen_by_strata: tuple[int, ...] = ()
    age: int = 0
    seed: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """The statement drawn, and the exact probability with which it was: numerator / denominator, in lowest terms."""

    statement: int
    numerator: int
    denominator: int


def weight(candidate: Candidate) -> int:
    """The weight of one statement, 1 to 81 x 2^20 + 1, by integers alone (floor division)."""
    counts = (candidate.seen, candidate.agrees, candidate.disagrees, candidate.age, *candidate.seen_by_strata)
    if min(counts) < 0:
        raise ComityError("elicit.negative_count", statement=candidate.statement)
    seen, agrees, disagrees, age, *strata = (min(count, MOST) for count in counts)
    own = min(strata) if strata else MOST
    return _weigh(seen, agrees, disagrees, own, age)


def weights(
    seen: ArrayLike, agrees: ArrayLike, disagrees: ArrayLike, seen_by_strata: ArrayLike, age: ArrayLike
) -> Ints:
    """The weights of n statements at once, equal to `weight` of each.

    All (n,), non-negative whole numbers (an error names a statement by its place, from 1);
    seen_by_strata (n, strata of the person asked), perhaps with no columns.
    """
    counts = [_counts(values) for values in (seen, agrees, disagrees, age)]
    strata = _counts(seen_by_strata)
    shown, agreed, disagreed, hours = counts
    own: Ints = strata.min(axis=1, initial=MOST)
    return _weigh(shown, agreed, disagreed, own, hours)


def _weigh(seen: Whole, agrees: Whole, disagrees: Whole, own: Whole, age: Whole) -> Whole:
    """The formula, of one statement or of many; counts are at most MOST, own is the least within the strata."""
    a, b = agrees + 1, disagrees + 1
    balance = 4 * a * b * ONE // (a + b) ** 2
    novelty = ONE + FEW * (HALF_SEEN * ONE // (HALF_SEEN + seen)) + YOUNG * (HALF_AGE * ONE // (HALF_AGE + age))
    missing = ONE + MISSING * (HALF_STRATUM * ONE // (HALF_STRATUM + own))
    found: Whole = 1 + (balance * novelty * missing >> SHIFT)
    return found


def _counts(values: ArrayLike) -> Ints:
    counts = np.asarray(values, dtype=np.int64)
    if counts.size and counts.min() < 0:
        raise ComityError("elicit.negative_count", statement=int(np.argwhere(counts < 0)[0][0]) + 1)
    return np.minimum(counts, MOST)


class Urn:
    """The open statements for one person and one question, ready to be drawn from.

    `tickets` is the number of equally likely outcomes: draw with a uniform whole number below it, for example
    ``secrets.randbelow(urn.tickets)``. Statements are ordered by their number, so the order given does not matter.
    """

    def __init__(self, statements: Sequence[int], weights: Sequence[int], seeds: Iterable[int] = ()) -> None:
        """Statements still open to the person, each once, with their weights (whole, from 1 on). While any of `seeds`
        is among them, all draws but the uniform ones are for seeds; pass none where seeds do not go first."""
        if not statements:
            raise ComityError("elicit.nothing_open")
        pairs = sorted(zip(statements, weights, strict=True))
        self.statements = [statement for statement, _ in pairs]
        if len(set(self.statements)) < len(pairs):
            raise ComityError("elicit.statement_twice")
        first = set(seeds).intersection(self.statements)
        self._weights = [int(value) if not first or statement in first else 0 for statement, value in pairs]
        self._sums = list(accumulate(self._weights))
        self.total = self._sums[-1]
        self.tickets = UNIFORM * len(pairs) * self.total

    def probability(self, statement: int) -> Fraction:
        """The exact probability that the statement is drawn."""
        return self._probability(self.statements.index(statement))

    def draw(self, ticket: int) -> Drawn:
        """The statement that holds this ticket, 0 to tickets - 1, and its probability."""
        if not 0 <= ticket < self.tickets:
            raise ComityError("elicit.bad_ticket", found=ticket, tickets=self.tickets)
        size = len(self.statements)
        if ticket < size * self.total:
            place = ticket // self.total
        else:
            place = bisect_right(self._sums, (ticket - size * self.total) // ((UNIFORM - 1) * size))
        chance = self._probability(place)
        return Drawn(self.statements[place], chance.numerator, chance.denominator)

    def _probability(self, place: int) -> Fraction:
        size = len(self.statements)
        return Fraction(self.total + (UNIFORM - 1) * size * self._weights[place], self.tickets)


def urn(candidates: Iterable[Candidate], seeds_first: bool = False) -> Urn:
    """The urn of the candidates that the person has not answered; raises elicit.nothing_open where none is left."""
    still = [one for one in candidates if not one.answered]
    seeds = [one.statement for one in still if one.seed] if seeds_first else []
    return Urn([one.statement for one in still], [weight(one) for one in still], seeds)
