"""What was done lately: the newest entries of the record that somebody may read, for a page about something else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Entry, Payload
from comity.web.spine.visibility import payloads_seen_by


@dataclass(frozen=True)
class Done:
    """An act as a page tells of it. seq: of its entry; time: as the record has it; payload: empty where it was
    erased."""

    seq: int
    time: str
    actor: str
    party: str
    body: str
    kind: str
    subject: str
    payload: Mapping[str, object]


def in_body(body: str, viewer: Viewer, most: int) -> tuple[Done, ...]:
    """The latest acts in the body with this slug, newest first; one query."""
    return _latest(Q(body=body), viewer, most)


def by_party(party: str, viewer: Viewer, most: int) -> tuple[Done, ...]:
    """The latest acts in the name of the party with this slug; one query."""
    return _latest(Q(party=party), viewer, most)


def anywhere(viewer: Viewer, most: int) -> tuple[Done, ...]:
    """The latest acts that people did; one query."""
    return _latest(~Q(capacity=""), viewer, most)


def receipt_of(seq: int, viewer: Viewer) -> Done | None:
    """The act of one entry; None where the reader may not see it or there is none."""
    return next(iter(_latest(Q(seq=seq), viewer, 1)), None)


def _latest(chosen: Q, viewer: Viewer, most: int) -> tuple[Done, ...]:
    seen = Payload.objects.filter(payloads_seen_by(viewer), entry=OuterRef("pk"))
    rows = Entry.objects.filter(chosen, Exists(seen)).annotate(document=Subquery(seen.values("document")))
    return tuple(
        Done(
            row.seq,
            row.time,
            row.actor,
            row.party,
            row.body,
            row.kind,
            row.subject,
            json.loads(row.document) if row.document else {},
        )
        for row in rows.order_by("-seq")[:most]
    )
