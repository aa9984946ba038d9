"""The result of comparing votes: groups, axes, tallies with intervals, common ground, divides, warnings."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.terms.statements import Statements

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Warned:
    """Something the reader must know before believing a figure: a code and its parameters, as in ComityError."""

    code: str
    parameters: Mapping[str, object]


@dataclass(frozen=True)
class Candidate:
    """How well k groups would fit: `fit` is the gain in log-likelihood over one cloud of people (nats; 0 for k=1),
    `stability` the median adjusted Rand index under resampling, low and high its 10th and 90th percentile; NaN where it
    was not tested."""

    k: int
    fit: float
    stability: float
    low: float
    high: float
    chosen: bool


@dataclass(frozen=True, eq=False)
class Groups:
    """Opinion groups found in the votes.

    labels (k,): "A", "B", ... by falling size. member_of (P,) int16: position in labels. probability (P,): of
    belonging to that group, given how few or many votes the person cast. stability: median adjusted Rand index
    between these groups and those found again after resampling; per_group (k,): mean Jaccard index of each group with
    its nearest counterpart. centres (k, d): on the axes. verdict: "stable", "unstable" or "single".
    """

    labels: tuple[str, ...]
    verdict: str
    stability: float
    stability_low: float
    stability_high: float
    resamples: int
    member_of: NDArray[np.int16]
    probability: Floats
    per_group: Floats
    centres: Floats
    candidates: tuple[Candidate, ...]

    @property
    def k(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Axes:
    """Principal axes of the votes cast: directions (d, S) of unit length; explained (d,): share of the variance of
    observed votes; steadiness (d,): median absolute cosine with the same axis after resampling."""

    directions: Floats
    explained: Floats
    steadiness: Floats


@dataclass(frozen=True)
class Cut:
    """One set of people whose votes are counted together.

    kind: "all", "group" or "stratum"; column: the participants' column for a stratum, "" otherwise; name: the group's
    label or the stratum's value ("" means the value is not known); people: how many; effective: how many equally
    weighted people they are worth.
    """

    kind: str
    column: str
    name: str
    people: int
    effective: float


@dataclass(frozen=True, eq=False)
class Tallies:
    """Counts and agreement of C cuts on S statements, all (C, S).

    agree, disagree, passed: people counted. share: agreeing among those who voted (passes included), weighted;
    low, high: its 90 % interval; against, against_low, against_high: the same for disagreeing. NaN where nobody voted.
    cuts[0] is everybody.
    """

    cuts: tuple[Cut, ...]
    agree: Counts
    disagree: Counts
    passed: Counts
    share: Floats
    low: Floats
    high: Floats
    against: Floats
    against_low: Floats
    against_high: Floats


@dataclass(frozen=True)
class Shared:
    """A statement's place in common ground: the side everybody is on ("agree" or "disagree"), `score` = the lower
    bound of the worst-off cut's share on that side, and which cut that is (position in Tallies.cuts)."""

    statement: int
    side: str
    score: float
    worst: int


@dataclass(frozen=True)
class Divide:
    """A statement that two cuts of one partition see differently: high and low (positions in Tallies.cuts),
    difference of their agreement shares with its 90 % interval, and the false discovery rate q at which it holds."""

    statement: int
    high: int
    low: int
    difference: float
    difference_low: float
    difference_high: float
    q: float


@dataclass(frozen=True)
class Characteristic:
    """A statement on which a group differs from everybody else, tested on votes held out from the grouping:
    side "agree" or "disagree"; difference of shares (group minus others) with 90 % interval; q: false discovery
    rate."""

    statement: int
    side: str
    difference: float
    difference_low: float
    difference_high: float
    q: float


@dataclass(frozen=True, eq=False)
class Slate:
    """k statements chosen to represent everyone. approvals: (k,) share who agree with each. justified: whether no
    sufficiently large group that agrees on a statement is left without any statement it agrees with (justified
    representation); represented: weighted share of people with at least one statement they agree with."""

    statements: tuple[int, ...]
    represented: float
    justified: bool


@dataclass(frozen=True)
class Presence:
    """Participation of one stratum: people who voted, their share of participants, the reference population's share
    (NaN where there is none), and votes cast."""

    column: str
    name: str
    people: int
    votes: int
    share: float
    reference: float


@dataclass(frozen=True, eq=False)
class Weights:
    """rule: "equal", "equal-by:COLUMN", "column:COLUMN" or "rake:NAME"; values (P,) with mean 1;
    effective: Kish's effective sample size."""

    rule: str
    values: Floats
    effective: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything `compare` found. Positions of people and statements are those of `participants` and
    `statements.ids`, both in canonical order."""

    method: str
    version: str
    seed: int
    parameters: Mapping[str, object]
    input_digest: str
    participants: NDArray[np.str_]
    statements: Statements
    votes: int
    positions: Floats
    axes: Axes
    groups: Groups
    weights: Weights
    tallies: Tallies
    common_ground: tuple[Shared, ...]
    divides: tuple[Divide, ...]
    representative: Mapping[str, tuple[Characteristic, ...]]
    bridging: Floats
    slate: Slate
    participation: tuple[Presence, ...]
    warnings: tuple[Warned, ...]
    countries: NDArray[np.str_] | None = None
