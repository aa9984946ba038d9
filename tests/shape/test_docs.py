"""The documents say what is there: every folder on the map, every command and every decision in its place."""

import re
from pathlib import Path

import pytest

from comity.cli import COMMANDS
from tests.shape.tree import ROOT, SOURCE, files, folders, name

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", *(file for file in files(ROOT / "docs") if file.suffix == ".md")]
ALIKE = ("acts", "queries", "views", "forms", "models", "migrations", "management", "commands")
"""What parts of the site are divided into, the same in each; the map says so once."""
TOPS = ("README.md", "docs", "src", "tests", "requirements", "benchmarks", ".ci", "Makefile", "pyproject.toml")


def test_the_map_names_every_folder() -> None:
    """Packages of the library by their path below src/comity, less those that every part of the site has; of the rest,
    the first two levels from the top, less the folders of tests that mirror a package."""
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    there = [
        folder.relative_to(SOURCE).as_posix()
        for folder in folders(SOURCE)
        if list(folder.glob("*.py")) and not (SOURCE / "web" in folder.parents and folder.name in ALIKE)
    ]
    for folder in folders(ROOT):
        mirrors = folder.parent == ROOT / "tests" and (SOURCE / folder.name).is_dir()
        if ROOT / "src" not in (folder, *folder.parents) and len(folder.relative_to(ROOT).parts) <= 2 and not mirrors:
            there.append(name(folder))
    assert not [path for path in there if f"`{path}/`" not in text]


def test_the_map_names_nothing_that_is_not_there() -> None:
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+/)`", text)
    gone = [path for path in named if not (SOURCE / path).is_dir() and not (ROOT / path).is_dir()]
    assert not gone


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_file_a_page_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [(document.parent / link) for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)]
    links += [ROOT / path for path in re.findall(rf"`((?:{'|'.join(map(re.escape, TOPS))})/[\w./-]+)`", text)]
    gone = [str(link) for link in links if not link.exists()]
    assert not gone


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(document.name[:4]) for document in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("document", DECISIONS, ids=lambda document: document.name[:4])
def test_a_decision_says_why_what_and_at_what_cost(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert re.match(rf"# {int(document.name[:4])}\. \S", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "Why"
    assert "What we decided" in headings
    assert headings[-1] == "What follows"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_or_a_page(command: str) -> None:
    assert any(f"comity {command}" in document.read_text(encoding="utf-8") for document in PAGES)


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^    make (\w+)$", readme, re.MULTILINE)
    assert named == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text(encoding="utf-8").rstrip().endswith("\nmake test")
