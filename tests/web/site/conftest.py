"""People of several capacities, and the page of patterns."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from django.utils import translation

from comity.web.people import permissions
from comity.web.people.models import Capacity, Person
from comity.web.people.standing import Role
from comity.web.spine.models import Body, Party, Text, Wording
from tests.web.site import patterns


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What a request set in this thread before is no language of the next test."""
    with translation.override("en"):
        yield


@pytest.fixture
def with_patterns(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serves the page of patterns beside the others; everybody may see it."""
    known = permissions.table()
    more = {(route, verb): frozenset(Role) for route in patterns.ROUTES for verb in ("GET", "POST")}
    del more["patterns.taken", "GET"]
    monkeypatch.setattr(permissions, "table", lambda: {**known, **more})
    settings.ROOT_URLCONF = "tests.web.site.patterns"
    clear_url_caches()
    set_urlconf(None)
    yield
    clear_url_caches()


@pytest.fixture
def delegate(db: None) -> Person:
    """Somebody who may act for France, for the secretariat of the G20, and for nobody."""
    person = Person.objects.create_user("delegate@example.org", name="head of delegation", timezone="Europe/Zurich")
    france = Party.objects.create(slug="fra", kind=Party.Kind.STATE, iso3="FRA")
    name = Text.objects.create(original="en")
    Wording.objects.create(text=name, language="en", content="Group of Twenty", status="authentic", author="system")
    body = Body.objects.create(slug="g20", tier="plurilateral", name=name)
    Capacity.objects.create(person=person, kind="delegation", party=france, role="head", may_speak=True, may_bind=True)
    Capacity.objects.create(person=person, kind="secretariat", body=body)
    return person


@pytest.fixture
def as_delegate(delegate: Person) -> Client:
    """The browser of somebody who acts for the delegation of France."""
    client = Client()
    client.force_login(delegate)
    session = client.session
    session["capacity"] = delegate.capacities.get(kind="delegation").pk
    session.save()
    return client
