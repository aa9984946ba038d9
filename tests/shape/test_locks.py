"""What is installed is pinned, hashed, light enough and under a licence that Apache-2.0 can stand beside."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.shape.tree import ROOT

LOCKS = ("run", "dev", "venv")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(lock: str) -> dict[str, set[str]]:
    """Package -> pinned versions (more than one where they differ by Python version)."""
    found: dict[str, set[str]] = {}
    for line in requirements(lock):
        package, version = re.match(r"([a-z0-9-]+)==(\S+)", line).groups()  # type: ignore[union-attr]
        found.setdefault(package, set()).add(version)
    return found


def requirements(lock: str) -> list[str]:
    """The lock's requirements, each on one line with its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def declared(lines: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9-]", line, maxsplit=1)[0].lower() for line in lines}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    loose = [
        line[:60]
        for line in requirements(lock)
        if not re.match(r"[a-z0-9-]+==[^\s;]+", line) or "--hash=sha256:" not in line
    ]
    assert not loose


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_says_where_packages_come_from(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text


def test_the_run_lock_holds_what_the_project_declares() -> None:
    assert declared(PROJECT["dependencies"]) <= set(pins("run"))


def test_the_development_lock_agrees_with_the_run_lock_and_adds_to_it() -> None:
    run, development = pins("run"), pins("dev")
    assert {package: development.get(package) for package in run} == run
    assert declared(PROJECT["optional-dependencies"]["cluster"]) <= set(development)


def test_what_we_run_on_is_not_under_the_gpl() -> None:
    """By what each installed package declares; LGPL may be imported, GPL and AGPL may not."""
    forbidden = []
    for package in pins("run"):
        try:
            facts = metadata(package)
        except PackageNotFoundError:  # pinned for another version of Python
            continue
        said = [facts.get("License-Expression") or (facts.get("License") or "").split("\n")[0]]
        said += [line for line in facts.get_all("Classifier") or [] if line.startswith("License")]
        if any(re.search(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public", text) for text in said):
            forbidden.append((package, said))
    assert not forbidden


def test_the_notice_names_every_package_we_run_on() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    assert not {package for package in pins("run") if package not in notice}


def test_heavy_tables_stay_out_of_the_run_lock() -> None:
    assert not {"pandas", "polars", "pyarrow", "numba", "scikit-learn", "dask"} & set(pins("run"))
