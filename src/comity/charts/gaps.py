"""Who took part against who was to be heard: the distance between a stratum's share and its reference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comity.charts.marks import fitted, mark
from comity.charts.svg import Figure, Side, element, figure, words
from comity.charts.table import Column, Table, table
from comity.methods.intervals import wilson
from comity.words import clean, number, percent, say

ROW, TOP = 40, 2


@dataclass(frozen=True)
class Part:
    """share: of the participants; reference: of the reference population, NaN where there is none."""

    name: str
    people: int
    votes: int
    share: float
    reference: float

    @property
    def silent(self) -> bool:
        """Nobody took part, though some were to be heard."""
        return not self.people and self.reference > 0

    @property
    def missing(self) -> bool:
        """Heard less than the reference by more than chance explains: the whole 90 % interval of the share is below."""
        if self.silent:
            return True
        return self.share > 0 and bool(wilson(self.people, self.people / self.share)[1] < self.reference)

    @property
    def heard(self) -> float:
        """The share as a part of the reference: 1 where they are equal, NaN where either is unknown."""
        return self.share / self.reference if self.reference > 0 else math.nan


def by_gap(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those with nobody first, the largest of them ahead; then the missing and the others, the least heard ahead; then
    those without a reference, the smallest ahead; those whose share is unknown last."""

    def place(part: Part) -> tuple[bool, bool, bool, float, str]:
        known = -part.reference if part.silent else part.share if math.isnan(part.heard) else part.heard
        unknown = math.isnan(part.share)
        return unknown, math.isnan(part.heard), not part.silent, 0.0 if unknown else known, part.name

    return tuple(sorted(parts, key=place))


def gap_chart(key: str, language: str, title: str, parts: Sequence[Part], *, top: int | None = None) -> Figure:
    """One row per stratum: a dot for its share of the participants, an upright stroke for its reference."""
    ordered = [part for part in by_gap(parts) if not math.isnan(part.share)][:top]
    most = max([0.05, *(v for p in ordered for v in (p.share, p.reference) if not math.isnan(v))])
    side = Side.of(language, 1.5, 50.0)
    drawn = [line for position, part in enumerate(ordered) for line in _row(side, language, part, position, most)]
    referenced = any(not math.isnan(p.reference) for p in ordered)
    description = say(language, "chart.gap.desc" if referenced else "chart.share.desc", n=len(ordered))
    return figure(key, language, title, description, drawn, kind="gaps", height=TOP + ROW * len(ordered) + 4)


def gap_table(language: str, caption: str, parts: Sequence[Part]) -> Table:
    """Stratum, people, votes, share of participants and of the reference, in the order of the chart."""
    rows = [
        (
            clean(p.name),
            number(language, p.people),
            number(language, p.votes),
            percent(language, p.share, 1),
            percent(language, p.reference, 1),
        )
        for p in by_gap(parts)
    ]
    columns = [Column(say(language, "column.who"))] + [
        Column(say(language, f"column.{name}"), True)
        for name in ("people", "votes", "share_participants", "share_reference")
    ]
    return table(caption, columns, rows)


def _row(side: Side, language: str, part: Part, position: int, most: float) -> list[str]:
    top = TOP + position * ROW
    track = top + 27
    here = part.share / most
    lines = [
        words("text", fitted(part.name, 34), x=side.at(0), y=top + 15, text_anchor="start"),
        element("line", class_="track", **side.line(0, 1), y1=track, y2=track),
    ]
    if math.isnan(part.reference):
        lines.append(element("line", class_="bar all", **side.line(0, here), y1=track, y2=track))
        text, furthest = say(language, "figure.fine", share=part.share), here
    else:
        there = part.reference / most
        lines.append(element("line", class_="between", **side.line(here, there), y1=track, y2=track))
        lines.append(element("line", class_="reference", **side.line(there, there), y1=track - 9, y2=track + 9))
        text = _value(language, part)
        furthest = max(here, there)
    lines.append(mark("circle", side.at(here), track, 5, "dot all"))
    step = -10.0 if side.rtl else 10.0
    lines.append(
        words(
            "text",
            text,
            x=side.at(furthest),
            y=track + 4,
            dx=step,
            text_anchor="start",
            class_="value strong" if part.missing else "value",
        )
    )
    return lines


def _value(language: str, part: Part) -> str:
    """The share, and the reference where it reads differently."""
    share, reference = (say(language, "figure.fine", share=found) for found in (part.share, part.reference))
    return share if share == reference else say(language, "chart.gap.value", share=part.share, reference=part.reference)
