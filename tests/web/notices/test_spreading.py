"""What the record tells reaches those it concerns, each once, and nobody else."""

import datetime
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction
from django.utils import timezone

from comity.web.notices import spreading
from comity.web.notices.happenings import Happening
from comity.web.notices.models import Follow, Mark, Notice
from comity.web.notices.recipients import Recipient
from comity.web.notices.spreading import RECORD, follow_record
from comity.web.people.acts.capacities import Offer, end, grant
from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts import groups
from comity.web.spine.acts.matters import move
from comity.web.spine.acts.memberships import Seating, admit
from comity.web.spine.acts.record import Act, append, append_all
from comity.web.spine.models import Group, Matter, Membership, Party
from comity.web.spine.visibility import Audience
from tests.web.notices.conftest import World, person

pytestmark = pytest.mark.django_db


def told(kind: str) -> dict[str, str]:
    """Local part of the address of each who got a notice of the kind -> why."""
    rows = Notice.objects.filter(kind=kind).values_list("person__email", "why")
    return {str(address).partition("@")[0]: why for address, why in rows}


def test_a_matter_opened_reaches_the_delegations_and_who_follows_but_not_who_did_it(world: World) -> None:
    world.matter()
    follow_record()
    assert told("matter.opened") == {"head": "member:fra", "member": "member:bra", "follower": "follows_body:g20"}


def test_the_secretariat_hears_of_what_others_do(world: World) -> None:
    matter = world.matter()
    move(Acting(world.head.uid, "delegation", "fra"), matter, Matter.State.DECIDED)
    follow_record()
    assert told("matter.decided") == {
        "member": "member:bra", "follower": "follows_body:g20", "officer": "secretariat:g20",
    }  # fmt: skip


def test_the_nearest_secretariat_above_hears_where_a_body_has_none_of_its_own(world: World) -> None:
    below = world.body
    above = type(below).objects.create(slug="assembly", tier="global", name=below.name, hosted=True)
    above.below.create(child=below)
    Capacity.objects.filter(kind="secretariat").update(body=above)
    move(Acting(world.head.uid, "delegation", "fra"), world.matter(), Matter.State.DECIDED)
    follow_record()
    assert told("matter.decided")["officer"] == "secretariat:g20"
    Capacity.objects.create(person=world.outsider, kind="secretariat", body=below)
    move(Acting(world.head.uid, "delegation", "fra"), world.matter("Another"), Matter.State.CLOSED)
    follow_record()
    assert {"outsider"} == {who for who, why in told("matter.closed").items() if why.startswith("secretariat")}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("body", {"head", "member"}),
        ("delegation", {"head"}),
        ("group", {"member"}),
    ],
)
def test_what_is_confidential_reaches_only_those_who_may_see_it(world: World, level: str, expected: set[str]) -> None:
    group = Group.objects.create(body=world.body, name=world.body.name)
    group.members.create(person=world.member.uid)
    audience = Audience(level, "fra" if level == "delegation" else "", group.pk if level == "group" else None)
    matter = world.matter("Secret talks", audience)
    Follow.objects.create(person=world.outsider, matter=matter)
    move(world.acting, matter, Matter.State.CLOSED)
    follow_record()
    assert set(told("matter.opened")) == set(told("matter.closed")) == expected
    assert not set(told("matter.act"))


def test_an_entry_tells_once_however_often_and_from_wherever_it_is_read(world: World) -> None:
    matter = world.matter()
    move(world.acting, matter, Matter.State.DECIDED)
    follow_record()
    before = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    assert follow_record() == 0
    Mark.objects.filter(name=RECORD).update(seq=0)
    follow_record()
    assert list(Notice.objects.order_by("pk").values_list("pk", flat=True)) == before


@pytest.mark.parametrize("dies_at", range(1, 9))
def test_a_worker_that_dies_between_two_portions_leaves_nothing_out_and_tells_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    monkeypatch.setattr(spreading, "BATCH", 1)
    world.matter()
    world.matter("Another")
    whole, calls = spreading.portion, 0

    def dying(one: Happening, after: int, most: int) -> tuple[list[Recipient], int | None]:
        nonlocal calls
        calls += 1
        if calls == dies_at:
            raise SystemExit
        return whole(one, after, most)

    monkeypatch.setattr(spreading, "portion", dying)
    with pytest.raises(SystemExit):
        follow_record()
    follow_record()
    names = Notice.objects.filter(kind="matter.opened").values_list("person__email", flat=True)
    assert Counter(str(name).partition("@")[0] for name in names) == {"head": 2, "member": 2, "follower": 2}


def test_what_is_old_is_no_news(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.matter()
    monkeypatch.setattr(spreading, "NEWS", -datetime.timedelta(minutes=1))
    assert follow_record() == 1
    assert not Notice.objects.exists()
    monkeypatch.undo()
    assert follow_record() == 0, "what was no news once is none later"


def test_a_capacity_is_told_to_its_holder_and_to_who_invited(world: World) -> None:
    offer = Offer("delegation", party=world.france)
    made, _ = grant(Acting(world.outsider.uid, "citizen"), world.outsider, offer, world.head.uid)
    follow_record()
    assert told("capacity.granted") == {"outsider": "self:"}
    assert told("invitation.accepted") == {"head": "inviter:"}
    end(Acting(world.head.uid, "delegation", "fra"), made)
    follow_record()
    assert told("capacity.ended") == {"outsider": "self:"}
    assert Notice.objects.get(kind="capacity.ended").channel == "immediate"


def test_people_of_a_small_group_learn_that_they_are_in_it_or_no_longer(world: World) -> None:
    groups.form(world.acting, world.body, {"en": "Friends of the chair"}, "en", [world.head.uid, world.member.uid])
    follow_record()
    groups.change(world.acting, Group.objects.get(), [world.member.uid, world.follower.uid])
    follow_record()
    # Who is named but acts for nobody in the body may not read its papers, and is not told of them.
    assert set(told("group.joined")) == {"head", "member"}
    assert set(told("group.left")) == {"head"}
    assert "Friends" not in str(list(Notice.objects.values_list("parameters", flat=True)))


def test_many_parties_admitted_at_once_are_one_notice(world: World) -> None:
    parties = [Party.objects.create(slug=slug, kind="state", iso3=slug.upper()) for slug in ("deu", "ind", "jpn")]
    with transaction.atomic():
        payloads = [{"body": "g20", "party": one.slug, "seat": "member", "start": "2026"} for one in parties]
        append_all(
            [Act(world.acting, "membership.admitted", f"membership:g20/{one['party']}", one, "g20") for one in payloads]
        )
    follow_record()
    made = Notice.objects.get(person=world.head)
    assert made.parameters["parties"] == ["deu", "ind", "jpn"]


def test_what_was_planted_from_facts_is_no_news(world: World) -> None:
    party = Party.objects.create(slug="deu", kind="state", iso3="DEU")
    admit(THE_SYSTEM, Seating(world.body, party, Membership.Capacity.MEMBER, "1999", "", "published"))
    follow_record()
    assert not Notice.objects.exists()


def test_any_act_in_a_matter_reaches_who_follows_the_matter(world: World) -> None:
    matter = world.matter()
    Follow.objects.create(person=world.outsider, matter=matter)
    with transaction.atomic():
        append(Act(world.acting, "statement.accepted", f"matter:{matter.pk}", {"statement": 3}, "g20"))
        append(Act(world.acting, "trial.made", "trial:7", {"trial": 7}, "g20"))
    follow_record()
    assert told("matter.act") == {"outsider": "follows_matter:g20", "follower": "follows_body:g20"}
    assert told("body.act") == {"follower": "follows_body:g20"}


def test_nothing_is_told_of_what_somebody_does_not_want_to_hear_of(world: World) -> None:
    first, second = world.matter("One"), world.matter("Two")
    Follow.objects.create(person=world.member, body=world.body, follows=False)
    Follow.objects.create(person=world.member, matter=second)
    Follow.objects.create(person=world.head, matter=first, follows=False)
    follow_record()
    rows = Notice.objects.filter(kind="matter.opened", person__in=[world.member, world.head])
    assert {(one.person_id, one.matter_id) for one in rows} == {
        (world.member.pk, second.pk),
        (world.head.pk, second.pk),
    }


def test_nobody_who_is_gone_is_told(world: World) -> None:
    Person.objects.filter(pk=world.head.pk).update(email=None, is_active=False, erased=timezone.now())
    Capacity.objects.filter(person=world.member).update(end=timezone.now())
    world.matter()
    follow_record()
    assert set(told("matter.opened")) == {"follower"}


@pytest.mark.parametrize("many", [10, 1_000])
def test_a_portion_asks_as_much_however_many_people_there_are(
    world: World, many: int, django_assert_max_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    people = Person.objects.bulk_create(Person(email=f"delegate{n}@example.org") for n in range(many))
    Capacity.objects.bulk_create(Capacity(person=one, kind="delegation", party=world.france) for one in people)
    world.matter("Papers", Audience("body"))
    portions = many // spreading.BATCH + 1
    with django_assert_max_num_queries(10 + 18 * portions):
        follow_record()
    assert Notice.objects.filter(kind="matter.opened").count() == many + 2


def test_somebody_in_two_delegations_is_told_once(world: World) -> None:
    both = person("both")
    for party in (world.france, world.brazil):
        Capacity.objects.create(person=both, kind="delegation", party=party)
    world.matter()
    follow_record()
    assert Notice.objects.filter(person=both).count() == 1
