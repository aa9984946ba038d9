"""What the tests of the web application share."""

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


@pytest.fixture
def visit(chromium: object, live_server: LiveServer) -> accessibility.Visit:
    """visit("/en/", client=client, width=375, scheme="dark") opens a page of a running server; see
    `accessibility.opened`."""

    def open_page(path: str, **options: object) -> AbstractContextManager[object]:
        return accessibility.opened(chromium, f"{live_server.url}{path}", **options)

    return open_page
