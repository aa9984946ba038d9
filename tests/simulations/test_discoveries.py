"""False discoveries: statements said to be characteristic of a group, and divides, that are not."""

import numpy as np
import pytest

from comity.flow.compare import comparison, ground, groups
from comity.terms.comparison import Characteristic
from comity.terms.statements import Participants
from tests.simulations.propensities import null, on_the_votes_that_made_them
from tests.simulations.tables import show
from tests.simulations.worlds import compared, independent, planted, votes_of

pytestmark = pytest.mark.simulation

REPETITIONS = 40


@pytest.fixture(autouse=True)
def every_discovery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only the few that a report shows."""
    monkeypatch.setattr(ground, "CHARACTERISTIC", 10_000)


def rate(listed: tuple[Characteristic, ...], same: np.ndarray) -> float:
    return float(np.mean([same[one.statement] for one in listed])) if listed else 0.0


def test_most_statements_the_same_to_all_groups() -> None:
    kinds = {
        "2 groups, 300 x 100, .4": lambda s: planted(
            (180, 120), 100, separation=2.5, density=0.4, dividing=0.2, seed=s
        ),
        "2 groups, 200 x 100, .5": lambda s: planted((120, 80), 100, separation=3, density=0.5, dividing=0.15, seed=s),
        "3 groups, 1000 x 100, .3": lambda s: planted(
            (500, 300, 200), 100, separation=3, density=0.3, dividing=0.2, seed=s
        ),
        "2 groups, 1000 x 400, .12": lambda s: planted(
            (600, 400), 400, separation=3, density=0.12, dividing=0.15, seed=s
        ),
        "a group of 40 in 600, 100, .5": lambda s: planted(
            (560, 40), 100, separation=4, density=0.5, dividing=0.25, seed=s
        ),
    }
    rows = []
    for name, make in kinds.items():
        honest, circular, divides, listed, named = [], [], [], [], 0
        for seed in range(REPETITIONS):
            world = make(seed)
            found = compared(world.votes)
            if found.groups.k < 2:
                continue
            named += 1
            same = null(world)
            honest += [rate(one, same) for one in found.representative.values()]
            circular += [rate(one, same) for one in on_the_votes_that_made_them(found).values()]
            listed += [len(one) for one in found.representative.values()]
            divides.append(float(np.mean([same[one.statement] for one in found.divides])) if found.divides else 0.0)
        means = map(float, (np.mean(listed), np.mean(honest), np.mean(divides), np.mean(circular)))
        rows.append((name, named, *means))
    show(
        f"False discovery rate (at most .10 is promised), {REPETITIONS} conversations each",
        ("conversation", "with groups", "discoveries a group", "held out", "divides", "same votes"),
        rows,
    )
    assert all(row[3] <= 0.10 and row[4] <= 0.10 for row in rows)


def test_no_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Votes without groups, compare forced to name some all the same: how many conversations have a discovery."""
    monkeypatch.setattr(groups, "LEAST_GAIN", -1e9)
    monkeypatch.setattr(groups, "RECOGNISABLE", -2.0)
    monkeypatch.setattr(comparison, "PREDICTED", -1e9)
    rows = []
    for people, statements, density in ((100, 100, 0.5), (300, 100, 0.4), (1000, 200, 0.1)):
        found = [compared(independent(people, statements, density, seed).votes) for seed in range(REPETITIONS)]
        honest = [sum(map(len, one.representative.values())) for one in found]
        circular = [sum(map(len, on_the_votes_that_made_them(one).values())) for one in found]
        rows.append((people, statements, float(np.mean(np.array(honest) > 0)), float(np.mean(circular))))
    show(
        "No groups, forced to name some",
        ("people", "statements", "conversations with a discovery, held out", "discoveries, same votes"),
        rows,
    )
    assert all(row[2] <= 0.2 for row in rows)  # two groups, each at .10


def test_divides_between_strata_that_do_not_differ() -> None:
    """Half of the statements divide nobody."""
    stratum = np.repeat([f"s{n}" for n in range(6)], (12, 20, 40, 80, 150, 300))
    label = np.unique(stratum, return_inverse=True)[1]
    rows, columns = np.indices((len(stratum), 80)).reshape(2, -1)
    false = []
    for seed in range(REPETITIONS):
        rng = np.random.default_rng([seed, 51])
        true = rng.uniform(0.05, 0.95, (6, 80))
        true[:, :60] = true[0, :60]
        values = np.where(rng.random(len(rows)) < true[label[rows], columns], 1, -1)
        votes = votes_of(len(stratum), 80, rows, columns, values)
        found = compared(
            votes, participants=Participants(votes.participants, {"s": stratum}), by=["s"], resamples=0, most_groups=1
        )
        false.append(float(np.mean([one.statement < 60 for one in found.divides])) if found.divides else 0.0)
    show("Divides between six strata, three statements in four the same to all", ("false",), [(float(np.mean(false)),)])
    assert np.mean(false) <= 0.10
