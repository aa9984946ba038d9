"""Where the real data lives, if it is there."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure: examples have no deadline of their own.
settings.register_profile("comity", deadline=None)
settings.load_profile("comity")

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
