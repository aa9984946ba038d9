"""Delegations and secretariats: who invites whom, what each is entrusted with, and what the record says of it."""

import datetime
import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from comity.web.people.acts.invitations import LASTS, MOST_A_DAY
from comity.web.people.models import Capacity, Invitation, Person
from comity.web.spine.models import Entry, Payload
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db
Hold = Callable[..., Capacity]
MakePerson = Callable[..., Person]
Browser = Callable[..., Client]
HOME = "/en/parties/fra/delegation/"
PEOPLE = "/en/bodies/forum/people/"


@pytest.fixture
def head(place: Place, person: MakePerson, hold: Hold, as_somebody: Browser) -> Client:
    """The browser of the head of the delegation of France."""
    somebody = person("head@example.org", name="Head of delegation")
    return as_somebody(somebody, hold(somebody, party=place.member, role="head"))


@pytest.fixture
def officer(place: Place, person: MakePerson, hold: Hold, as_somebody: Browser) -> Client:
    """The browser of an officer of the forum."""
    somebody = person("officer@example.org")
    return as_somebody(somebody, hold(somebody, body=place.body))


def link_in(letter: object) -> str:
    """The path that a mail leads to."""
    (line,) = [line for line in letter.body.splitlines() if "/invitations/" in line]
    return line.removeprefix("http://127.0.0.1:8000")


def record() -> list[tuple[str, dict[str, object]]]:
    """Kind and payload of every entry."""
    rows = Entry.objects.order_by("seq").values_list("kind", "payload__document")
    return [(kind, json.loads(document)) for kind, document in rows]


def invite(client: Client, commit: Callable[..., object], address: str = HOME, **form: object) -> object:
    """Send an invitation, and the mail that goes out with it."""
    given = {"email": "member@example.org", "language": "fr", "role": "member", **form}
    with commit(execute=True):
        return client.post(f"{address}invite/", given)


def test_a_head_invites_a_member_who_takes_it_up(
    head: Client, person: MakePerson, as_somebody: Browser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    answer = invite(head, django_capture_on_commit_callbacks, may_speak="on")
    assert answer["Location"] == HOME
    (letter,) = mail.outbox
    assert letter.to == ["member@example.org"] and letter.extra_headers["Content-Language"] == "fr"
    assert letter.subject == "Invitation à agir au nom de France" and "Membre" in letter.body
    path = link_in(letter)
    assert path.startswith("/fr/invitations/")

    page = Client().get(path).content.decode()
    assert "m…@example.org" in page and "member@example.org" not in page
    member = as_somebody(person("member@example.org"))
    page = member.get(path).content.decode()
    assert "capacity.granted" in page and Person.objects.get(email="member@example.org").uid in page
    before = Entry.objects.count()
    answer = member.post(path, {"sure": "yes"})
    assert answer["Location"] == f"/fr/me/capacity/?entry={before}"
    assert "Agir au nom de France" in member.get(answer["Location"]).content.decode()
    held = Capacity.objects.get(person__email="member@example.org")
    assert (held.role, held.may_speak, held.may_bind, held.kind) == ("member", True, False, "delegation")

    kind, payload = record()[-1]
    assert kind == "capacity.granted" and payload["person"] == held.person.uid
    assert payload["by"] == Person.objects.get(email="head@example.org").uid


def test_the_record_has_no_name_and_no_address(
    head: Client, person: MakePerson, as_somebody: Browser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    invite(head, django_capture_on_commit_callbacks)
    member = as_somebody(person("member@example.org", name="A name"))
    member.post(link_in(mail.outbox[0]), {"sure": "yes"})
    kept = " ".join(f"{one.document}" for one in Payload.objects.all())
    kept += " ".join(f"{one.actor} {one.subject}" for one in Entry.objects.all())
    assert "example.org" not in kept and "A name" not in kept and "Head of" not in kept


def test_only_the_digest_of_the_secret_is_kept(
    head: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    invite(head, django_capture_on_commit_callbacks)
    secret = link_in(mail.outbox[0]).rstrip("/").rsplit("/", 1)[1]
    row = Invitation.objects.values().get()
    assert len(secret) >= 32 and secret not in str(row)


def test_an_invitation_opens_for_the_address_it_was_sent_to_and_no_other(
    head: Client, person: MakePerson, as_somebody: Browser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    invite(head, django_capture_on_commit_callbacks)
    path = link_in(mail.outbox[0]).replace("/fr/", "/en/")
    other = as_somebody(person("somebody@example.org"))
    page = other.get(path).content.decode()
    assert "The invitation was sent to m…@example.org. You have signed in as somebody@example.org." in page
    assert "member@example.org" not in page and "Take up the invitation" not in page
    answer = other.post(path, {"sure": "yes"})
    assert answer.status_code == 422 and "sent to another address" in answer.content.decode()
    assert not Capacity.objects.filter(person__email="somebody@example.org").exists()
    assert Client().post(path).status_code == 403


@pytest.mark.parametrize("change", ["accepted", "withdrawn", "expired"])
def test_a_link_that_is_spent_says_so_and_opens_nothing(
    change: str,
    head: Client,
    person: MakePerson,
    as_somebody: Browser,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    invite(head, django_capture_on_commit_callbacks)
    path = link_in(mail.outbox[0]).replace("/fr/", "/en/")
    past = timezone.now() - datetime.timedelta(minutes=1)
    Invitation.objects.update(**{"expires" if change == "expired" else change: past})
    member = as_somebody(person("member@example.org"))
    page = member.get(path).content.decode()
    said = {"accepted": "has been taken up", "withdrawn": "was withdrawn", "expired": "has expired"}
    assert said[change] in page and "Take up the invitation" not in page
    assert member.post(path, {"sure": "yes"}).status_code == 422
    assert not Capacity.objects.filter(person__email="member@example.org").exists()
    assert member.get("/en/invitations/nonsense/").status_code == 404


def test_sent_again_the_link_before_no_longer_opens(
    head: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    invite(head, django_capture_on_commit_callbacks)
    one = Invitation.objects.get()
    Invitation.objects.update(expires=timezone.now() - datetime.timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert head.post(f"{HOME}invitations/{one.pk}/again/")["Location"] == HOME
    first, second = (link_in(letter) for letter in mail.outbox)
    assert first != second
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    assert Invitation.objects.get().expires > timezone.now() + LASTS - datetime.timedelta(minutes=1)


def test_withdrawn_the_link_says_so(head: Client, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    invite(head, django_capture_on_commit_callbacks)
    head.post(f"{HOME}invitations/{Invitation.objects.get().pk}/withdraw/")
    assert "retirée" in Client().get(link_in(mail.outbox[0])).content.decode()


def test_sent_twice_it_counts_once_and_a_second_one_is_explained(
    head: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    for _ in range(2):
        assert invite(head, django_capture_on_commit_callbacks).status_code == 302
    assert len(mail.outbox) == 1 and Invitation.objects.count() == 1
    answer = invite(head, django_capture_on_commit_callbacks, may_bind="on")
    assert answer.status_code == 422 and "has an open invitation" in answer.content.decode()
    assert 'value="member@example.org"' in answer.content.decode()


def test_somebody_who_belongs_is_not_invited_again(
    head: Client,
    place: Place,
    person: MakePerson,
    hold: Hold,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    hold(person("member@example.org"), party=place.member)
    answer = invite(head, django_capture_on_commit_callbacks)
    assert answer.status_code == 422 and "already belongs here" in answer.content.decode()
    assert not mail.outbox


def test_there_is_an_end_to_invitations_in_a_day(
    head: Client, place: Place, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    by = Person.objects.get(email="head@example.org").uid
    Invitation.objects.bulk_create(
        Invitation(
            digest=f"{n:064}",
            email=f"{n}@example.org",
            language="en",
            kind="delegation",
            party=place.member,
            invited_by=by,
            expires=timezone.now() + LASTS,
        )
        for n in range(MOST_A_DAY)
    )
    answer = invite(head, django_capture_on_commit_callbacks)
    assert answer.status_code == 422 and "within a day" in answer.content.decode()


@pytest.mark.parametrize("role", ["head", "nonsense", ""])
def test_a_head_cannot_invite_another_head(
    role: str, head: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    assert invite(head, django_capture_on_commit_callbacks, role=role).status_code == 422
    assert not Invitation.objects.exists()


def test_a_head_decides_who_speaks_and_who_binds(head: Client, place: Place, person: MakePerson, hold: Hold) -> None:
    held = hold(person("member@example.org"), party=place.member)
    answer = head.post(f"{HOME}{held.pk}/", {"role": "adviser", "may_bind": "on"})
    entry = Entry.objects.latest("seq")
    assert answer["Location"] == f"{HOME}?entry={entry.seq}"
    assert f"/en/record/{entry.seq}/" in head.get(answer["Location"]).content.decode()
    held.refresh_from_db()
    assert (held.role, held.may_speak, held.may_bind) == ("adviser", True, True)
    kind, payload = record()[-1]
    assert (kind, payload["may_bind"], payload["role"]) == ("capacity.changed", True, "adviser")
    assert (entry.actor, entry.party) == (Person.objects.get(email="head@example.org").uid, "fra")
    count = Entry.objects.count()
    head.post(f"{HOME}{held.pk}/", {"role": "adviser", "may_speak": "on", "may_bind": "on"})
    assert Entry.objects.count() == count, "nothing was different, so nothing is entered"


def test_the_headship_is_handed_over_and_not_taken(head: Client, place: Place, person: MakePerson, hold: Hold) -> None:
    other = hold(person("member@example.org", name="Second secretary"), party=place.member)
    page = head.get(f"{HOME}{other.pk}/head/").content.decode()
    assert "capacity.changed" in page and other.person.uid in page and "Second secretary" in page
    mine = Capacity.objects.get(person__email="head@example.org")
    assert head.post(f"{HOME}{mine.pk}/", {"role": "member"}).status_code == 422
    assert head.post(f"{HOME}{other.pk}/", {"role": "head"}).status_code == 422
    head.post(f"{HOME}{other.pk}/head/", {"sure": "yes"})
    roles = dict(Capacity.objects.values_list("person__email", "role"))
    assert roles == {"member@example.org": "head", "head@example.org": "member"}
    assert [kind for kind, _ in record()[-2:]] == ["capacity.changed"] * 2
    assert head.get(f"{HOME}{other.pk}/").status_code == 403, "from the same moment"
    other.refresh_from_db()
    assert other.may_speak and other.may_bind


def test_the_last_head_hands_over_before_leaving(head: Client, place: Place, person: MakePerson, hold: Hold) -> None:
    mine = Capacity.objects.get(person__email="head@example.org")
    other = hold(person("member@example.org"), party=place.member)
    answer = head.post(f"{HOME}{mine.pk}/end/", {"sure": "yes"})
    assert answer.status_code == 422 and "hands over the headship first" in answer.content.decode()
    head.post(f"{HOME}{other.pk}/end/", {"sure": "yes"})
    assert head.post(f"{HOME}{mine.pk}/end/", {"sure": "yes"}).status_code == 302
    assert not Capacity.objects.filter(party=place.member, end=None).exists()


def test_what_ended_is_no_longer_acted_in_from_the_next_request(
    head: Client, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("member@example.org")
    held = hold(somebody, party=place.member)
    member = as_somebody(somebody, held)
    assert member.get(HOME).status_code == 200
    page = head.get(f"{HOME}{held.pk}/end/").content.decode()
    assert "capacity.ended" in page and somebody.uid in page
    head.post(f"{HOME}{held.pk}/end/", {"sure": "yes"})
    assert member.get(HOME).status_code == 403
    page = member.get("/en/me/capacity/").content.decode()
    assert "You hold no capacity" in page and f'value="{held.pk}"' not in page
    assert head.get(f"{HOME}{held.pk}/").status_code == 404


def test_somebody_whose_capacity_ended_is_told_so(
    head: Client, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("member@example.org")
    held = hold(somebody, party=place.member)
    member = as_somebody(somebody, held)
    head.post(f"{HOME}{held.pk}/end/", {"sure": "yes"})
    assert "You no longer hold the name" in member.get("/en/me/").content.decode()
    assert "You no longer hold the name" not in member.get("/en/me/").content.decode()


def test_an_officer_invites_the_head_of_a_delegation_and_of_an_organisation(
    officer: Client, place: Place, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    for party, address in (("bra", "head@example.org"), ("harbours", "harbour@example.org")):
        with django_capture_on_commit_callbacks(execute=True):
            answer = officer.post(
                f"{PEOPLE}invite/",
                {"whom": "head", "head-party": party, "head-email": address, "head-language": "en"},
            )
        assert answer["Location"] == PEOPLE
    state, organisation = mail.outbox
    assert state.subject == "Invitation to act for Brazil"
    assert organisation.subject == "Invitation to act for Association of Harbours"
    assert list(Invitation.objects.order_by("pk").values_list("kind", "role", "party__slug")) == [
        ("delegation", "head", "bra"),
        ("organisation", "head", "harbours"),
    ]
    page = officer.get(PEOPLE).content.decode()
    assert "head@example.org" in page and "Association of Harbours" in page


def test_an_officer_invites_nobody_for_a_party_that_does_not_sit_there(officer: Client) -> None:
    for party in ("nam", "nonsense", ""):
        answer = officer.post(
            f"{PEOPLE}invite/",
            {"whom": "head", "head-party": party, "head-email": "head@example.org", "head-language": "en"},
        )
        assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_new_head_takes_the_place_of_the_one_who_was_lost(
    head: Client,
    place: Place,
    person: MakePerson,
    as_somebody: Browser,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    operator = as_somebody(person("operator@example.org", operator=True), operator=True)
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(
            f"{PEOPLE}invite/",
            {"whom": "head", "head-party": "fra", "head-email": "next@example.org", "head-language": "en"},
        )
    as_somebody(person("next@example.org")).post(link_in(mail.outbox[0]), {"sure": "yes"})
    roles = dict(Capacity.objects.filter(party=place.member).values_list("person__email", "role"))
    assert roles == {"head@example.org": "member", "next@example.org": "head"}
    assert [kind for kind, _ in record()[-2:]] == ["capacity.changed", "capacity.granted"]


def test_an_operator_invites_the_first_officer_of_a_body(
    place: Place, person: MakePerson, as_somebody: Browser, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    operator = as_somebody(person("operator@example.org", operator=True), operator=True)
    with django_capture_on_commit_callbacks(execute=True):
        operator.post(
            f"{PEOPLE}invite/",
            {
                "whom": "colleague",
                "colleague-email": "officer@example.org",
                "colleague-language": "ar",
                "colleague-translates": "on",
            },
        )
    officer = as_somebody(person("officer@example.org"))
    assert officer.post(link_in(mail.outbox[0]), {"sure": "yes"}).status_code == 302
    held = Capacity.objects.get(person__email="officer@example.org")
    assert (held.kind, held.body, held.translates) == ("secretariat", place.body, True)
    officer.post("/en/me/capacity/switch/", {"capacity": held.pk})
    assert officer.get(PEOPLE).status_code == 200
    assert officer.get("/en/bodies/group/people/").status_code == 200, "a secretariat serves the bodies below"
    assert officer.get("/en/bodies/council/people/").status_code == 403
    answer = officer.post(f"{PEOPLE}{held.pk}/end/", {"sure": "yes"})
    assert answer.status_code == 302 and record()[-1][0] == "capacity.ended"


def test_members_read_the_delegation_page_and_manage_nothing(
    place: Place, head: Client, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("member@example.org")
    member = as_somebody(somebody, hold(somebody, party=place.member))
    page = member.get(HOME).content.decode()
    assert "Head of delegation" in page and "Invite somebody" not in page and "Change</a>" not in page


@pytest.mark.parametrize("people", [10, 1000])
def test_pages_take_few_queries_however_many_people(
    people: int,
    head: Client,
    officer: Client,
    place: Place,
    hold: Hold,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    everybody = Person.objects.bulk_create(Person(email=f"{n}@example.org", password="!") for n in range(people))
    Capacity.objects.bulk_create(
        Capacity(person=one, kind="delegation", party=place.member) for one in everybody[: people // 2]
    )
    Capacity.objects.bulk_create(
        Capacity(person=one, kind="secretariat", body=place.body) for one in everybody[people // 2 :]
    )
    for client, address in ((head, HOME), (officer, PEOPLE)):
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
