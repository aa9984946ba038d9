"""The battery over every page there is an address for: found by listing the routes, so that a new one cannot slip past.

One test a language, because a place with real bodies in it takes longer to plant than a page to look at.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import timezone, translation

from comity.web.people import permissions
from comity.web.people.models import Capacity, Person
from comity.web.spine import seeds
from comity.web.spine.models import Body, Party
from tests.web.accessibility import Visit, complaints

pytestmark = pytest.mark.browser
GIVEN = {"body": "g20", "party": "fra", "seq": 1, "version": 1}
LEFT_OUT = ("account_logout",)
"""Signing out ends what the others need."""


def routes() -> Iterator[tuple[str, dict[str, object]]]:
    """Every route that is read, with the arguments that lead to something planted."""
    for pattern in _patterns(get_resolver().url_patterns):
        known = permissions.verbs(pattern.name or "")
        wanted = set(pattern.pattern.converters)
        if pattern.name and "GET" in known and wanted <= GIVEN.keys() and pattern.name not in LEFT_OUT:
            yield pattern.name, {name: GIVEN[name] for name in wanted}


def _patterns(among: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in among:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


@pytest.fixture
def clients(db: None) -> list[Client]:
    """An officer of the G20, the head of a delegation, an operator, and the public."""
    seeds.plant(timezone.now())
    body = Body.objects.get(slug="g20")
    body.hosted = True
    body.save()
    person = Person.objects.create_user("officer@example.org", timezone="Europe/Zurich", is_operator=True)
    held = [
        Capacity.objects.create(person=person, kind="secretariat", body=body, translates=True),
        Capacity.objects.create(
            person=person,
            kind="delegation",
            party=Party.objects.get(slug="fra"),
            role="head",
            may_speak=True,
            may_bind=True,
        ),
    ]
    found = []
    for chosen in ({"capacity": held[0].pk}, {"capacity": held[1].pk}, {"as_operator": True}):
        client = Client()
        client.force_login(person)
        session = client.session
        session.update(chosen)
        session.save()
        found.append(client)
    return [*found, Client()]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_anybody_can_use_every_page(visit: Visit, clients: list[Client], language: str) -> None:
    looked_at, wrong = 0, []
    for route, arguments in sorted(routes(), key=lambda one: one[0]):
        with translation.override(language):
            try:
                path = reverse(route, kwargs=arguments)
            except NoReverseMatch:
                continue
        client = next((one for one in clients if _is_a_page(one, path)), None) if path.endswith("/") else None
        if client is None or not path.startswith(f"/{language}/"):
            continue
        looked_at += 1
        with visit(path, client=client) as page:
            wrong += [f"{route}: {one}" for one in complaints(page)]
    assert looked_at > 20
    assert not wrong, "\n".join(wrong)


def _is_a_page(client: Client, path: str) -> bool:
    """Whether this reader is shown a page there, and not a refusal, a file or another address."""
    response = client.get(path)
    shown = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    return shown and not response.streaming and urlsplit(path).path == response.wsgi_request.path
