"""Shares with their 90 % intervals: a dot on a thin bar, the worst-off marked by its place, its shape and its label."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from comity.charts.marks import fitted, label, mark
from comity.charts.svg import Figure, Side, element, figure, words
from comity.charts.table import Column, Table, table
from comity.words import clean, number, percent, say, whole_percent

ROW, TOP, AXIS = 40, 4, 22
LONGEST_NAME, LONGEST_LABEL = 30, 26


@dataclass(frozen=True)
class Estimate:
    """The share of one set of people on one side, with its 90 % interval; NaN where nobody voted.

    people: how many voted. kind: "all" for everybody, "worst" for the worst-off, "" for the others.
    """

    name: str
    share: float
    low: float
    high: float
    people: int
    kind: str = ""


def in_order(estimates: Sequence[Estimate]) -> tuple[Estimate, ...]:
    """Everybody first, then the worst-off, then by rising lower bound; those of whom nothing is known last.

    The worst-off need not have the lowest bound: sets too small to judge by may have a lower one.
    """
    order = ("all", "worst", "")
    return tuple(sorted(estimates, key=lambda e: (order.index(e.kind), math.isnan(e.low), e.low, e.share, e.name)))


def interval_chart(
    key: str, language: str, title: str, estimates: Sequence[Estimate], *, stance: str = "agree", top: int | None = None
) -> Figure:
    """One row per estimate: name, interval, dot and value; a line marks where everybody stands.

    stance: "agree" or "disagree", the side the shares are on. top: draw only so many rows besides everybody's.
    """
    known = [estimate for estimate in in_order(estimates) if not math.isnan(estimate.share)]
    drawn = known if top is None else known[: top + 1]
    side = Side.of(language, 1.5, 98.5)
    height = TOP + ROW * len(drawn)
    everybody = next((e.share for e in drawn if e.kind == "all"), None)
    parts = _grid(side, language, TOP, height)
    if everybody is not None:
        parts.append(element("line", class_="everybody", **side.line(everybody, everybody), y1=TOP + 26, y2=height))
    for position, estimate in enumerate(drawn):
        parts.extend(_row(side, language, estimate, TOP + position * ROW, stance))
    description = say(language, "chart.interval.desc", n=len(drawn), side=say(language, f"side.{stance}"))
    return figure(key, language, title, description, parts, kind="intervals", height=height + AXIS)


def interval_table(language: str, caption: str, estimates: Sequence[Estimate], *, stance: str = "agree") -> Table:
    """Name, people who voted, share and both ends of the interval, in the order of the chart."""
    rows = [
        (
            clean(e.name),
            number(language, e.people),
            percent(language, e.share),
            percent(language, whole_percent(e.low, at_least=True) / 100),
            percent(language, whole_percent(e.high, at_most=True) / 100),
        )
        for e in in_order(estimates)
    ]
    return table(caption, interval_columns(language, stance), rows)


def interval_columns(language: str, stance: str) -> list[Column]:
    return [
        Column(say(language, "column.who")),
        Column(say(language, "column.voted"), True),
        Column(say(language, f"column.{stance}"), True),
        Column(say(language, "column.low"), True),
        Column(say(language, "column.high"), True),
    ]


def strip_chart(key: str, language: str, title: str, estimates: Sequence[Estimate], *, stance: str = "agree") -> Figure:
    """One line for one statement: a tick for every set of people, everybody's dot above it, the worst-off below."""
    side = Side.of(language, 1.5, 98.5)
    track, height = 27.0, 56
    parts = _track(side, track)
    known = [e for e in estimates if not math.isnan(e.share)]
    for one in known:
        if not one.kind:
            parts.append(
                element("line", class_=f"tick {stance}", **side.line(one.share, one.share), y1=track - 6, y2=track + 6)
            )
    for one in known:
        if one.kind == "worst":
            parts.append(_bar(side, one, track, stance))
            parts.append(mark("diamond", side.at(one.share), track, 6, f"dot {stance}"))
            text = say(language, "chart.worst", share=one.share)
            parts.append(label(side, one.share, track + 24, text, "strong"))
        elif one.kind == "all":
            parts.append(mark("circle", side.at(one.share), track, 5, "dot all"))
            parts.append(
                label(
                    side,
                    one.share,
                    track - 14,
                    say(language, "chart.valued", name=fitted(one.name, LONGEST_LABEL), share=one.share),
                )
            )
    description = say(language, "chart.strip.desc", n=len(known), side=say(language, f"side.{stance}"))
    return figure(key, language, title, description, parts, kind="strip", height=height)


def pair_chart(key: str, language: str, title: str, above: Estimate, below: Estimate) -> Figure:
    """Two sets of people on one statement: how far apart they are, each with its interval where it has one."""
    side = Side.of(language, 1.5, 98.5)
    track, height = 27.0, 56
    parts = _track(side, track)
    parts.append(element("line", class_="between", **side.line(above.share, below.share), y1=track, y2=track))
    for one, shape, text_y in ((above, "circle", track - 14), (below, "square", track + 24)):
        parts.append(_bar(side, one, track, "plain"))
        parts.append(mark(shape, side.at(one.share), track, 5.5, "dot plain"))
        parts.append(
            label(
                side,
                one.share,
                text_y,
                say(language, "chart.valued", name=fitted(one.name, LONGEST_LABEL), share=one.share),
                "strong",
            )
        )
    description = say(language, "chart.pair.desc", first=clean(above.name), second=clean(below.name))
    return figure(key, language, title, description, parts, kind="pair", height=height)


def _row(side: Side, language: str, estimate: Estimate, top: float, stance: str) -> list[str]:
    track = top + 27
    worst, everybody = estimate.kind == "worst", estimate.kind == "all"
    name = fitted(estimate.name, LONGEST_NAME)
    if worst:
        left = LONGEST_NAME - len(say(language, "chart.row.worst", name=""))
        name = say(language, "chart.row.worst", name=fitted(estimate.name, max(6, left)))
    class_ = "strong" if worst or everybody else None
    shape, size = ("diamond", 6.0) if worst else ("circle", 5.0 if everybody else 4.5)
    return [
        words("text", name, x=side.at(0), y=top + 15, text_anchor="start", class_=class_),
        element("line", class_="track", **side.line(0, 1), y1=track, y2=track),
        _bar(side, estimate, track, "all" if everybody else stance),
        mark(shape, side.at(estimate.share), track, size, f"dot {'all' if everybody else stance}"),
        _value(side, language, estimate, track + 4, class_),
    ]


def _value(side: Side, language: str, estimate: Estimate, y: float, class_: str | None) -> str:
    """The share beside its interval, on the side where there is room."""
    after = estimate.high <= 0.84
    at = estimate.high if after else estimate.low
    if not after and at < 0.16:
        at, y = 1.0, y - 16
    step = 9.0 if after else -9.0
    return words(
        "text",
        percent(language, estimate.share),
        x=side.at(at),
        y=y,
        dx=-step if side.rtl else step,
        text_anchor="start" if after else "end",
        class_=f"value {class_ or ''}".strip(),
    )


def _bar(side: Side, estimate: Estimate, y: float, class_: str) -> str:
    if math.isnan(estimate.low) or math.isnan(estimate.high):
        return ""
    return element("line", class_=f"bar {class_}", **side.line(estimate.low, estimate.high), y1=y, y2=y)


def _track(side: Side, y: float) -> list[str]:
    upright = [
        element("line", class_="grid half" if at == 0.5 else "track", **side.line(at, at), y1=y - 8, y2=y + 8)
        for at in (0.0, 0.5, 1.0)
    ]
    return [element("line", class_="track", **side.line(0, 1), y1=y, y2=y), *upright]


def _grid(side: Side, language: str, top: float, bottom: float) -> list[str]:
    lines = [
        element("line", class_="grid half" if at == 0.5 else "grid", **side.line(at, at), y1=top + 20, y2=bottom)
        for at in (0.0, 0.5, 1.0)
    ]
    return [*lines, *_ends(side, language, bottom + 15), _tick_text(side, language, 0.5, bottom + 15, "middle")]


def _ends(side: Side, language: str, y: float) -> list[str]:
    return [_tick_text(side, language, 0.0, y, "start"), _tick_text(side, language, 1.0, y, "end")]


def _tick_text(side: Side, language: str, at: float, y: float, anchor: str) -> str:
    return words("text", percent(language, at), x=side.at(at), y=y, text_anchor=anchor, class_="axis")
