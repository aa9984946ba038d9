"""Agree, pass and disagree as parts of one bar, each labelled where it stands."""

from comity.charts.svg import Figure, Side, element, figure, words
from comity.charts.table import Column, Table, table
from comity.words import number, percent, say

SIDES = ("agree", "pass", "disagree")


def stance_bar(key: str, language: str, title: str, agree: int, passed: int, disagree: int) -> Figure:
    """How many agreed, passed and disagreed, as shares of those who voted. All zero draws an empty bar that says so."""
    side, total = Side.of(language), agree + passed + disagree
    if not total:
        text = words("text", say(language, "figure.nobody"), x=side.at(0), y=34, text_anchor="start")
        empty = element("rect", class_="empty", **side.box(0, 1), y=2, height=14)
        return figure(key, language, title, say(language, "figure.nobody"), [empty, text], kind="parts", height=40)
    parts, begun = [], 0.0
    for name, count in zip(SIDES, (agree, passed, disagree), strict=True):
        share = count / total
        parts.append(element("rect", class_=f"part {name}", **side.box(begun, begun + share), y=2, height=14))
        begun += share
    for (name, count), (at, anchor) in zip(
        zip(SIDES, (agree, passed, disagree), strict=True), ((0.0, "start"), (0.5, "middle"), (1.0, "end")), strict=True
    ):
        text = say(language, f"chart.stance.{name}", share=count / total)
        parts.append(words("text", text, x=side.at(at), y=34, text_anchor=anchor, class_=f"said {name}"))
    description = say(language, "chart.stance.desc", n=total)
    return figure(key, language, title, description, parts, kind="parts", height=40)


def stance_table(language: str, caption: str, agree: int, passed: int, disagree: int) -> Table:
    """The three counts with their shares of those who voted."""
    total = agree + passed + disagree
    rows = [
        (
            say(language, f"side.{name}"),
            number(language, count),
            percent(language, count / total if total else float("nan")),
        )
        for name, count in zip(SIDES, (agree, passed, disagree), strict=True)
    ]
    columns = [
        Column(say(language, "column.side")),
        Column(say(language, "column.people"), True),
        Column(say(language, "column.share"), True),
    ]
    return table(caption, columns, rows)
