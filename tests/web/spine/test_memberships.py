"""Admitting, changing and ending memberships: what is refused, what is written, and who is never counted twice."""

import datetime

import pytest

from comity.terms.errors import ComityError
from comity.web.spine import seeds
from comity.web.spine.acting import THE_PUBLIC, Acting
from comity.web.spine.acts import bodies, memberships
from comity.web.spine.acts.memberships import Seating
from comity.web.spine.models import Body, Entry, Membership, Party
from comity.web.spine.queries import lately
from comity.web.spine.queries.memberships import composition, seats_page, sittings

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
OFFICER = Acting("officer", "secretariat", body="g20")
pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Body:
    seeds.plant(NOW)
    return bodies.found(OFFICER, bodies.Plan("heat", "plurilateral", "en", {"en": "Heat"}, parents=("g20",))).body


def party(slug: str) -> Party:
    return Party.objects.get(slug=slug)


def test_an_admission_and_its_entry_say_the_same(group: Body) -> None:
    entry = memberships.admit(OFFICER, Seating(group, party("fra"), "member", "2026-01", source="Letter of 12 January"))

    assert (entry.kind, entry.subject, entry.body) == ("membership.admitted", "membership:heat/fra", "heat")
    (told, *_) = lately.in_body("heat", THE_PUBLIC, 1)
    assert told.payload == {
        "body": "heat",
        "party": "fra",
        "seat": "member",
        "start": "2026-01",
        "end": "",
        "source": "Letter of 12 January",
    }
    assert Membership.objects.get(body=group).start == "2026-01"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-05-01", "2026-04-30", "membership.ends_first"),
        ("2026-05-01", "2026-05-01", "membership.ends_first"),
        ("2026-05", "2026", "membership.ends_first"),
        ("yesterday", "", "bodies.bad_date"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_nothing_is_written(group: Body, start: str, end: str, code: str) -> None:
    size = Entry.objects.count()
    with pytest.raises(ComityError, match=code):
        memberships.admit(OFFICER, Seating(group, party("fra"), "member", start, end))
    assert Entry.objects.count() == size and not Membership.objects.filter(body=group).exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-03", "", "membership.overlaps"),
        ("", "", "membership.overlaps"),
        ("2019", "2020-01-02", "membership.overlaps"),
        ("2026-06", "", None),
        ("2019", "2020", None),
    ],
)
def test_a_party_sits_once_at_a_time(group: Body, start: str, end: str, code: str | None) -> None:
    memberships.admit(OFFICER, Seating(group, party("fra"), "member", "2020", "2026-06"))
    again = Seating(group, party("fra"), "observer", start, end)
    if code:
        with pytest.raises(ComityError, match=code):
            memberships.admit(OFFICER, again)
    else:
        memberships.admit(OFFICER, again)


def test_a_change_ends_one_and_starts_the_other_on_the_same_day(group: Body) -> None:
    memberships.admit(OFFICER, Seating(group, party("fra"), "observer", "2025"))
    held = Membership.objects.get(body=group)

    entry = memberships.change(OFFICER, held, "member", "2026-07-01", "Decision 3")

    rows = list(Membership.objects.filter(body=group).order_by("pk").values_list("capacity", "start", "end"))
    assert rows == [("observer", "2025", "2026-07-01"), ("member", "2026-07-01", "")]
    assert entry.kind == "membership.changed"
    with pytest.raises(ComityError, match=r"membership\.ended"):
        memberships.end(OFFICER, Membership.objects.get(body=group, capacity="observer"), "2026-08-01")


def test_a_membership_that_was_ended_meanwhile_is_not_ended_again(group: Body) -> None:
    memberships.admit(OFFICER, Seating(group, party("fra"), "member", "2025"))
    one, same = Membership.objects.get(body=group), Membership.objects.get(body=group)
    memberships.end(OFFICER, one, "2026-07-01")
    size = Entry.objects.count()
    with pytest.raises(ComityError, match=r"membership\.ended"):
        memberships.end(OFFICER, same, "2026-09-01")
    assert Entry.objects.count() == size
    assert Membership.objects.get(body=group).end == "2026-07-01"


def test_a_body_does_not_sit_in_itself_and_is_not_above_itself() -> None:
    seeds.plant(NOW)
    union = party("eu")
    with pytest.raises(ComityError, match=r"membership\.itself"):
        memberships.admit(OFFICER, Seating(union.body, union, "member"))
    g20, health = Body.objects.get(slug="g20"), Body.objects.get(slug="g20-health")
    for parent, child in ((health, g20), (g20, g20)):
        with pytest.raises(ComityError, match=r"body\.above_itself"):
            bodies.nest(OFFICER, parent, child)
    assert bodies.nest(OFFICER, Body.objects.get(slug="un"), health).kind == "body.nested"


def test_a_state_behind_two_seats_is_counted_once_and_ended_seats_not_at_all(group: Body) -> None:
    for slug in ("fra", "eu", "tuv"):
        memberships.admit(OFFICER, Seating(group, party(slug), "member", "2024"))
    memberships.admit(OFFICER, Seating(group, party("bra"), "observer", "2024"))
    found = composition(group.pk, NOW.date())
    assert found.counts == {"member": 3, "observer": 1}
    assert len(found.states) == 28 and found.represented_twice == ("fra",)
    assert "bra" not in found.states

    memberships.end(OFFICER, Membership.objects.get(body=group, party__slug="eu"), "2026-11-25")

    assert set(composition(group.pk, NOW.date()).states) == {"fra", "tuv"}
    assert len(composition(group.pk, NOW.date() - datetime.timedelta(days=1)).states) == 28


def test_a_party_page_shows_seats_of_its_own_and_within_unions(group: Body) -> None:
    memberships.admit(OFFICER, Seating(group, party("eu"), "member", "2024"))
    found = {(one.body, one.union.slug if one.union else "") for one in sittings(party("fra"))}
    assert ("g20", "") in found and ("g20", "eu") in found and ("heat", "eu") in found
    assert ("heat", "") not in found


def test_pages_of_seats_join_without_gap_or_repetition() -> None:
    seeds.plant(NOW)
    body = Body.objects.get(slug="un")
    seen, after = [], ""
    while True:
        page = seats_page(body.pk, past=False, capacity="", after=after, most=50)
        seen += [one.id for one in page.seats]
        after = page.after
        if not after:
            break
    whole = seats_page(body.pk, past=False, capacity="", after="", most=None)
    assert seen == [one.id for one in whole.seats] and len(set(seen)) == len(seen) > 190
