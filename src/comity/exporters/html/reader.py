"""Everything the report says, in one reader's language: messages with terms to touch, names, statements."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
from markupsafe import Markup, escape

from comity.charts import Estimate
from comity.flow.compare.ground import ENOUGH_PEOPLE
from comity.terms.comparison import Comparison, Cut, Shared, Tallies
from comity.terms.countries import COUNTRIES, find
from comity.words import clean, country_name, has, list_of, number, own_name, pattern, percent, resolve, say, tag
from comity.words.catalogue import fill, shown

LONGEST_STATEMENT, MOST_NAMED = 600, 5
HALF = 0.5
_TOUCHED = re.compile(r"([(（«]?)\[\[(\w+)\|([^\]]+)\]\]([)）».,;:،؛。，：；]*)")
_FLAGS = frozenset({"yes", "no", "true", "false", "y", "n", "0", "1"})


class AboutStatement(Protocol):
    """Anything found about one statement."""

    @property
    def statement(self) -> int: ...


Told = TypeVar("Told", bound=AboutStatement)


@dataclass(frozen=True)
class Reader:
    """A language and the comparison it is told in."""

    language: str
    result: Comparison

    @property
    def tallies(self) -> Tallies:
        return self.result.tallies

    @property
    def people(self) -> int:
        """How many took part."""
        return self.tallies.cuts[0].people

    def say(self, key: str, *, n: float | None = None, **parameters: object) -> str:
        return say(self.language, key, n=n, **parameters)

    def html(self, key: str, *, n: float | None = None, **parameters: object) -> Markup:
        """The message as markup: its own words and its parameters escaped, except those that are markup already;
        each glossary term a button that shows its definition."""
        filled = parameters if n is None else {**parameters, "n": n}
        message = pattern(self.language, key, n)
        if message is None:
            return Markup(escape(say(self.language, key, n=n, **parameters)))
        marked = _TOUCHED.sub(_touch, str(escape(message)))

        def value(name: str, form: str) -> str | None:
            if name not in filled:
                return None
            found = filled[name]
            return str(found) if isinstance(found, Markup) else str(escape(shown(self.language, name, found, form)))

        return Markup(fill(marked, value))

    def together(self, *sentences: Markup) -> Markup:
        """Sentences one after the other; Chinese puts no space between them."""
        return Markup("" if tag(self.language).startswith("zh") else " ").join(sentences)

    def number(self, value: float, digits: int = 0) -> str:
        return number(self.language, value, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        return percent(self.language, share, digits)

    @cached_property
    def text_languages(self) -> Mapping[str, str]:
        """Tag as the statements have it -> the same, for those that are this reader's language."""
        wanted = tag(self.language).lower()
        names = {code: code.replace("_", "-").lower() for code in self.result.statements.texts}
        exact = {code: code for code, name in names.items() if name == wanted}
        near = {code: code for code, name in names.items() if name.split("-")[0] == wanted.split("-")[0]}
        return exact or near

    def words_of(self, statement: int) -> tuple[str, str]:
        """A statement's text in the reader's language, or in one it has, and that language's tag ("" if unknown);
        its id where it has no text."""
        own = next(iter(self.text_languages), tag(self.language))
        text, code = self.result.statements.text(statement, own)
        text = " ".join(clean(text, LONGEST_STATEMENT).split())
        if text:
            return text, code.replace("_", "-") if re.fullmatch(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", code) else ""
        return self.say("figure.statement", id=self.id_of(statement)), tag(self.language)

    def quote(self, statement: int, longest: int = LONGEST_STATEMENT) -> Markup:
        """The statement within a sentence of ours, cut to `longest` characters."""
        text, code = self.words_of(statement)
        text = clean(text, longest)
        return self.html("figure.quote", text=Markup('<bdi class="voice"{}>{}</bdi>').format(_lang(code), text))

    def statement(self, statement: int) -> Markup:
        """The statement as a paragraph of its own."""
        text, code = self.words_of(statement)
        return Markup('<p class="voice"{} dir="auto">{}</p>').format(_lang(code), text)

    def distinct(self, found: Sequence[Told], most: int) -> list[Told]:
        """The first `most` of `found` whose statements differ in their words: some bodies put the same one often."""
        chosen: dict[str, Told] = {}
        for one in found:
            chosen.setdefault("".join(filter(str.isalnum, self.words_of(one.statement)[0].casefold())), one)
            if len(chosen) == most:
                break
        return list(chosen.values())

    def named(self, names: Sequence[str]) -> str:
        """The first few names and how many more there are, as one enumeration."""
        left = len(names) - MOST_NAMED
        shown = [*names[:MOST_NAMED], *([self.say("opening.more", n=left)] if left > 0 else [])]
        return list_of(self.language, shown)

    def id_of(self, statement: int) -> str:
        return clean(str(self.result.statements.ids[statement]), 40)

    def plain(self, statement: int, longest: int = 90) -> str:
        """The statement as plain text for a chart's title, cut to `longest` characters."""
        return self.say("figure.quote", text=clean(self.words_of(statement)[0], longest))

    def column(self, column: str) -> str:
        """What a participants' column is called."""
        key = f"column_name.{column}"
        return self.say(key) if has(key) else clean(column.replace("_", " "), 60) or self.say("figure.unnamed")

    def heading(self, column: str) -> str:
        """A heading over what is told apart by `column`; "" for the opinion groups."""
        name = self.column(column) if column else self.say("column_name.group")
        return self.say("figure.by", name=name)

    def value(self, column: str, value: str) -> str:
        """What a value of a participants' column is called, so that it can be understood without its column."""
        if not value:
            return self.say("figure.unknown_value", column=self.column(column))
        key = f"value.{column}.{value}"
        if has(key):
            return self.say(key)
        if value in COUNTRIES and column.lower() in ("country", "state", "iso3", "alpha3", "member"):
            return country_name(self.language, value)
        if column == "language" and resolve(value).split("_")[0] == value.lower().split("-")[0]:
            return own_name(value)
        if value.lower() in _FLAGS or value.replace(".", "").replace(",", "").isdecimal():
            return self.say("figure.pair", column=self.column(column), value=clean(value, 60))
        return clean(value, 120)

    def cut(self, position: int) -> str:
        """What a set of people is called."""
        return self.name(self.tallies.cuts[position])

    def name(self, cut: Cut) -> str:
        if cut.kind == "all":
            return self.say("figure.everybody")
        if cut.kind == "group":
            return self.group(cut.name)
        return self.value(cut.column, cut.name)

    def group(self, label: str) -> str:
        return self.say("figure.group", label=clean(label, 40))

    @cached_property
    def where(self) -> str:
        """ "in every group and category", as far as there are any."""
        kinds = {cut.kind for cut in self.tallies.cuts}
        return self.say(f"where.{'both' if {'group', 'stratum'} <= kinds else next(iter(kinds - {'all'}), 'all')}")

    @cached_property
    def countries(self) -> Mapping[str, int]:
        """alpha-3 code -> how many participants are from there, for the codes that are known."""
        if self.result.countries is None:
            return {}
        codes, counts = np.unique(self.result.countries, return_counts=True)
        found: Counter[str] = Counter()
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            if known := find(code):
                found[known] += count
        return found

    @property
    def by_polis(self) -> bool:
        """Whether the Polis formulas were followed, whose scores are no lower bounds and whose tests reuse votes."""
        return self.result.method == "polis"

    def variant(self, key: str) -> str:
        """The key of what is said of the method that was followed."""
        return f"{key}.polis" if self.by_polis else key

    @cached_property
    def ranked(self) -> tuple[Shared, ...]:
        """The common ground in the method's order, each with the lower bound of its worst-off cut as score."""
        if not self.by_polis:
            return self.result.common_ground
        return tuple(self.bounded(shared.statement, shared.side) for shared in self.result.common_ground)

    def bounded(self, statement: int, side: str) -> Shared:
        """A statement's side with the lower bound of the large enough cut in which it is lowest."""
        low = np.nan_to_num((self.tallies.low if side == "agree" else self.tallies.against_low)[self.large, statement])
        return Shared(statement, side, float(low.min()), self.large[int(np.argmin(low))])

    @cached_property
    def shared(self) -> tuple[Shared, ...]:
        """The common ground: statements on which more than half of every large enough cut is surely on one side."""
        return tuple(shared for shared in self.ranked if shared.score > HALF)

    @cached_property
    def told(self) -> tuple[int, ...]:
        """Positions of the cuts that say who people are; those whose value is unknown are in the full table only."""
        return tuple(c for c, cut in enumerate(self.tallies.cuts) if cut.kind != "stratum" or cut.name)

    @cached_property
    def large(self) -> tuple[int, ...]:
        """Those of `told` with enough people to set a lower bound."""
        return tuple(c for c in self.told if _is_large(self.tallies.cuts[c]))

    def estimate(self, cut: int, statement: int, side: str, kind: str = "") -> Estimate:
        """The share of a cut on one side of a statement, named."""
        t = self.tallies
        share, low, high = (t.share, t.low, t.high) if side == "agree" else (t.against, t.against_low, t.against_high)
        voted = t.agree[cut, statement] + t.disagree[cut, statement] + t.passed[cut, statement]
        return Estimate(
            self.cut(cut),
            float(share[cut, statement]),
            float(low[cut, statement]),
            float(high[cut, statement]),
            int(voted),
            "all" if cut == 0 and not kind else kind,
        )


def _is_large(cut: Cut) -> bool:
    return cut.kind == "all" or cut.people >= ENOUGH_PEOPLE


def _touch(match: re.Match[str]) -> str:
    """A term as a button that opens its definition, kept on one line with the punctuation around it."""
    before, key, text, after = match.groups()
    button = f'<button type="button" class="term" popovertarget="term-{key}">{text}</button>'
    return f'<span class="kept">{before}{button}{after}</span>' if before or after else button


def _lang(code: str) -> Markup:
    return Markup(' lang="{}"').format(code) if code else Markup("")
