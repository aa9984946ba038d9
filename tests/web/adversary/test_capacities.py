"""In whose name: taking a place that is another's, keeping one that has ended, acting in a name that was not meant."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from comity.web.people.acts.capacities import Offer, end
from comity.web.people.acts.invitations import accept, invite
from comity.web.people.models import Capacity, Instruction, Invitation, Person
from comity.web.running import first
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts import groups, matters
from comity.web.spine.models import Entry, Membership, Party
from comity.web.spine.visibility import Audience
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/en/invitations/\S+")


def asked_to_head(client: Client, body: str, party: str, address: str) -> int:
    """Invite somebody to head the delegation of a party; the status of the answer."""
    given = {"whom": "head", "head-party": party, "head-email": address, "head-language": "en"}
    return client.post(f"/en/bodies/{body}/people/invite/", given).status_code


def test_no_secretariat_takes_a_delegation_from_its_head(
    place: Place,
    person: Callable[..., Person],
    hold: Callable[..., Capacity],
    as_somebody: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """Whoever serves any body can found one below it, seat any state there, and invite a head for it. Where the state
    has one, its delegation would be theirs in every body, with all that its capital has written to it."""
    head = hold(person("head@example.org"), party=place.member, role="head")
    Instruction.objects.create(party=place.member, language="en", text="Hold out for a third", by="capital")
    officer = person("officer@example.org")
    serving = as_somebody(officer, hold(officer, body=place.other))
    Membership.objects.create(body=place.other, party=place.member, capacity="observer", start="2026")
    with django_capture_on_commit_callbacks(execute=True):
        assert asked_to_head(serving, "council", "fra", "officer@example.org") == 422
        assert asked_to_head(serving, "council", "nam", "nam@example.org") == 302
    assert mail.outbox[-1].to == ["nam@example.org"] and len(mail.outbox) == 1
    head.refresh_from_db()
    assert head.role == "head"


def test_an_invitation_to_head_is_worth_nothing_once_somebody_heads(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity]
) -> None:
    """It was sent while nobody did."""
    officer, late = person("officer@example.org"), person("late@example.org")
    hold(officer, body=place.body)
    offer = Offer("delegation", place.member, role="head")
    sent = invite(Acting(officer.uid, "secretariat", body="forum"), offer, "late@example.org", "en")
    assert sent is not None
    head = hold(person("head@example.org"), party=place.member, role="head")
    with pytest.raises(Exception, match=r"invitation\.has_head"):
        accept(Acting(late.uid, "citizen"), late, sent.invitation)
    head.refresh_from_db()
    assert head.role == "head" and not late.capacities.exists()


def test_who_runs_the_installation_finds_a_new_head_where_the_old_one_is_lost(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    """Somebody must be able to, and everybody can read in the record who did."""
    hold(person("lost@example.org"), party=place.member, role="head")
    operator, found = person("operator@example.org", operator=True), person("found@example.org")
    assert asked_to_head(as_somebody(operator, operator=True), "forum", "fra", "found@example.org") == 302
    accept(Acting(found.uid, "citizen"), found, Invitation.objects.get())
    assert dict(Capacity.objects.values_list("person__email", "role")) == {
        "lost@example.org": "member",
        "found@example.org": "head",
    }


def test_a_page_confirmed_after_switching_elsewhere_does_nothing(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    """Two tabs: one shows what would be entered for the one secretariat, the other switches to another that may do it
    as well. The page said in whose name; it must not be entered in another."""
    somebody = person("officer@example.org")
    of_forum, of_group = hold(somebody, body=place.body), hold(somebody, body=place.below)
    client = as_somebody(somebody, of_forum)
    asked = {"party": "tuv", "capacity": "member", "start": "2026"}
    shown = client.post("/en/bodies/group/members/admit/", asked).content.decode()
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown.split("<main")[1]))
    client.post("/en/me/capacity/switch/", {"capacity": str(of_group.pk)})
    answer = client.post("/en/bodies/group/members/admit/", {**carried, "confirm": "1"})
    assert answer.status_code == 200 and 'name="confirm"' in answer.content.decode()
    assert not Membership.objects.filter(body=place.below, party__slug="tuv").exists()
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode()))
    assert client.post("/en/bodies/group/members/admit/", {**again, "confirm": "1"}).status_code == 302
    assert Membership.objects.filter(body=place.below, party__slug="tuv").exists()


def test_accepting_an_invitation_is_done_in_no_other_name(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    """Somebody who acts for one state at the moment takes up a place in another's delegation: the one had no part."""
    somebody = person("both@example.org")
    client = as_somebody(somebody, hold(somebody, party=place.second))
    sent = invite(THE_SYSTEM, Offer("delegation", place.member), "both@example.org", "en")
    assert sent is not None
    assert client.post(f"/en/invitations/{sent.secret}/").status_code == 302
    entered = Entry.objects.filter(kind="capacity.granted").latest("seq")
    assert (entered.actor, entered.capacity, entered.party) == (somebody.uid, "citizen", "")


def test_who_has_left_the_body_reads_nothing_of_its_small_groups(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    """A friend of the chair is one as long as they act in the body; nobody has to remember to strike them off."""
    friend = person("friend@example.org")
    held = hold(friend, party=place.member)
    groups.form(Acting("officer", "secretariat", body="forum"), place.body, {"en": "Friends"}, "en", [friend.uid])
    group = place.body.groups.get()
    opening = matters.Opening(
        place.body, "agree", "draft", "en", {"en": "Secret draft"}, {}, audience=Audience("group", group=group.pk)
    )
    matter = matters.open_matter(THE_SYSTEM, opening)
    client = as_somebody(friend, held)
    assert client.get(f"/en/matters/{matter.pk}/").status_code == 200
    end(THE_SYSTEM, held)
    assert client.get(f"/en/matters/{matter.pk}/").status_code == 404
    assert "Secret draft" not in client.get("/en/").content.decode()
    assert "Friends" not in client.get("/en/bodies/forum/groups/").content.decode()


def test_making_somebody_run_the_installation_is_in_the_record(db: None) -> None:
    """Who does can let people in; that somebody may is an act of consequence, whoever typed the command."""
    person = first.make_operator("operator@example.org", "en")
    entered = Entry.objects.latest("seq")
    assert (entered.kind, entered.subject) == ("account.operator", f"person:{person.uid}")
    size = Entry.objects.count()
    first.make_operator("operator@example.org", "en")
    assert Entry.objects.count() == size


def test_a_capacity_of_another_is_not_chosen_by_its_number(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    others = hold(person("head@example.org"), party=place.member, role="head")
    mine = person("me@example.org")
    client = as_somebody(mine)
    client.post("/en/me/capacity/switch/", {"capacity": str(others.pk)})
    assert client.session["capacity"] is None
    assert client.get("/en/parties/fra/delegation/").status_code == 403
    assert client.post("/en/me/capacity/switch/", {"capacity": "operator"}).status_code == 403


def test_what_belongs_to_another_delegation_is_not_reached_through_ones_own(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> None:
    """The address names one's own party, and the number what is another's."""
    theirs = hold(person("a@example.org"), party=place.second)
    told = Instruction.objects.create(party=place.second, language="en", text="Hold out", by="capital")
    sent = invite(THE_SYSTEM, Offer("delegation", place.second), "new@example.org", "en")
    assert sent is not None
    somebody = person("head@example.org")
    head = as_somebody(somebody, hold(somebody, party=place.member, role="head"))
    mine = "/en/parties/fra/delegation"
    for path in (f"{theirs.pk}/", f"{theirs.pk}/end/", f"{theirs.pk}/head/"):
        assert head.get(f"{mine}/{path}").status_code == 404
        assert head.post(f"{mine}/{path}", {"role": "member"}).status_code == 404
    assert head.post(f"{mine}/instructions/{told.pk}/withdraw/").status_code == 404
    assert head.post(f"{mine}/invitations/{sent.invitation.pk}/withdraw/").status_code == 404
    assert head.post(f"{mine}/invitations/{sent.invitation.pk}/again/").status_code == 404
    officer = person("officer@example.org")
    serving = as_somebody(officer, hold(officer, body=place.body))
    elsewhere = hold(person("colleague@example.org"), body=place.other)
    assert serving.post(f"/en/bodies/forum/people/{elsewhere.pk}/end/").status_code == 404
    assert serving.post(f"/en/bodies/forum/people/invitations/{sent.invitation.pk}/again/").status_code == 404
    seat = Membership.objects.get(body=place.other)
    assert serving.post(f"/en/bodies/forum/members/{seat.pk}/end/", {"on": "2027", "confirm": "1"}).status_code == 404
    assert Party.objects.filter(slug="nam", memberships__end="").exists()
