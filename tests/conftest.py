"""Where the real data lives, if it is there, and the one browser that opens pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright

# A busy machine is no failure: examples have no deadline of their own.
settings.register_profile("comity", deadline=None)
settings.load_profile("comity")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real conversations and roll calls beside the checkout; it is not part of the product."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder does not stand beside this checkout")
    return SHARED_DATA


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are no name for a test: packed files carry the time, and workers would not agree on what they collect."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests that open a page; skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    # The browser's library keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
    )
    yield browser
    browser.close()
