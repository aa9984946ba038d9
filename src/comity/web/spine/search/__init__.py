"""The search of the memory: an index of words beside the record, in whichever way the database searches best.

The index follows the record: it takes in, in order, what was appended since it last did, so that appending never waits
for it. It can be thrown away and made again. An entry is found by what its payload says and by the sentence it is told
with, in every language.
"""

import re
from collections.abc import Iterator
from types import ModuleType

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from comity.terms.record import Opened
from comity.web.spine.models import Entry
from comity.web.spine.queries import record
from comity.web.spine.search import fts5, tsvector
from comity.web.spine.telling import told
from comity.words import LANGUAGES, query_words, search_words

BATCH = 500
_SAYS_NOTHING = re.compile(r"[0-9a-f]{32,}")


def catch_up(most: int = 20_000) -> int:
    """Take into the index what was appended since; `most` entries at a time. Returns how many it took in."""
    taken = 0
    while taken < most:
        with transaction.atomic(), connection.cursor() as cursor:
            end = record.size()
            start = _engine().indexed(cursor, end)
            if start >= end:
                break
            rows = record.opened(Entry.objects.filter(seq__gte=start, seq__lt=start + BATCH).order_by("seq"), None)
            _engine().add(cursor, [(one.entry.seq, words) for one, words in zip(rows, _words_of(rows), strict=True)])
            taken += len(rows)
    return taken


def forget(seq: int) -> None:
    """Take the words of an erased payload out of the index."""
    with connection.cursor() as cursor:
        _engine().replace(cursor, seq, [])


def matching(text: str) -> Q:
    """The condition on entries that they hold all the words of `text`; no condition where it has none."""
    wanted = query_words(text)
    if not wanted:
        return Q()
    statement, parameter = _engine().matching(wanted)
    return Q(seq__in=RawSQL(statement, [parameter]))


def _engine() -> ModuleType:
    return tsvector if connection.vendor == "postgresql" else fts5


def _words_of(rows: list[Opened]) -> list[list[str]]:
    spoken = [told(rows, language) for language in LANGUAGES]
    return [
        search_words(" ".join([*_strings(one.payload), one.entry.subject, *(each[place][0] for each in spoken)]))
        for place, one in enumerate(rows)
    ]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if not _SAYS_NOTHING.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
