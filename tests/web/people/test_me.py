"""One's own data: seen, taken along, changed, consented to, erased."""

import datetime
import json
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comity.web.people import confirming, holdings
from comity.web.people.acts.retention import erase_what_is_over
from comity.web.people.models import Capacity, Consent, Instruction, Invitation, Participation, Person, Session
from comity.web.people.purposes import purposes
from comity.web.people.queries.accounts import agreed
from comity.web.spine.models import Entry, GroupMember, Payload
from tests.web.people.conftest import Place
from tests.web.people.test_signing_in import code_in, other_than

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]
Hold = Callable[..., Capacity]
Browser = Callable[..., Client]
PROFILE = {"name": "A name", "language": "fr", "timezone": "Europe/Zurich"}


def let_time_pass(client: Client) -> None:
    """As if the sign-in were long ago."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - 3600} for one in records]
    session.save()


def test_name_language_and_zone_are_changed(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    assert client.post("/en/me/", PROFILE)["Location"] == "/fr/me/"
    kept = Person.objects.get()
    assert (kept.name, kept.language, kept.timezone) == ("A name", "fr", "Europe/Zurich")
    assert "Enregistré." in client.get("/fr/me/").content.decode()


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone", "Choose one of those offered"),
        ({"language": "tlh"}, "language", "Choose one of those offered"),
        ({"name": "x" * 201}, "name", "too long"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_saved(
    given: dict[str, str], field: str, said: str, person: MakePerson, as_somebody: Browser
) -> None:
    client = as_somebody(person("me@example.org", name="Before"))
    answer = client.post("/en/me/", {**PROFILE, **given})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert f'id="id_{field}_wrong"' in page
    kept = Person.objects.get()
    assert (kept.name, kept.language, kept.timezone) == ("Before", "en", "UTC")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Smith\u202etxt.exe", "Smithtxt.exe"),
        ("A\r\nBcc: everybody@example.org", "A Bcc: everybody@example.org"),
        ("  two   blanks ", "two blanks"),
        ("नमस्\u200dते", "नमस्\u200dते"),
        ("e\u0301", "é"),
        ("a\x00b", "a b"),
    ],
)
def test_a_name_can_neither_run_nor_turn_nor_break_a_line(
    given: str, kept: str, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org")
    client = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    answer = client.post("/en/me/", {**PROFILE, "language": "en", "name": given})
    if "\x00" in given:
        assert answer.status_code == 422
        return
    assert Person.objects.get().name == kept
    page = client.get("/en/parties/fra/delegation/").content.decode()
    assert "<script>alert" not in page and "\u202e" not in page


def test_everything_held_is_shown_and_exported(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org", name="A name")
    held = hold(somebody, party=place.member, role="head")
    client = as_somebody(somebody, held)
    client.post("/en/parties/fra/delegation/instructions/", {"text": "Abstain", "body": "", "language": "en"})
    client.post("/en/me/consent/", {"purpose": "views", "agree": "yes"})
    page = client.get("/en/me/").content.decode()
    for part in ("me@example.org", somebody.uid, "Abstain", "Sessions (1)", "Capacities (1)"):
        assert part in page, part
    answer = client.get("/en/me/data.json")
    assert answer["Content-Disposition"].startswith("attachment")
    document = json.loads(answer.content)
    assert document["schema"] == "comity.person/1"
    assert document["held"]["account"][0]["email"] == "me@example.org"
    assert document["held"]["capacities"][0]["party"] == "fra"
    assert document["held"]["instructions"][0]["text"] == "Abstain"
    assert document["held"]["consents"][0]["purpose"] == "views"
    assert document["held"]["sessions"]


def test_every_part_that_holds_something_says_so_and_can_erase_it() -> None:
    """The parts are found by listing; each has both functions."""
    names = [config.name for config in apps.get_app_configs() if config.name.startswith("comity.web.")]
    assert holdings.parts()[0] == (holdings.held, holdings.erase)
    assert len(holdings.parts()) <= len(names)


def test_every_personal_table_is_held_or_goes_with_the_account() -> None:
    """What points at a person is shown in `held`, or is one of those that the session and its row take along."""
    pointing = {
        relation.related_model
        for relation in Person._meta.related_objects
        if relation.related_model._meta.app_label == "people"
    }
    assert pointing == {Capacity, Consent, Participation, Session}


def test_export_and_erasure_ask_again_who_it_is(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    for address in ("/en/me/data.json", "/en/me/erase/", "/en/account/address/", "/en/account/factors/keys/new/"):
        assert client.get(address).status_code == 200, address
        cache.clear()
        let_time_pass(client)
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/en/account/confirm/?next={address.replace('/', '%2F')}",
        )
        mail.outbox.clear()
        answer = client.post("/en/account/confirm/", {"action": "send", "next": address})
        code = code_in(mail.outbox[0])
        answer = client.post("/en/account/confirm/", {"action": "verify", "code": other_than(code), "next": address})
        assert "This is not the code we sent. 2 attempts are left." in answer.content.decode()
        answer = client.post("/en/account/confirm/", {"action": "verify", "code": code, "next": address})
        assert answer["Location"] == address
        assert client.get(address).status_code == 200


def test_a_code_to_confirm_can_be_guessed_three_times_and_works_once(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    client.post("/en/account/confirm/", {"action": "send"})
    code = code_in(mail.outbox[0])
    for _ in range(confirming.TRIES):
        answer = client.post("/en/account/confirm/", {"action": "verify", "code": other_than(code)})
    assert "no longer works" in answer.content.decode()
    answer = client.post("/en/account/confirm/", {"action": "verify", "code": code})
    assert "no longer works" in answer.content.decode()


def test_after_confirming_nobody_is_sent_elsewhere(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    client.post("/en/account/confirm/", {"action": "send", "next": "https://evil.example/"})
    answer = client.post(
        "/en/account/confirm/",
        {"action": "verify", "code": code_in(mail.outbox[0]), "next": "https://evil.example/"},
    )
    assert answer["Location"] == "/en/me/"


def test_the_page_before_erasing_says_exactly_what_goes_and_what_stays(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org")
    client = as_somebody(somebody, hold(somebody, party=place.member))
    client.post("/en/me/consent/", {"purpose": "views", "agree": "yes"})
    page = client.get("/en/me/erase/").content.decode()
    going, staying = page.split("What stays, and why")
    assert "Capacities (1)" in going and "Consents (1)" in going and "Sessions (1)" in going
    assert "Entries of the record" not in going
    assert "account.erased" in staying and "capacity.ended" in staying and somebody.uid in staying
    assert "yourself" in staying, "erasing is done in no party's name"
    assert client.post("/en/me/erase/", {}).status_code == 422
    assert Person.objects.get().email == "me@example.org"


def test_erased_nothing_is_left_that_leads_to_the_person(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org", name="A name")
    uid = somebody.uid
    held = hold(somebody, party=place.member, role="head")
    client = as_somebody(somebody, held)
    other = as_somebody(somebody, held)
    client.post("/en/parties/fra/delegation/instructions/", {"text": "Abstain", "body": "", "language": "en"})
    client.post("/en/me/consent/", {"purpose": "views", "agree": "yes"})
    before = list(Entry.objects.values_list("seq", "leaf"))
    answer = client.post("/en/me/erase/", {"understood": "on"})
    entry = Entry.objects.latest("seq")
    assert answer["Location"] == f"/en/me/erased/?entry={entry.seq}"
    assert f"/en/record/{entry.seq}/" in client.get(answer["Location"]).content.decode()
    assert (entry.kind, entry.subject, entry.actor) == ("account.erased", f"person:{uid}", uid)
    assert Entry.objects.filter(kind="capacity.ended", actor=uid).exists()
    assert list(Entry.objects.filter(seq__lt=len(before)).values_list("seq", "leaf")) == before

    left = Person.objects.get()
    assert left.uid != uid and left.email is None and left.name == "" and not left.is_active
    assert left.erased is not None and left.last_login is None
    for model in (Capacity, Consent, Session, EmailAddress, GroupMember, Participation):
        assert not model.objects.exists(), model
    assert not Person.objects.filter(uid=uid).exists()
    assert Instruction.objects.get().by == uid, "it belongs to the delegation"
    for browser in (client, other):
        assert browser.get("/en/me/").status_code == 403
    kept = "".join(str(one) for one in Payload.objects.values_list("document", flat=True))
    assert "example.org" not in kept and "A name" not in kept


def test_the_same_address_can_start_anew_after_erasure(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org"))
    client.post("/en/me/erase/", {"understood": "on"})
    anew = Client()
    anew.post("/en/account/signup/", {"email": "me@example.org"})
    anew.post("/en/account/address/confirm/", {"code": code_in(mail.outbox[-1])})
    assert anew.get("/en/me/").status_code == 200
    assert Person.objects.count() == 2


def test_the_last_head_is_told_to_hand_over_first(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("me@example.org")
    client = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    hold(person("member@example.org"), party=place.member)
    for page in (client.get("/en/me/erase/"), client.post("/en/me/erase/", {"understood": "on"})):
        text = page.content.decode()
        assert "You are the head of France" in text and "/en/parties/fra/delegation/" in text
    assert Person.objects.filter(email="me@example.org").exists()


def test_the_last_operator_stays_until_there_is_another(person: MakePerson, as_somebody: Browser) -> None:
    client = as_somebody(person("me@example.org", operator=True))
    assert "the only operator" in client.post("/en/me/erase/", {"understood": "on"}).content.decode()
    person("other@example.org", operator=True)
    assert client.post("/en/me/erase/", {"understood": "on"}).status_code == 302


def test_consent_is_given_and_withdrawn_with_the_version_it_was_given_to(
    person: MakePerson, as_somebody: Browser
) -> None:
    somebody = person("me@example.org")
    client = as_somebody(somebody)
    assert not agreed(somebody, "views")
    for _ in range(2):
        client.post("/en/me/consent/", {"purpose": "views", "agree": "yes"})
    assert agreed(somebody, "views") and Consent.objects.count() == 1
    Consent.objects.update(version=0)
    assert not agreed(somebody, "views"), "an earlier text is not this one"
    assert "The text has changed" in client.get("/en/me/").content.decode()
    client.post("/en/me/consent/", {"purpose": "views", "agree": "yes"})
    client.post("/en/me/consent/", {"purpose": "views", "agree": "no"})
    assert not agreed(somebody, "views")
    assert Consent.objects.filter(withdrawn=None).count() == 0 and Consent.objects.count() == 2
    page = client.post("/en/me/consent/", {"purpose": "account", "agree": "yes"}, follow=True).content.decode()
    assert "is not something that can be agreed to" in page


def test_other_browsers_are_signed_out_and_this_one_is_not(person: MakePerson, as_somebody: Browser) -> None:
    somebody = person("me@example.org")
    here, there = as_somebody(somebody), as_somebody(somebody)
    page = here.post("/en/me/sessions/", follow=True).content.decode()
    assert "1 other session was ended" in page
    assert there.get("/en/me/").status_code == 403


def test_what_is_over_its_time_is_erased_and_nothing_else(
    place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    now = timezone.now()
    somebody = person("me@example.org")
    ended, current = hold(somebody, party=place.member), hold(somebody, party=place.second)
    Capacity.objects.filter(pk=ended.pk).update(end=now)
    as_somebody(somebody)
    for n, expires in enumerate((now - datetime.timedelta(days=29), now + datetime.timedelta(days=3))):
        Invitation.objects.create(
            digest=str(n), email="x@example.org", language="en", kind="delegation", invited_by="x", expires=expires
        )
    Person.objects.create_user("never@example.org")
    assert set(erase_what_is_over(now).values()) == {0}
    later = now + datetime.timedelta(days=32)
    went = erase_what_is_over(later)
    assert went["invitation"] == 1 and went["session"] == 1 and went["account"] >= 1
    assert Person.objects.get() == somebody and Capacity.objects.count() == 2
    much_later = now + datetime.timedelta(days=(purposes()["capacity"].kept or datetime.timedelta()).days + 1)
    assert erase_what_is_over(much_later)["capacity"] == 1
    assert Capacity.objects.get() == current
