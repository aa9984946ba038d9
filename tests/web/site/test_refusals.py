"""What a reader is told where something cannot be shown or done, and that it is told even without a database."""

import json
from collections.abc import Callable

import pytest
from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from comity.terms.errors import ComityError
from comity.web.people import permissions
from comity.web.people.models import Person
from comity.web.people.standing import Role
from comity.web.site import refusals
from comity.web.site.middleware import RefusalMiddleware
from comity.words import LANGUAGES, say, tag

GENTLE = Client(raise_request_exception=False)


@pytest.fixture
def restricted(with_patterns: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """restricted("officer") leaves the page of patterns to those roles only."""
    known = permissions.table()

    def leave(*roles: str) -> None:
        monkeypatch.setattr(
            permissions, "table", lambda: {**known, ("patterns", "GET"): frozenset(Role(role) for role in roles)}
        )

    return leave


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_not_found_in_the_language_of_the_path(client: Client, language: str) -> None:
    response = client.get(f"/{tag(language).lower()}/no/such/page/")
    assert response.status_code == 404
    page = response.content.decode()
    assert say(language, "refusal.not_found.title") in page
    assert say(language, "refusal.home") in page


@pytest.mark.django_db
def test_who_can_is_said_in_words(client: Client, restricted: Callable[..., None]) -> None:
    restricted("officer", "translator", "operator")
    response = client.get("/en/patterns/")
    page = response.content.decode()
    assert response.status_code == 403
    assert say("en", "role.officer") in page
    assert say("en", "role.operator") in page
    # Translators are officers; naming them would add nothing.
    assert say("en", "role.translator") not in page
    assert f"{reverse('account_login')}?next=/en/patterns/" in page


def test_a_capacity_that_may_is_offered(as_delegate: Client, delegate: Person, restricted: Callable[..., None]) -> None:
    restricted("officer")
    response = as_delegate.get("/en/patterns/?tab=2")
    page = response.content.decode()
    assert response.status_code == 403
    office = delegate.capacities.get(kind="secretariat")
    assert f'name="capacity" value="{office.pk}">Act for Group of Twenty (secretariat)' in page
    assert 'name="next" value="/en/patterns/?tab=2"' in page
    switched = as_delegate.post(reverse("capacity.switch"), {"capacity": office.pk, "next": "/en/patterns/?tab=2"})
    assert switched.status_code == 302 and switched["Location"] == "/en/patterns/?tab=2"
    assert as_delegate.get("/en/patterns/").status_code == 200


def test_a_capacity_that_may_not_is_not_offered(as_delegate: Client, restricted: Callable[..., None]) -> None:
    restricted("operator")
    page = as_delegate.get("/en/patterns/").content.decode()
    assert "Act for Group of Twenty" not in page


def test_finding_out_who_may_costs_few_queries(
    as_delegate: Client, restricted: Callable[..., None], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    restricted("officer")
    with django_assert_max_num_queries(12):
        as_delegate.get("/en/patterns/")


@pytest.mark.django_db
@pytest.mark.usefixtures("with_patterns")
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_a_fault_is_told_in_the_language_of_the_path(language: str) -> None:
    response = GENTLE.get(f"/{tag(language).lower()}/patterns/broken/")
    assert response.status_code == 500
    assert say(language, "refusal.fault.title") in response.content.decode()


@pytest.mark.usefixtures("with_patterns")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_database_that_is_down_is_told_without_asking_it(language: str, django_db_blocker: DjangoDbBlocker) -> None:
    """The real thing: a cookie of a session, so that the database is asked, and a database that answers to nobody."""
    gone = Client(raise_request_exception=False)
    gone.cookies["session"] = "0" * 32
    with django_db_blocker.block(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", _refuse)
        response = gone.get(f"/{language}/glossary/")
    assert response.status_code == 503
    assert response["Retry-After"] == refusals.RETRY
    page = response.content.decode()
    assert say(language, "refusal.unavailable.title") in page
    # Whoever it is may be signed in: the page does not say that they are not.
    assert say(language, "acting.anonymous") not in page


def _refuse(self: object) -> None:
    raise OperationalError("the server is gone")


def test_too_many_requests_cost_no_query(rf: RequestFactory) -> None:
    response = refusals.limited(rf.get("/fr/glossary/"))
    assert response.status_code == 429
    assert say("fr", "refusal.too_many.title") in response.content.decode()


def test_the_limits_of_signing_in_lead_to_the_same_page(rf: RequestFactory) -> None:
    response = respond_429(rf.get("/ar/account/login/"))
    assert response.status_code == 429
    assert say("ar", "refusal.too_many.title") in response.content.decode()


@pytest.mark.parametrize("refusal", [refusals.bad_request, refusals.limited, refusals.fault])
def test_what_is_told_without_a_database_asks_it_nothing(
    rf: RequestFactory, refusal: Callable[..., HttpResponse]
) -> None:
    # Without the mark django_db any query fails the test.
    assert refusal(rf.get("/ru/")).status_code in (400, 429, 500)


@pytest.mark.django_db
@pytest.mark.usefixtures("with_patterns")
def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/es/patterns/", {"name": "x"})
    assert response.status_code == 403
    assert say("es", "refusal.csrf.title") in response.content.decode()


@pytest.mark.django_db
def test_what_the_library_refuses_is_a_sentence(rf: RequestFactory) -> None:
    response = RefusalMiddleware(lambda _: HttpResponse()).process_exception(
        rf.get("/en/"), ComityError("text.too_long", found=12, most=10)
    )
    assert response is not None and response.status_code == 409
    assert say("en", "refusal.refused.title") in response.content.decode()


@pytest.mark.django_db
def test_the_wrong_verb_is_a_page_and_says_which_are_right(client: Client) -> None:
    response = client.post("/en/glossary/")
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert say("en", "refusal.wrong_verb.title") in response.content.decode()


@pytest.mark.django_db
def test_a_program_is_told_as_data(client: Client, rf: RequestFactory) -> None:
    told = json.loads(client.get("/fr/no/such.json").content)
    assert told == {"error": "not_found", "message": say("fr", "refusal.not_found.text")}
    refused = refusals.not_allowed(rf.get("/en/x.json"), PermissionDenied())
    assert json.loads(refused.content)["error"] == "not_allowed"


@pytest.mark.django_db
def test_what_was_asked_for_is_never_repeated_unescaped(client: Client) -> None:
    page = client.get("/en/<script>alert(1)</script>/?x=<img src=x>").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_an_address_of_somewhere_else_is_no_place_to_go_back_to(rf: RequestFactory) -> None:
    request: HttpRequest = rf.post("/en/glossary/", headers={"referer": "https://elsewhere.example/en/"})
    assert "elsewhere.example" not in refusals.limited(request).content.decode()
