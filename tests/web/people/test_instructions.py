"""Instructions of a capital: for its delegation, and for nobody else whatever they run or serve."""

from collections.abc import Callable

import pytest
from django.test import Client

from comity.web.people.models import Capacity, Instruction, Person
from comity.web.people.queries.instructions import instruction_of, instructions_of
from comity.web.spine.acting import THE_PUBLIC, Viewer
from comity.web.spine.models import Entry, Text, Wording
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]
Hold = Callable[..., Capacity]
Browser = Callable[..., Client]
HOME = "/en/parties/fra/delegation/"
SECRET = "Abstain unless the deadline moves"


@pytest.fixture
def capital(place: Place, person: MakePerson, hold: Hold, as_somebody: Browser) -> Client:
    """The browser of somebody in the capital."""
    somebody = person("capital@example.org")
    return as_somebody(somebody, hold(somebody, party=place.member, role="capital"))


def instruct(client: Client, text: str = SECRET, **form: str) -> object:
    """Give an instruction."""
    return client.post(f"{HOME}instructions/", {"text": text, "body": "forum", "language": "fr", **form})


def everybody(place: Place, person: MakePerson, hold: Hold, as_somebody: Browser) -> dict[str, Client]:
    """Everybody who is not of the delegation, and might be thought to see everything."""
    made = {"the public": Client()}
    for name, offer in {
        "an officer": {"body": place.body},
        "a translator": {"body": place.body, "translates": True},
        "the head of another delegation": {"party": place.second, "role": "head"},
        "an observer": {"party": place.observer, "role": "head"},
    }.items():
        somebody = person(f"{name.replace(' ', '-')}@example.org")
        made[name] = as_somebody(somebody, hold(somebody, **offer))
    made["the operator"] = as_somebody(person("operator@example.org", operator=True), operator=True)
    nobody = person("nobody@example.org")
    hold(nobody, party=place.member)
    made["somebody of the delegation who acts for themselves"] = as_somebody(nobody)
    return made


def test_the_delegation_reads_it_in_the_language_it_was_written_in(
    capital: Client, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    assert instruct(capital)["Location"] == HOME
    somebody = person("member@example.org")
    page = as_somebody(somebody, hold(somebody, party=place.member)).get(HOME).content.decode()
    assert SECRET in page and '<blockquote lang="fr" dir="ltr">' in page and "Forum" in page


def test_nobody_else_sees_it_on_any_page(
    capital: Client, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    instruct(capital)
    one = Instruction.objects.get()
    for name, client in everybody(place, person, hold, as_somebody).items():
        for address in (HOME, "/en/bodies/forum/people/", "/en/me/", "/en/me/data.json", "/en/record/", "/en/"):
            assert SECRET not in client.get(address).content.decode(), (name, address)
        assert client.get(HOME).status_code == 403, name
        assert instruct(client).status_code == 403, name
        assert client.post(f"{HOME}instructions/{one.pk}/withdraw/").status_code == 403, name


def test_queries_answer_to_the_delegation_alone(capital: Client, place: Place) -> None:
    instruct(capital)
    one = Instruction.objects.get()
    mine = Viewer("x", parties=frozenset({"fra"}))
    assert instructions_of(mine, "fra") == (one,) and instruction_of(mine, "fra", one.pk) == one
    for viewer in (
        THE_PUBLIC,
        Viewer("x", parties=frozenset({"bra"})),
        Viewer("x", bodies=frozenset({"forum", "council", "group"}), groups=frozenset({1, 2})),
    ):
        assert instructions_of(viewer, "fra") == () and instruction_of(viewer, "fra", one.pk) is None


def test_it_leaves_no_trace_in_the_record_nor_among_the_texts(capital: Client) -> None:
    before = Entry.objects.count(), Text.objects.count()
    instruct(capital)
    assert (Entry.objects.count(), Text.objects.count()) == before
    assert not Wording.objects.filter(content__contains="Abstain").exists()


def test_what_holds_in_a_body_is_what_was_said_for_it_and_for_all(capital: Client) -> None:
    instruct(capital, "For the forum")
    instruct(capital, "For all", body="")
    viewer = Viewer("x", parties=frozenset({"fra"}))
    assert {one.text for one in instructions_of(viewer, "fra", "forum")} == {"For the forum", "For all"}
    assert {one.text for one in instructions_of(viewer, "fra", "council")} == {"For all"}


def test_a_member_reads_and_does_not_instruct(
    capital: Client, place: Place, person: MakePerson, hold: Hold, as_somebody: Browser
) -> None:
    somebody = person("member@example.org")
    member = as_somebody(somebody, hold(somebody, party=place.member, may_bind=True))
    assert instruct(member).status_code == 403
    assert "Give an instruction" not in member.get(HOME).content.decode()


def test_withdrawn_it_is_still_read_as_withdrawn(capital: Client) -> None:
    instruct(capital)
    capital.post(f"{HOME}instructions/{Instruction.objects.get().pk}/withdraw/")
    page = capital.get(HOME).content.decode()
    assert SECRET in page and "Withdrawn" in page
    assert Instruction.objects.get().withdrawn is not None


def test_sent_twice_it_is_given_once(capital: Client) -> None:
    instruct(capital), instruct(capital)
    assert Instruction.objects.count() == 1


@pytest.mark.parametrize(("text", "said"), [("  ", "Fill this in"), ("x" * 20_001, "too long")])
def test_bad_input_gets_a_sentence_and_is_kept(text: str, said: str, capital: Client) -> None:
    answer = instruct(capital, text)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Instruction.objects.exists()


def test_markup_in_it_is_shown_and_not_run(capital: Client) -> None:
    instruct(capital, "<script>alert(1)</script>")
    page = capital.get(HOME).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_another_delegation_cannot_be_instructed(capital: Client) -> None:
    answer = capital.post("/en/parties/bra/delegation/instructions/", {"text": "Yes", "body": "", "language": "en"})
    assert answer.status_code == 403 and not Instruction.objects.exists()
