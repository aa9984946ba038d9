"""The four boxes: is a policy prohibited, negotiated, autonomous or multilateral?

The boxes are those of Rodrik and Walt's meta-regime; the questions ask for harm done on purpose, global public goods,
harm done by the way, and costs at home. Each party answers for itself before it sees others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from comity.terms.errors import ComityError

Floats = NDArray[np.float64]


class Box(StrEnum):
    """Where a policy belongs; the values are keys."""

    PROHIBITED = "prohibited"
    NEGOTIATED = "negotiated"
    AUTONOMOUS = "autonomous"
    MULTILATERAL = "multilateral"


class Answer(StrEnum):
    """What a party says to a question; the values are keys."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Leaf:
    """The end of the questions: a box, and what goes with it (`notes`, keys)."""

    box: Box
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question by key, and what follows on yes and on no: the key of the next question, or a leaf."""

    key: str
    yes: str | Leaf
    no: str | Leaf


FIRST = "attractive_without_harm_abroad"
TREE: dict[str, Question] = {
    question.key: question
    for question in (
        # harm abroad as the purpose: beggar thy neighbour
        Question(FIRST, "global_public_good", "widely_held_illegitimate"),
        Question("widely_held_illegitimate", Leaf(Box.PROHIBITED), Leaf(Box.NEGOTIATED)),
        # what no state can provide enough of
        Question("global_public_good", "best_shot", "harm_above_threshold"),
        Question("best_shot", Leaf(Box.MULTILATERAL, ("financing_club",)), Leaf(Box.MULTILATERAL)),
        # harm by the way, and costs at home
        Question("harm_above_threshold", Leaf(Box.NEGOTIATED, ("compensation",)), "costs_mainly_domestic"),
        Question("costs_mainly_domestic", "procedural_duties_met", Leaf(Box.NEGOTIATED)),
        Question("procedural_duties_met", Leaf(Box.AUTONOMOUS), Leaf(Box.AUTONOMOUS, ("procedural_duties_owed",))),
    )
}


@dataclass(frozen=True)
class Consideration:
    """A question that moves no policy to another box: where the answer is `on`, it adds a note to some boxes."""

    key: str
    boxes: frozenset[Box]
    on: Answer
    note: str


CONSIDERATIONS = (
    Consideration(
        "response_calibrated_if_no_agreement", frozenset({Box.NEGOTIATED}), Answer.NO, "response_to_be_calibrated"
    ),
    Consideration("catastrophic_or_irreversible", frozenset(Box), Answer.YES, "weigh_multilateral"),
    Consideration(
        "vital_domestic_compact",
        frozenset({Box.PROHIBITED, Box.NEGOTIATED, Box.MULTILATERAL}),
        Answer.YES,
        "escape_clause",
    ),
)
KEYS = frozenset(TREE) | {consideration.key for consideration in CONSIDERATIONS}

Answers = Mapping[str, Answer]
Path = tuple[tuple[str, Answer], ...]


@dataclass(frozen=True)
class Classification:
    """What a party's answers say. `box` is None while more than one is possible: the answers are unsure, or some are
    missing (`next` is then the question to ask). `could_be` lists what is possible, in the order of the boxes. `path`
    holds the answers on the way, both ways after an unsure one."""

    box: Box | None
    could_be: tuple[Box, ...]
    path: Path
    notes: tuple[str, ...]
    next: str | None


def classify(answers: Answers) -> Classification:
    """Follow the questions. Answers to questions off the path are left aside. Raises `elicit.unknown_question`,
    `elicit.unknown_answer`."""
    for key, answer in answers.items():
        if key not in KEYS:
            raise ComityError("elicit.unknown_question", question=key)
        if answer not in tuple(Answer):
            raise ComityError("elicit.unknown_answer", question=key, answer=str(answer))
    leaves, path, unanswered = _follow(FIRST, answers)
    reached = {leaf.box for leaf in leaves}
    could_be = tuple(box for box in Box if box in reached)
    box = could_be[0] if len(could_be) == 1 else None
    # a note holds where every way that is left leads to it
    notes = [note for note in leaves[0].notes if all(note in leaf.notes for leaf in leaves)]
    if not unanswered:
        for other in CONSIDERATIONS:
            if other.boxes.isdisjoint(reached):
                continue
            given = answers.get(other.key)
            if given is None:
                unanswered.append(other.key)
            else:
                path.append((other.key, Answer(given)))
                notes += [other.note] if given == other.on else []
    return Classification(box, could_be, tuple(path), tuple(notes), unanswered[0] if unanswered else None)


def _follow(key: str, answers: Answers) -> tuple[list[Leaf], list[tuple[str, Answer]], list[str]]:
    """The leaves that can be reached from a question, the answers on the way, and the questions still to be asked."""
    question, given = TREE[key], answers.get(key)
    if given is None:
        return _leaves(key), [], [key]
    leaves: list[Leaf] = []
    unanswered: list[str] = []
    path = [(key, Answer(given))]
    for way, excluded in ((question.yes, Answer.NO), (question.no, Answer.YES)):
        if given == excluded:
            continue
        if isinstance(way, Leaf):
            leaves.append(way)
        else:
            further = _follow(way, answers)
            leaves, path, unanswered = leaves + further[0], path + further[1], unanswered + further[2]
    return leaves, path, unanswered


def _leaves(key: str) -> list[Leaf]:
    ways = (TREE[key].yes, TREE[key].no)
    return [leaf for way in ways for leaf in ([way] if isinstance(way, Leaf) else _leaves(way))]


@dataclass(frozen=True)
class Agreement:
    """Gwet's AC1, 1 where all agree and about 0 where they agree as chance would have it, with its interval; NaN where
    it cannot be known."""

    ac1: float
    error: float
    low: float
    high: float


def agreement(counts: object, *, level: float = 0.95) -> Agreement:
    """Gwet's AC1 (Gwet 2008) of (policies, boxes) counts: how many parties put a policy in a box; gaps allowed.

    Of several policies, the variance is Gwet's, over policies. Of one, it is the jackknife's, over parties, since what
    varies is who was asked. Raises `elicit.bad_counts`.
    """
    found = np.array(counts, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] < 2 or not ((found >= 0) & (found == np.rint(found))).all():
        raise ComityError("elicit.bad_counts", shape=found.shape)
    found = found[found.sum(1) > 0]
    if not (found.sum(1) >= 2).any():
        return Agreement(float("nan"), float("nan"), float("nan"), float("nan"))
    ac1, by_policy = _ac1(found)
    n = len(found)
    if n > 1:
        error, freedom = float(np.sqrt(((by_policy - ac1) ** 2).sum() / (n * (n - 1)))), n - 1
    else:
        error, freedom = _jackknife(found[0])
    if not np.isfinite(error):
        return Agreement(ac1, error, float("nan"), float("nan"))
    reach = float(t.ppf((1 + level) / 2, freedom)) * error
    return Agreement(ac1, error, max(-1.0, ac1 - reach), min(1.0, ac1 + reach))


def _ac1(counts: Floats) -> tuple[float, Floats]:
    """AC1, and what each policy contributes to its variance, both as Gwet writes them."""
    raters, boxes = counts.sum(1), counts.shape[1]
    pairs = raters * (raters - 1)
    agreeing = (counts * (counts - 1)).sum(1) / np.maximum(pairs, 1)
    several = pairs > 0
    popular = (counts / raters[:, None]).mean(0)
    chance = float((popular * (1 - popular)).sum() / (boxes - 1))
    ac1 = float((agreeing[several].mean() - chance) / (1 - chance))
    own = np.where(several, agreeing - chance, 0) * len(counts) / several.sum() / (1 - chance)
    own_chance = (counts * (1 - popular)).sum(1) / raters / (boxes - 1)
    return ac1, np.asarray(own - 2 * (1 - ac1) * (own_chance - chance) / (1 - chance), dtype=np.float64)


def _jackknife(counts: Floats) -> tuple[float, int]:
    """The standard error of one policy's AC1, leaving out each party in turn, and its degrees of freedom."""
    parties = int(counts.sum())
    if parties < 3:
        return float("nan"), 0
    kinds = np.flatnonzero(counts)
    without = np.array([_ac1((counts - np.eye(len(counts))[kind])[None])[0] for kind in kinds])
    times = counts[kinds]
    centre = (times * without).sum() / parties
    return float(np.sqrt((parties - 1) / parties * (times * (without - centre) ** 2).sum())), parties - 1


@dataclass(frozen=True)
class Parting:
    """Two parties that differ, and the first question to which their answers do."""

    one: str
    other: str
    question: str


@dataclass(frozen=True)
class Summary:
    """Where the parties stand on one policy. `modal` are the boxes named most, `share` their share of the parties that
    named one; `unsure` could not tell. `agenda`: the questions by how many pairs part there, most first."""

    counts: dict[Box, int]
    modal: tuple[Box, ...]
    share: float
    unsure: tuple[str, ...]
    agreement: Agreement
    partings: tuple[Parting, ...]
    agenda: tuple[tuple[str, int], ...]


def summary(parties: Mapping[str, Answers], *, level: float = 0.95) -> Summary:
    """What parties answered blind, put side by side. Two parties differ where the boxes that are possible for them do;
    the question is the first on the common way to which one said something else, or nothing."""
    found = {party: classify(answers) for party, answers in parties.items()}
    boxes = Counter(one.box for one in found.values() if one.box)
    counts = {box: boxes[box] for box in Box}
    most = max(counts.values())
    partings = tuple(
        Parting(one, other, _first_parting(parties[one], parties[other]))
        for one, other in combinations(found, 2)
        if found[one].could_be != found[other].could_be
    )
    numbers = Counter(parting.question for parting in partings)
    order = list(TREE)
    return Summary(
        counts=counts,
        modal=tuple(box for box in Box if most and counts[box] == most),
        share=most / max(1, sum(counts.values())),
        unsure=tuple(party for party, one in found.items() if one.box is None),
        agreement=agreement([list(counts.values())], level=level),
        partings=partings,
        agenda=tuple(sorted(numbers.items(), key=lambda pair: (-pair[1], order.index(pair[0])))),
    )


def _first_parting(one: Answers, other: Answers, key: str = FIRST) -> str:
    """Called for answers that lead to different boxes, so that there is such a question."""
    given, against = one.get(key), other.get(key)
    if given != against or given is None:
        return key
    ways = {Answer.YES: [TREE[key].yes], Answer.NO: [TREE[key].no]}.get(given, [TREE[key].yes, TREE[key].no])
    for way in ways:
        if isinstance(way, str) and _boxes(way, one) != _boxes(way, other):
            return _first_parting(one, other, way)
    return key


def _boxes(key: str, answers: Answers) -> set[Box]:
    return {leaf.box for leaf in _follow(key, answers)[0]}


@dataclass(frozen=True)
class Outcome:
    """The box that holds, whether by agreement, and the notes that go with it."""

    box: Box
    agreed: bool
    notes: tuple[str, ...]


def outcome(found: Summary, needed: Fraction = Fraction(1)) -> Outcome:
    """The modal box, if the share `needed` of all parties, those unsure among them, named it; else autonomous, with
    procedural duties: to prohibit and to govern together need consent."""
    asked = sum(found.counts.values()) + len(found.unsure)
    if len(found.modal) == 1 and found.counts[found.modal[0]] >= needed * asked:
        return Outcome(found.modal[0], True, ())
    return Outcome(Box.AUTONOMOUS, False, ("procedural_duties_owed",))


def counts_by_policy(policies: Sequence[Mapping[str, Answers]]) -> list[list[int]]:
    """(policies, boxes) how many parties put each policy in each box: for `agreement` over policies."""
    tables = []
    for parties in policies:
        boxes = Counter(classify(answers).box for answers in parties.values())
        tables.append([boxes[box] for box in Box])
    return tables
