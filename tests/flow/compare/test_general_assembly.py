"""General Assembly roll calls of 2000 to 2009: the first axis is the one that scholars estimated from the same votes.

Bailey, Strezhnev and Voeten, Estimating dynamic state preferences from United Nations voting data, Journal of
Conflict Resolution 61 (2017): an ideal point for each State and session.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from comity.importers import read_votes
from comity.terms.comparison import Comparison
from comity.terms.votes import Votes
from tests.simulations.worlds import compared

SESSIONS = range(55, 65)
Points = dict[int, dict[str, float]]


@pytest.fixture(scope="module")
def votes(shared_data: Path) -> Votes:
    return read_votes(shared_data / "unga_votes" / "un_votes_2000_2009.csv").votes


@pytest.fixture(scope="module")
def found(votes: Votes) -> Comparison:
    return compared(votes)


@pytest.fixture(scope="module")
def ideal(shared_data: Path) -> Points:
    """session -> State -> published ideal point."""
    points: Points = {}
    with (shared_data / "unga_votes" / "ideal_points_All_2020.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            points.setdefault(int(row["session"]), {})[row["iso3c"]] = float(row["IdealPoint"])
    return points


@pytest.fixture(scope="module")
def session(shared_data: Path, votes: Votes) -> NDArray[np.int64]:
    """(S,) the session of each resolution voted on."""
    with (shared_data / "unga_votes" / "un_roll_calls.csv").open(encoding="utf-8-sig") as file:
        of = {row["rcid"]: int(float(row["session"])) for row in csv.DictReader(file)}
    return np.array([of[name] for name in votes.statements.tolist()])


def correlation(votes: Votes, position: NDArray[np.float64], points: dict[str, float]) -> tuple[float, int]:
    """|r| of positions (P,) with the points of the States that voted and have one, and how many they are."""
    cast = votes.per_participant()
    known = [n for n, state in enumerate(votes.participants.tolist()) if state in points and cast[n]]
    published = [points[votes.participants[n]] for n in known]
    return abs(float(np.corrcoef(position[known], published)[0, 1])), len(known)


def test_the_first_axis_of_the_decade_is_the_published_one(votes: Votes, found: Comparison, ideal: Points) -> None:
    states = set().union(*(ideal[number] for number in SESSIONS))
    mean = {s: float(np.mean([ideal[n][s] for n in SESSIONS if s in ideal[n]])) for s in states}
    r, known = correlation(votes, found.positions[:, 0], mean)
    assert known >= 190
    assert r >= 0.95


def test_the_first_axis_of_each_session_is_near_the_published_one(
    votes: Votes, ideal: Points, session: NDArray[np.int64]
) -> None:
    """About ninety roll calls each, published points drawn towards the neighbouring sessions."""
    person = np.repeat(np.arange(len(votes.participants)), votes.per_participant())
    correlations = {}
    for number in SESSIONS:
        own = session == number
        here = own[votes.indices]
        place = np.cumsum(own) - 1
        part = Votes.from_triples(
            votes.participants, votes.statements[own], person[here], place[votes.indices[here]], votes.values[here]
        )
        correlations[number], _ = correlation(part, compared(part).positions[:, 0], ideal[number])
    print({number: round(r, 3) for number, r in correlations.items()})
    assert min(correlations.values()) >= 0.90
    assert np.median(list(correlations.values())) >= 0.95


def test_states_known_to_vote_together_are_together(votes: Votes, found: Comparison) -> None:
    """The members the European Union had in 2000 in one or two neighbouring groups, the United States with Israel, and
    neither with Cuba; the groups are stable."""
    group = dict(zip(votes.participants.tolist(), found.groups.member_of.tolist(), strict=True))
    union = ["AUT", "BEL", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC", "IRL", "ITA", "LUX", "NLD", "PRT", "SWE"]
    assert len({group[state] for state in union}) <= 2
    assert group["USA"] == group["ISR"]
    assert len({group[state] for state in ("CUB", "PAK", "EGY", "MYS", "IDN")}) == 1
    assert group["CUB"] != group["USA"]
    assert found.groups.verdict == "stable"
