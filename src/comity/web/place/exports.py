"""Data of a page as files: tables as CSV, dates as iCalendar."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

from comity.exporters.csv import escaped

_FOLD = 75
_STAMP = "%Y%m%dT%H%M%SZ"


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A table of text: UTF-8 with a header; cells that a spreadsheet would take for a formula are escaped."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([escaped(cell) for cell in row] for row in rows)
    return _file(written.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


class Entry:
    """One event of a calendar.

    uid: stable and worldwide its own; begins: a moment with a zone, or a whole day; stamp: when it was last changed.
    """

    def __init__(
        self, uid: str, begins: datetime.datetime | datetime.date, stamp: datetime.datetime, summary: str, url: str
    ) -> None:
        self.uid, self.begins, self.stamp, self.summary, self.url = uid, begins, stamp, summary, url

    def lines(self) -> Iterator[str]:
        """The component as RFC 5545 has it (section 3.6.1), lines not yet folded."""
        yield "BEGIN:VEVENT"
        yield f"UID:{self.uid}"
        yield f"DTSTAMP:{self.stamp.astimezone(datetime.UTC).strftime(_STAMP)}"
        if isinstance(self.begins, datetime.datetime):
            yield f"DTSTART:{self.begins.astimezone(datetime.UTC).strftime(_STAMP)}"
        else:
            # A whole day ends where the next begins; it has no zone.
            yield f"DTSTART;VALUE=DATE:{self.begins:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{self.begins + datetime.timedelta(days=1):%Y%m%d}"
            yield "TRANSP:TRANSPARENT"
        yield f"SUMMARY:{text(self.summary)}"
        yield f"URL:{self.url}"
        yield "END:VEVENT"


def ics_answer(name: str, title: str, language: str, entries: Iterable[Entry]) -> HttpResponse:
    """A calendar to subscribe to (RFC 5545). language: its tag."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Comity//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME;LANGUAGE={language}:{text(title)}",
    ]
    lines = [*head, *(line for one in entries for line in one.lines()), "END:VCALENDAR"]
    return _file("".join(f"{folded(line)}\r\n" for line in lines), "text/calendar; charset=utf-8", f"{name}.ics")


def text(value: str) -> str:
    """A value of type TEXT (section 3.3.11): backslash, semicolon, comma and line ends escaped, controls left out."""
    kept = "".join(c for c in value.replace("\r\n", "\n") if c == "\n" or ord(c) >= 32)
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(plain, written)
    return kept


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets (section 3.1), none of which cuts a character in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])


def _file(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content.encode(), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
