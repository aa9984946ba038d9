"""The opinion groups of a conversation, with what is known of how sure they are."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import mixture
from comity.flow.compare.axes import Evidence, Model, evidence_of_all, fit_from
from comity.flow.compare.grouping import (
    AS_STEADY,
    EACH_STEADY,
    HOPEFUL,
    LEAST_GAIN,
    RECOGNISABLE,
    SIMPLER,
    STABLE,
    STABLE_SURE,
    SURE,
    SURE_PEOPLE,
    Look,
    Proposal,
    look,
    propose,
    sample,
    shapes,
)
from comity.flow.compare.parts import Part, Seen, cells, rows
from comity.flow.compare.stability import Resample, Steadiness, resample, steadiness, world
from comity.methods.partitions import cross_table, match
from comity.terms.comparison import Candidate, Groups
from comity.terms.work import Engine

Floats = NDArray[np.float64]

PLANE = 2  # axes on which people are shown
FIRST_WORLDS, CLEARLY = 6, 0.07  # worlds after which a group that misses EACH_STEADY by so much is not followed further


@dataclass(frozen=True, eq=False)
class View:
    """The people seen on a number of axes: the model and what it says of everybody."""

    model: Model
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class Found:
    """The groups, the view they were found in, and the mixture in the order of the labels; None for one group."""

    groups: Groups
    view: View | None
    mixture: mixture.Mixture | None
    turns: Floats  # (R, d, d) resampled axes seen from the view on two axes; empty without resampling


@dataclass(frozen=True, eq=False)
class Tested:
    """A proposal and, if it was resampled, how steady it is."""

    proposal: Proposal
    steadiness: Steadiness | None

    def median(self) -> float:
        """Median adjusted Rand index over everybody; NaN where not resampled."""
        return float(np.median(self.steadiness.everybody)) if self.steadiness else float("nan")


@dataclass(frozen=True, eq=False)
class Search:
    """What looking for groups needs: the engine with the parts it holds and their cells, what is seen of each
    statement, the space of leading axes (S, q), the votes of each person (P,), and the choices made by the caller."""

    engine: Engine
    held: object
    celled: object
    seen: Seen
    space: Floats
    votes_per_person: NDArray[np.int64]
    most: int
    resamples: int
    seed: int

    def view(self, axes: int) -> View:
        """The people seen on the first `axes` axes."""
        model = fit_from(self.engine, self.celled, self.seen, self.space[:, :axes])
        return View(model, evidence_of_all(self.engine, self.celled, model))


def find(search: Search, plane: View) -> Found:
    """The groups of the people seen on `plane` (two axes) and on as many axes as more groups need."""
    people = sample(search.votes_per_person, search.seed)
    views = {plane.model.loadings.shape[1]: plane}
    proposals = _proposals(search, views, people)
    tested, turns = [Tested(proposal, None) for proposal in proposals], np.empty((0, 0, 0))
    if search.resamples:
        tested, again = _tested(search, views, proposals, people)
        turns = np.stack([one.turn for one in again[plane.model.loadings.shape[1]]])
    chosen = _choose(tested, resampled=search.resamples > 0)
    if chosen is None:
        return Found(one_group(search, _candidates(tested, None), plane), None, None, turns)
    return _place(search, views[chosen.proposal.axes], plane, chosen, tested, turns)


def _tested(
    search: Search, views: dict[int, View], proposals: list[Proposal], people: NDArray[np.intp]
) -> tuple[list[Tested], dict[int, list[Resample]]]:
    """The proposals with how steady they are, and the resamples by number of axes; the first view is always followed.

    World after world is made and looked at on all axes still of use. More than two groups of which one is clearly not
    found again in the first worlds are left at that.
    """
    own = cells(_sampled_part(search, people), search.seen.mean)
    sampled = {axes: view.evidence.at(people) for axes, view in views.items()}
    again: dict[int, list[Resample]] = {axes: [] for axes in views}
    steady: dict[Proposal, Steadiness] = {}
    open_ones = [proposal for proposal in proposals if _testable(proposal)]
    for start, stop in ((0, FIRST_WORLDS), (FIRST_WORLDS, search.resamples)):
        followed = {next(iter(views)), *(proposal.axes for proposal in open_ones)}
        for number in range(start, min(stop, search.resamples)):
            one = world(own, search.seen.mean, search.space, search.seed, number)
            for axes in followed:
                again[axes].append(resample(one, views[axes].model))
        for proposal in open_ones:
            if proposal.k > 2 or stop >= search.resamples:
                steady[proposal] = steadiness(proposal, sampled[proposal.axes], again[proposal.axes])
        open_ones = [p for p in open_ones if p.k == 2 or steady[p].per_group.min() >= EACH_STEADY - CLEARLY]
    return [Tested(proposal, steady.get(proposal)) for proposal in proposals], again


def _proposals(search: Search, views: dict[int, View], people: NDArray[np.intp]) -> list[Proposal]:
    """Candidates, until so many groups that few people could be placed; without resampling, that few enough are."""
    proposals: list[Proposal] = []
    looks: dict[int, Look] = {}
    for k, axes in shapes(search.votes_per_person, search.most, len(search.space)):
        if axes > search.space.shape[1] or (k > 3 and not _hopeful(proposals[-1], resampled=search.resamples > 0)):
            break
        if not search.resamples and (k, axes) == (2, PLANE) and proposals and proposals[-1].sure >= SURE_PEOPLE:
            continue  # without resampling there is nothing to choose between one axis and two
        if axes not in views:
            views[axes] = search.view(axes)
        if axes not in looks:
            looks[axes] = look(views[axes].evidence.at(people), views[axes].model)
        proposals.append(propose(looks[axes], k, ways=2 if search.resamples else 1))
    return proposals


def _hopeful(proposal: Proposal, *, resampled: bool) -> bool:
    """Whether still more groups are worth a look."""
    return proposal.sure >= HOPEFUL if resampled else _evident(proposal)


def _evident(proposal: Proposal) -> bool:
    """Whether more than two groups may be named though nobody knows whether they would be found again."""
    return proposal.sure >= SURE and proposal.priced > 0


def _sampled_part(search: Search, people: NDArray[np.intp]) -> Part:
    """The votes of the sampled people as one part."""
    pieces: list[Part] = [piece for piece in search.engine.each(_rows_among, search.held, people) if piece.people]
    if len(pieces) == 1:
        return pieces[0]
    starts = np.cumsum([0, *(piece.indptr[-1] for piece in pieces)])
    indptr = np.concatenate([[0], *(piece.indptr[1:] + start for piece, start in zip(pieces, starts, strict=False))])
    indices = np.concatenate([piece.indices for piece in pieces])
    return Part(0, 0, len(search.space), indptr, indices, np.concatenate([piece.values for piece in pieces]))


def _rows_among(part: Part, people: NDArray[np.intp]) -> Part:
    own = people[(people >= part.first) & (people < part.first + part.people)] - part.first
    return rows(part, own)


def _testable(proposal: Proposal) -> bool:
    return proposal.gain >= LEAST_GAIN and (proposal.k == 2 or proposal.sure >= SURE_PEOPLE)


def _choose(tested: list[Tested], *, resampled: bool) -> Tested | None:
    """More than two groups only if each is found again; two if they are recognisable; failing that, whatever number is
    recognisable and fits best; otherwise none."""
    testable = [t for t in tested if _testable(t.proposal)]
    if not resampled:
        pairs = [t for t in testable if t.proposal.k == 2]
        best = max(pairs, key=lambda t: (t.proposal.sure >= SURE_PEOPLE, t.proposal.axes), default=None)
        more = [t for t in testable if t.proposal.k > 2 and _evident(t.proposal)]
        return max(more, key=lambda t: t.proposal.priced) if more else best
    pair = max((t for t in testable if t.proposal.k == 2 and t.median() >= RECOGNISABLE), key=_worth, default=None)
    bar = max(RECOGNISABLE, pair.median() - AS_STEADY if pair else STABLE - AS_STEADY)
    more = [
        t
        for t in testable
        if t.proposal.k > 2
        and t.steadiness is not None
        and t.median() >= bar
        and t.steadiness.per_group.min() >= EACH_STEADY
    ]
    if more or pair:
        return more[-1] if more else pair
    shaky = [t for t in testable if t.median() >= RECOGNISABLE]
    return max(shaky, key=lambda t: t.proposal.priced, default=None)


def _worth(pair: Tested) -> tuple[bool, float]:
    """Two groups on one axis are simpler to explain than along two, and win unless clearly less steady at worst."""
    low = float(np.percentile(pair.steadiness.everybody, 10)) if pair.steadiness else 0.0
    return pair.proposal.sure >= SURE_PEOPLE, low + (SIMPLER if pair.proposal.axes == 1 else 0.0)


def one_group(search: Search, candidates: tuple[Candidate, ...], plane: View) -> Groups:
    """Everybody who voted in one group; the candidates say what was looked at."""
    voted = search.votes_per_person > 0
    return Groups(
        labels=("A",),
        verdict="single",
        stability=1.0,
        stability_low=1.0,
        stability_high=1.0,
        resamples=search.resamples,
        member_of=np.where(voted, 0, -1).astype(np.int16),
        probability=voted.astype(np.float64),
        per_group=np.ones(1),
        centres=positions(plane)[voted].mean(0, keepdims=True) if voted.any() else np.zeros((1, 2)),
        candidates=tuple(replace(c, chosen=c.k == 1) for c in candidates),
    )


def positions(view: View) -> Floats:
    """(P, d) where people stand on the view's axes: the expected position given their votes, 0 the middle."""
    spread = np.maximum(view.model.lengths**2, 1e-9)[:, None]
    return np.ascontiguousarray((view.evidence.pull / (view.evidence.precision + 1 / spread)).T)


def _place(search: Search, view: View, plane: View, chosen: Tested, tested: list[Tested], turns: Floats) -> Found:
    """Everybody placed in the chosen groups, labelled A, B, ... by falling size."""
    k, evidence = chosen.proposal.k, view.evidence
    weight = mixture.membership(evidence.precision[None], evidence.pull[None], chosen.proposal.best)[0]
    voted = search.votes_per_person > 0
    size = np.bincount(weight.argmax(0)[voted], minlength=k)
    order = np.lexsort((np.arange(k), -size))
    weight, best = weight[order], chosen.proposal.best
    placed = mixture.Mixture(best.share[:, order], best.centre[:, order], best.spread, best.fit)
    probability = np.where(voted, weight.max(0), 0.0)
    seen = positions(plane)
    test = chosen.steadiness
    spread = np.percentile(test.everybody, [10, 50, 90]) if test else np.full(3, np.nan)
    groups = Groups(
        labels=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:k]),
        verdict=_verdict(chosen),
        stability=float(spread[1]),
        stability_low=float(spread[0]),
        stability_high=float(spread[2]),
        resamples=search.resamples,
        member_of=np.where(voted, weight.argmax(0), -1).astype(np.int16),
        probability=probability,
        per_group=test.per_group[order] if test else np.full(k, np.nan),
        centres=(weight[:, voted] @ seen[voted]) / np.maximum(weight[:, voted].sum(1)[:, None], 1e-9),
        candidates=_candidates(tested, chosen),
    )
    return Found(groups, view, placed, turns)


def _verdict(chosen: Tested) -> str:
    test = chosen.steadiness
    if test is None or not len(test.everybody):
        return "unstable"
    promises = (
        float(np.median(test.everybody)) >= STABLE,
        float(np.median(test.sure)) >= STABLE_SURE,
        chosen.proposal.sure >= SURE_PEOPLE,
    )
    return "stable" if all(promises) else "unstable"


def _candidates(tested: list[Tested], chosen: Tested | None) -> tuple[Candidate, ...]:
    found = [Candidate(1, 0.0, 1.0, 1.0, 1.0, chosen is None)]
    for t in sorted(tested, key=lambda t: (t.proposal.k, t.proposal.axes)):
        low, middle, high = np.percentile(t.steadiness.everybody, [10, 50, 90]) if t.steadiness else [np.nan] * 3
        found.append(Candidate(t.proposal.k, t.proposal.gain, float(middle), float(low), float(high), t is chosen))
    return tuple(found)


def match_to(labels: NDArray[np.integer], reference: NDArray[np.integer], k: int) -> NDArray[np.intp]:
    """For each reference group, the group in `labels` that holds most of its people."""
    known = reference >= 0
    return match(cross_table(reference[known], labels[known], k, k).astype(np.float64))
