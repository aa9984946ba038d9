"""Giving notices: the record is followed from where it was left, and each entry becomes the notices it makes.

How far it came is noted behind every entry. Whoever dies in between begins with the same entry again, and the database
refuses a second notice of the same thing to the same person.
"""

import datetime
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from comity.web.notices.civil import goes_at
from comity.web.notices.happenings import Happening, happenings
from comity.web.notices.kinds import channel_of
from comity.web.notices.models import Mark, Notice, Preference
from comity.web.notices.recipients import Recipient, portion
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import Entry

RECORD = "record"
BATCH = 500
"""Entries that are read, and people that are looked at, at a time, in one transaction."""
NEWS = datetime.timedelta(days=7)
"""What happened longer ago is no news: nobody is told of it when an installation is restored or upgraded."""


def follow_record(most: int = 5_000) -> int:
    """Give notice of what the record has told since; of some `most` entries at a time. Returns how many it went
    through."""
    gone = 0
    while gone < most:
        start = Mark.objects.get_or_create(name=RECORD)[0].seq
        rows = _next_entries(start)
        if not rows:
            break
        since = stamp(timezone.now() - NEWS)
        told = happenings([row for row in rows if row.time >= since])
        for seq, together in groupby(told, key=itemgetter(0)):
            for _, one in together:
                give(one)
            _advance(seq + 1)
        _advance(rows[-1].seq + 1)
        gone += len(rows)
    return gone


def give(one: Happening) -> int:
    """Give the notices of one happening, each once, however often this is called. Returns how many people it was given
    to."""
    given, after = 0, 0
    while True:
        with transaction.atomic():
            told, last = portion(one, after, BATCH)
            _write(one, told)
        given += len(told)
        if last is None:
            return given
        after = last


def _next_entries(start: int) -> list[Entry]:
    """Entries from `start`. What was entered at one time stays together, since it may make one notice."""
    found = Entry.objects.select_related("payload").order_by("seq")
    rows = list(found.filter(seq__gte=start)[:BATCH])
    if len(rows) == BATCH:
        rows += found.filter(seq__gt=rows[-1].seq, time=rows[-1].time)
    return rows


def _write(one: Happening, told: Sequence[Recipient]) -> None:
    if not told:
        return
    now = timezone.now()
    chosen = _chosen(one, told)
    made = []
    for each in told:
        person = each.person
        channel = channel_of(one.kind, chosen.get(person.pk, {}), one.body)
        made.append(
            Notice(
                person=person,
                kind=one.kind.name,
                key=one.key,
                why=each.why,
                body=one.body,
                matter_id=one.matter,
                entry=one.entry,
                parameters=dict(one.parameters),
                due=one.due,
                channel=channel,
                goes=goes_at(channel, person.timezone, now),
            )
        )
    Notice.objects.bulk_create(made, ignore_conflicts=True)


def _chosen(one: Happening, told: Sequence[Recipient]) -> dict[int, dict[tuple[str, str], str]]:
    people = [each.person.pk for each in told]
    rows = Preference.objects.filter(person__in=people, kind__in=(one.kind.name, ""), body__in=(one.body, ""))
    found: dict[int, dict[tuple[str, str], str]] = {}
    for person, kind, body, channel in rows.values_list("person_id", "kind", "body", "channel"):
        found.setdefault(person, {})[(kind, body)] = channel
    return found


def _advance(seq: int) -> None:
    Mark.objects.filter(name=RECORD, seq__lt=seq).update(seq=seq)
