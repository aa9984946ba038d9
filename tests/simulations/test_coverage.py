"""Do 90 % intervals hold the truth 88 to 92 times in a hundred? Declared strata, discovered groups, differences."""

import numpy as np
import pytest
from numpy.typing import NDArray

from comity.methods.intervals import newcombe
from comity.terms.statements import Participants
from tests.simulations.propensities import judged
from tests.simulations.tables import show
from tests.simulations.worlds import compared, continuum, planted, votes_of

pytestmark = pytest.mark.simulation

SIZES = (10, 20, 30, 50, 100, 200, 500)
SHARES = np.round(np.arange(0.05, 0.951, 0.05), 2)
LEAST, MOST = 0.88, 0.92


@pytest.mark.parametrize("weighting", ["equal", "column:voice", "equal-by:place"])
def test_declared_strata(weighting: str) -> None:
    """The grid: strata of 10 to 500 people, shares of 5 to 95 % in steps of 5; mean over all of it. voice: log-normal,
    so that 500 people are worth 350; place: forty places of very unequal size."""
    stratum = np.repeat([f"{n}" for n in SIZES], SIZES)
    rows, columns = np.indices((len(stratum), len(SHARES))).reshape(2, -1)
    covered = []
    for seed in range(200):
        rng = np.random.default_rng([seed, 41])
        values = np.where(rng.random(len(rows)) < SHARES[columns], 1, -1)
        votes = votes_of(len(stratum), len(SHARES), rows, columns, values)
        voice = np.array([f"{one:.5f}" for one in rng.lognormal(0, 0.6, len(stratum))])
        place = np.minimum(rng.geometric(0.08, len(stratum)), 40).astype(np.str_)
        who = Participants(votes.participants, {"size": stratum, "voice": voice, "place": place})
        found = compared(votes, participants=who, by=["size"], weight=weighting, resamples=0, most_groups=1)
        own = {cut.name: n for n, cut in enumerate(found.tallies.cuts) if cut.kind == "stratum"}
        order = [own[str(n)] for n in SIZES]
        covered.append((found.tallies.low[order] <= SHARES) & (found.tallies.high[order] >= SHARES))
    by_size = np.mean(covered, axis=(0, 2))
    show(
        f"Coverage of declared strata, weight {weighting}, 200 repetitions",
        ("people", *map(str, SIZES), "mean"),
        [("coverage", *map(float, by_size), float(np.mean(covered)))],
    )
    assert LEAST <= np.mean(covered) <= MOST


def test_discovered_groups() -> None:
    """The true share is the mean propensity of the people in the group, as the vote is counted: without its fold."""
    kinds = {
        "2 groups, 200 people x 50, half seen": lambda s: planted((120, 80), 50, separation=2.0, density=0.5, seed=s),
        "3 groups, 300 x 60, .4": lambda s: planted((150, 90, 60), 60, separation=2.5, density=0.4, seed=s),
        "3 groups, 1000 x 100, .2": lambda s: planted((500, 300, 200), 100, separation=2.5, density=0.2, seed=s),
        "4 groups, 3000 x 800, .05": lambda s: planted((1200, 900, 600, 300), 800, separation=3, density=0.05, seed=s),
        "a small group, 500 x 100, .3": lambda s: planted((460, 40), 100, separation=3.0, density=0.3, seed=s),
        "a continuum, 500 x 80, .3": lambda s: continuum(500, 80, 0.3, 1, s),
    }
    rows, everything = [], []
    for name, make in kinds.items():
        ones = [one for seed in range(30 if "3000" not in name else 6) if (one := judged(make(seed)))]
        held = [one.covered() for one in ones]
        votes = [one.votes[one.votes >= 5] for one in ones]
        joined, counts = np.concatenate(held), np.concatenate(votes)
        everything.append(joined)
        few = _mean(joined[counts < 20]), _mean(joined[(counts >= 20) & (counts < 60)]), _mean(joined[counts >= 60])
        rows.append((name, len(ones), len(joined), *few, float(joined.mean())))
    show(
        "Coverage of discovered groups, held-out votes, by votes behind the interval",
        ("conversation", "with groups", "intervals", "5-19", "20-59", "60 and more", "mean"),
        rows,
    )
    assert all(LEAST <= row[-1] <= MOST for row in rows)
    assert LEAST <= np.mean([one.mean() for one in everything]) <= MOST


def _mean(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def test_differences_of_declared_strata() -> None:
    """Every pair of the strata and statements, not only those reported; then those reported as divides."""
    sizes, statements = (20, 50, 100, 200), 60
    stratum = np.repeat([f"{n}" for n in sizes], sizes)
    label = np.repeat(np.arange(len(sizes)), sizes)
    rows, columns = np.indices((len(stratum), statements)).reshape(2, -1)
    every, reported = [], []
    for seed in range(100):
        rng = np.random.default_rng([seed, 43])
        true = rng.uniform(0.05, 0.95, (len(sizes), statements))
        true[:, ::2] = true[0, ::2]
        values = np.where(rng.random(len(rows)) < true[label[rows], columns], 1, -1)
        votes = votes_of(len(stratum), statements, rows, columns, values)
        who = Participants(votes.participants, {"size": stratum})
        found = compared(votes, participants=who, by=["size"], resamples=0, most_groups=1)
        own = [n for n, cut in enumerate(found.tallies.cuts) if cut.kind == "stratum"]
        truth = {n: true[sizes.index(int(found.tallies.cuts[n].name))] for n in own}
        count = {n: int(found.tallies.cuts[n].name) for n in own}
        for a in own:
            for b in (n for n in own if n > a):
                first, second = found.tallies.share[a], found.tallies.share[b]
                low, high = newcombe(first, second, n_first=count[a], n_second=count[b])
                every.append((low <= truth[a] - truth[b]) & (truth[a] - truth[b] <= high))
        for one in found.divides:
            apart = truth[one.high][one.statement] - truth[one.low][one.statement]
            reported.append(one.difference_low <= apart <= one.difference_high)
    show(
        "Coverage of differences between strata of 20, 50, 100 and 200 people, 100 repetitions",
        ("which", "intervals", "coverage"),
        [
            ("every pair", int(np.size(every)), float(np.mean(every))),
            ("the pair furthest apart, where it is a discovery", len(reported), float(np.mean(reported))),
        ],
    )
    assert LEAST <= np.mean(every) <= MOST
