"""What the script adds, and that nothing is missing without it."""

import re

import pytest
from django.test import Client

from comity.words import say
from tests.web.accessibility import Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("with_patterns")]
TYPED = "Working Group on Data"


def test_what_was_typed_is_kept_until_it_was_taken(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        page.fill("[name=one-name]", TYPED)
        page.check("[name=one-languages][value=fr]")
        page.goto(page.url.replace("patterns", "glossary"))
        page.go_back()
        page.reload()
        assert page.input_value("[name=one-name]") == TYPED
        assert page.is_checked("[name=one-languages][value=fr]")
        assert say("en", "site.draft") in page.inner_text("#announcements")
        page.locator("form:has([name=one-name]) button").first.click()
        assert page.inner_text("body") == "taken"
        page.goto(page.url)
        assert page.input_value("[name=one-name]") == ""


def test_a_lost_session_loses_nothing_typed(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        page.fill("[name=one-name]", TYPED)
        # The token of the form is no longer good, as after the session has ended.
        page.context.clear_cookies()
        page.locator("form:has([name=one-name]) button").first.click()
        assert page.locator("h1").inner_text() == say("en", "refusal.csrf.title")
        page.goto(page.url)
        assert page.input_value("[name=one-name]") == TYPED


def test_secrets_are_not_kept(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        page.evaluate("document.querySelector('[name=one-name]').autocomplete = 'one-time-code'")
        page.fill("[name=one-name]", "123456")
        page.fill("[name=one-purpose]", "open")
        kept = page.evaluate("JSON.stringify(sessionStorage)")
        assert "open" in kept and "123456" not in kept and "csrfmiddlewaretoken" not in kept


def test_signing_out_leaves_nothing_behind(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        page.fill("[name=one-purpose]", "open")
        page.evaluate(
            """() => { const form = document.createElement('form'); form.method = 'post'; form.action = '/en/logout/';
              document.body.append(form); form.requestSubmit(); }"""
        )
        page.wait_for_url("**/logout/")
        assert "open" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_sent_twice_counts_once(visit: Visit) -> None:
    sent = []
    with visit("/en/patterns/") as page:
        page.route("**/patterns/", lambda route: [sent.append(route.request.method), route.fulfill(status=204)])
        page.evaluate(
            """() => { const button = document.querySelector('form:has([name=one-name]) button');
              button.click(); button.click(); button.click(); }"""
        )
        page.wait_for_timeout(300)
        assert sent == ["POST"]
        assert page.locator("form:has([name=one-name]) button").first.get_attribute("aria-disabled") == "true"


def test_the_focus_goes_to_what_is_wrong(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
        page.locator("[data-errors] a").first.click()
        assert page.evaluate("document.activeElement.name") == "two-name"


def test_times_are_also_those_of_the_device(visit: Visit) -> None:
    with visit("/en/patterns/", timezone_id="Asia/Tokyo", locale="en-GB") as page:
        shown = page.locator("time[datetime='2026-11-24T18:00:00Z']").first.get_attribute("title")
        assert "25 November 2026" in shown.replace("November 25,", "25 November") and "3:00" in shown


def test_keys_are_listed_and_can_be_switched_off(visit: Visit) -> None:
    with visit("/en/glossary/") as page:
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type("?")
        assert page.locator("dialog").count() == 0
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert say("en", "site.search") in page.inner_text("dialog")
        page.uncheck("dialog input")
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "search"
        page.locator("[data-keys]").click()
        assert page.locator("dialog").count() == 1


def test_a_lost_connection_is_said(visit: Visit) -> None:
    with visit("/en/glossary/") as page:
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.get_by_text(say("en", "site.offline")).first.wait_for()
        page.context.set_offline(False)
        page.locator("#announcements .warning").wait_for(state="detached")


def test_a_swapped_fragment_is_announced_and_a_refusal_shown(visit: Visit) -> None:
    with visit("/en/glossary/") as page:
        page.evaluate(
            """() => { document.querySelector('main').insertAdjacentHTML('beforeend',
              '<button id=get hx-get="/en/privacy/" hx-select="h1" hx-target="#here">get</button><div id=here></div>' +
              '<button id=bad hx-get="/en/nothing-here/" hx-target="#here">bad</button>');
              htmx.process(document.querySelector('main')); }"""
        )
        page.click("#get")
        page.get_by_text(say("en", "site.updated")).wait_for()
        assert page.inner_text("#here") == say("en", "privacy.title")
        page.click("#bad")
        page.locator("#announcements .error").wait_for()
        assert say("en", "refusal.not_found.title") in page.inner_text("#announcements")
        assert page.inner_text("#here") == say("en", "privacy.title")


def test_what_a_fragment_has_taken_is_no_longer_kept(visit: Visit) -> None:
    with visit("/en/patterns/") as page:
        page.evaluate(
            """() => { const form = document.querySelector('form:has([name=one-name])');
              form.setAttribute('hx-post', '/en/patterns/'); form.setAttribute('hx-target', '#said');
              form.setAttribute('hx-swap', 'none'); htmx.process(form); }"""
        )
        page.fill("[name=one-name]", TYPED)
        assert TYPED in page.evaluate("JSON.stringify(sessionStorage)")
        with page.expect_response("**/patterns/"):
            page.locator("form:has([name=one-name]) button").first.click()
        page.wait_for_function(f"() => !JSON.stringify(sessionStorage).includes('{TYPED}')")


def test_menus_close_with_escape_and_beside(visit: Visit, as_delegate: Client) -> None:
    with visit("/en/glossary/", client=as_delegate) as page:
        page.locator("details.languages > summary").click()
        page.keyboard.press("Escape")
        assert page.locator("details.menu[open]").count() == 0
        page.locator("details.languages > summary").click()
        page.locator("details.acting > summary").press("Enter")
        assert page.locator("details.menu[open]").count() == 1
        page.locator("h1").click()
        assert page.locator("details.menu[open]").count() == 0


def test_a_term_and_an_original_open_on_touch(visit: Visit) -> None:
    with visit("/en/patterns/", script=False) as page:
        page.get_by_role("button", name="Common ground").click()
        assert say("en", "definition.common_ground") in page.locator(".definition:popover-open").inner_text()
        page.keyboard.press("Escape")
        page.get_by_role("button", name=say("en", "provenance.machine")).click()
        opened = page.locator(".definition:popover-open")
        assert "Les membres publient" in opened.inner_text()
        assert opened.locator("[lang=fr]").count() == 1


def test_switching_language_and_name_needs_no_script(visit: Visit, as_delegate: Client) -> None:
    with visit("/en/glossary/?q=a", client=as_delegate, script=False) as page:
        page.locator("details.acting > summary").click()
        page.get_by_role("button", name="Group of Twenty (secretariat)").click()
        assert re.search(r"/en/glossary/\?q=a$", page.url)
        assert "Group of Twenty (secretariat)" in page.locator("details.acting > summary").inner_text()
        page.locator("details.languages > summary").click()
        page.get_by_role("link", name="العربية").click()
        assert re.search(r"/ar/glossary/\?q=a$", page.url)
        assert page.locator("html").get_attribute("dir") == "rtl"
