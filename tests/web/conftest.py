"""What the tests of the web application share."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from django.core.management.commands import flush
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from comity.web.spine import append_only
from tests.web import accessibility


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied() -> Iterator[None]:
    """After a test that commits, the tables are emptied, which the record's own triggers would refuse; so they are away
    just as long as that takes."""
    with pytest.MonkeyPatch.context() as patch:
        empty = flush.Command.handle

        def handle(self: flush.Command, **options: object) -> None:
            append_only.remove(connection)
            empty(self, **options)
            append_only.install(connection)

        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One browser for all tests that open a page; skips where there is none."""
    if accessibility.CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    # The browser's library keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=accessibility.CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: object, live_server: LiveServer) -> accessibility.Visit:
    """visit("/en/", client=client, width=375, scheme="dark") opens a page of a running server; see
    `accessibility.opened`."""

    def open_page(path: str, **options: object) -> AbstractContextManager[object]:
        return accessibility.opened(chromium, f"{live_server.url}{path}", **options)

    return open_page
