"""Bodies, parties, charters and matters as programs read them."""

import pytest
from django.test import Client

from comity.web.spine.models import Matter
from comity.web.spine.queries import bodies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_bodies_come_page_by_page_each_once(client: Client) -> None:
    found, after = [], ""
    while after is not None:
        page = client.get("/api/bodies", {"limit": 7, "after": after}).json()
        assert 0 < len(page["bodies"]) <= 7
        found += [one["slug"] for one in page["bodies"]]
        after = page["after"]
    assert found == sorted(one.slug for one in bodies.all_bodies())


def test_a_body_says_where_it_stands(client: Client) -> None:
    g20 = client.get("/api/bodies/g20").json()
    assert g20["tier"] == "plurilateral" and g20["hosted"] is True
    assert g20["seats"]["member"] == 21
    assert g20["open"] == 1


def test_the_g20_of_21_has_more_states_behind_it_and_counts_france_once(client: Client) -> None:
    told = client.get("/api/bodies/g20/states").json()
    through = {one["state"]: one["through"] for one in told["states"]}
    assert sorted(through["fra"]) == ["eu", "fra"]
    assert through["aut"] == ["eu"]
    assert "au" in through["zaf"] and "zaf" in through["zaf"]
    assert told["count"] == len(through) == len(set(through))


@pytest.mark.parametrize(
    ("asked", "name"),
    [({"language": "ar"}, "فرنسا"), ({"language": "zh-Hans"}, "法国"), ({"language": "ru"}, "Франция")],
)
def test_names_come_in_the_language_asked_for(client: Client, asked: dict[str, str], name: str) -> None:
    assert client.get("/api/parties/fra", asked).json()["name"]["content"] == name
    header = {"accept-language": asked["language"].lower()}
    assert client.get("/api/parties/fra", headers=header).json()["name"]["content"] == name


def test_what_a_browser_remembers_of_languages_is_not_for_programs(client: Client) -> None:
    client.cookies["language"] = "fr"
    assert client.get("/api/parties/fra", {"language": "es"}).json()["name"]["content"] == "Francia"
    assert client.get("/api/parties/deu").json()["name"]["content"] == "Germany"


def test_only_matters_that_may_be_seen_are_told(client: Client, site: dict[str, Matter]) -> None:
    listed = client.get("/api/matters").json()["matters"]
    assert [one["number"] for one in listed] == [site["public"].pk]
    assert client.get(f"/api/matters/{site['public'].pk}").status_code == 200
    for level in ("body", "delegation"):
        answer = client.get(f"/api/matters/{site[level].pk}")
        assert answer.status_code == 404
        assert "level" not in answer.content.decode()


def test_a_charter_is_given_with_its_document(client: Client) -> None:
    body = client.get("/api/bodies/g20").json()
    listed = client.get("/api/bodies/g20/charters").json()["charters"]
    assert [one["version"] for one in listed][:1] == ([body["charter"]] if body["charter"] else [])
    assert client.get("/api/bodies/g20/charters/99").status_code == 404


def test_no_list_asks_the_database_more_than_a_page_may(client: Client, django_assert_max_num_queries: object) -> None:
    for address in (
        "/api/bodies?limit=200",
        "/api/bodies/g20",
        "/api/bodies/un/members?limit=200",
        "/api/bodies/un/states",
        "/api/parties?limit=200",
        "/api/parties/fra",
        "/api/matters",
        "/api/record/entries?limit=200",
        "/api/record/entries/3",
        "/api/record/checkpoint",
        "/api/record/keys",
        "/api/record/tiles/0/0",
    ):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(address).status_code == 200, address
