"""Nobody asks without end: by person where one is known, by network otherwise; failures lock out."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from comity.web.people.models import Person
from comity.web.people.permissions import table
from comity.web.running import counting, limits
from comity.web.running.counting import Count, add, forget, look
from comity.web.running.limits import Limit, LimitMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew(settings: Settings) -> Iterator[None]:
    settings.COMITY_LIMITS = 1
    counting.start_anew()
    yield
    counting.start_anew()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few requests in an hour."""
    rows = (
        Limit("*", "GET", "address", 3, 3600),
        Limit("*", "GET", "person", 5, 3600),
        Limit("first_operator", "POST", "failures", 2, 3600),
    )
    monkeypatch.setattr(limits, "limits", lambda: rows)
    limits.limits_for.cache_clear()


@pytest.fixture(autouse=True)
def _as_written() -> Iterator[None]:
    yield
    limits.limits_for.cache_clear()


def asked(client: Client, times: int, **options: str) -> list[int]:
    return [client.get("/en/", **options).status_code for _ in range(times)]  # type: ignore[arg-type]


def test_a_network_has_its_share(narrow: None) -> None:
    assert asked(Client(), 5) == [200, 200, 200, 429, 429]
    assert asked(Client(), 1) == [429], "another browser in the same place"
    assert asked(Client(REMOTE_ADDR="203.0.113.9"), 1) == [200]
    assert asked(Client(), 1, HTTP_X_FORWARDED_FOR="203.0.113.77") == [429], "a header that anybody can write"


def test_one_line_of_ipv6_is_one_network(narrow: None) -> None:
    assert asked(Client(REMOTE_ADDR="2001:db8:1:100::1"), 3) == [200] * 3
    assert asked(Client(REMOTE_ADDR="2001:db8:1:1ff:abcd::2"), 1) == [429]
    assert asked(Client(REMOTE_ADDR="2001:db8:1:200::1"), 1) == [200]
    assert asked(Client(REMOTE_ADDR="::ffff:203.0.113.9"), 3) == [200] * 3
    assert asked(Client(REMOTE_ADDR="203.0.113.9"), 1) == [429]


def test_a_hall_full_of_delegates_behind_one_address(narrow: None) -> None:
    for number in range(4):
        delegate = Client()
        delegate.force_login(Person.objects.create_user(f"delegate-{number}@example.org"))
        assert asked(delegate, 6) == [200] * 5 + [429]
    assert asked(Client(), 3) == [200] * 3, "those who are not signed in have theirs"


def test_the_refusal_says_when_to_come_back(narrow: None) -> None:
    asked(Client(), 3)
    refused = Client().get("/fr/")
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 3600
    assert 'lang="fr"' in refused.content.decode()
    assert Client().get("/health").status_code == 200, "whoever watches is not counted"


def test_failures_lock_out(narrow: None) -> None:
    guess = "/en/first-operator/guess/"
    tried = [Client().post(guess.rstrip("/"), {"email": "a@example.org"}).status_code for _ in range(4)]
    assert tried == [404, 404, 429, 429]
    assert Client(REMOTE_ADDR="203.0.113.9").post(guess.rstrip("/")).status_code == 404


def test_limits_can_be_widened_and_lifted(narrow: None, settings: Settings) -> None:
    settings.COMITY_LIMITS = 2
    assert asked(Client(), 7) == [200] * 6 + [429]
    settings.COMITY_LIMITS = 0
    assert asked(Client(), 3) == [200] * 3


def test_the_table_names_nobody(narrow: None) -> None:
    person = Person.objects.create_user("delegate@example.org")
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(person)
    asked(client, 1)
    asked(Client(REMOTE_ADDR="203.0.113.9"), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM running_count")
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 2 and all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


def test_narrow_counts_are_exact_and_wide_ones_seldom_written(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert [add(Count("narrow", 3600, 10)) for _ in range(5)] == [1, 2, 3, 4, 5]
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert [add(Count("wide", 3600, 160)) for _ in range(60)] == list(range(1, 61))
    assert look(Count("wide", 3600, 160)) == 60
    # Another worker, which knows nothing yet, learns it with its first write.
    counting.start_anew()
    assert [add(Count("wide", 3600, 160)) for _ in range(10)][-1] == 70
    assert look(Count("wide", 60, 160)) == 0, "another period"


def test_counts_of_long_ago_go() -> None:
    add(Count("now", 3600, 10))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE running_count SET period = 1000")
    add(Count("now", 3600, 10))
    forget()
    assert look(Count("now", 3600, 10)) == 1


def test_every_limit_is_about_a_route_there_is() -> None:
    routes = {route for route, _ in table()}
    for one in limits.limits():
        assert one.most > 0 and one.seconds > 0 and one.each in ("address", "person", "failures")
        start = one.route.rstrip("*")
        assert any(route.startswith(start) for route in routes), one.route
    assert LimitMiddleware.__doc__
