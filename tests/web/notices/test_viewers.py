"""The same eyes three times over: for many people at once, within a query, and as a rule; and no notice shown to eyes
from which what it is about is closed."""

import itertools

import pytest
from django.db import transaction
from django.utils import timezone

from comity.web.notices.models import Notice
from comity.web.notices.queries import page, unread
from comity.web.notices.spreading import follow_record
from comity.web.notices.viewers import sees, viewer_in_database, viewers
from comity.web.people.models import Capacity, Person
from comity.web.people.queries.capacities import capacities_held
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Entry, Group, Matter, Payload
from comity.web.spine.visibility import Audience, entries_read_by, matters_seen_by
from tests.web.notices.conftest import World

pytestmark = pytest.mark.django_db


def seen(person: Person) -> set[int]:
    return {one.pk for one in page(person, capacities_held(person)).notices}


def test_all_ways_of_looking_agree(world: World) -> None:
    below = Body.objects.create(slug="below", tier="plurilateral", name=world.body.name)
    deeper = Body.objects.create(slug="deeper", tier="plurilateral", name=world.body.name)
    world.body.below.create(child=below)
    below.below.create(child=deeper)
    inside = Group.objects.create(body=world.body, name=world.body.name)
    inside.members.create(person=world.follower.uid)
    people = [world.head, world.member, world.officer, world.follower, world.outsider]
    eyes = viewers(people)
    audiences = [Audience(), Audience("body"), Audience("group", group=inside.pk)]
    audiences += [Audience("delegation", party) for party in ("fra", "bra")]
    for body, audience in itertools.product((world.body, below, deeper), audiences):
        party = {"fra": world.france, "bra": world.brazil}.get(audience.party)
        matter = Matter.objects.create(
            body=body, stage="deliberate", kind="inquiry", title=world.body.name, level=audience.level, party=party,
            group_id=audience.group,
        )  # fmt: skip
        with transaction.atomic():
            entry = append(Act(world.acting, "trial.made", "trial:1", {}, body.slug, audience))
        for one in people:
            by_rule = sees(eyes[one.pk], audience, body.slug)
            lazy = viewer_in_database(one, capacities_held(one))
            for viewer in (eyes[one.pk], lazy):
                case = (one.email, body.slug, audience)
                assert Matter.objects.filter(matters_seen_by(viewer), pk=matter.pk).exists() == by_rule, case
                assert Entry.objects.filter(entries_read_by(viewer), pk=entry.seq).exists() == by_rule, case


def test_a_notice_of_what_somebody_may_no_longer_see_is_neither_shown_nor_counted(world: World) -> None:
    world.matter("Papers of the body", Audience("body"))
    follow_record()
    assert len(seen(world.member)) == 1 and unread(world.member, capacities_held(world.member)) == 1
    Capacity.objects.filter(person=world.member).update(end=timezone.now())
    assert not seen(world.member) and unread(world.member, capacities_held(world.member)) == 0
    assert len(seen(world.head)) == 1


def test_a_notice_of_what_has_become_confidential_is_no_longer_shown(world: World) -> None:
    matter = world.matter()
    follow_record()
    assert len(seen(world.follower)) == 1
    Matter.objects.filter(pk=matter.pk).update(level="body")
    assert not seen(world.follower) and len(seen(world.head)) == 1


def test_a_notice_of_what_was_erased_from_the_record_is_no_longer_shown(world: World) -> None:
    world.matter()
    follow_record()
    Payload.objects.update(document=None, salt=None)
    assert not seen(world.head)
    assert Notice.objects.filter(person=world.head).count() == 1
