"""The body that a page is about, what is around it, and what all of it is called in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton
from django.http import Http404
from django.urls import reverse

from comity.terms.bodies import PartialDate
from comity.terms.record import Entry, Opened
from comity.web.people.requests import Request
from comity.web.site.pages import language, said
from comity.web.spine.models import Body
from comity.web.spine.queries import bodies, lately
from comity.web.spine.queries.parties import Named, name_in
from comity.web.spine.queries.texts import Reading, readings
from comity.words import day
from comity.words.languages import locale

Crumb = tuple[object, str | None]


@dataclass(frozen=True)
class Here:
    """near: the body and what is directly above and below it; texts: what was read of them and of what the page
    names besides."""

    near: bodies.Neighbourhood
    texts: Mapping[int, Reading]

    @property
    def body(self) -> Body:
        return self.near.body

    @property
    def name(self) -> Reading:
        """What the body is called."""
        return self.called(self.body)

    @property
    def address(self) -> str:
        """Its home."""
        return reverse("body", args=[self.body.slug])

    def called(self, body: Body) -> Reading:
        """What a body around here is called."""
        return self.texts[body.name_id]

    def party(self, party: Named) -> Reading:
        """What a party is called."""
        return name_in(party, self.texts, language())

    def crumbs(self, *labels: str) -> list[Crumb]:
        """The way here: a tier above, the body, and the pages within it down to this one, by keys of their names."""
        way: list[Crumb] = [(said("bodies.title"), reverse("bodies"))]
        way += [(self.called(one), reverse("body", args=[one.slug])) for one in self.near.above[:1]]
        way.append((self.name, self.address if labels else None))
        return way + [(said(label), None) for label in labels]


def neighbourhood(slug: str) -> bodies.Neighbourhood:
    """The body with this slug and its surroundings, or the page that says there is none."""
    near = bodies.neighbourhood(slug)
    if near is None:
        raise Http404
    return near


def here(slug: str, texts: Iterable[int | None] = ()) -> Here:
    """The body with this slug, and what it and the other texts say. Two queries."""
    near = neighbourhood(slug)
    return Here(near, readings([*near.names, *texts], language()))


def day_in_words(text: str) -> str:
    """A day as a membership has it: "1 Jan 1958", "Sep 2009" or "1999"."""
    if len(text) < len("2000-01"):
        return text
    first = PartialDate.parse(text).first_day
    if len(text) == len("2000-01"):
        return str(format_skeleton("yMMM", first, locale=locale(language())))
    return day(language(), first)


def at_once(entries: Sequence[Opened], most: int) -> list[tuple[Opened, bool]]:
    """The newest `most` acts, those of one kind that were entered at one time as one; and whether it stands for
    several."""
    found: list[tuple[Opened, bool]] = []
    for one in entries:
        if found and (found[-1][0].entry.kind, found[-1][0].entry.time) == (one.entry.kind, one.entry.time):
            found[-1] = (found[-1][0], True)
        elif len(found) == most:
            break
        else:
            found.append((one, False))
    return found


def receipt_number(request: Request) -> int | None:
    """The entry that the act before this page has left, as the address names it."""
    number = request.GET.get("receipt", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 15 else None


def receipt(request: Request) -> Entry | None:
    """That entry, where the reader may read it. One query, and none where the address names none."""
    number = receipt_number(request)
    return None if number is None else lately.receipt_of(number, request.actor.viewer)
