"""The pages of notices as their readers use them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from comity.web.notices.mail import links
from comity.web.notices.models import Follow, Mail, Mailbox, Notice, Preference
from comity.web.notices.spreading import follow_record
from comity.web.people.models import Capacity, Person
from comity.web.spine.acts.matters import move
from comity.web.spine.models import Matter
from comity.web.spine.visibility import Audience
from tests.web.notices.conftest import World, text

pytestmark = pytest.mark.django_db


def as_(person: Person, capacity: Capacity | None = None) -> Client:
    """The browser of the person."""
    client = Client()
    client.force_login(person)
    if capacity is not None:
        session = client.session
        session["capacity"] = capacity.pk
        session.save()
    return client


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_unread_come_first_and_reading_one_leads_to_where_one_can_act(world: World) -> None:
    first, second = world.matter("First"), world.matter("Second")
    follow_record()
    client = as_(world.head)
    page = body(client.get("/en/notices/"))
    assert page.index("Second") < page.index("First")
    assert re.search(r'class="count">2<', page)
    one = Notice.objects.get(person=world.head, matter=second)
    answer = client.get(f"/en/notices/{one.pk}/")
    assert (answer.status_code, answer["location"]) == (302, f"/en/matters/{second.pk}/")
    page = body(client.get("/en/notices/"))
    assert page.index("First") < page.index("Second") and re.search(r'class="count">1<', page)
    client.post(f"/en/notices/{Notice.objects.get(person=world.head, matter=first).pk}/read/")
    assert 'class="count"' not in body(client.get("/en/notices/"))


def test_all_that_were_there_are_marked_and_none_that_came_since(world: World) -> None:
    world.matter("First")
    follow_record()
    client = as_(world.head)
    upto = re.search(r'name="upto" value="(\d+)"', body(client.get("/en/notices/")))
    assert upto is not None
    world.matter("Second")
    follow_record()
    client.post("/en/notices/read/", {"upto": upto[1]})
    assert list(
        Notice.objects.filter(person=world.head, read=None).values_list("matter__title__wordings__content")
    ) == [("Second",)]


def test_nobody_reads_or_marks_the_notices_of_others(world: World) -> None:
    world.matter()
    follow_record()
    one = Notice.objects.get(person=world.head)
    client = as_(world.outsider)
    assert client.get(f"/en/notices/{one.pk}/").status_code == 404
    client.post(f"/en/notices/{one.pk}/read/")
    client.post("/en/notices/read/", {"upto": "999999"})
    one.refresh_from_db()
    assert one.read is None
    assert "Debt relief" not in body(client.get("/en/notices/"))
    for path in ("/en/notices/", "/en/notices/settings/", "/en/notices/mails/"):
        assert Client().get(path).status_code in (302, 403)


@pytest.mark.parametrize("many", [10, 1_000])
def test_no_page_asks_more_than_twelve_questions(
    world: World, many: int, django_assert_max_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    matter = world.matter("Papers", Audience("body"))
    follow_record()
    Notice.objects.all().delete()
    capacity = Capacity.objects.create(person=world.head, kind="secretariat", body=world.body)
    kinds = ("matter.opened", "matter.act", "body.act", "membership.admitted", "capacity.granted")
    Notice.objects.bulk_create(
        Notice(
            person=world.head, kind=kinds[n % 5], key=f"trial:{n}", why="member:fra", body="g20",
            matter=matter if n % 5 < 2 else None, entry=0 if n % 5 in (1, 2) else None,
            parameters={"party": ("fra", "bra")[n % 2], "seat": "member"}, read=timezone.now() if n % 3 else None,
        )
        for n in range(many)
    )  # fmt: skip
    Mailbox.objects.create(person=world.head, address="head@example.org", off=timezone.now())
    Follow.objects.create(person=world.head, matter=matter)
    for acting in (None, capacity):
        client = as_(world.head, acting)
        for path in ("/en/notices/", "/ar/notices/settings/", "/en/bodies/g20/follow/"):
            with django_assert_max_num_queries(12):
                assert client.get(path).status_code == 200, path
    first = client.get("/en/notices/")
    following, seen = re.search(r'rel="next" href="([^"]+)"', body(first)), first.content.count(b"<article>")
    while following:
        answer = client.get(following[1].replace("&amp;", "&"))
        seen += answer.content.count(b"<article>")
        following = re.search(r'rel="next" href="([^"]+)"', body(answer))
    assert seen == many


def test_what_is_chosen_is_kept_and_holds_for_what_waits(world: World) -> None:
    world.matter()
    follow_record()
    client = as_(world.head)
    page = body(client.get("/en/notices/settings/"))
    assert "Cannot be switched off." in page
    form = dict(re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', page, re.S))
    assert form["kind:matter.opened"] == "daily" and form["body:g20"] == ""
    answer = client.post("/en/notices/settings/", {**form, "kind:matter.opened": "immediate", "body:g20": "weekly"})
    assert answer.status_code == 302
    assert Notice.objects.get(person=world.head).channel == "weekly", "the body goes before the kind"
    client.post("/en/notices/settings/", {**form, "kind:matter.opened": "page", "body:g20": "weekly"})
    one = Notice.objects.get(person=world.head)
    assert one.channel == "page" and one.goes is None
    client.post("/en/notices/settings/", form)
    assert not Preference.objects.exists(), "what is usual again is not kept"


def test_what_is_binding_cannot_be_switched_off(world: World) -> None:
    client = as_(world.head)
    page = body(client.get("/en/notices/settings/"))
    form = dict(re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', page, re.S))
    answer = client.post("/en/notices/settings/", {**form, "kind:capacity.ended": "page"})
    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_a_body_is_followed_and_no_longer(world: World) -> None:
    client = as_(world.outsider)
    assert client.post("/en/bodies/g20/follow/", {"channel": "daily"}).status_code == 302
    assert Follow.objects.get(person=world.outsider).follows
    client.post("/en/bodies/g20/follow/", {"channel": "none"})
    assert not Follow.objects.filter(person=world.outsider).exists()
    client = as_(world.head)
    client.post("/en/bodies/g20/follow/", {"channel": "none"})
    assert not Follow.objects.get(person=world.head).follows
    client.post("/en/bodies/g20/follow/", {"channel": ""})
    assert not Follow.objects.filter(person=world.head).exists()
    assert client.get("/en/bodies/nowhere/follow/").status_code == 404


def test_only_a_matter_that_one_may_see_can_be_followed(world: World) -> None:
    public, secret = world.matter(), world.matter("Secret", Audience("body"))
    client = as_(world.outsider)
    assert client.post(f"/en/matters/{public.pk}/follow/", {"follow": "yes"}).status_code == 302
    assert client.get(f"/en/matters/{secret.pk}/follow/").status_code == 404
    assert client.post(f"/en/matters/{secret.pk}/follow/", {"follow": "yes"}).status_code == 404
    assert [one.matter for one in Follow.objects.filter(person=world.outsider)] == [public]


def test_a_link_shows_first_then_switches_off_and_undoes_without_signing_in(world: World) -> None:
    Preference.objects.create(person=world.head, kind="matter.decided", channel="weekly")
    path = links.address(world.head, ["matter.decided"]).partition("8000")[2]
    client = Client(enforce_csrf_checks=True)
    page = body(client.get(path))
    assert "A matter is decided" in page and "h…@example.org" in page and "head@example.org" not in page
    assert Preference.objects.get().channel == "weekly", "looking changes nothing"
    answer = client.post(path)
    assert Preference.objects.get().channel == "page"
    page = body(client.get(answer["location"]))
    assert "Switched off" in page and "A matter is decided" in page
    client.post(path)
    undo = re.search(r'name="undo" value="([^"]+)"', page)
    assert undo is not None
    client.post(path, {"undo": undo[1]})
    assert Preference.objects.get().channel == "weekly"


def test_a_program_for_mail_switches_off_with_one_click_and_is_not_sent_elsewhere(world: World) -> None:
    path = links.address(world.head, ["matter.decided"]).partition("8000")[2]
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Preference.objects.get().channel == "page"


def test_the_link_of_a_digest_switches_off_what_comes_by_it_and_nothing_that_is_binding(world: World) -> None:
    Preference.objects.create(person=world.head, body="g20", channel="daily")
    path = links.address(world.head, ["daily"]).partition("8000")[2]
    Client().post(path)
    kinds = dict(Preference.objects.filter(body="").values_list("kind", "channel"))
    assert set(kinds.values()) == {"page"} and "matter.opened" in kinds and "capacity.ended" not in kinds
    assert Preference.objects.get(body="g20").channel == "page"
    world.matter()
    follow_record()
    assert Notice.objects.get(person=world.head).goes is None


def test_a_link_says_nothing_of_who_has_an_account(world: World) -> None:
    forged = signing.dumps([world.head.uid, "matter.decided"], salt="something else")
    gone = signing.dumps(["ab" * 16, "matter.decided"], salt="comity.notices.off")
    odd = signing.dumps({"p": 1}, salt="comity.notices.off")
    answers = [Client().get(f"/en/notices/off/{one}/") for one in (forged, gone, odd, "x", forged[:-1])]
    assert {one.status_code for one in answers} == {404}
    pages = {re.sub(r"notices/off/[^\"]*|[0-9a-f]{6}-|[\w-]{64}", "", body(one)) for one in answers}
    assert len(pages) == 1


def test_the_undoing_of_one_person_is_nothing_to_another(world: World) -> None:
    undo = links.undoing(world.member, [("matter.decided", "", "immediate")])
    path = links.address(world.head, ["matter.decided"]).partition("8000")[2]
    Client().post(path, {"undo": undo})
    assert not Preference.objects.exists()


def test_where_mail_came_back_the_page_says_so_and_it_can_be_switched_on(world: World) -> None:
    Mailbox.objects.create(person=world.head, address="head@example.org", off=timezone.now())
    client = as_(world.head)
    for path in ("/en/notices/", "/en/notices/settings/"):
        assert "Mail to you is switched off" in body(client.get(path))
    client.post("/en/notices/mail-on/")
    assert "Mail to you is switched off" not in body(client.get("/en/notices/"))


def test_who_runs_the_installation_decides_on_mails_that_nobody_knows_of(world: World) -> None:
    mail = Mail.objects.create(
        person=world.member, channel="daily", state="unknown", due=timezone.now(), address="member@example.org"
    )
    path = f"/en/notices/mails/{mail.pk}/"
    assert as_(world.head).get("/en/notices/mails/").status_code == 403
    assert as_(world.head).post(path, {"what": "again"}).status_code == 403
    Person.objects.filter(pk=world.outsider.pk).update(is_operator=True)
    client = as_(Person.objects.get(pk=world.outsider.pk))
    session = client.session
    session["as_operator"] = True
    session.save()
    page = body(client.get("/en/notices/mails/"))
    assert "m…@example.org" in page and "member@example.org" not in page
    client.post(path, {"what": "again"})
    mail.refresh_from_db()
    assert mail.state == "queued"
    page = body(client.post(path, {"what": "leave"}, follow=True))
    assert "neither failed" in page


def test_what_somebody_wrote_is_no_markup(world: World) -> None:
    matter = world.matter("<script>alert(1)</script>")
    matter.summary = text("<img src=x onerror=alert(1)>")
    matter.save()
    move(world.acting, matter, Matter.State.DECIDED)
    follow_record()
    page = body(as_(world.head).get("/en/notices/"))
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page
