"""What a group's share should be: the propensities of the people in it, fold by fold, as its votes are counted."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from comity.flow.compare import comparison, ground
from comity.flow.compare.held_out import FOLDS, HeldOut
from comity.flow.compare.parts import in_folds
from comity.flow.compare.tallies import Sums
from comity.terms.comparison import Characteristic, Comparison
from tests.simulations.worlds import World, compared

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """A comparison; of each group and statement (k, S) the true share and the votes held out from the grouping."""

    found: Comparison
    truth: Floats
    votes: NDArray[np.int64]

    def covered(self, least: int = 5) -> NDArray[np.bool_]:
        """Of the groups and statements with `least` votes: whether the interval holds the truth."""
        cuts = [n for n, cut in enumerate(self.found.tallies.cuts) if cut.kind == "group"]
        low, high = self.found.tallies.low[cuts], self.found.tallies.high[cuts]
        return ((low <= self.truth) & (self.truth <= high))[self.votes >= least]


def judged(world: World, seed: int = 0) -> Judged | None:
    """The comparison of a world with the true shares of its groups; None where one group was found.

    A vote of fold f is counted in the group its person is in without fold f. The true share of that group is the mean
    propensity of everybody in it without fold f; over the folds, the mean weighted by the votes counted.
    """
    placed: list[HeldOut | None] = []
    with pytest.MonkeyPatch.context() as patch:
        there = comparison.held_out

        def remembered(*given: object) -> HeldOut | None:
            placed.append(there(*given))
            return placed[-1]

        patch.setattr(comparison, "held_out", remembered)
        found = compared(world.votes, seed=seed)
    if found.groups.k < 2 or placed[-1] is None:
        return None
    (own,) = placed[-1].placed
    fold = in_folds(own.part, FOLDS, seed).fold
    people, statements = world.votes.shape
    group = np.full((people, FOLDS), -1)
    group[np.repeat(np.arange(people), world.votes.per_participant()), fold] = own.group
    truth, votes = np.zeros((found.groups.k, statements)), np.zeros((found.groups.k, statements), dtype=np.int64)
    for number in range(FOLDS):
        for g in range(found.groups.k):
            counted = np.bincount(own.part.indices[(fold == number) & (own.group == g)], minlength=statements)
            members = group[:, number] == g
            truth[g] += counted * (world.shares[members].mean(0) if members.any() else 0)
            votes[g] += counted
    return Judged(found, truth / np.maximum(votes, 1), votes)


def on_the_votes_that_made_them(found: Comparison) -> dict[str, tuple[Characteristic, ...]]:
    """The representative statements that the same test finds on the same votes that made the groups."""
    cuts, t = [n for n, cut in enumerate(found.tallies.cuts) if cut.kind == "group"], found.tallies
    counts = np.stack([t.disagree[cuts], t.passed[cuts], t.agree[cuts]], axis=1)
    sums = Sums(counts, counts.astype(np.float64), counts.sum(1).astype(np.float64))
    return ground.characteristic(found.groups.labels, sums, np.ones(counts.shape[2], dtype=bool))


def null(world: World) -> NDArray[np.bool_]:
    """(S,) statements on which all planted groups have the same share."""
    first = [np.flatnonzero(world.group == g)[0] for g in range(int(world.group.max()) + 1)]
    same: NDArray[np.bool_] = np.ptp(world.agree[first], axis=0) < 1e-12
    return same
