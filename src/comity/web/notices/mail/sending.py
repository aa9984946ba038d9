"""Sending what is queued, each mail at most once.

    queued -> sending (committed before a server of mail hears of it) -> sent | failed | unknown
                                                                      -> queued again, later, where nothing was sent

A mail that is found `sending` long after is one whose sender died: nobody knows whether it arrived, so it becomes
`unknown`, and whoever runs the installation decides.
"""

import datetime
import logging

from django.db.models import F
from django.utils import timezone

from comity.web.notices.mail import bounces
from comity.web.notices.mail.composing import compose, envelope_sender, notices_for
from comity.web.notices.mail.posting import AGAIN, REFUSED, SENT, Delivery, Post
from comity.web.notices.models import Mail, Mailbox
from comity.web.notices.viewers import viewers
from comity.web.spine.acting import Viewer

LOG = logging.getLogger("comity.mail")
BATCH = 100
LOST = datetime.timedelta(minutes=10)
"""A mail that is being sent for longer is one whose sender has died; a conversation ends after seconds."""
PAUSES = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes until the next attempt, after each that failed for now; after the last it is given up."""


def send_queued(most: int = 1_000) -> int:
    """Send the mails whose time has come. Returns how many were sent."""
    notice_lost()
    sent, seen = 0, 0
    with Post() as post:
        while seen < most:
            mails = _due()
            if not mails:
                break
            eyes = viewers({one.person_id: one.person for one in mails}.values())
            for mail in mails:
                sent += _send(mail, eyes[mail.person_id], post)
            seen += len(mails)
    return sent


def notice_lost() -> int:
    """Mails whose sender died become unknown. Returns how many."""
    lost = Mail.objects.filter(state=Mail.State.SENDING, started__lt=timezone.now() - LOST)
    count = lost.update(state=Mail.State.UNKNOWN, finished=timezone.now())
    if count:
        LOG.error("mails of which nobody knows whether they arrived", extra={"fields": {"count": count}})
    return count


def _due() -> list[Mail]:
    found = Mail.objects.filter(state=Mail.State.QUEUED, due__lte=timezone.now()).select_related("person")
    return list(found.order_by("due", "pk")[:BATCH])


def _send(mail: Mail, viewer: Viewer, post: Post) -> int:
    """1 where it was sent."""
    notices = notices_for(mail, viewer)
    if not notices or not _reachable(mail):
        _finish(mail, Mail.State.DROPPED)
        return 0
    message = compose(mail, notices)
    if not _claim(mail):
        return 0
    delivery = post.hand_over(message, envelope_sender(mail.token), mail.token)
    _settle(mail, delivery)
    return int(delivery.outcome == SENT)


def _reachable(mail: Mail) -> bool:
    person = mail.person
    off = Mailbox.objects.filter(person=person, address=person.email or "", off__isnull=False)
    return person.is_active and bool(person.email) and not off.exists()


def _claim(mail: Mail) -> bool:
    """Whether it is ours to send. From here on nobody else sends it, and we do not again."""
    now = timezone.now()
    found = Mail.objects.filter(pk=mail.pk, state=Mail.State.QUEUED)
    return bool(
        found.update(state=Mail.State.SENDING, started=now, attempts=F("attempts") + 1, address=mail.person.email or "")
    )


def _settle(mail: Mail, delivery: Delivery) -> None:
    mail.refresh_from_db(fields=["attempts", "address"])
    if delivery.outcome == AGAIN and mail.attempts <= len(PAUSES):
        pause = datetime.timedelta(minutes=PAUSES[mail.attempts - 1])
        found = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING)
        found.update(state=Mail.State.QUEUED, due=timezone.now() + pause, status=delivery.status)
    elif delivery.outcome == SENT:
        _finish(mail, Mail.State.SENT, delivery.status)
    elif delivery.outcome in (AGAIN, REFUSED):
        _finish(mail, Mail.State.FAILED, delivery.status)
        if delivery.of_address:
            bounces.count(mail, delivery.status)
    else:
        _finish(mail, Mail.State.UNKNOWN, delivery.status)


def _finish(mail: Mail, state: str, status: str = "") -> None:
    # What is known of its end already, by a report that was faster than the server's answer, is left as it is.
    unfinished = Mail.objects.filter(pk=mail.pk, state__in=(Mail.State.QUEUED, Mail.State.SENDING))
    unfinished.update(state=state, status=status[:12], finished=timezone.now())
