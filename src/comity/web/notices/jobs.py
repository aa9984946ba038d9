"""What notices do by the clock."""

import datetime

from django.utils import timezone

from comity.web.notices import reminding
from comity.web.notices.mail.gathering import gather
from comity.web.notices.mail.sending import send_queued
from comity.web.notices.models import Mail, Mark, Notice
from comity.web.notices.spreading import follow_record

KEPT, MAILS_KEPT = datetime.timedelta(days=365), datetime.timedelta(days=90)
_DAY = 24 * 60 * 60


def forget() -> None:
    """Notices of a year ago, mails of three months ago, and marks of what is long over."""
    now = timezone.now()
    Notice.objects.filter(created__lt=now - KEPT).delete()
    Mail.objects.filter(created__lt=now - MAILS_KEPT).exclude(state__in=Mail.OPEN).delete()
    Mark.objects.filter(done__lt=now - KEPT).delete()


PERIODIC = {
    "notices.record": (5, follow_record),
    "notices.gather": (20, gather),
    "notices.send": (5, send_queued),
    "notices.deadlines": (300, reminding.remind),
    "notices.translations": (6 * 60 * 60, reminding.ask_for_translations),
    "notices.unsigned": (600, reminding.watch_record),
    "notices.forget": (_DAY, forget),
}
