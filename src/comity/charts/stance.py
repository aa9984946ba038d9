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
    # Passes stand on a line of their own: in long languages three labels do not fit beside one another on a phone.
    for name, count, at, y, anchor in (
        ("agree", agree, 0.0, 34, "start"),
        ("pass", passed, (agree + passed / 2) / total, 50, "middle"),
        ("disagree", disagree, 1.0, 34, "end"),
    ):
        text = say(language, f"chart.stance.{name}", share=count / total)
        anchored = {"x": side.at(at if name != "pass" else min(0.8, max(0.2, at))), "text_anchor": anchor}
        parts.append(words("text", text, y=y, class_=f"said {name}", **anchored))
    description = say(language, "chart.stance.desc", n=total)
    return figure(key, language, title, description, parts, kind="parts", height=56)


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
