"""Forming a small group within a body, and changing who is in it."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts import texts
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Group, GroupMember
from comity.web.spine.models.matters import Level
from comity.web.spine.visibility import Audience


def form(acting: Acting, body: Body, names: Mapping[str, str], original: str, people: Iterable[str]) -> Entry:
    """Form a small group of people, by opaque id. Its name and its people are for the group alone to see.

    Errors: `group.nobody`, and those of texts.
    """
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise ComityError("group.nobody")
    with transaction.atomic():
        name = texts.write_in_all(texts.in_one_line(names), original, acting.person)
        group = Group.objects.create(body=body, name=name)
        GroupMember.objects.bulk_create(GroupMember(group=group, person=person) for person in chosen)
        payload = {"group": group.pk, "people": chosen}
        return append(_act(acting, "group.formed", group, payload))


def change(acting: Acting, group: Group, people: Iterable[str]) -> Entry:
    """From now on the group is these people. Errors: `group.nobody`, `group.same`."""
    chosen = set(people)
    if not chosen:
        raise ComityError("group.nobody")
    with transaction.atomic():
        Group.objects.select_for_update().filter(pk=group.pk).values_list("pk", flat=True).get()
        before = set(GroupMember.objects.filter(group=group).values_list("person", flat=True))
        joined, left = sorted(chosen - before), sorted(before - chosen)
        if not joined and not left:
            raise ComityError("group.same")
        GroupMember.objects.filter(group=group, person__in=left).delete()
        GroupMember.objects.bulk_create(GroupMember(group=group, person=person) for person in joined)
        return append(_act(acting, "group.changed", group, {"group": group.pk, "joined": joined, "left": left}))


def _act(acting: Acting, kind: str, group: Group, payload: Mapping[str, object]) -> Act:
    audience = Audience(Level.GROUP, group=group.pk)
    return Act(acting, kind, f"group:{group.pk}", payload, group.body.slug, audience)
