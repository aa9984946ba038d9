"""How much travels when somebody opens a page for the first time, measured in a browser against the real server."""

import gzip
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.accessibility import opened

pytestmark = pytest.mark.browser
MOST = 60_000
"""Bytes: a page, its stylesheet, its scripts and its icon, as they travel."""
PREPARE = "import django; django.setup(); from comity.web.running.preparing import prepare; prepare()"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an installation of its own, served as `comity serve` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    home = tmp_path_factory.mktemp("home")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "COMITY_"))},
        "COMITY_HOME": str(home),
        "COMITY_ADDRESS": address,
        "DJANGO_SETTINGS_MODULE": "comity.web.settings.embedded",
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, capture_output=True)
    serve = [sys.executable, "-m", "comity.web.running.server", "127.0.0.1", str(port), "1", "2"]
    with Path(home, "server.log").open("w") as log, subprocess.Popen(serve, env=environment, stderr=log) as running:
        _wait(f"{address}/en/glossary/")
        yield address
        running.terminate()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(address)


def travelled(browser: Any, address: str) -> dict[str, int]:
    """Address -> bytes received for it, headers included, by a browser that has nothing yet."""
    sizes: dict[str, int] = {}
    names: dict[str, str] = {}
    with opened(browser, "about:blank") as page:
        watch = page.context.new_cdp_session(page)
        watch.send("Network.enable")
        watch.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
        watch.on("Network.loadingFinished", lambda event: _note(sizes, event))
        page.goto(address, wait_until="networkidle")
    return {names[request]: size for request, size in sizes.items()}


def _note(sizes: dict[str, int], event: dict[str, Any]) -> None:
    sizes[event["requestId"]] = int(event["encodedDataLength"])


@pytest.mark.parametrize("path", ["/en/", "/ar/", "/zh-hans/glossary/", "/en/bodies/", "/en/nothing-here/"])
def test_a_first_visit_is_light(chromium: Any, server: str, path: str) -> None:
    found = travelled(chromium, f"{server}{path}")
    assert [one for one in found if one.endswith(".css")] and [one for one in found if one.endswith(".js")]
    assert sum(found.values()) < MOST, found


def test_a_second_page_brings_only_itself(chromium: Any, server: str) -> None:
    """Style and script are kept by the browser for good, because their names change with their contents."""
    with opened(chromium, f"{server}/en/") as page:
        asked: list[str] = []
        page.on("response", lambda response: asked.append(response.url) if not response.from_service_worker else None)
        page.goto(f"{server}/en/glossary/", wait_until="networkidle")
        cached = page.evaluate(
            "performance.getEntriesByType('resource').filter(one => one.transferSize > 0).map(one => one.name)"
        )
    assert asked and not [one for one in cached if one.endswith((".css", ".js"))]


def test_pages_travel_compressed(server: str) -> None:
    asked = urllib.request.Request(f"{server}/en/glossary/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as response:
        travelled_so = response.read()
        assert response.headers["Content-Encoding"] == "gzip"
    assert len(travelled_so) < len(gzip.decompress(travelled_so)) / 2
