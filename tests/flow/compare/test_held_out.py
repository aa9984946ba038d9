"""Groups are judged on votes that did not make them: honest intervals, few false discoveries.

The full grids are in tests/simulations; these are the same experiments, as small as they can be and still fail.
"""

import numpy as np
import pytest

from comity.flow.compare import comparison, ground, groups
from comity.terms.comparison import Characteristic
from comity.terms.statements import Participants
from tests.simulations.propensities import judged, null, on_the_votes_that_made_them
from tests.simulations.worlds import compared, independent, planted, votes_of


def test_intervals_of_discovered_groups_cover_what_they_should() -> None:
    """Nine conversations, about a thousand intervals of 90 %."""
    covered = []
    for seed in range(9):
        one = judged(planted((150, 100, 60), 60, separation=2.5, density=0.4, seed=seed))
        covered += [one.covered()] if one else []
    joined = np.concatenate(covered)
    assert len(joined) > 900
    assert 0.88 <= joined.mean() <= 0.92


def test_intervals_of_declared_strata_cover_what_they_should() -> None:
    """Strata of 10 to 200 people, shares of 5 to 95 %, equal weights and very unequal ones."""
    sizes, shares = (10, 20, 50, 100, 200), np.linspace(0.05, 0.95, 19)
    stratum = np.repeat([f"of {n}" for n in sizes], sizes)
    rows, columns = np.indices((len(stratum), len(shares))).reshape(2, -1)
    for weight in ("equal", "column:voice"):
        covered = []
        for seed in range(20):
            rng = np.random.default_rng([seed, 31])
            values = np.where(rng.random(len(rows)) < shares[columns], 1, -1)
            votes = votes_of(len(stratum), len(shares), rows, columns, values)
            voice = np.array([f"{one:.5f}" for one in rng.lognormal(0, 0.6, len(stratum))])
            who = Participants(votes.participants, {"size": stratum, "voice": voice})
            found = compared(votes, participants=who, by=["size"], weight=weight, resamples=0, most_groups=1)
            own = [n for n, cut in enumerate(found.tallies.cuts) if cut.kind == "stratum"]
            covered.append((found.tallies.low[own] <= shares) & (shares <= found.tallies.high[own]))
        assert 0.88 <= np.mean(covered) <= 0.925


def test_false_discoveries_among_representative_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where most statements are the same to both groups, at most a tenth of those called representative are false; the
    same test on the votes that made the groups would be wrong more than twice as often as it may."""
    monkeypatch.setattr(ground, "CHARACTERISTIC", 10_000)
    honest, circular, discoveries = [], [], 0
    for seed in range(20):
        world = planted((400, 250), 150, separation=3, density=0.3, dividing=0.15, seed=seed)
        found = compared(world.votes)
        if found.groups.k < 2:
            continue
        same = null(world)
        honest += [_false(listed, same) for listed in found.representative.values()]
        circular += [_false(listed, same) for listed in on_the_votes_that_made_them(found).values()]
        discoveries += sum(map(len, found.representative.values()))
    assert discoveries > 80
    assert np.mean(honest) <= 0.10
    assert np.mean(circular) > 0.10


def _false(listed: tuple[Characteristic, ...], same: np.ndarray) -> float:
    return float(np.mean([same[one.statement] for one in listed])) if listed else 0.0


def test_no_discoveries_in_data_without_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forced to name groups where there are none, the test on the votes that made them finds many differences; on
    held-out votes hardly one conversation in ten has any."""
    monkeypatch.setattr(ground, "CHARACTERISTIC", 10_000)
    monkeypatch.setattr(groups, "LEAST_GAIN", -1e9)
    monkeypatch.setattr(groups, "RECOGNISABLE", -2.0)
    monkeypatch.setattr(comparison, "PREDICTED", -1e9)
    honest, circular = [], []
    for seed in range(8):
        found = compared(independent(200, 100, 0.4, seed).votes)
        assert found.groups.k > 1
        honest.append(sum(map(len, found.representative.values())))
        circular.append(sum(map(len, on_the_votes_that_made_them(found).values())))
    assert np.count_nonzero(honest) <= 2
    assert np.median(circular) >= 10
