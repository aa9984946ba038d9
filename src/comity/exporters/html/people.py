"""The groups, the opinion map, the world, who is missing, and agreement by category."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from comity.charts import (
    Cluster,
    Estimate,
    Part,
    Tile,
    by_gap,
    gap_chart,
    gap_table,
    icon,
    interval_chart,
    interval_table,
    level_of,
    map_table,
    opinion_map,
    pair_chart,
    region_map,
    tile_map,
    tile_table,
)
from comity.charts.world import TILES
from comity.exporters.html.exhibit import Exhibit
from comity.exporters.html.reader import Reader
from comity.exporters.html.statements import Item
from comity.terms.comparison import Characteristic
from comity.terms.countries import find
from comity.words import country_name, list_of

MOST_CHARACTERISTIC, MOST_ROWS, PANELS, MOST_QUOTED = 5, 12, 3, 160


@dataclass(frozen=True)
class GroupCard:
    """One opinion group: what it is called and how large, how steadily it is found, and what sets it apart."""

    name: str
    icon: Markup
    size: Markup
    stability: Markup
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Poles:
    """Which statements pull people to the ends of an axis: heading, and the statements agreed with there."""

    heading: str
    statements: tuple[Markup, ...]


@dataclass(frozen=True)
class Pull:
    """A statement that pulls people towards one end of an axis."""

    statement: int


@dataclass(frozen=True)
class World:
    """The tile map, how many states it shows, and the names of those from which nobody took part."""

    exhibit: Exhibit
    absent: str
    absent_count: int


@dataclass(frozen=True)
class Strata:
    """Agreement on a few telling statements, one panel each, for the values of one column."""

    heading: str
    panels: tuple[Exhibit, ...]


def group_cards(reader: Reader) -> tuple[GroupCard, ...]:
    """The groups by falling size; none where there is only one."""
    groups = reader.result.groups
    people = max(1, int((groups.member_of >= 0).sum()))
    if groups.k < 2:
        return ()
    cards = []
    for g, label in enumerate(groups.labels):
        size, steady = int((groups.member_of == g).sum()), float(groups.per_group[g])
        found = reader.distinct(reader.result.representative.get(label, ()), MOST_CHARACTERISTIC)
        cards.append(
            GroupCard(
                reader.group(label),
                Markup(icon(g)),
                reader.html("groups.size", n=size, share=size / people),
                reader.html("groups.stability", value=steady) if np.isfinite(steady) else Markup(),
                tuple(_characteristic(reader, g, place, c) for place, c in enumerate(found)),
            )
        )
    return tuple(cards)


def _characteristic(reader: Reader, group: int, place: int, found: Characteristic) -> Item:
    cut = next(
        c
        for c, cut in enumerate(reader.tallies.cuts)
        if cut.kind == "group" and cut.name == reader.result.groups.labels[group]
    )
    own = reader.estimate(cut, found.statement, found.side)
    others = _others(reader, cut, found, own.share)
    points = round(abs(found.difference) * 100)
    low, high = sorted(min(100, abs(round(end * 100))) for end in (found.difference_low, found.difference_high))
    lead = reader.html(f"groups.lead.{found.side}", own=own.share, others=others.share)
    facts = reader.html(reader.variant("groups.facts"), points=points, low=low, high=high)
    title = reader.say(
        f"groups.title.{found.side}",
        name=own.name,
        own=own.share,
        others=others.share,
        statement=reader.plain(found.statement),
    )
    key = f"group-{group + 1}-{place + 1}"
    numbers = interval_table(reader.language, title, [own, others], stance=found.side)
    chart = Exhibit(pair_chart(key, reader.language, title, own, others), numbers)
    return Item(reader.statement(found.statement), lead, facts, found.side, chart, id=reader.id_of(found.statement))


def _others(reader: Reader, cut: int, found: Characteristic, own: float) -> Estimate:
    """Everybody outside a group, as the difference on votes held out has it."""
    t, j = reader.tallies, found.statement
    cast = [int(t.agree[c, j] + t.disagree[c, j] + t.passed[c, j]) for c in (0, cut)]
    share = float(np.clip(own - abs(found.difference), 0, 1))
    return Estimate(reader.say("figure.others"), share, float("nan"), float("nan"), max(0, cast[0] - cast[1]))


def map_exhibit(reader: Reader) -> Exhibit:
    """Everybody on the first two axes."""
    result = reader.result
    groups = result.groups
    inside = groups.member_of[groups.member_of >= 0]
    people, sizes = max(1, len(inside)), np.bincount(inside, minlength=groups.k)
    clusters = [
        Cluster(
            reader.group(label) if groups.k > 1 else reader.say("figure.everybody"), int(sizes[g]), sizes[g] / people
        )
        for g, label in enumerate(groups.labels)
    ]
    kind = "single" if groups.k < 2 else groups.verdict if groups.resamples else "untested"
    if kind == "stable" and any(warned.code == "compare.no_gap" for warned in result.warnings):
        kind = "no_gap" if groups.k > 2 else "no_gap.two"
    title = reader.say(f"map.title.{kind}", n=groups.k)
    chart = opinion_map(
        "map", reader.language, title, result.positions, groups.member_of, clusters, probability=groups.probability
    )
    numbers = map_table(reader.language, title, result.positions, groups.member_of, clusters)
    explained = float(result.axes.explained[:2].sum())
    known = "map.subtitle" if np.isfinite(explained) else "map.subtitle.plain"
    subtitle = reader.html(known, people=len(inside), share=explained)
    return Exhibit(chart, numbers, title, subtitle)


def poles(reader: Reader) -> tuple[Poles, ...]:
    """The statements that most separate the right from the left of the map, and the top from the bottom."""
    directions, accepted = reader.result.axes.directions, reader.result.statements.moderation >= 0
    found = []
    for axis, (above, below) in enumerate((("right", "left"), ("top", "bottom"))):
        if axis >= len(directions) or not np.any(directions[axis]):
            continue
        for name, sign in ((above, 1.0), (below, -1.0)):
            pull = sign * directions[axis]
            strongest = [Pull(int(j)) for j in np.argsort(-pull, kind="stable")[:50] if pull[j] > 0 and accepted[j]]
            quotes = tuple(reader.quote(one.statement, MOST_QUOTED) for one in reader.distinct(strongest, 2))
            if quotes:
                found.append(Poles(reader.say(f"map.pole.{name}"), quotes))
    return tuple(found)


def world(reader: Reader) -> World | None:
    """Where people took part, or whose group each state is in where every state has one voice; None without
    countries."""
    counts = reader.countries
    if not counts:
        return None
    states, groups = sum(code in TILES for code in counts), reader.result.groups
    most = max(counts.values())
    if most == 1 and groups.k > 1 and reader.result.countries is not None:
        members = zip(reader.result.countries.tolist(), groups.member_of.tolist(), strict=True)
        tiles = {known: Tile(groups.labels[g][:4], 0, g) for code, g in members if g >= 0 and (known := find(code))}
        title, heading = _of_groups(reader, tiles), reader.say("column.group")
    else:
        tiles = {code: Tile(reader.number(n), level_of(n, most)) for code, n in sorted(counts.items())}
        title = reader.say("world.title.people", n=states, total=len(TILES))
        heading = reader.say("column.people")
    absent = sorted(country_name(reader.language, code) for code in TILES if code not in counts)
    exhibit = Exhibit(
        tile_map("world", reader.language, title, tiles),
        tile_table(reader.language, title, heading, tiles),
        title,
        reader.say("world.subtitle"),
        narrow=region_map("world-narrow", reader.language, title, tiles),
    )
    return World(exhibit, list_of(reader.language, absent) if absent else "", len(absent))


def _of_groups(reader: Reader, tiles: Mapping[str, Tile]) -> str:
    """How many states are in each group."""
    sizes = Counter(tile.group for code, tile in tiles.items() if code in TILES)
    named = [
        reader.say("world.group", name=reader.group(label), count=sizes[g])
        for g, label in enumerate(reader.result.groups.labels)
        if sizes[g]
    ]
    return reader.say("world.title.groups", groups=list_of(reader.language, named))


def parts_of(reader: Reader, column: str) -> tuple[Part, ...]:
    """The strata of one column, the most missing first."""
    return by_gap(
        [
            Part(reader.value(column, p.name), p.people, p.votes, p.share, p.reference)
            for p in reader.result.participation
            if p.column == column
        ]
    )


def gaps(reader: Reader) -> tuple[Part, ...]:
    """Strata of all columns that have a reference, the most missing first."""
    columns = dict.fromkeys(p.column for p in reader.result.participation)
    found = [part for column in columns for part in parts_of(reader, column) if not np.isnan(part.heard)]
    return by_gap(found)


def participation(reader: Reader) -> tuple[Exhibit, ...]:
    """One chart per declared column, those with a reference first."""
    columns = dict.fromkeys(p.column for p in reader.result.participation)
    parts = {column: parts_of(reader, column) for column in columns}
    referenced = {column: any(not np.isnan(p.reference) for p in found) for column, found in parts.items()}
    ordered = sorted(columns, key=lambda column: not referenced[column])
    return tuple(_participation(reader, place, c, parts[c], referenced[c]) for place, c in enumerate(ordered))


def _participation(reader: Reader, place: int, column: str, parts: Sequence[Part], referenced: bool) -> Exhibit:
    silent = [part.name for part in parts if part.silent]
    if silent:
        title = reader.say("missing.title.silent", names=reader.named(silent))
    elif referenced and parts[0].missing:
        title = reader.say("missing.title.gap", name=parts[0].name, share=parts[0].share, reference=parts[0].reference)
    elif referenced:
        title = reader.say("missing.title.even")
    else:
        title = reader.say("missing.title.fewest", name=parts[0].name, share=parts[0].share)
    left = len(parts) - MOST_ROWS
    subtitle = reader.say("missing.subtitle" if referenced else "missing.subtitle.no_reference")
    if left > 0:
        subtitle = f"{subtitle} {reader.say('figure.rows_left', n=left)}"
    chart = gap_chart(f"missing-{place + 1}", reader.language, title, parts, top=MOST_ROWS)
    return Exhibit(chart, gap_table(reader.language, title, parts), title, subtitle, heading=reader.heading(column))


def strata(reader: Reader) -> tuple[Strata, ...]:
    """For the groups and each declared column: its values on the statement most shared and on those that divide it."""
    cuts = reader.tallies.cuts
    columns = dict.fromkeys((cut.kind, cut.column) for cut in cuts[1:])
    found = []
    for place, (kind, column) in enumerate(columns):
        members = [c for c in reader.told if cuts[c].kind == kind and cuts[c].column == column]
        chosen = _telling(reader, members)
        panels = tuple(_panel(reader, f"strata-{place + 1}-{i + 1}", j, members) for i, j in enumerate(chosen))
        if panels:
            found.append(Strata(reader.heading(column), panels))
    return tuple(found)


def _telling(reader: Reader, members: Sequence[int]) -> list[int]:
    """The first statement of common ground, then those on which the column's values stand furthest apart."""
    chosen = [s.statement for s in reader.shared[:1]]
    apart = sorted(
        (d for d in reader.result.divides if d.high in members), key=lambda d: (-d.difference_low, d.statement)
    )
    chosen += [d.statement for d in apart]
    return list(dict.fromkeys(chosen))[:PANELS]


def _panel(reader: Reader, key: str, j: int, members: Sequence[int]) -> Exhibit:
    t = reader.tallies
    side = "agree" if np.nan_to_num(t.share[0, j]) >= np.nan_to_num(t.against[0, j]) else "disagree"
    bound = (t.low if side == "agree" else t.against_low)[:, j]
    known = [c for c in members if c in reader.large and not np.isnan(bound[c])]
    worst = min(known, key=lambda c: (bound[c], c), default=-1)
    estimates = [reader.estimate(c, j, side, "worst" if c == worst else "") for c in [0, *members]]
    ranked = sorted((e for e in estimates[1:] if not np.isnan(e.share)), key=lambda e: e.share)
    if len(ranked) > 1:
        low, high = ranked[0], ranked[-1]
        title = reader.say(f"strata.title.{side}", low=low.share, lowest=low.name, high=high.share, highest=high.name)
    else:
        only = ranked[0] if ranked else estimates[0]
        title = reader.say("strata.title.one", name=only.name, share=only.share)
    chart = interval_chart(key, reader.language, f"{title} {reader.plain(j)}", estimates, stance=side, top=MOST_ROWS)
    numbers = interval_table(reader.language, f"{title} {reader.plain(j)}", estimates, stance=side)
    return Exhibit(chart, numbers, title, reader.quote(j))
