"""What frames every page: whose name one acts in, the language, the way around, and nothing that the policy forbids."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from comity.web.people.models import Person
from comity.words import LANGUAGES, own_name, say, tag

PAGES = ("", "glossary/", "accessibility/", "privacy/", "patterns/", "nothing-here/")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_patterns")]


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: Client, page: str) -> None:
    elements = Elements(read(client, f"/en/{page}"))
    assert not [one for one in elements.found if "style" in one[1] or any(name.startswith("on") for name in one[1])]
    assert all(one.get("src") for one in elements.named("script"))
    assert not elements.named("style")
    addresses = [one.get("src", "") for one in elements.named("script")] + [
        one["href"] for one in elements.named("link") if one.get("rel") != "alternate"
    ]
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language_and_offers_the_others_by_their_own_names(client: Client, language: str) -> None:
    page = read(client, f"/{tag(language).lower()}/glossary/?q=%D9%82&page=2")
    elements = Elements(page)
    html = elements.named("html")[0]
    assert html["lang"] == tag(language)
    assert html["dir"] == ("rtl" if language == "ar" else "ltr")
    offered = {one["hreflang"]: one for one in elements.named("a") if "hreflang" in one}
    assert set(offered) == {tag(name) for name in LANGUAGES}
    for name in LANGUAGES:
        assert offered[tag(name)]["lang"] == tag(name)
        assert offered[tag(name)]["href"] == f"/{tag(name).lower()}/glossary/?q=%D9%82&page=2"
        assert own_name(name) in page


def test_what_only_takes_a_form_leads_to_the_page_the_form_stood_on(as_delegate: Client) -> None:
    before = {"referer": "http://testserver/en/glossary/?a=b"}
    response = as_delegate.get(reverse("patterns.taken"), headers=before)
    assert response.status_code == 405
    response = as_delegate.post(reverse("patterns.taken"), headers=before)
    elements = Elements(response.content.decode())
    assert {one["href"] for one in elements.named("a") if one.get("hreflang") == "fr"} == {"/fr/glossary/?a=b"}


def test_a_page_that_is_not_there_leads_home_in_the_other_language(client: Client) -> None:
    elements = Elements(read(client, "/en/nothing-here/"))
    assert {one["href"] for one in elements.named("a") if one.get("hreflang") == "ar"} == {"/ar/"}


def test_whoever_has_not_signed_in_reads_as_the_public(client: Client) -> None:
    assert say("en", "acting.anonymous") in read(client, "/en/glossary/")


def test_in_whose_name_one_acts_is_always_there(as_delegate: Client, delegate: Person) -> None:
    for language in ("en", "ar"):
        page = read(as_delegate, f"/{language}/glossary/")
        summary = re.search(r'<details class="menu acting.*?</summary>', page, re.DOTALL)
        assert summary is not None
        assert say(language, "acting.delegation", name={"en": "France", "ar": "فرنسا"}[language]) in summary[0]


def test_the_other_names_one_may_act_in_are_offered_by_a_form_that_needs_no_script(
    as_delegate: Client, delegate: Person
) -> None:
    page = read(as_delegate, "/en/glossary/?q=a")
    form = re.search(r'<form method="post" action="[^"]*capacity[^"]*">.*?</form>', page, re.DOTALL)
    assert form is not None
    offered = re.findall(r'name="capacity" value="(\d*)"', form[0])
    assert offered == ["", *(str(one.pk) for one in delegate.capacities.order_by("pk"))]
    assert "Group of Twenty (secretariat)" in form[0]
    assert 'name="next" value="/en/glossary/?q=a"' in form[0]
    assert "csrfmiddlewaretoken" in form[0]
    current = re.findall(r'value="(\d*)" aria-current="true"', form[0])
    assert current == [str(delegate.capacities.get(kind="delegation").pk)]


def test_the_frame_costs_few_queries(
    as_delegate: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        as_delegate.get("/en/glossary/")


def test_the_public_costs_none(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get("/en/glossary/")


def test_one_heading_begins_the_title(client: Client) -> None:
    for page in ("glossary/", "accessibility/", "privacy/", "nothing-here/"):
        found = read(client, f"/en/{page}")
        headings = re.findall(r"<h1[^>]*>(.*?)</h1>", found)
        assert len(headings) == 1
        assert re.search(r"<title>(.*?)</title>", found)[1].startswith(headings[0])


def test_a_phone_can_put_the_site_on_its_home_screen(client: Client) -> None:
    address = next(one["href"] for one in Elements(read(client, "/ar/")).named("link") if one["rel"] == "manifest")
    told = client.get(address).json()
    assert told["start_url"] == "/ar/" and told["lang"] == "ar" and told["dir"] == "rtl"
    assert told["icons"][0]["src"].endswith(".svg")
