"""What every page must hold up to in a browser, for the tests of all parts of the web application.

    with visit("/en/bodies/") as opened:
        assert complaints(opened) == []

`complaints` takes the rules that a machine can judge (WCAG 2.2 A and AA, by axe), a walk through the page with the
keyboard alone, the size of what is pressed, and reading at a width of 320 pixels.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.test import Client

Page = Any
"""A page of playwright, which need not be installed where no browser is opened."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
_REFUSAL = re.compile("the server responded with a status of|Response Status Error Code|net::ERR_INTERNET_DISCONNECTED")
TARGET = 24
"""Pixels: the narrowest page, and the least width and height of what is pressed (WCAG 2.2, 2.5.8)."""
Visit = Callable[..., AbstractContextManager[Page]]

# Every element that the keyboard should reach. What is folded away, or is one of a set of radio buttons that the arrow
# keys walk through, is reached otherwise.
_INTERACTIVE = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const radios = new Set();
  return [...document.querySelectorAll(wanted)].filter(one => {
    if (one.disabled || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== 'radio') return true;
    const set = (one.form ? [...document.forms].indexOf(one.form) : '') + one.name;
    if (radios.has(set)) return false;
    radios.add(set);
    return true;
  }).map(one => {
    if (!one.dataset.walk) one.dataset.walk = Math.random().toString(36).slice(2);
    return one.type === 'radio' ? 'radio ' + one.name : one.dataset.walk;
  });
}"""
_FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {walk: one.type === 'radio' ? 'radio ' + one.name : one.dataset.walk, seen, inside,
          what: one.outerHTML.slice(0, 120)};
}"""
_NAMES = """(walks) => walks.map(walk => {
  const one = document.querySelector(`[data-walk="${walk}"]`);
  return one ? one.outerHTML.slice(0, 120) : walk;
})"""
# What stands within a sentence is as high as its line, which is an exception of the rule.
_SMALL = """(least) => [...document.querySelectorAll('a[href], button, summary, select, textarea, input')]
  .filter(one => one.type !== 'hidden')
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.classList.contains('skip'))
  .filter(one => {
    const line = one.closest('p, dd, li, td, th, h1, h2, h3, label, dt, .note');
    const inline = getComputedStyle(one).display.startsWith('inline');
    return !(inline && line && line.innerText.trim().length > one.innerText.trim().length + 3);
  })
  .map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => {
    const label = one.labels && one.labels[0] && one.labels[0].getBoundingClientRect();
    const width = Math.max(box.width, label ? label.width : 0), height = Math.max(box.height, label ? label.height : 0);
    return width > 0 && (width < least - .5 || height < least - .5);
  })
  .map(([one, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`)"""
_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    if (!box.width || one.closest('.unseen, [popover], .scroll') || !one.checkVisibility()) return false;
    return box.right > innerWidth + 1 || box.left < -1;
  }).filter(one => getComputedStyle(one).position !== 'absolute' || !one.classList.contains('skip'))
  .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"""


def complaints(page: Page, *, limit: int = 400) -> list[str]:
    """Everything that is wrong with an open page; empty where nothing is. Leaves the page at its width. limit: of steps
    with the Tab key."""
    return [*violations(page), *small_targets(page), *stumbles(page, limit), *too_wide(page)]


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and against good practice."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"axe {one['id']}: {node['target']} {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def small_targets(page: Page, least: int = TARGET) -> list[str]:
    """What is pressed and is smaller than `least` pixels in width or height."""
    return [f"small target: {one}" for one in page.evaluate(_SMALL, least)]


def stumbles(page: Page, limit: int = 400) -> list[str]:
    """What the Tab key does not reach, and where the focus cannot be seen."""
    wanted = set(page.evaluate(_INTERACTIVE))
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges(); }")
    reached, unseen = set(), []
    for _ in range(min(limit, len(wanted) + 20)):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None:
            continue
        if at["walk"] in reached and wanted <= reached:
            break
        reached.add(at["walk"])
        if not at["seen"] or not at["inside"]:
            unseen.append(f"focus not seen: {at['what']}")
    missed = page.evaluate(_NAMES, sorted(wanted - reached))
    return [*(f"not reached by keyboard: {one}" for one in missed), *dict.fromkeys(unseen)]


def too_wide(page: Page, width: int = NARROWEST) -> list[str]:
    """What sticks out sideways on a page `width` pixels wide; a wide table scrolls within its own region."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 640})
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = page.evaluate(_WIDE) if scrolls else []
    if before is not None:
        page.set_viewport_size(before)
    return [f"wider than {width} px: {one}" for one in (found or ["the page"])] if scrolls else []


@contextmanager
def opened(
    browser: Any,
    address: str,
    *,
    client: Client | None = None,
    width: int = 1280,
    scheme: str = "light",
    script: bool = True,
    **more: Any,
) -> Iterator[Page]:
    """A page in a browser of its own, as whoever `client` is signed in as. Fails where the page complains in the
    console: nothing may be refused by its own security policy."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script, **more
    )
    if client is not None:
        origin = "/".join(address.split("/")[:3]) + "/"
        cookies = [{"name": one.key, "value": one.value, "url": origin} for one in client.cookies.values()]
        context.add_cookies(cookies)
    page = context.new_page()
    page.set_default_timeout(10_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    # A refusal is a page like any other; that its status is one is no fault of the page.
    wrong = [one for one in said if not _REFUSAL.search(one)]
    assert not wrong, f"the console of {address} says: {wrong}"
