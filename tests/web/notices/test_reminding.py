"""Deadlines that come near are told a day or two before to those who have not acted, once."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from comity.web.notices import reminding
from comity.web.notices.happenings import Acted
from comity.web.notices.models import Notice
from comity.web.notices.reminding import ask_for_translations, remind, watch_record
from comity.web.people.models import Capacity
from comity.web.spine.acting import Acting
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.matters import move
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Matter
from comity.web.spine.visibility import Audience
from tests.web.notices.conftest import World

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def closing(world: World, hours: float, **more: object) -> Matter:
    """A matter opened a week ago that closes in so many hours."""
    matter = world.matter("Debt relief", deadline=timezone.now() + hours * HOUR, **more)
    Matter.objects.filter(pk=matter.pk).update(created=timezone.now() - 7 * 24 * HOUR)
    return matter


def reminded(kind: str = "deadline") -> set[str]:
    rows = Notice.objects.filter(kind=kind).values_list("person__email", flat=True)
    return {str(address).partition("@")[0] for address in rows}


def test_those_who_may_bind_and_the_others_are_each_reminded_once(world: World) -> None:
    closing(world, 47)
    assert remind() == 3
    assert reminded("deadline.binding") == {"head"} and reminded() == {"member", "follower"}
    assert remind() == 0
    assert not Notice.objects.exclude(channel="immediate").exists()


@pytest.mark.parametrize("hours", [49, 100, -1])
def test_not_too_early_and_not_afterwards(world: World, hours: int) -> None:
    closing(world, hours)
    assert remind() == 0


def test_where_there_was_less_time_it_is_at_half_of_it(world: World) -> None:
    matter = world.matter(deadline=timezone.now() + 10 * HOUR)
    assert remind() == 0
    Matter.objects.filter(pk=matter.pk).update(created=timezone.now() - 11 * HOUR)
    assert remind() == 3


def test_a_party_that_has_acted_is_not_reminded_nor_is_a_person_who_has(world: World) -> None:
    matter = closing(world, 40)
    with transaction.atomic():
        append(Act(Acting("ab" * 16, "delegation", "fra"), "position.taken", f"matter:{matter.pk}", {}, "g20"))
        append(Act(Acting(world.follower.uid, "citizen"), "statement.made", f"matter:{matter.pk}", {}, "g20"))
    remind()
    assert reminded() | reminded("deadline.binding") == {"member"}


def test_a_room_may_say_itself_who_has_acted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    acted = Acted(people=frozenset({world.member.uid}))
    monkeypatch.setattr(reminding, "awaited", lambda: {"inquiry": lambda matter: acted})
    closing(world, 40)
    remind()
    assert reminded() | reminded("deadline.binding") == {"head", "follower"}


def test_a_deadline_that_was_moved_is_told_again(world: World) -> None:
    matter = closing(world, 40)
    remind()
    move(world.acting, matter, Matter.State.OPEN, timezone.now() + 41 * HOUR)
    assert remind() == 3


def test_a_confidential_deadline_reaches_nobody_else(world: World) -> None:
    closing(world, 40, audience=Audience("delegation", "bra"))
    remind()
    assert reminded() | reminded("deadline.binding") == {"member"}


def test_translators_learn_once_a_week_what_is_missing(world: World) -> None:
    assert ask_for_translations() == 0
    Capacity.objects.filter(person=world.officer).update(translates=True)
    world.matter()
    assert ask_for_translations() == 1 and ask_for_translations() == 0
    made = Notice.objects.get(kind="translation.wanted")
    assert made.person == world.officer and made.parameters["n"] == 10
    assert set(made.parameters["languages"]) == {"ar", "es", "fr", "ru", "zh_Hans"}


def test_who_runs_the_installation_learns_that_the_record_goes_unsigned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.outsider.is_operator = True
    world.outsider.save()
    world.matter()
    assert watch_record() == 0, "an hour has not gone"
    monkeypatch.setattr(reminding, "UNSIGNED", -HOUR)
    assert watch_record() == 1 and watch_record() == 0
    assert Notice.objects.get(kind="record.unsigned").person == world.outsider
    checkpoints.sign()
    assert watch_record() == 0
