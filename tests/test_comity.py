"""`import comity`: what a notebook reaches for is there, and costs nothing until it is used."""

import subprocess
import sys

import pytest

import comity


@pytest.mark.parametrize("name", comity.__all__)
def test_everything_promised_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(comity, name)
    assert found.__doc__
    assert name in dir(comity)


def test_nothing_else_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'compere'"):
        comity.compere  # type: ignore[attr-defined]  # noqa: B018


def test_importing_it_loads_nothing() -> None:
    loaded = "import sys, comity; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert not {"numpy", "scipy", "babel", "arro3", "jinja2"} & set(done.stdout.decode().split())
