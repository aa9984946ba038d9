"""A thousand of everything: the number of queries stays, pages are cut, and nothing is left out between them."""

import datetime
import re

import pytest

from comity.web.spine.acting import Acting
from comity.web.spine.acts import texts
from comity.web.spine.acts.memberships import Seating, seat
from comity.web.spine.acts.record import append_all
from comity.web.spine.models import Body, Matter, Nesting, Party
from tests.web.place.conftest import NOW, World

pytestmark = pytest.mark.django_db
MANY = 1_000
OFFICER = Acting("officer", "secretariat", body="g20")
PATHS = (
    "",
    "bodies/",
    "bodies/?q=body",
    "bodies/g20/",
    "bodies/g20/members/",
    "bodies/g20/members/?as=observer",
    "bodies/g20/calendar/",
    "bodies/g20/translations/?to=ar",
    "parties/",
    "parties/?q=organisation",
    "parties/fra/",
    "calendar/",
)


@pytest.fixture
def crowded(world: World) -> World:
    name = texts.write("One of many", "en", "officer")
    parties = Party.objects.bulk_create(
        Party(slug=f"organisation-{number:04}", kind="civil_society", name=name) for number in range(MANY)
    )
    append_all(seat(OFFICER, [Seating(world.g20, one, "observer", "2026") for one in parties]))
    Matter.objects.bulk_create(
        Matter(
            body=world.g20,
            stage="draft",
            kind="instrument",
            title=texts.write(f"Matter {number}", "en", "officer"),
            state="open",
            deadline=NOW + datetime.timedelta(hours=number),
        )
        for number in range(MANY)
    )
    bodies = Body.objects.bulk_create(Body(slug=f"body-{number:04}", tier="local", name=name) for number in range(MANY))
    Nesting.objects.bulk_create(Nesting(parent=world.g20, child=one) for one in bodies[: MANY // 2])
    return world


@pytest.mark.parametrize("who", ["public", "officer", "france"])
def test_pages_ask_no_more_of_the_database_than_when_there_is_little(crowded, who, django_assert_max_num_queries):
    client = crowded.client(who)
    for path in PATHS:
        with django_assert_max_num_queries(12):
            assert client.get(f"/en/{path}").status_code in (200, 403), path


def test_every_member_is_on_one_page_and_no_member_on_two(crowded):
    client = crowded.client("public")
    path, seen = "/en/bodies/g20/members/", []
    while path:
        page = client.get(path).text
        seen += re.findall(r'scope="row"><a href="/en/parties/([^/]+)/"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/en/bodies/g20/members/{found[1].replace('&amp;', '&')}" if found else ""
    assert len(seen) == len(set(seen)) == MANY + 42


def test_the_table_of_members_has_all_of_them(crowded):
    lines = crowded.client("public").get("/en/bodies/g20/members.csv").content.decode().splitlines()
    assert len(lines) == 1 + MANY + 42
