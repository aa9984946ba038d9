"""What notices hold of a person: what they were told, what became of the mails, and what they chose."""

from collections.abc import Sequence

from django.db.models import QuerySet

from comity.web.notices.models import Follow, Mail, Mailbox, Notice, Preference
from comity.web.people.holdings import Row, Section
from comity.web.people.models import Person


def held(person: Person) -> Sequence[Section]:
    """Notices, mails, choices, what is followed, and how the address has answered."""
    return (
        Section("notices", [_notice(one) for one in Notice.objects.filter(person=person).order_by("pk")]),
        Section("notice_mails", [_mail(one) for one in Mail.objects.filter(person=person).order_by("pk")]),
        Section("notice_choices", [_choice(one) for one in Preference.objects.filter(person=person).order_by("pk")]),
        Section("follows", [_follow(one) for one in _follows(person)]),
        Section("mailbox", [_mailbox(one) for one in Mailbox.objects.filter(person=person)]),
    )


def erase(person: Person) -> None:
    """Erase all of it."""
    Notice.objects.filter(person=person).delete()
    for model in (Mail, Preference, Follow, Mailbox):
        model.objects.filter(person=person).delete()


def _follows(person: Person) -> QuerySet[Follow]:
    return Follow.objects.filter(person=person).select_related("body").order_by("pk")


def _notice(one: Notice) -> Row:
    return {"notice": one.kind, "body": one.body, "matter": one.matter_id, "created": one.created, "read": one.read}


def _mail(one: Mail) -> Row:
    return {
        "email": one.address,
        "state": one.state,
        "status": one.status,
        "created": one.created,
        "ends": one.finished,
    }


def _choice(one: Preference) -> Row:
    return {"notice": one.kind, "body": one.body, "channel": one.channel}


def _follow(one: Follow) -> Row:
    return {"body": one.body.slug if one.body else None, "matter": one.matter_id, "follows": one.follows}


def _mailbox(one: Mailbox) -> Row:
    return {"email": one.address, "bounces": one.bounces, "status": one.status, "off": one.off}
