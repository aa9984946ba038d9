"""What was done lately: the newest entries of the record that somebody may read, for a page about something else."""

from django.db.models import Q

from comity.flow.remember.canonical import decode
from comity.terms.record import SYSTEM, Entry, Opened
from comity.web.spine import models
from comity.web.spine.acting import Viewer
from comity.web.spine.visibility import entries_read_by

FROM_FACTS = Q(actor=SYSTEM, kind__in=("body.listed", "party.entered", "membership.admitted"))
"""What was planted from facts was not decided here."""


def in_body(body: str, viewer: Viewer, most: int) -> list[Opened]:
    """The latest acts in the body with this slug, newest first; one query."""
    return _latest(~FROM_FACTS & Q(body=body), viewer, most)


def in_body_with(body: str, viewer: Viewer, most: int, seq: int) -> tuple[list[Opened], Entry | None]:
    """The same, and the entry `seq` where the reader may read it; still one query."""
    latest = models.Entry.objects.filter(~FROM_FACTS, entries_read_by(viewer), body=body).order_by("-seq")
    found = _latest(Q(pk__in=latest.values("pk")[:most]) | Q(seq=seq), viewer, most + 1)
    asked = next((one.entry for one in found if one.entry.seq == seq), None)
    # The latest come first, so that whatever is too much at the end is the entry that was asked for besides.
    return found[:most], asked


def by_party(party: str, viewer: Viewer, most: int) -> list[Opened]:
    """The latest acts in the name of the party with this slug; one query."""
    return _latest(Q(party=party), viewer, most)


def by_people(viewer: Viewer, most: int) -> list[Opened]:
    """The latest acts that people did, wherever; one query."""
    return _latest(~Q(capacity=""), viewer, most)


def receipt_of(seq: int, viewer: Viewer) -> Entry | None:
    """The entry that an act has just left; None where the reader may not read it or there is none."""
    found = _latest(Q(seq=seq), viewer, 1)
    return found[0].entry if found else None


def _latest(chosen: Q, viewer: Viewer, most: int) -> list[Opened]:
    rows = models.Entry.objects.filter(chosen, entries_read_by(viewer)).select_related("payload")
    return [_opened(row) for row in rows.order_by("-seq")[:most]]


def _opened(row: models.Entry) -> Opened:
    entry = Entry(
        row.seq, row.time, row.actor, row.capacity, row.party, row.body, row.kind, row.subject, row.commitment
    )
    document = decode((row.payload.document or "{}").encode())
    return Opened(entry, document if isinstance(document, dict) else {}, None)
