"""What is shared, where views divide, the slate, and every statement in one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from comity.charts import (
    Column,
    Estimate,
    Stances,
    Table,
    interval_chart,
    interval_table,
    pair_chart,
    stance_bar,
    stance_table,
    strip_chart,
    table,
)
from comity.exporters.html.exhibit import Exhibit
from comity.exporters.html.reader import Reader
from comity.terms.comparison import Divide, Shared

MOST_SHARED, MOST_CLOSE, MOST_IN_PARTITION, MOST_BETWEEN_GROUPS, MOST_ROWS, MOST_CUTS = 10, 3, 2, 5, 12, 40


@dataclass(frozen=True)
class Item:
    """One statement with what is said of it: `stance` agree or disagree ("" where it has none), `facts` in a line,
    `chart` in view, `detail` to open."""

    text: Markup
    lead: Markup
    facts: Markup
    stance: str
    chart: Exhibit
    detail: Exhibit | None = None
    anchor: str = ""
    id: str = ""


@dataclass(frozen=True)
class Partition:
    """Divides within one way of telling people apart."""

    heading: str
    count: str
    items: tuple[Item, ...]


def shared_items(reader: Reader) -> tuple[Item, ...]:
    """The statements that hold common ground, the strongest first; where none does, the few that come closest."""
    listed, most = (reader.shared, MOST_SHARED) if reader.shared else (reader.ranked, MOST_CLOSE)
    chosen = reader.distinct(listed, most)
    return tuple(_shared(reader, place, shared) for place, shared in enumerate(chosen))


def _shared(reader: Reader, place: int, shared: Shared) -> Item:
    j, side, worst = shared.statement, shared.side, shared.worst
    estimates = [reader.estimate(c, j, side, "worst" if c == worst else "") for c in reader.told]
    lowest = reader.estimate(worst, j, side)
    lead = reader.html(f"shared.lead.{side}", low=shared.score, where=reader.where)
    facts = reader.html(
        "shared.facts",
        name=lowest.name,
        share=lowest.share,
        low=lowest.low,
        high=lowest.high,
        everybody=estimates[0].share,
    )
    title = reader.say(f"shared.title.{side}", low=shared.score, where=reader.where, statement=reader.plain(j))
    key = f"shared-{place + 1}"
    numbers = interval_table(reader.language, title, estimates, stance=side)
    strip = Exhibit(strip_chart(f"{key}-strip", reader.language, title, estimates, stance=side), numbers)
    whole = interval_chart(f"{key}-all", reader.language, title, estimates, stance=side, top=MOST_ROWS)
    return Item(
        reader.statement(j),
        lead,
        facts,
        side,
        strip,
        Exhibit(whole, numbers, subtitle=_cap(reader, estimates)),
        key,
        reader.id_of(j),
    )


def _cap(reader: Reader, estimates: Sequence[Estimate]) -> str:
    left = sum(not np.isnan(e.share) for e in estimates) - 1 - MOST_ROWS
    return reader.say("figure.rows_left", n=left) if left > 0 else ""


def partitions(reader: Reader) -> tuple[Partition, ...]:
    """Divides by way of telling people apart, the deepest first; groups show more of theirs."""
    cuts = reader.tallies.cuts
    found: dict[str, list[Divide]] = {}
    for divide in reader.result.divides:
        found.setdefault(cuts[divide.high].column, []).append(divide)
    ordered = sorted(found.items(), key=lambda item: (-max(d.difference_low for d in item[1]), item[0]))
    return tuple(_partition(reader, place, column, divides) for place, (column, divides) in enumerate(ordered))


def _partition(reader: Reader, place: int, column: str, divides: Sequence[Divide]) -> Partition:
    most = MOST_IN_PARTITION if column else MOST_BETWEEN_GROUPS
    ordered = sorted(divides, key=lambda d: (-d.difference_low, d.statement))
    items = tuple(
        _divide(reader, f"divide-{place + 1}-{i + 1}", d) for i, d in enumerate(reader.distinct(ordered, most))
    )
    statements = len({d.statement for d in divides})
    return Partition(reader.heading(column), reader.say("divides.count", n=statements, shown=len(items)), items)


def _divide(reader: Reader, key: str, divide: Divide) -> Item:
    j = divide.statement
    high, low = (reader.estimate(c, j, "agree") for c in (divide.high, divide.low))
    points = round(divide.difference * 100)
    title = reader.say("divides.title", high=high.name, low=low.name, points=points, statement=reader.plain(j))
    lead = reader.html("divides.lead", high=high.name, low=low.name, points=points)
    facts = reader.html(
        "divides.facts", low=round(divide.difference_low * 100), high=min(100, round(divide.difference_high * 100))
    )
    column = reader.tallies.cuts[divide.high].column
    same = [c for c in reader.told if c and reader.tallies.cuts[c].column == column]
    numbers = interval_table(reader.language, title, [reader.estimate(c, j, "agree") for c in [0, *same]])
    chart = Exhibit(pair_chart(key, reader.language, title, high, low), numbers)
    return Item(reader.statement(j), lead, facts, "", chart, id=reader.id_of(j))


def slate_items(reader: Reader) -> tuple[Item, ...]:
    """The chosen statements, each with how everybody voted on it."""
    items = []
    for place, j in enumerate(reader.result.slate.statements):
        stances = _stances(reader, j)
        title = reader.say("slate.title", share=stances.share, statement=reader.plain(j))
        bar = stance_bar(f"slate-{place + 1}", reader.language, title, stances)
        chart = Exhibit(bar, stance_table(reader.language, title, stances))
        items.append(Item(reader.statement(j), Markup(), Markup(), "", chart, id=reader.id_of(j)))
    return tuple(items)


def _stances(reader: Reader, j: int) -> Stances:
    t = reader.tallies
    shares = np.nan_to_num([t.share[0, j], t.against[0, j]])
    return Stances(int(t.agree[0, j]), int(t.passed[0, j]), int(t.disagree[0, j]), float(shares[0]), float(shares[1]))


@dataclass(frozen=True)
class Line:
    """A row of the table of all statements."""

    id: str
    text: str
    language: str
    rejected: bool
    votes: str
    shares: tuple[str, str, str]
    widths: tuple[float, float, float]
    score: str
    worst: str
    bridging: str


def lines(reader: Reader) -> Iterator[Line]:
    """Every statement, in the order of their ids."""
    t, result = reader.tallies, reader.result
    shared = {s.statement: s for s in reversed(reader.ranked)}
    for j in range(len(result.statements.ids)):
        stances = _stances(reader, j)
        widths = [share * 100 if stances.votes else 0.0 for _, _, share in stances.parts]
        place = shared.get(j) or _weakest(reader, j)
        text, code = reader.words_of(j)
        share, against = float(t.share[0, j]), float(t.against[0, j])
        yield Line(
            id=reader.id_of(j),
            text=text,
            language=code,
            rejected=bool(result.statements.moderation[j] < 0),
            votes=reader.number(stances.votes),
            shares=(reader.percent(share), reader.percent(1 - share - against), reader.percent(against)),
            widths=(widths[0], widths[1], widths[2]),
            score=reader.say(f"figure.sure.{place.side}", share=place.score) if place else "",
            worst=reader.cut(place.worst) if place else "",
            bridging=reader.number(float(result.bridging[j]), 2) if j < len(result.bridging) else "",
        )


def _weakest(reader: Reader, j: int) -> Shared | None:
    """Where a statement that is not in the list of common ground stands: on its majority's side, the lowest bound."""
    t = reader.tallies
    if np.isnan(t.share[0, j]):
        return None
    side = "agree" if t.share[0, j] >= t.against[0, j] else "disagree"
    return reader.bounded(j, side)


def by_cut(reader: Reader) -> Table:
    """Agreement in every cut on every statement, point values only: the intervals are in the data."""
    t = reader.tallies
    shown = range(min(len(t.cuts), MOST_CUTS))
    columns = [Column(reader.say("column.id"))] + [Column(reader.cut(c), True) for c in shown]
    whole = np.where(np.isnan(t.share), -1, np.floor(np.nan_to_num(t.share) * 100 + 0.5)).astype(int)
    spoken = {value: reader.number(value) if value >= 0 else "–" for value in range(-1, 101)}
    rows = [
        (reader.id_of(j), *(spoken[int(whole[c, j])] for c in shown)) for j in range(len(reader.result.statements.ids))
    ]
    return table(reader.say("all.by_cut.caption"), columns, rows)
