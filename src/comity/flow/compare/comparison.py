"""The whole comparison, in the order in which it happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import bridging, ground, presence
from comity.flow.compare import slate as slates
from comity.flow.compare.axes import count, leading
from comity.flow.compare.cautions import cautions
from comity.flow.compare.coordination import coordinated
from comity.flow.compare.gap import without_gap
from comity.flow.compare.groups import PLANE, Found, Search, View, find, one_group, positions
from comity.flow.compare.held_out import HeldOut, held_out
from comity.flow.compare.parts import Seen, cells, divide, summary
from comity.flow.compare.polis import comparison as polis_terms
from comity.flow.compare.polis import polis
from comity.flow.compare.tallies import Partition, Sums, groups_differ, strata, table, tally
from comity.flow.compare.weighting import weigh
from comity.terms.comparison import Axes, Characteristic, Comparison, Divide, Groups, Shared, Tallies, Warned, Weights
from comity.terms.errors import ComityError
from comity.terms.statements import ACCEPTED, REJECTED, Participants, Statements
from comity.terms.votes import Votes
from comity.terms.work import Engine
from comity.version import __version__

Floats = NDArray[np.float64]
Shares = Sequence[tuple[str, str, float]]
Progress = Callable[[float, str], None]

METHODS = ("comity", "polis")
LEVEL = 0.90
SPACE = 8  # leading axes kept as the space in which resampled axes are sought
# Standard errors, on held-out votes, before groups are named: by which people's other votes predict them, or else by
# which the groups differ.
PREDICTED, DIFFERENT = 2.33, 3.0


def compare(
    votes: Votes,
    *,
    engine: Engine,
    statements: Statements | None = None,
    participants: Participants | None = None,
    by: Sequence[str] = (),
    weight: str = "equal",
    margins: Shares = (),
    reference: Shares = (),
    method: str = "comity",
    seed: int = 0,
    resamples: int = 20,
    most_groups: int = 5,
    slate: int = 8,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the views of everybody who voted: docs/methods/compare.md says how, and what the result can carry.

    statements and participants, if given, are aligned with the votes (same ids, same order). by: columns of
    participants whose values are strata. weight: "equal", "equal-by:COLUMN", "column:COLUMN" or "rake:NAME" with
    margins (column, value, share). reference: shares of the population that should have been heard, for who is
    missing. method: "comity", or "polis" for the published formulas of Polis (docs/methods/polis.md). resamples: 0
    leaves stability untested. most_groups: the largest number of groups looked for. slate: how many statements to
    choose. progress(fraction, stage) is told how far the work is.

    Raises ComityError: compare.no_votes, compare.unknown_column, compare.not_aligned, compare.unknown_method,
    compare.bad_number, and those of the weights.
    """
    _check_numbers(method, resamples=(resamples, 0), most_groups=(most_groups, 1), slate=(slate, 0))
    ask = _ask(votes, statements, participants, by)
    tell = progress or (lambda fraction, stage: None)
    tell(0.0, "axes")
    held = engine.hold(divide(votes))
    counts = count(engine, held)
    weights, unmet = weigh(votes, participants, weight, margins)
    work = _Work(votes, ask, engine, held, counts, weights, tuple(by), weight == "equal")
    answer = _by_polis(work) if method == "polis" else _by_comity(work, most_groups, resamples, seed, tell)
    tell(0.85, "ground")
    voted = votes.per_participant() > 0
    result = Comparison(
        method=method,
        version=__version__,
        seed=seed,
        parameters={
            "by": list(by),
            "weight": weight,
            "level": LEVEL,
            "resamples": resamples,
            "most_groups": most_groups,
            "slate": slate,
        },
        input_digest=votes.input_digest,
        participants=votes.participants,
        statements=ask.statements,
        votes=len(votes),
        positions=answer.positions,
        axes=answer.axes,
        groups=answer.groups,
        weights=weights,
        tallies=answer.tallied.tallies,
        common_ground=answer.common_ground,
        divides=answer.tallied.divides(work.allowed),
        representative=answer.representative,
        bridging=answer.bridging,
        slate=slates.slate(engine, held, slate, np.where(voted, weights.values, 0.0), work.allowed),
        participation=presence.participation(answer.tallied.partitions, answer.tallied.sums, voted, reference),
        warnings=(),
        countries=ask.columns.get("country"),
    )
    result = replace(result, warnings=(*answer.warnings, *unmet, *cautions(votes, result)))
    tell(1.0, "done")
    return result


@dataclass(frozen=True, eq=False)
class _Ask:
    statements: Statements
    columns: dict[str, NDArray[np.str_]]


@dataclass(frozen=True, eq=False)
class _Tallied:
    """The partitions with their sums, and the sums behind their shares: a group's come from held-out votes."""

    partitions: list[Partition]
    sums: list[Sums]
    by_held_out: Sums | None
    tallies: Tallies

    def divides(self, allowed: NDArray[np.bool_]) -> tuple[Divide, ...]:
        """Where cuts differ. Groups whose shares come from the votes that made them are left out: the test would find
        what was put in."""
        rows = [
            self.by_held_out if p.kind == "group" and self.by_held_out is not None else own
            for p, own in zip(self.partitions, self.sums, strict=True)
        ]
        honest = [
            p if p.kind != "group" or self.by_held_out is not None else replace(p, kind="all") for p in self.partitions
        ]
        return ground.divides(self.tallies, honest, rows, allowed)


@dataclass(frozen=True, eq=False)
class _Work:
    """What both methods start from."""

    votes: Votes
    ask: _Ask
    engine: Engine
    held: object
    counts: NDArray[np.int64]
    weights: Weights
    by: tuple[str, ...]
    unweighted: bool

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """(S,) statements of which something may be said: voted on, not rejected, not about the people asked."""
        statements = self.ask.statements
        allowed: NDArray[np.bool_] = (statements.moderation != REJECTED) & ~statements.meta & (self.counts.sum(0) > 0)
        return allowed

    def tallied(self, groups: Groups, placed: object) -> _Tallied:
        """Everybody, the groups and the declared strata counted."""
        everybody = Partition("all", "", ("",), np.zeros(len(self.votes.participants), dtype=np.int32))
        of_groups = [Partition("group", "", groups.labels, groups.member_of.astype(np.int32))] if groups.k > 1 else []
        partitions = [everybody, *of_groups, *strata([(c, self.ask.columns[c]) for c in self.by])]
        counting = None if self.unweighted else self.weights.values
        sums, by_held_out = tally(self.engine, self.held, placed, partitions, counting)
        voted = self.votes.per_participant() > 0
        tallies = table(partitions, sums, by_held_out, self.weights.values, voted, LEVEL)
        return _Tallied(partitions, sums, by_held_out, tallies)


@dataclass(frozen=True, eq=False)
class _Answer:
    """What a method says."""

    groups: Groups
    positions: Floats
    axes: Axes
    tallied: _Tallied
    common_ground: tuple[Shared, ...]
    representative: dict[str, tuple[Characteristic, ...]]
    bridging: Floats
    warnings: tuple[Warned, ...]


def _by_comity(work: _Work, most_groups: int, resamples: int, seed: int, tell: Progress) -> _Answer:
    engine, size = work.engine, work.votes.shape[1]
    seen = summary(work.counts)
    celled = engine.derive(cells, work.held, seen.mean)
    wanted = max(PLANE, most_groups - 1, SPACE if resamples else 0)
    space = leading(engine, celled, size, min(wanted, size), seed)
    search = Search(engine, work.held, celled, seen, space, work.votes.per_participant(), most_groups, resamples, seed)
    plane = search.view(min(PLANE, space.shape[1]))
    tell(0.2, "groups")
    found = find(search, plane)
    tell(0.6, "held_out")
    apart = held_out(search, found)
    if apart is not None and not _real(engine, apart, found.groups.k):
        found, apart = replace(found, groups=one_group(search, found.groups.candidates, plane), view=None), None
    tell(0.7, "tallies")
    tallied = work.tallied(found.groups, apart.placed if apart else None)
    position = positions(plane)
    common = ground.common_ground(tallied.tallies, work.allowed)
    told = coordinated(work.votes, found.groups, tallied.tallies, seed) if resamples else ()
    touching = without_gap(found, seed) if resamples else ()
    if touching:
        told = (*told, Warned("compare.no_gap", {"pairs": ", ".join("–".join(pair) for pair in touching)}))
    return _Answer(
        groups=found.groups,
        positions=position,
        axes=_axes(plane, seen, found),
        tallied=tallied,
        common_ground=common,
        representative=ground.characteristic(found.groups.labels, tallied.by_held_out, work.allowed),
        bridging=bridging.bridging(engine, celled, plane.model, position, work.counts),
        warnings=told,
    )


def _real(engine: Engine, apart: HeldOut, groups: int) -> bool:
    return apart.structure >= PREDICTED or groups_differ(engine, apart.placed, groups) >= DIFFERENT


def _by_polis(work: _Work) -> _Answer:
    found = polis_terms.relabel(polis(work.votes, work.ask.statements))
    groups = polis_terms.groups(found)
    tallied = work.tallied(groups, None)
    return _Answer(
        groups=groups,
        positions=found.analysis.positions,
        axes=polis_terms.axes(found.analysis),
        tallied=tallied,
        common_ground=polis_terms.common_ground(found, tallied.tallies),
        representative=polis_terms.representative(found),
        bridging=np.full(work.votes.shape[1], np.nan),
        warnings=(Warned("compare.polis_method", {}),),
    )


def _check_numbers(method: str, **numbers: tuple[int, int]) -> None:
    if method not in METHODS:
        raise ComityError("compare.unknown_method", method=method)
    for name, (value, least) in numbers.items():
        if value < least:
            raise ComityError("compare.bad_number", name=name, value=value, least=least)


def _ask(votes: Votes, statements: Statements | None, participants: Participants | None, by: Sequence[str]) -> _Ask:
    if not len(votes):
        raise ComityError("compare.no_votes")
    if statements is None:
        statements = _without_texts(votes)
    if not np.array_equal(statements.ids, votes.statements):
        raise ComityError("compare.not_aligned", kind="statements")
    if participants is not None and not np.array_equal(participants.ids, votes.participants):
        raise ComityError("compare.not_aligned", kind="participants")
    columns = dict(participants.columns) if participants is not None else {}
    for column in by:
        if column not in columns:
            raise ComityError("compare.unknown_column", column=column, found=", ".join(columns) or "-")
    return _Ask(statements, columns)


def _without_texts(votes: Votes) -> Statements:
    size = len(votes.statements)
    return Statements(votes.statements, {}, np.full(size, ACCEPTED, np.int8), np.zeros(size, bool))


def _axes(plane: View, seen: Seen, found: Found) -> Axes:
    """Directions (d, S), with the share of the votes' variance that positions along each explain."""
    model = plane.model
    spread = positions(plane).var(0)
    explained = spread * (model.directions**2 * seen.votes[:, None]).sum(0) / max(float(seen.squares.sum()), 1e-12)
    axes = model.loadings.shape[1]
    steady = np.full(axes, np.nan)
    if found.turns.size:
        steady = np.median(np.abs(np.diagonal(found.turns, axis1=1, axis2=2)), axis=0)
    return Axes(model.directions.T, np.minimum(explained, 1.0), steady)
