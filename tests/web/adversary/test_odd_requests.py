"""Requests that cost the sender nothing: numbers without end, bytes that no database takes, words without end. None
may cost the site more than a refusal."""

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comity.web.people.models import Capacity, Person
from comity.web.people.permissions import table
from tests.web.people.conftest import Place
from tests.web.people.test_permissions import plain, routes

pytestmark = pytest.mark.django_db
SOON = 5.0
"""Seconds of processor in which anything is refused; what else the machine does is no fault of the request."""
ASKED = ("q", "after", "before", "since", "until", "to", "from", "kind", "as", "past", "receipt", "entry", "party")
ASKED += ("body", "next", "done", "language", "limit", "of", "by", "state", "first", "second", "hosted", "tier")
ODD = ("a\x00b", "9" * 5_000, "a~" + "9" * 40, "0-" + "9" * 18, "9999-12-31", "\u0663")


@pytest.mark.parametrize("level", [8, 200, 10_000_000, 10**12])
@pytest.mark.parametrize("index", [0, 1, 10**6, 10**18])
def test_a_tile_of_a_height_that_no_tree_has_costs_nothing(level: int, index: int) -> None:
    """A number shifted by eight times the level would be as large as the memory."""
    Client().get("/record/tile/0/0")
    begun = time.thread_time()
    for path in ("/record/tile", "/api/record/tiles"):
        assert Client().get(f"{path}/{level}/{index}").status_code in (404, 422)
    assert time.thread_time() - begun < SOON


def test_a_number_without_end_in_an_address_is_refused_like_any_other(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    somebody = person("officer@example.org", operator=True)
    client = as_somebody(somebody, hold(somebody, body=place.body, translates=True))
    for route in routes():
        numbers = [name for name, kind in route.arguments.items() if type(kind).__name__ == "IntConverter"]
        for number in (0, 2**31, 2**63, 10**30):
            if (route.name, "GET") not in table() or not numbers:
                continue
            named = {n: plain(c) for n, c in route.arguments.items()} | dict.fromkeys(numbers, number)
            if "body" in named:
                named["body"] = "forum"
            with translation.override("en"):
                address = reverse(route.name, kwargs=named)
            assert client.get(address).status_code < 500, address


@pytest.mark.parametrize("odd", ODD)
def test_what_is_asked_oddly_is_answered_all_the_same(
    odd: str,
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
) -> None:
    """Every address that is read, every word that any of them asks for."""
    somebody = person("officer@example.org", operator=True)
    client = as_somebody(somebody, hold(somebody, body=place.body, translates=True))
    for route in routes():
        if (route.name, "GET") not in table():
            continue
        named = {n: plain(c) for n, c in route.arguments.items()}
        if "body" in named:
            named["body"] = "forum"
        if "party" in named:
            named["party"] = "fra"
        with translation.override("en"):
            address = reverse(route.name, kwargs=named)
        begun = time.thread_time()
        answer = client.get(address, dict.fromkeys(ASKED, odd))
        assert answer.status_code < 500, (address, answer.status_code)
        assert time.thread_time() - begun < SOON, address
