"""What the pages in docs/how-to show is what happens: every example is run, and its output compared."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"


def blocks(page: str, kind: str) -> list[tuple[int, str]]:
    """(line, text) of every fenced block of a kind."""
    text = (PAGES / page).read_text(encoding="utf-8")
    found = re.finditer(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text[: match.start(1)].count("\n"), match[1]) for match in found]


def test_the_examples_in_python(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(samples)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    names: dict[str, object] = {}
    said: list[str] = []
    for line, text in blocks("python.md", "pycon"):
        test = doctest.DocTestParser().get_doctest(text, names, "python.md", "python.md", line)
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs
    assert runner.summarize(verbose=False).attempted > 15
    assert not said, "".join(said)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the command on the path."""
    there = tmp_path / "bin"
    there.mkdir()
    command = there / "comity"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{there}:/usr/bin:/bin")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_the_examples_on_the_command_line(shell: Path) -> None:
    """Each block is one session; an output that ends in "..." is compared as far as it goes."""
    sessions = blocks("command-line.md", "console")
    assert len(sessions) > 6
    for line, text in sessions:
        code = "0"
        for shown in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            typed, _, expected = shown.partition("\n")
            script = typed.replace("$?", code)
            done = subprocess.run(
                ["sh", "-c", script], cwd=shell, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
            )
            code, out = str(done.returncode), done.stdout.decode("utf-8")
            if expected.endswith("...\n"):
                out = out[: len(expected) - 4] + "...\n"
            assert out == expected, f"command-line.md, line {line}: {typed}"
