"""Real bodies are planted once, and again only as far as the facts have moved on."""

import datetime

import pytest

from comity.terms import bodies as facts
from comity.web.spine import seeds
from comity.web.spine.models import Body, Entry, Membership, Nesting, Party, Wording
from comity.web.spine.queries.memberships import composition

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


def test_the_twenty_one_members_of_the_g20_stand_for_ninety_seven_states_each_counted_once() -> None:
    seeds.plant(NOW)

    g20 = Body.objects.get(slug="g20")
    found = composition(g20.pk, NOW.date())

    assert found.counts["member"] == 21
    assert len(found.states) == 97 == len(facts.states_behind("g20", NOW.date()))
    assert set(found.represented_twice) == {"deu", "fra", "ita", "zaf"}


def test_each_body_is_named_in_six_languages_and_placed_in_its_tiers() -> None:
    seeds.plant(NOW)

    sherpas = Body.objects.get(slug="g20-sherpa")
    assert set(Wording.objects.filter(text=sherpas.name, status="authentic").values_list("language", flat=True)) == {
        "ar",
        "en",
        "es",
        "fr",
        "ru",
        "zh-Hans",
    }
    assert list(sherpas.above.values_list("parent__slug", flat=True)) == ["g20"]
    assert Nesting.objects.filter(parent__slug="g20").count() >= 10


def test_a_body_whose_members_sit_by_right_of_another_has_them() -> None:
    seeds.plant(NOW)
    assert composition(Body.objects.get(slug="g20-health").pk, NOW.date()).counts["member"] == 21


def test_planting_twice_adds_nothing() -> None:
    first = seeds.plant(NOW)
    assert first.bodies == len(facts.BODIES) == Body.objects.count()
    assert first.parties == len(facts.PARTIES) == Party.objects.count()
    assert first.entries == Entry.objects.count() > 1_000

    again = seeds.plant(NOW)

    assert again == seeds.Planted(0, 0, 0, 0, 0)
    assert Entry.objects.count() == first.entries


def test_a_membership_that_the_facts_say_has_ended_is_ended_and_the_record_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seeds.plant(NOW)
    size = Entry.objects.count()
    changed = tuple(
        facts.Membership(
            one.body,
            one.party,
            one.capacity,
            one.start,
            facts.PartialDate.parse("2026-10"),
            one.certainty,
            one.source,
            one.note,
        )
        if (one.body, one.party, one.capacity) == ("g7", "ita", "member")
        else one
        for one in facts.MEMBERSHIPS
    )
    monkeypatch.setattr(facts, "MEMBERSHIPS", changed)

    again = seeds.plant(NOW)

    assert (again.ended, again.memberships, again.entries) == (1, 0, 1)
    assert Membership.objects.get(body__slug="g7", party__slug="ita").end == "2026-10"
    (entry,) = Entry.objects.filter(seq__gte=size)
    assert (entry.kind, entry.subject, entry.actor) == ("membership.ended", "membership:g7/ita", "system")


def test_what_an_officer_ended_stays_ended() -> None:
    seeds.plant(NOW)
    Membership.objects.filter(body__slug="g7", party__slug="ita").update(end="2026-11-01")

    assert seeds.plant(NOW).memberships == 0
    assert Membership.objects.get(body__slug="g7", party__slug="ita").end == "2026-11-01"
