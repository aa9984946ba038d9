"""Erasing what an entry says, and taking the whole record away."""

from django.db import transaction

from comity.flow.remember.draws.payloads import CONCLUDED, FAILED
from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine import models, search
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Payload
from comity.web.spine.queries import record

REDACTED, EXPORTED = "record.redacted", "record.exported"


def redact(acting: Acting, entry: Entry, reason: str) -> Entry:
    """Erase payload and salt of `entry`, and enter that this was done, by whom and why. The entry itself and every
    proof stay as they were.

    Errors: `record.redacted_already`; `record.lasting` for what keeps the record checkable: keys, redactions, and the
    entries of a draw that has not ended, which whoever dislikes where it is going would have fail.
    """
    area = entry.kind.partition(".")[0]
    if area in ("key", "witness", "record") or (area == "draw" and not _has_ended(entry)):
        raise ComityError("record.lasting", kind=entry.kind)
    with transaction.atomic():
        erased = Payload.objects.filter(entry=entry.seq, document__isnull=False).update(document=None, salt=None)
        if not erased:
            raise ComityError("record.redacted_already", seq=entry.seq)
        search.forget(entry.seq)
        payload = {"seq": entry.seq, "reason": reason.strip()}
        return append(Act(acting, REDACTED, entry.subject, payload, entry.body))


def _has_ended(drawn: Entry) -> bool:
    return models.Entry.objects.filter(subject=drawn.subject, kind__in=(CONCLUDED, FAILED)).exists()


def note_export() -> Entry:
    """Enter that the whole record leaves the installation, with what is confidential in it."""
    with transaction.atomic():
        return append(Act(THE_SYSTEM, EXPORTED, "record:whole", {"size": record.size()}))
