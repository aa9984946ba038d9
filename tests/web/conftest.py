"""What the tests of the web application share."""

from collections.abc import Iterator

import pytest
from django.db import connection

from comity.web.spine import append_only


@pytest.fixture(autouse=True)
def _tables_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, the tables are emptied, which the record's own triggers would refuse."""
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    append_only.install(connection)
    yield
    append_only.remove(connection)
