"""The report as a browser shows it: quiet, accessible, readable on the narrowest phone, in light, dark and print."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.exporters.html import write_report
from comity.terms.comparison import Comparison

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
Reports = dict[str, Path]


@pytest.fixture(scope="module")
def reports(
    comparison: Comparison, populate: Callable[..., Comparison], tmp_path_factory: pytest.TempPathFactory
) -> Reports:
    folder = tmp_path_factory.mktemp("reports")
    few = populate(150, verdict="unstable", by=("region",), reference={})
    return {
        **{
            language: write_report(comparison, folder / f"{language}.html", language=language)
            for language in ("en", "ar", "ru")
        },
        "few": write_report(few, folder / "few.html", notice="Simulated participants"),
    }


class Opened:
    """A page in a context of its own, with everything it asked for and complained of."""

    def __init__(self, browser: object, path: Path, width: int = 1280, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open_everything(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


@pytest.mark.parametrize("name", ["en", "ar", "few"])
def test_nothing_is_fetched_and_nothing_is_refused(chromium: object, reports: Reports, name: str) -> None:
    with Opened(chromium, reports[name]) as opened:
        opened.open_everything()
        opened.page.locator("button.term").first.click()
        assert opened.complaints == []
        assert opened.requests == [reports[name].as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["en", "ar", "few"])
def test_axe_finds_nothing(chromium: object, reports: Reports, name: str, scheme: str) -> None:
    for width in (1280, 375):
        with Opened(chromium, reports[name], width, scheme) as opened:
            opened.open_everything()
            found = axe.Axe().run(opened.page)
            assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("name", ["en", "ar", "ru"])
def test_the_page_never_scrolls_sideways(chromium: object, reports: Reports, name: str, width: int) -> None:
    with Opened(chromium, reports[name], width) as opened:
        opened.open_everything()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        # Hidden overflow would not scroll, but would be cut off.
        cut = opened.page.evaluate(
            """() => [...document.querySelectorAll('svg.chart text, h1, h2, h3, p, dd')].filter(e => {
                if (e.closest('.scroll') || !e.getClientRects().length) return false
                const box = e.getBoundingClientRect()
                return box.left < -1 || box.right > innerWidth + 1
            }).map(e => e.textContent)"""
        )
        assert cut == []


def test_each_place_shows_one_drawing_of_the_world(chromium: object, reports: Reports) -> None:
    for width, shown, hidden in ((1280, ".tiles.world", ".tiles.regions"), (375, ".tiles.regions", ".tiles.world")):
        with Opened(chromium, reports["en"], width) as opened:
            assert opened.page.locator(shown).is_visible() and not opened.page.locator(hidden).is_visible()


def test_a_term_is_defined_where_it_stands_by_keyboard_alone(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        term = opened.page.locator("#shared button.term").first
        term.focus()
        opened.page.keyboard.press("Enter")
        definition = opened.page.locator("#term-common_ground")
        assert definition.is_visible() and "same side" in definition.inner_text()
        opened.page.keyboard.press("Escape")
        assert not definition.is_visible()
        assert term.evaluate("e => e === document.activeElement")


def test_the_first_tab_skips_to_the_findings(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.className") == "skip"
        assert opened.page.locator(".skip").bounding_box()["y"] >= 0
        opened.page.keyboard.press("Enter")
        assert opened.page.url.endswith("#main")


def test_focus_can_be_seen(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_every_chart_has_a_table_beside_it(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        without = opened.page.evaluate(
            """() => [...document.querySelectorAll('svg[role=img]')].filter(
                e => !e.closest('.item, .exhibit').querySelector('table')).map(e => e.id)"""
        )
        assert without == []
        assert opened.page.locator("svg[role=img]").count() > 40


def test_the_first_screen_holds_all_three_findings(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        last = opened.page.locator(".findings li").last.bounding_box()
        assert last["y"] + last["height"] <= 800


def test_print_shows_every_chart_and_no_controls(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["en"]) as opened:
        opened.page.emulate_media(media="print")
        assert not opened.page.locator(".contents").is_visible()
        assert not opened.page.locator(".more").first.is_visible()
        assert opened.page.locator("#strata .part").last.locator("svg[role=img]").first.is_visible()


def test_arabic_reads_from_the_right(chromium: object, reports: Reports) -> None:
    with Opened(chromium, reports["ar"]) as opened:
        heading = opened.page.locator("#shared-heading").bounding_box()
        number = opened.page.locator("#shared .item").first.bounding_box()
        chart = opened.page.locator("#shared .item svg.chart").first.bounding_box()
        assert heading["x"] + heading["width"] > 1100
        assert chart["x"] < number["x"] + number["width"] / 2, "the chart stands left of its statement"
