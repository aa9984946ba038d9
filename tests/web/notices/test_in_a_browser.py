"""The pages of notices hold up to everybody, in English and from right to left, and without a script."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from comity.web.notices.mail import links
from comity.web.notices.models import Follow, Mail, Mailbox, Notice
from comity.web.notices.reminding import remind
from comity.web.notices.spreading import follow_record
from comity.web.people.models import Person
from comity.web.spine.acts.matters import move
from comity.web.spine.models import Matter
from tests.web.accessibility import Visit, complaints
from tests.web.notices.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(world: World) -> World:
    """The head of the delegation has read and unread notices, follows a matter, and gets no mail."""
    soon = world.matter("Debt relief", deadline=timezone.now() + datetime.timedelta(hours=30))
    Matter.objects.filter(pk=soon.pk).update(created=timezone.now() - datetime.timedelta(days=9))
    move(world.acting, world.matter("Lending"), Matter.State.DECIDED)
    follow_record()
    remind()
    Notice.objects.filter(kind="matter.opened").update(read=timezone.now())
    Mailbox.objects.create(person=world.head, address="head@example.org", off=timezone.now())
    Follow.objects.create(person=world.head, matter=soon)
    Mail.objects.create(person=world.member, channel="daily", state="unknown", due=timezone.now(), status="4.4.2")
    Person.objects.filter(pk=world.head.pk).update(is_operator=True)
    return world


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "page", ["notices/", "notices/settings/", "notices/mails/", "bodies/g20/follow/", "matters/{matter}/follow/", "off"]
)
def test_no_page_shuts_anybody_out(busy: World, visit: Visit, language: str, page: str) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=busy.head.pk))
    session = client.session
    session["as_operator"] = True
    session.save()
    path = f"/{language}/{page.format(matter=Matter.objects.order_by('pk')[0].pk)}"
    if page == "off":
        address = links.address(busy.head, ["matter.decided", "matter.opened"])
        path = f"/{language}/{address.partition('/en/')[2]}"
    with visit(path, client=client) as opened:
        assert opened.locator("h1").count() == 1
        assert complaints(opened) == []


def test_a_link_works_without_a_script_and_without_an_account(busy: World, visit: Visit) -> None:
    path = f"/en/{links.address(busy.head, ['matter.decided']).partition('/en/')[2]}"
    with visit(path, script=False) as opened:
        opened.get_by_role("button", name="Switch off").click()
        assert opened.get_by_role("heading", name="Switched off").is_visible()
        opened.get_by_role("button", name="Undo").click()
        assert opened.get_by_role("heading", name="As it was before").is_visible()
