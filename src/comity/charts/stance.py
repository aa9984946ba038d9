"""Agree, pass and disagree as parts of one bar, each labelled where it stands."""

from dataclasses import dataclass

from comity.charts.marks import LIGHT, NARROWEST, width_of
from comity.charts.svg import Figure, Side, element, figure, words
from comity.charts.table import Column, Table, table
from comity.words import number, percent, say

APART = 8.0  # pixels between labels


@dataclass(frozen=True)
class Stances:
    """How one set of people voted on a statement. agree, passed, disagree: people counted; share, against: of those
    who agreed and disagreed among all who voted, weighted where votes weigh differently."""

    agree: int
    passed: int
    disagree: int
    share: float
    against: float

    @classmethod
    def counted(cls, agree: int, passed: int, disagree: int) -> "Stances":
        """Stances in which every vote weighs the same."""
        total = agree + passed + disagree
        return cls(agree, passed, disagree, agree / total if total else 0.0, disagree / total if total else 0.0)

    @property
    def votes(self) -> int:
        return self.agree + self.passed + self.disagree

    @property
    def parts(self) -> tuple[tuple[str, int, float], ...]:
        """Side, people and share, in the order of the bar."""
        between = max(0.0, 1.0 - self.share - self.against)
        return (
            ("agree", self.agree, self.share),
            ("pass", self.passed, between),
            ("disagree", self.disagree, self.against),
        )


def stance_bar(key: str, language: str, title: str, stances: Stances) -> Figure:
    """The three shares of those who voted as one bar. Without votes an empty bar that says so."""
    side = Side.of(language)
    if not stances.votes:
        text = words("text", say(language, "figure.nobody"), x=side.at(0), y=34, text_anchor="start")
        empty = element("rect", class_="empty", **side.box(0, 1), y=2, height=14)
        return figure(key, language, title, say(language, "figure.nobody"), [empty, text], kind="parts", height=40)
    said = {name: say(language, f"chart.stance.{name}", share=share) for name, _, share in stances.parts}
    first, last = (width_of(said[name], LIGHT) / NARROWEST for name in ("agree", "disagree"))
    half = (width_of(said["pass"], LIGHT) / 2 + APART) / NARROWEST
    beside = first + half <= 1 - last - half
    least, most = (first + half, 1 - last - half) if beside else (0.2, 0.8)
    drawn, begun = [], 0.0
    for name, _, share in stances.parts:
        drawn.append(element("rect", class_=f"part {name}", **side.box(begun, begun + share), y=2, height=14))
        at, y, anchor = {"agree": (0.0, 34, "start"), "disagree": (1.0, 34, "end")}.get(name, (0.0, 34, "middle"))
        if name == "pass":
            # In long languages three labels do not fit beside one another on a phone: passes go to a line of their own.
            at, y = min(most, max(least, begun + share / 2)), 34 if beside else 50
        drawn.append(words("text", said[name], x=side.at(at), y=y, text_anchor=anchor, class_=f"said {name}"))
        begun += share
    description = say(language, "chart.stance.desc", n=stances.votes)
    return figure(key, language, title, description, drawn, kind="parts", height=40 if beside else 56)


def stance_table(language: str, caption: str, stances: Stances) -> Table:
    """The three counts with their shares of those who voted."""
    rows = [
        (
            say(language, f"side.{name}"),
            number(language, count),
            percent(language, share if stances.votes else float("nan")),
        )
        for name, count, share in stances.parts
    ]
    columns = [
        Column(say(language, "column.side")),
        Column(say(language, "column.people"), True),
        Column(say(language, "column.share"), True),
    ]
    return table(caption, columns, rows)
