"""A comparison to report on: the demonstration's simulated people, counted plainly, so that the report is tested on
realistic sizes and texts without depending on how the groups were found."""

from collections.abc import Callable

import numpy as np
import pytest

from comity.demo.population import planted_groups, simulate, statements
from comity.terms.comparison import (
    Axes,
    Candidate,
    Characteristic,
    Comparison,
    Cut,
    Divide,
    Groups,
    Presence,
    Shared,
    Slate,
    Tallies,
    Warned,
    Weights,
)
from comity.terms.statements import Participants, Statements
from comity.terms.votes import Votes

Z = 1.645
Build = Callable[..., Comparison]


def dense(votes: Votes) -> np.ndarray:
    """(P, S) of -1, 0, 1 and NaN where there is no vote."""
    matrix = np.full(votes.shape, np.nan)
    matrix[np.repeat(np.arange(votes.shape[0]), votes.per_participant()), votes.indices] = votes.values
    return matrix


def wilson(count: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share with its 90 % Wilson interval; NaN where the total is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = count / total
        middle = (share + Z**2 / (2 * total)) / (1 + Z**2 / total)
        half = Z * np.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2)) / (1 + Z**2 / total)
    return share, np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def tally(matrix: np.ndarray, cuts: list[tuple[Cut, np.ndarray]]) -> Tallies:
    counts = [np.array([(matrix[rows] == value).sum(axis=0) for _, rows in cuts]) for value in (1, -1, 0)]
    total = sum(counts)
    return Tallies(tuple(cut for cut, _ in cuts), *counts, *wilson(counts[0], total), *wilson(counts[1], total))


def make(
    votes: Votes,
    texts: Statements,
    labels: np.ndarray,
    participants: Participants | None = None,
    by: tuple[str, ...] = (),
    *,
    verdict: str = "stable",
    reference: dict[tuple[str, str], float] | None = None,
    warnings: tuple[Warned, ...] = (),
    ceiling: float = 1.0,
) -> Comparison:
    """labels (P,): the group of each person, by position."""
    matrix, people = dense(votes), votes.shape[0]
    k = int(labels.max()) + 1
    names = tuple("ABCDEFGH"[:k])
    everyone = np.ones(people, dtype=bool)
    cuts = [(Cut("all", "", "", people, float(people)), everyone)]
    for g in range(k if k > 1 else 0):
        rows = labels == g
        cuts.append((Cut("group", "", names[g], int(rows.sum()), float(rows.sum())), rows))
    for column in by:
        values = participants.columns[column]
        for value in np.unique(values):
            rows = values == value
            cuts.append((Cut("stratum", column, str(value), int(rows.sum()), float(rows.sum())), rows))
    tallies = tally(matrix, cuts)
    residual = np.nan_to_num(matrix - np.nanmean(matrix, axis=0))
    _, singular, axes = np.linalg.svd(residual, full_matrices=False)
    positions = residual @ axes[:2].T * np.sqrt(votes.shape[1] / np.maximum(1, votes.per_participant()))[:, None]
    centres = np.array([positions[labels == g].mean(axis=0) for g in range(k)])
    distance = ((positions[:, None] - centres[None]) ** 2).sum(axis=2)
    closeness = np.exp(-(distance - distance.min(axis=1, keepdims=True)))
    probability = (closeness / closeness.sum(axis=1, keepdims=True))[np.arange(people), labels]
    stability = {"stable": 0.93, "unstable": 0.41, "single": 1.0}[verdict]
    groups = Groups(
        names,
        verdict,
        stability,
        stability - 0.06,
        min(1.0, stability + 0.03),
        20,
        labels.astype(np.int16),
        probability,
        np.full(k, stability),
        centres,
        (
            Candidate(1, 0.0, 1.0, 1.0, 1.0, k == 1),
            Candidate(2, 0.11, 0.8, 0.7, 0.9, k == 2),
            Candidate(3, 0.15, stability, 0.87, 0.96, k == 3),
        ),
    )
    return Comparison(
        method="comity",
        version="0.1.0",
        seed=7,
        parameters={"by": by, "weight": "equal", "resamples": 20, "level": 0.9},
        input_digest=votes.input_digest,
        participants=votes.participants,
        statements=texts,
        votes=len(votes),
        positions=positions,
        axes=Axes(axes[:2], singular[:2] ** 2 / (singular**2).sum(), np.array([0.99, 0.97])),
        groups=groups,
        weights=Weights("equal", np.ones(people), float(people)),
        tallies=tallies,
        common_ground=shared_of(tallies, ceiling),
        divides=divides_of(tallies),
        representative=representative_of(tallies, names if k > 1 else ()),
        bridging=np.nanmean(matrix, axis=0) - 0.1,
        slate=slate_of(matrix, tallies),
        participation=presence_of(votes, participants, by, reference or {}),
        warnings=warnings,
        countries=None if participants is None else participants.columns.get("country"),
    )


def shared_of(tallies: Tallies, ceiling: float) -> tuple[Shared, ...]:
    """Every statement by the lower bound of its worst-off cut, on its better side; bounds are cut off at `ceiling`."""
    large = [c for c, cut in enumerate(tallies.cuts) if cut.kind != "stratum" or (cut.name and cut.people >= 10)]
    found = []
    for j in range(tallies.share.shape[1]):
        sides = []
        for side, low in (("agree", tallies.low), ("disagree", tallies.against_low)):
            bounds = np.nan_to_num(low[large, j])
            sides.append(Shared(j, side, min(float(bounds.min()), ceiling), large[int(bounds.argmin())]))
        found.append(max(sides, key=lambda one: one.score))
    return tuple(sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.statement)))


def divides_of(tallies: Tallies) -> tuple[Divide, ...]:
    found = []
    partitions: dict[str, list[int]] = {}
    for c, cut in enumerate(tallies.cuts[1:], 1):
        partitions.setdefault(cut.column, []).append(c)
    for members in partitions.values():
        for j in range(tallies.share.shape[1]):
            share = tallies.share[members, j]
            if np.isnan(share).all():
                continue
            high, low = members[int(np.nanargmax(share))], members[int(np.nanargmin(share))]
            difference = float(np.nanmax(share) - np.nanmin(share))
            if difference > 0.25 and high != low:
                found.append(Divide(j, high, low, difference, difference - 0.08, difference + 0.08, 0.001))
    return tuple(sorted(found, key=lambda d: -d.difference_low))


def representative_of(tallies: Tallies, names: tuple[str, ...]) -> dict[str, tuple[Characteristic, ...]]:
    found = {}
    for g, name in enumerate(names, 1):
        cast = tallies.agree + tallies.disagree + tallies.passed
        rest = (tallies.agree[0] - tallies.agree[g]) / np.maximum(1, cast[0] - cast[g])
        gap = tallies.share[g] - rest
        order = np.argsort(-np.abs(gap), kind="stable")[:8]
        found[name] = tuple(
            Characteristic(
                int(j),
                "agree" if gap[j] > 0 else "disagree",
                float(abs(gap[j])),
                float(abs(gap[j]) - 0.07),
                float(abs(gap[j]) + 0.07),
                0.002,
            )
            for j in order
            if abs(gap[j]) > 0.15
        )
    return found


def slate_of(matrix: np.ndarray, tallies: Tallies, size: int = 5) -> Slate:
    left, chosen = np.ones(len(matrix), dtype=bool), []
    for _ in range(min(size, matrix.shape[1])):
        gain = (matrix[left] == 1).sum(axis=0)
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
        left &= matrix[:, chosen[-1]] != 1
    return Slate(tuple(chosen), float(1 - left.mean()), True)


def presence_of(
    votes: Votes, participants: Participants | None, by: tuple[str, ...], reference: dict[tuple[str, str], float]
) -> tuple[Presence, ...]:
    found = []
    for column in by:
        values = participants.columns[column]
        for value in np.unique(values):
            rows = values == value
            cast = int(votes.per_participant()[rows].sum())
            found.append(
                Presence(
                    column,
                    str(value),
                    int(rows.sum()),
                    cast,
                    float(rows.mean()),
                    reference.get((column, str(value)), float("nan")),
                )
            )
    return tuple(found)


def simulated(people: int = 1200, **options: object) -> Comparison:
    """The demonstration's population with its planted groups."""
    votes, participants = simulate(7, people)
    planted = planted_groups(7, people)
    sizes = sorted(set(planted.tolist()), key=lambda name: -(planted == name).sum())
    labels = np.array([sizes.index(name) for name in planted])
    from_states = {
        ("region", "Africa"): 0.277,
        ("region", "Americas"): 0.179,
        ("region", "Asia"): 0.246,
        ("region", "Europe"): 0.226,
        ("region", "Oceania"): 0.072,
    }
    options = {"by": ("region", "income_group", "ldc", "sids", "kind"), "reference": from_states, **options}
    return make(votes, statements(), labels, participants, **options)


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """1,200 simulated people, three stable groups, five declared columns, a reference for the regions."""
    return simulated()


@pytest.fixture(scope="session")
def build() -> Build:
    """Builds other comparisons; see `make`."""
    return make


@pytest.fixture(scope="session")
def populate() -> Build:
    """Builds comparisons of the simulated population; see `simulated`."""
    return simulated
