"""A working group, from an empty folder to a record that is checked offline: as a secretariat, five delegations and
organisations, and a member of one of them meet it, each in a browser of their own."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.installations import Installation, Site
from tests.journeys.offline import verify
from tests.journeys.people import PHONE, Visitor
from tests.journeys.postbox import Postbox, taking_mail

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("working group")]

GROUP, NETWORK = "working-group-on-debt", "debtors-network"
NAMES = {"en": "Working group on debt", "ar": "الفريق العامل المعني بالديون"}
HEADS = {
    "sau": ("ar", "المملكة العربية السعودية"),
    "fra": ("fr", "France"),
    "chn": ("zh-hans", "中国"),
    NETWORK: ("es", "Network of debtors"),
    "t20": ("ru", "«Экспертная двадцатка»"),
}
"""Party -> the language in which its head is invited, and what it is called there."""
SPEAKER, SPEAKERS_NAME = "speaker@example.org", "Speaker of the delegation"


@dataclass
class World:
    """site: what `comity serve` serves; heads: by party."""

    home: Installation
    site: Site
    box: Postbox
    browser: Any
    operator: Visitor
    officer: Visitor
    heads: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, email: str, **options: Any) -> Visitor:
        """Somebody with a browser."""
        return Visitor(self.browser, self.site.address, self.box, email, **options)

    def checkpoint(self, bundle: Path) -> str:
        """Have a checkpoint signed over the whole record now, and return the fingerprint of the key."""
        done = self.home.run("record", "export", bundle, "--replace", "--home", self.home.home)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1].rstrip(".")


@pytest.fixture(scope="module")
def world(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An installation on an empty folder, with its first operator, the G20 at work, and an officer invited to it."""
    folder = tmp_path_factory.mktemp("journey")
    with taking_mail() as box:
        home = Installation(folder / "home", settings={"COMITY_MAIL": f"smtp://127.0.0.1:{box.port}"})
        with home.served() as site:
            operator, officer = (
                Visitor(chromium, site.address, box, f"{one}@example.org") for one in ("operator", "officer")
            )
            made = World(home, site, box, chromium, operator, officer)
            _begin(operator, site.said[-1])
            _found(officer)
            _invite_heads(officer)
            for party, (language, _) in HEADS.items():
                width = PHONE if language == "ar" else 1280
                made.heads[party] = made.visitor(f"{party}@example.org", language=language, width=width)
            yield made


def _begin(operator: Visitor, link: str) -> None:
    operator.go(link)
    operator.look()
    operator.fill(email=operator.email)
    operator.press("Become the operator")
    operator.look()
    operator.go("bodies/g20/")
    operator.follow("Have this body work here")
    operator.confirm()
    operator.follow("Appoint its secretariat")
    operator.fill(colleague__email="officer@example.org")
    operator.press("Send the invitation", "form:has([value=colleague])")
    operator.look()


def _found(officer: Visitor) -> None:
    letter = officer.box.wait(officer.email, "/invitations/")
    officer.take_up(next(one for one in letter.addresses if "/invitations/" in one))
    officer.act_for("Group of Twenty (secretariat)")
    officer.go("bodies/g20/new/")
    officer.look()
    officer.page.get_by_text("In other languages").click()
    officer.fill(name_en=NAMES["en"], name_ar=NAMES["ar"], purpose_en="Prepares principles on sovereign debt.")
    officer.page.locator("[name=charter]").select_option(label="Standard charter of a working group")
    officer.written, officer.founded = officer.confirm()  # type: ignore[attr-defined]
    officer.go("new-party/")
    officer.look()
    officer.fill(kind="civil_society", name_en="Network of debtors", slug=NETWORK)
    officer.confirm()
    for party, seat in ((NETWORK, "observer"), ("t20", "engagement_group")):
        officer.go(f"bodies/{GROUP}/members/admit/")
        officer.look()
        officer.fill(party=party, capacity=seat)
        officer.confirm()


def _invite_heads(officer: Visitor) -> None:
    officer.go(f"bodies/{GROUP}/people/")
    for party, (language, _) in HEADS.items():
        officer.page.locator("[name=head-language] option").evaluate_all(
            "(options, wanted) => { for (const one of options) one.selected = one.value.toLowerCase() === wanted; }",
            language,
        )
        officer.fill(head__party=party, head__email=f"{party}@example.org")
        officer.press("Send the invitation", "form:has([value=head])")
    officer.look()


@pytest.fixture(scope="module")
def seated(world: World) -> World:
    """The same, once the five have taken up their invitations, each from the mail, in their own browser."""
    for party, head in world.heads.items():
        letter = world.box.wait(head.email, "/invitations/")
        head.take_up(next(one for one in letter.addresses if "/invitations/" in one))
        head.act_for(HEADS[party][1])
    _stir(world.heads["chn"], world.officer)
    return world


def _stir(head: Visitor, officer: Visitor) -> None:
    """Something happens in the body that a head wants to be told of at once; the mail is on its way meanwhile."""
    head.go("notices/settings/")
    head.look()
    head.page.locator("[name='kind:membership.admitted']").select_option("immediate")
    head.press(head.says("notices.choose"))
    officer.go(f"bodies/{GROUP}/members/admit/")
    officer.fill(party="w20", capacity="observer")
    officer.confirm()


def test_the_first_operator_signs_in_by_a_code_in_another_browser(world: World) -> None:
    link = world.site.said[-1]
    again = world.visitor(world.operator.email)
    assert "operator" not in again.go(link).locator("h1").inner_text(), "the link serves once"
    again.go("")
    again.sign_in()
    again.switch("the operator")
    assert again.in_whose_name() == "the operator"
    assert again.said == []


@pytest.mark.parametrize(("link", "field"), [("account/login/", "login"), ("account/signup/", "email")])
def test_who_mistypes_the_address_can_type_another(world: World, link: str, field: str) -> None:
    somebody = world.visitor("somebody@example.org")
    for address in ("somebdy@example.org", "somebody@example.org"):
        somebody.go(link)
        somebody.fill(**{field: address})
        somebody.press("Send me a code")
        assert address in somebody.text()
        somebody.look()
        somebody.press("Use another address")
        assert somebody.page.url.endswith(link), "and not back to the code that went elsewhere"
    assert somebody.said == [] and somebody.wrong == []


def test_a_working_group_is_set_up_in_one_sitting(world: World) -> None:
    written = world.officer.written  # type: ignore[attr-defined]
    assert len(written) == 23, "the group, its 21 members, its charter"
    assert written[0] == "Working group on debt was set up."
    assert "African Union was admitted to Working group on debt: member." in written
    page = world.officer.go(f"bodies/{GROUP}/")
    text = world.officer.text()
    assert "21 members." in text and "4 of them are represented twice and counted once." in text
    assert page.locator("dl.facts", has_text="Engagement groups").get_by_role("link", name="1", exact=True).count() == 2
    world.officer.look()
    assert world.officer.go(f"record/{world.officer.founded}/").locator(".lead").inner_text() == written[0]  # type: ignore[attr-defined]


def test_an_invitation_is_a_mail_in_the_language_of_whoever_gets_it(world: World) -> None:
    for party, (language, name) in HEADS.items():
        (letter, *_) = world.box.of(f"{party}@example.org")
        assert letter.language.lower() == language
        assert name in letter.text and name in letter.subject
        assert [one for one in letter.addresses if "/invitations/" in one][1:] == [], "one address to act"
    reasons = {world.box.of(f"{party}@example.org")[0].text.split("\r\n\r\n")[3] for party in HEADS}
    assert len(reasons) == 5, "each says in its own language why it came"
    assert "تلقيتم هذه الرسالة" in world.box.of("sau@example.org")[0].text


def test_each_acts_in_the_name_they_chose_and_switches_it_openly(seated: World) -> None:
    for party, head in seated.heads.items():
        assert HEADS[party][1] in head.in_whose_name()
    head = seated.heads["sau"]
    head.go(f"bodies/{GROUP}/")
    head.switch(head.says("acting.self"))
    assert head.page.url.endswith(f"/ar/bodies/{GROUP}/"), "the page stays"
    assert head.in_whose_name() == head.says("acting.self")
    head.switch(head.page.locator("details.acting li button").nth(1).text_content())
    assert HEADS["sau"][1] in head.in_whose_name()


def test_the_same_page_in_arabic_on_a_phone(seated: World) -> None:
    head = seated.heads["fra"]
    head.page.set_viewport_size({"width": PHONE, "height": 700})
    head.go(f"bodies/{GROUP}/members/?as=observer")
    head.page.locator("details.languages > summary").click()
    head.page.locator("details.languages").get_by_text("العربية").click()
    head.page.wait_for_load_state()
    assert head.page.url.endswith(f"/ar/bodies/{GROUP}/members/?as=observer")
    assert head.page.locator("html").get_attribute("dir") == "rtl"
    assert head.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    head.look()


def test_the_record_is_read_searched_and_proved_in_arabic(seated: World, tmp_path: Path) -> None:
    seated.checkpoint(tmp_path / "bundle.jsonl")
    reader = seated.heads["sau"]
    until = time.monotonic() + 60
    while True:
        page = reader.go("record/")
        page.locator("main input[name=q]").fill("بالديون")
        reader.press(reader.says("record.search.go"))
        found = page.locator(".entries > li")
        if found.count() or time.monotonic() > until:
            break
    assert found.count() >= 23, "the group, its members, its charter"
    reader.look()
    page.goto(f"{page.url}&kind=body")
    assert NAMES["ar"] in found.first.inner_text()
    found.first.get_by_role("link").click()
    page.wait_for_load_state()
    assert NAMES["ar"] in page.locator(".lead").inner_text()
    assert page.locator("details:has(.hashes)").count() == 1, "the proof stands on the page of the entry"
    page.locator("details:has(.hashes) > summary").click()
    assert page.locator(".hashes li").count() >= 8
    reader.look()


def test_a_head_invites_a_member_who_may_speak(seated: World) -> None:
    head = seated.heads["fra"]
    head.language = "en"
    head.go("parties/fra/delegation/")
    head.look()
    head.fill(email=SPEAKER, role="member")
    head.page.locator("[name=may_speak]").check()
    head.press("Send the invitation")
    speaker = seated.visitor(SPEAKER)
    letter = seated.box.wait(SPEAKER, "/invitations/")
    speaker.take_up(next(one for one in letter.addresses if "/invitations/" in one))
    assert "France" in speaker.text()
    speaker.go("me/")
    speaker.fill(name=SPEAKERS_NAME)
    speaker.press("Save")
    speaker.look()
    row = head.go("parties/fra/delegation/").locator("tr", has_text=SPEAKERS_NAME)
    assert "speak" in row.inner_text().lower()
    seated.heads["speaker"] = speaker


def test_notices_come_once_and_are_switched_off_without_signing_in(seated: World) -> None:
    head = seated.heads["chn"]
    letter = seated.box.wait(head.email, "/notices/off/")
    assert letter.language == "zh-Hans"
    assert len([one for one in seated.box.of(head.email) if "/notices/off/" in one.text]) == 1
    head.go("notices/")
    assert head.page.locator("main ul.list > li", has_text=NAMES["en"]).count()
    head.look()
    stranger = seated.visitor("nobody@example.org", language="zh-hans")
    stranger.go(next(one for one in letter.addresses if "/notices/off/" in one))
    stranger.look()
    stranger.press(stranger.says("off.go"))
    assert stranger.page.locator("h1").inner_text() == stranger.says("off.done.title")
    head.go("notices/settings/")
    assert head.page.locator("[name='kind:membership.admitted']").input_value() == "page"
    assert stranger.said == [] and stranger.wrong == []


def test_somebody_takes_their_data_and_leaves_and_the_record_still_verifies(seated: World, tmp_path: Path) -> None:
    speaker = seated.visitor(SPEAKER)
    speaker.go("")
    speaker.sign_in()
    speaker.go("me/")
    with speaker.page.expect_download() as taken:
        speaker.page.locator("a[href$='/me/data.json']").click()
    held = json.loads(Path(taken.value.path()).read_text())["held"]
    assert SPEAKER in json.dumps(held) and SPEAKERS_NAME in json.dumps(held)
    speaker.go("me/erase/")
    speaker.look()
    speaker.page.locator("[name=understood]").check()
    speaker.press(speaker.says("erase.go"))
    assert speaker.page.locator("h1").inner_text() == speaker.says("erased.title")
    assert "public" in speaker.page.locator("p.acting").inner_text(), "nobody is signed in any more"
    trust = seated.checkpoint(tmp_path / "bundle.jsonl")
    assert verify(tmp_path / "bundle.jsonl", "--trust", trust).returncode == 0
    text = (tmp_path / "bundle.jsonl").read_text()
    assert "@example.org" not in text and SPEAKERS_NAME not in text
    assert speaker.said == [] and speaker.wrong == []
    assert SPEAKERS_NAME not in seated.heads["fra"].go("parties/fra/delegation/").locator("main").inner_text()


def test_the_bundle_is_checked_on_a_machine_that_has_only_the_library(seated: World, tmp_path: Path) -> None:
    trust = seated.checkpoint(tmp_path / "made.jsonl")
    anyone = seated.visitor("nobody@example.org")
    page = anyone.go("record/checkpoint/")
    anyone.look()
    assert trust in page.locator("pre").first.inner_text(), "the page says what to type, fingerprint and all"
    with page.expect_download() as taken:
        page.locator("a[href$='/record/bundle/']").click()
    bundle = tmp_path / "elsewhere" / "bundle.jsonl"
    bundle.parent.mkdir()
    taken.value.save_as(bundle)
    sound = verify(bundle, "--trust", trust)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert verify(bundle).returncode == 2, "without a key that is trusted nothing is promised"
    whole = bytearray(bundle.read_bytes())
    at = whole.index(b"Working group on debt")
    whole[at] = ord("w")
    bundle.write_bytes(whole)
    assert verify(bundle, "--trust", trust).returncode == 1
    assert anyone.said == [] and anyone.wrong == []


def test_no_page_on_the_way_complained(seated: World) -> None:
    for one in (seated.operator, seated.officer, *seated.heads.values()):
        assert one.said == [], f"what the browser of {one.email} said"
        assert one.wrong == [], "\n".join(one.wrong)
