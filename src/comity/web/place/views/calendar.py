"""Calendars: of the installation and of a body, to read and to subscribe to."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from comity.web.people.requests import Request
from comity.web.place.exports import Entry, ics_answer
from comity.web.place.here import Here, neighbourhood
from comity.web.place.today import matter_address
from comity.web.site.addresses import absolute
from comity.web.site.pages import language, page, said
from comity.web.spine.queries.calendar import Event, events
from comity.web.spine.queries.parties import name_in
from comity.web.spine.queries.texts import Reading, readings
from comity.words import tag

AHEAD = datetime.timedelta(days=92)
SUBSCRIBED_BACK, SUBSCRIBED_AHEAD = datetime.timedelta(days=92), datetime.timedelta(days=732)
Texts = dict[int, Reading]


def of_installation(request: Request) -> HttpResponse:
    """What happens where, day by day."""
    since, found = _shown(request, "")
    return _page(request, since, found, readings(_texts(found), language()), [(said("calendar.title"), None)], None)


def of_body(request: Request, body: str) -> HttpResponse:
    """What happens in one body, day by day."""
    near = neighbourhood(body)
    since, found = _shown(request, body)
    texts = readings([*near.names, *_texts(found)], language())
    here = Here(near, texts)
    return _page(request, since, found, texts, here.crumbs("calendar.title"), here)


def of_installation_ics(request: Request) -> HttpResponse:
    """The calendar of the installation to subscribe to."""
    found = _subscribed(request, "")
    return _ics("calendar", said("calendar.title"), found, readings(_texts(found), language()))


def of_body_ics(request: Request, body: str) -> HttpResponse:
    """The calendar of one body to subscribe to."""
    near = neighbourhood(body)
    found = _subscribed(request, body)
    texts = readings([*near.names, *_texts(found)], language())
    return _ics(f"{body}-calendar", Here(near, texts).name.content, found, texts)


def _shown(request: Request, body: str) -> tuple[datetime.date, tuple[Event, ...]]:
    since = _day(request.GET.get("since", "")) or timezone.now().date()
    return since, events(request.actor.viewer, since, since + AHEAD, body=body)


def _subscribed(request: Request, body: str) -> tuple[Event, ...]:
    today = timezone.now().date()
    return events(request.actor.viewer, today - SUBSCRIBED_BACK, today + SUBSCRIBED_AHEAD, body=body, most=2_000)


def _day(text: str) -> datetime.date | None:
    """A day as an address has it, of a year in which there can be anything."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _page(
    request: Request,
    since: datetime.date,
    found: Sequence[Event],
    texts: Texts,
    crumbs: list[tuple[object, str | None]],
    here: Here | None,
) -> HttpResponse:
    days = [
        (day, [(one, *_told(one, texts)) for one in inside]) for day, inside in groupby(found, key=lambda one: one.day)
    ]
    return page(
        request,
        "place/calendar.html",
        {
            "crumbs": crumbs,
            "here": here,
            "days": days,
            "since": since,
            "until": since + AHEAD - datetime.timedelta(days=1),
            "today": timezone.now().date(),
            "before": f"?since={since - AHEAD}" if since.year > 1901 else "",
            "after": f"?since={since + AHEAD}" if since.year < 2199 else "",
            "texts": texts,
        },
    )


def _told(event: Event, texts: Texts) -> tuple[object, str]:
    """What the event is about, and where there is more."""
    if event.matter is not None:
        return texts[event.matter.title_id], matter_address(event.matter)
    if event.party is not None:
        return name_in(event.party, texts, language()), reverse("party", args=[event.party.slug])
    return texts[event.body_name], reverse("body", args=[event.body])


def _texts(found: Iterable[Event]) -> list[int | None]:
    return [
        text
        for one in found
        for text in (
            one.body_name,
            one.matter.title_id if one.matter else None,
            one.party.name if one.party else None,
        )
    ]


def _ics(name: str, title: str, found: Sequence[Event], texts: Texts) -> HttpResponse:
    host = absolute("").split("://")[-1]
    entries = [
        Entry(
            uid=f"{one.uid}@{host}",
            begins=one.moment or one.day,
            stamp=one.changed or datetime.datetime.combine(one.day, datetime.time(), datetime.UTC),
            summary=_summary(one, texts),
            url=absolute(_told(one, texts)[1]),
        )
        for one in found
    ]
    return ics_answer(name, title, tag(language()), entries)


def _summary(event: Event, texts: Texts) -> str:
    what, body = str(_told(event, texts)[0]), texts[event.body_name].content
    return said(f"calendar.{event.kind}.in", what=what, body=body)
