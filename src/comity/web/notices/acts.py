"""Reading notices, choosing what to get and how, following, and what is done about mails."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.web.notices.civil import goes_at
from comity.web.notices.kinds import channel_of, kinds
from comity.web.notices.models import Channel, Follow, Mail, Mailbox, Notice, Preference
from comity.web.people.models import Person
from comity.web.spine.models import Body, Matter

Change = tuple[str, str, str]
"""(kind, slug of a body, channel): what was chosen before, "" where nothing; one of the first two is empty."""
_ANSWERED_BY_HAND = (Mail.State.UNKNOWN, Mail.State.FAILED)


def mark_read(person: Person, number: int) -> None:
    """Mark one notice of the person as read."""
    Notice.objects.filter(person=person, pk=number, read=None).update(read=timezone.now())


def mark_all_read(person: Person, upto: int) -> int:
    """Mark all notices up to the number `upto` as read: those that were there when the person saw the page. Returns how
    many."""
    return Notice.objects.filter(person=person, pk__lte=upto, read=None).update(read=timezone.now())


def choose(person: Person, chosen: Mapping[str, str]) -> None:
    """How notices of each kind reach the person from now on, those that wait to be mailed included. chosen: kind ->
    channel. Errors: `notice.unknown_kind`, `notice.not_switched_off`."""
    for name, channel in chosen.items():
        if name not in kinds():
            raise ComityError("notice.unknown_kind", found=name)
        if channel not in kinds()[name].choices:
            raise ComityError("notice.not_switched_off", kind=name)
    with transaction.atomic():
        _hold(person)
        for name, channel in chosen.items():
            _put(person, name, "", "" if channel == kinds()[name].channel else channel)
        _sort_again(person)


def choose_for_body(person: Person, body: Body, channel: str, concerned: bool) -> None:
    """How all that happens in the body reaches the person. channel: "" for as usual, "none" for not at all; concerned:
    whether they hear of it without following it. Errors: `notice.unknown_channel`."""
    if channel not in ("", "none", *Channel.values):
        raise ComityError("notice.unknown_channel", found=channel)
    with transaction.atomic():
        _hold(person)
        _put(person, "", body.slug, "" if channel == "none" else channel)
        wanted = channel != "none"
        if wanted == concerned:
            Follow.objects.filter(person=person, body=body).delete()
        else:
            Follow.objects.update_or_create(person=person, body=body, matter=None, defaults={"follows": wanted})
        _sort_again(person)


def follow_matter(person: Person, matter: Matter, follows: bool | None) -> None:
    """Follow the matter, hear nothing more of it (False), or (None) neither, so that it is as with any other."""
    with transaction.atomic():
        _hold(person)
        if follows is None:
            Follow.objects.filter(person=person, matter=matter).delete()
        else:
            Follow.objects.update_or_create(person=person, matter=matter, body=None, defaults={"follows": follows})


def switch_off(person: Person, wanted: Sequence[str]) -> list[Change]:
    """No longer mail what `wanted` names: kinds, or a channel for all that comes by it. What is binding is left as it
    is. Returns what was chosen before, for `restore`; empty where all of it was off already."""
    changes: list[Change] = []
    with transaction.atomic():
        _hold(person)
        chosen = _chosen(person)
        for kind in kinds().values():
            now = channel_of(kind, chosen, "")
            if not kind.binding and now != Channel.PAGE and (kind.name in wanted or now in wanted):
                changes.append((kind.name, "", chosen.get((kind.name, ""), "")))
        for (kind_name, body), channel in chosen.items():
            if not kind_name and channel in wanted and channel != Channel.PAGE:
                changes.append(("", body, channel))
        for kind_name, body, _ in changes:
            _put(person, kind_name, body, Channel.PAGE)
        _sort_again(person)
    return changes


def restore(person: Person, changes: Sequence[Change]) -> None:
    """Undo what `switch_off` did: everything is chosen as it was before."""
    with transaction.atomic():
        _hold(person)
        for kind, body, before in changes:
            if (kind in kinds() or body) and before in ("", *Channel.values):
                _put(person, kind, body, before)
        _sort_again(person)


def switch_mail_on(person: Person) -> None:
    """Mail the person's address again, though mails to it came back."""
    Mailbox.objects.filter(person=person).delete()


def send_again(number: int) -> None:
    """Send a mail that failed, or of which nobody knows whether it arrived, once more. Error: `notice.mail_not_open`
    where it is neither."""
    found = Mail.objects.filter(pk=number, state__in=_ANSWERED_BY_HAND)
    if not found.update(state=Mail.State.QUEUED, due=timezone.now(), attempts=0, finished=None, status=""):
        raise ComityError("notice.mail_not_open")


def leave(number: int) -> None:
    """Let a mail that failed, or of which nobody knows, be. Error: `notice.mail_not_open`."""
    found = Mail.objects.filter(pk=number, state__in=_ANSWERED_BY_HAND)
    if not found.update(state=Mail.State.DROPPED, finished=timezone.now()):
        raise ComityError("notice.mail_not_open")


def _hold(person: Person) -> None:
    """What else changes the person's choices waits until this transaction ends."""
    Person.objects.select_for_update().filter(pk=person.pk).values_list("pk", flat=True).get()


def _put(person: Person, kind: str, body: str, channel: str) -> None:
    """Choose a channel; "" for what is usual."""
    if channel:
        Preference.objects.update_or_create(person=person, kind=kind, body=body, defaults={"channel": channel})
    else:
        Preference.objects.filter(person=person, kind=kind, body=body).delete()


def _chosen(person: Person) -> dict[tuple[str, str], str]:
    rows = Preference.objects.filter(person=person).order_by("pk").values_list("kind", "body", "channel")
    return {(kind, body): channel for kind, body, channel in rows}


def _sort_again(person: Person) -> None:
    """What waits to be mailed goes as it is chosen now; what was on the page only stays there."""
    chosen, now = _chosen(person), timezone.now()
    moved = []
    for one in Notice.objects.filter(person=person, mail=None, goes__isnull=False):
        channel = channel_of(kinds()[one.kind], chosen, one.body)
        if channel != one.channel:
            one.channel, one.goes = channel, goes_at(channel, person.timezone, now)
            moved.append(one)
    Notice.objects.bulk_update(moved, ["channel", "goes"])
