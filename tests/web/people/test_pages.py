"""Every page of people, looked at by axe in English and Arabic: nothing to find, nothing that runs off a telephone."""

import pytest
from django.test import Client

from comity.web.people.acts import instructions, invitations
from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import THE_SYSTEM, Acting
from tests.web import accessibility
from tests.web.people.conftest import make_person, make_place, sign_in

PUBLIC = ("account/login/", "account/signup/", "participant/", "me/erased/?entry=1")
OWN = (
    "me/",
    "me/capacity/",
    "me/erase/",
    "account/address/",
    "account/confirm/",
    "account/factors/",
    "account/factors/totp/",
    "account/factors/keys/",
    "account/factors/keys/new/",
    "account/institutions/",
    "account/logout/",
)


def world() -> dict[str, tuple[Client, list[str]]]:
    """Who looks -> with which browser, at which addresses below the language."""
    place = make_place()
    head, member = make_person("head@example.org", name="Head of delegation"), make_person("member@example.org")
    officer = make_person("officer@example.org", name="Officer", operator=True)
    chief = _held(head, Offer("delegation", place.member, role="head"))
    other = _held(member, Offer("delegation", place.member, may_speak=True))
    serving = _held(officer, Offer("secretariat", None, place.body))
    mine = Acting(head.uid, "delegation", "fra")
    instructions.instruct(mine, place.member, place.body, "Abstain unless the deadline moves.", "en")
    invitations.invite(mine, Offer("delegation", place.member), "invited@example.org", "en")
    sent = invitations.invite(mine, Offer("delegation", place.second, role="head"), "member@example.org", "en")
    home = "parties/fra/delegation/"
    return {
        "the public": (Client(), [*PUBLIC, f"invitations/{sent.secret}/"]),
        "a head": (
            sign_in(Client(), head, chief),
            [home, f"{home}{other.pk}/", f"{home}{other.pk}/end/", f"{home}{other.pk}/head/"],
        ),
        "an officer": (
            sign_in(Client(), officer, serving),
            ["bodies/forum/people/", f"bodies/forum/people/{serving.pk}/end/"],
        ),
        "somebody invited": (sign_in(Client(), member, other), [*OWN, f"invitations/{sent.secret}/"]),
    }


def _held(person: Person, offer: Offer) -> Capacity:
    return grant(THE_SYSTEM, person, offer, "system")[0]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_on_any_page(language: str, visit: accessibility.Visit) -> None:
    wrong = {}
    for client, addresses in world().values():
        for address in addresses:
            with visit(f"/{language}/{address}", client=client) as opened:
                found = [*accessibility.violations(opened), *accessibility.small_targets(opened)]
                found += accessibility.too_wide(opened)
                if found:
                    wrong[address] = found
    assert wrong == {}
