"""What is confidential stands on no page, in no count, file or answer of anybody who may not see it."""

import pytest

pytestmark = pytest.mark.django_db

SEES = {
    "public": {"public"},
    "citizen": {"public"},
    "outsider": {"public"},
    "operator": {"public"},
    "brazil": {"public", "body"},
    "france": {"public", "body", "delegation"},
    "friend": {"public", "body", "group"},
    "officer": {"public", "body"},
}
ANYWHERE = ("", "bodies/g20/", "calendar/", "calendar.ics", "bodies/g20/calendar/", "bodies/g20/calendar.ics")


@pytest.mark.parametrize("who", SEES)
def test_pages_and_files(world, who):
    client = world.client(who)
    for path in ANYWHERE:
        text = client.get(f"/en/{path}").content.decode().replace("\r\n ", "")
        shown = {level for level in world.matters if f"Paper for the {level} level" in text}
        assert shown == SEES[who], path
    assert client.get("/en/bodies/g20.json").json()["open"] == len(SEES[who])
    for level, matter in world.matters.items():
        for path in (f"matters/{matter.pk}/", f"matters/{matter.pk}.json"):
            assert client.get(f"/en/{path}").status_code == (200 if level in SEES[who] else 404)
    assert client.get(f"/en/matters/{10**15}/").status_code == 404
    assert client.get(f"/en/matters/{10**25}/").status_code == 404
