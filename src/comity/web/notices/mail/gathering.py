"""What is to be mailed becomes mails: one to a person, however much has come together."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from comity.web.notices.models import Mail, Mailbox, Notice
from comity.web.people.models import Person

PEOPLE = 500
"""People whose mails are made in one transaction."""


def gather() -> int:
    """Make the mails whose time has come. A notice is in its mail from the same moment on as it waits no longer, so
    that none is in two. Returns how many mails were made."""
    made = 0
    while True:
        with transaction.atomic():
            people = list(_waiting().order_by("person").values_list("person", flat=True).distinct()[:PEOPLE])
            if not people:
                return made
            # Held, so that two workers do not make the same mails.
            held = Person.objects.select_for_update().filter(pk__in=people).order_by("pk")
            made += _make({one.pk: one for one in held})


def _make(people: dict[int, Person]) -> int:
    waiting = list(_waiting().filter(person__in=people).order_by("person", "pk"))
    closed = _closed(people.values())
    together: dict[tuple[int, str], list[Notice]] = {}
    for one in waiting:
        if one.person_id not in closed:
            together.setdefault((one.person_id, one.channel), []).append(one)
    now = timezone.now()
    mails = Mail.objects.bulk_create(Mail(person_id=person, channel=channel, due=now) for person, channel in together)
    for mail, notices in zip(mails, together.values(), strict=True):
        for one in notices:
            one.mail = mail
    Notice.objects.bulk_update([one for notices in together.values() for one in notices], ["mail"], batch_size=400)
    Notice.objects.filter(pk__in=[one.pk for one in waiting if one.person_id in closed]).update(goes=None)
    return len(mails)


def _waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(mail=None, goes__lte=timezone.now())


def _closed(people: Iterable[Person]) -> set[int]:
    """Ids of those who cannot be mailed: their notices stay on the page, and are not mailed later either."""
    known = {one.pk: one for one in people}
    off = Mailbox.objects.filter(person__in=known, off__isnull=False, address=F("person__email"))
    gone = {pk for pk, one in known.items() if not one.is_active or not one.email}
    return gone | set(off.values_list("person_id", flat=True))
