"""The whole comparison, in the order in which it happens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare import bridging, ground, presence
from comity.flow.compare import slate as slates
from comity.flow.compare.axes import count, leading
from comity.flow.compare.cautions import cautions
from comity.flow.compare.groups import PLANE, Found, Search, View, find, one_group, positions
from comity.flow.compare.held_out import held_out
from comity.flow.compare.parts import Seen, cells, divide, summary
from comity.flow.compare.tallies import Partition, strata, table, tally
from comity.flow.compare.weighting import weigh
from comity.terms.comparison import Axes, Comparison
from comity.terms.errors import ComityError
from comity.terms.statements import ACCEPTED, REJECTED, Participants, Statements
from comity.terms.votes import Votes
from comity.terms.work import Engine
from comity.version import __version__

Floats = NDArray[np.float64]
Shares = Sequence[tuple[str, str, float]]
Progress = Callable[[float, str], None]

LEVEL = 0.90
SPACE = 8  # leading axes kept as the space in which resampled axes are sought
BETTER_THAN_CHANCE = 1.645  # standard errors by which other votes must predict held-out ones before groups are named


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
    missing. resamples: 0 leaves stability untested. most_groups: the largest number of groups looked for. slate: how
    many statements to choose. progress(fraction, stage) is told how far the work is.

    Raises ComityError: compare.no_votes, compare.unknown_column, compare.not_aligned, compare.unknown_method, and
    those of the weights.
    """
    ask = _checked(votes, statements, participants, by, method, resamples, most_groups, slate)
    tell = progress or (lambda fraction, stage: None)
    tell(0.0, "axes")
    held = engine.hold(divide(votes))
    counts = count(engine, held)
    seen = summary(counts)
    celled = engine.derive(cells, held, seen.mean)
    wanted = max(PLANE, most_groups - 1, SPACE if resamples else 0)
    space = leading(engine, celled, votes.shape[1], min(wanted, votes.shape[1]), seed)
    search = Search(engine, held, celled, seen, space, votes.per_participant(), most_groups, resamples, seed)
    plane = search.view(min(PLANE, space.shape[1]))
    tell(0.2, "groups")
    found = find(search, plane)
    tell(0.6, "held_out")
    apart = held_out(search, found)
    if apart is not None and apart.structure < BETTER_THAN_CHANCE:
        found, apart = replace(found, groups=one_group(search, found.groups.candidates, plane), view=None), None
    tell(0.7, "tallies")
    weights = weigh(votes, participants, weight, margins)
    people = Partition("all", "", ("",), np.zeros(len(votes.participants), dtype=np.int32))
    partitions = [people, *_group_partition(found), *strata([(c, ask.columns[c]) for c in by])]
    counting = None if weight == "equal" else weights.values
    sums, by_held_out = tally(engine, held, apart.placed if apart else None, partitions, counting)
    tallies = table(partitions, sums, by_held_out, weights.values, LEVEL)
    rows = [by_held_out if p.kind == "group" and by_held_out else own for p, own in zip(partitions, sums, strict=True)]
    tell(0.85, "ground")
    allowed = (ask.statements.moderation != REJECTED) & ~ask.statements.meta & (counts.sum(0) > 0)
    common = ground.common_ground(tallies, allowed)
    chosen = slates.slate(engine, held, slate, np.where(search.votes_per_person > 0, weights.values, 0.0), allowed)
    position = positions(plane)
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
        positions=position,
        axes=_axes(plane, seen, found),
        groups=found.groups,
        weights=weights,
        tallies=tallies,
        common_ground=common,
        divides=ground.divides(tallies, partitions, rows, allowed),
        representative=ground.characteristic(found.groups.labels, by_held_out, allowed),
        bridging=bridging.bridging(engine, celled, plane.model, position, counts),
        slate=chosen,
        participation=presence.participation(partitions, sums, search.votes_per_person > 0, reference),
        warnings=(),
        countries=ask.columns.get("country"),
    )
    result = replace(result, warnings=cautions(votes, result))
    tell(1.0, "done")
    return result


@dataclass(frozen=True, eq=False)
class _Ask:
    statements: Statements
    columns: dict[str, NDArray[np.str_]]


def _checked(
    votes: Votes,
    statements: Statements | None,
    participants: Participants | None,
    by: Sequence[str],
    method: str,
    resamples: int,
    most_groups: int,
    slate: int,
) -> _Ask:
    if not len(votes):
        raise ComityError("compare.no_votes")
    if method != "comity":
        raise ComityError("compare.unknown_method", method=method)
    for name, value, least in (("resamples", resamples, 0), ("most_groups", most_groups, 1), ("slate", slate, 0)):
        if value < least:
            raise ComityError("compare.bad_number", name=name, value=value, least=least)
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


def _group_partition(found: Found) -> list[Partition]:
    if found.groups.k < 2:
        return []
    return [Partition("group", "", found.groups.labels, found.groups.member_of.astype(np.int32))]


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
