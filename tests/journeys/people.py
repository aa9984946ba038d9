"""Somebody in front of a browser of their own: what they see, type and press, and what the pages did wrong."""

import re
from collections.abc import Callable
from typing import Any

from comity.words import resolve, say
from tests.journeys.postbox import Postbox
from tests.web.accessibility import too_wide, violations

PHONE = 375
_REFUSAL = re.compile("the server responded with a status of")
_WATCH = (
    "document.addEventListener('securitypolicyviolation',"
    " event => console.error(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`))"
)


class Visitor:
    """email: where their mail goes; language: the path they begin in, such as "zh-hans"; said: what the console of
    their browser said; wrong: what was found on the pages they looked at."""

    def __init__(
        self, browser: Any, address: str, box: Postbox, email: str, *, language: str = "en", width: int = 1280
    ):
        self.address, self.box, self.email, self.language = address.rstrip("/"), box, email, language
        self.said: list[str] = []
        self.wrong: list[str] = []
        self._looked: set[str] = set()
        self.context = browser.new_context(viewport={"width": width, "height": 800})
        self.context.add_init_script(_WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(f"{self.page.url}: {error}"))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and not _REFUSAL.search(message.text):
            self.said.append(f"{self.page.url}: {message.text}")

    def says(self, key: str, **words: object) -> str:
        """What the site says by `key` in the language of this page."""
        return say(resolve(self.page.locator("html").get_attribute("lang")), key, **words)

    def go(self, path: str) -> Any:
        """Open a page of their language, or an address from a mail."""
        self.page.goto(path if path.startswith("http") else f"{self.address}/{self.language}/{path}")
        return self.page

    def look(self) -> None:
        """Judge the page as it stands: once for each address and language."""
        at = re.sub(r"\d+|invitations/[^/]+", "0", self.page.url.partition("?")[0]) + self.page.title()
        if at not in self._looked:
            self._looked.add(at)
            self.wrong += [f"{self.page.url}: {one}" for one in (*violations(self.page), *too_wide(self.page))]

    def text(self) -> str:
        """What the page says."""
        return str(self.page.locator("body").inner_text())

    def press(self, label: str, within: str = "main") -> None:
        """Press the button with this label, and wait for what follows."""
        self.page.locator(within).get_by_role("button", name=label, exact=True).click()
        self.page.wait_for_load_state()

    def follow(self, label: str) -> None:
        """Follow the link with this label in the main part of the page."""
        self.page.locator("main").get_by_role("link", name=label, exact=True).click()
        self.page.wait_for_load_state()

    def confirm(self) -> tuple[list[str], int]:
        """On from a form to what would be written, and to the receipt: the sentences, and the number of the entry."""
        self.press(self.says("form.go_on"))
        self.look()
        sentences = self.page.locator(".written ol > li > p:first-child").all_inner_texts()
        self.press(self.says("preview.do"))
        self.look()
        return sentences, self.receipt()

    def receipt(self) -> int:
        """The number of the entry that the page has a receipt for."""
        return int(self.page.locator(".receipt dd a").get_attribute("href").strip("/").rpartition("/")[2])

    def with_code(self, ask: Callable[[], None]) -> None:
        """Ask for a code, read it in the mail, type it in."""
        before = len(self.box.of(self.email))
        ask()
        self.page.locator("input[name=code]").fill(self.box.code(self.email, before))
        self.press(self.says("code.go"))

    def sign_in(self) -> None:
        """Sign in, from the page one is on."""
        self.page.locator("p.acting a").click()
        self.page.locator("input[name=login]").fill(self.email)
        self.with_code(lambda: self.press(self.says("signing_in.send_code")))

    def take_up(self, invitation: str) -> None:
        """Follow an invitation, make the account it asks for, and take it up."""
        self.go(invitation)
        self.look()
        self.follow(self.says("signing_up.title"))
        self.page.locator("input[name=email]").fill(self.email)
        self.with_code(lambda: self.press(self.says("signing_in.send_code")))
        self.look()
        self.press(self.says("invitation.accept"))
        self.look()

    def act_for(self, name: str) -> None:
        """Choose a name to act in where the page asks for it."""
        self.page.locator("main form button", has_text=name).first.click()
        self.page.wait_for_load_state()

    def in_whose_name(self) -> str:
        """What the top of the page says."""
        return str(self.page.locator("details.acting > summary strong").inner_text())

    def switch(self, name: str) -> None:
        """Switch to another name at the top of the page."""
        self.page.locator("details.acting > summary").click()
        self.press(name, "details.acting")

    def fill(self, **fields: str) -> None:
        """Fill in fields of the main part by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name.replace('__', '-')}']")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
