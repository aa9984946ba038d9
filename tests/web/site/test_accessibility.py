"""Every page of the site holds up to the battery, and the battery finds what it is there to find."""

import pytest
from django.test import Client

from tests.web.accessibility import Visit, complaints, small_targets, stumbles, too_wide, violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("with_patterns")]
PAGES = ("", "glossary/", "accessibility/", "privacy/", "patterns/", "nothing-here/")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_anybody_can_use_the_page(visit: Visit, as_delegate: Client, language: str, path: str) -> None:
    with visit(f"/{language}/{path}", client=as_delegate) as opened:
        assert complaints(opened) == []


@pytest.mark.parametrize("path", ["patterns/", "nothing-here/"])
def test_in_the_dark_too(visit: Visit, path: str) -> None:
    with visit(f"/en/{path}", scheme="dark") as opened:
        assert violations(opened) == []


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_a_phone_shows_all_of_it(visit: Visit, as_delegate: Client, language: str) -> None:
    with visit(f"/{language}/patterns/", client=as_delegate, width=320) as opened:
        assert too_wide(opened) == []
        assert small_targets(opened) == []
        opened.locator("details.menu.acting > summary").click()
        assert too_wide(opened) == []
        assert small_targets(opened) == []


def test_four_times_as_large(visit: Visit) -> None:
    """400 % on a screen of 1280 pixels is a page of 320, with letters as large as the reader set them."""
    with visit("/en/patterns/", width=320) as opened:
        opened.evaluate("document.documentElement.style.setProperty('font-size', '150%')")
        assert too_wide(opened) == []


def test_spaced_out_text_is_not_cut(visit: Visit) -> None:
    """WCAG 1.4.12: line height 1.5, letters .12 em and words .16 em apart, paragraphs 2 em."""
    with visit("/en/patterns/", width=320) as opened:
        opened.evaluate(
            """() => document.querySelectorAll('*').forEach(one => Object.assign(one.style, {
              lineHeight: 1.5, letterSpacing: '.12em', wordSpacing: '.16em'}))"""
        )
        cut = opened.evaluate(
            """() => [...document.querySelectorAll('a, button, .chip, label, h1, h2, h3, summary')]
              .filter(one => one.checkVisibility() && getComputedStyle(one).overflow === 'hidden' &&
                      !one.closest('.unseen') && one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)"""
        )
        assert cut == []
        assert too_wide(opened) == []


@pytest.mark.parametrize(
    ("fault", "finds", "what"),
    [
        ("<img src='/static/site/mark.svg'>", violations, "image-alt"),
        ("<p lang='en'><input></p>", violations, "label"),
        ("<a href='/' tabindex='-1'>away</a>", stumbles, "not reached"),
        ("<button class='bare'>bare</button>", stumbles, "focus not seen"),
        ("<div><button class='tiny'></button></div>", small_targets, "small target"),
        ("<p class='wide'>wide</p>", too_wide, "wider than 320"),
    ],
)
def test_the_battery_finds_a_fault(visit: Visit, fault: str, finds: object, what: str) -> None:
    with visit("/en/glossary/") as opened:
        opened.evaluate("(fault) => document.querySelector('main').insertAdjacentHTML('beforeend', fault)", fault)
        opened.evaluate(
            """() => {
              const style = (what, rules) =>
                document.querySelectorAll(what).forEach(one => Object.assign(one.style, rules));
              style('.bare', {outline: 'none'});
              style('.tiny', {width: '12px', height: '12px', padding: 0, minHeight: 0, display: 'block'});
              style('.wide', {width: '60rem', maxWidth: 'none'});
            }"""
        )
        found = finds(opened)
        assert [one for one in found if what in one], found
