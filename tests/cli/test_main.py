"""The command as a whole: help and version at once, exit codes, and no traceback whatever happens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import comity
from comity import cli
from comity.cli import COMMANDS, main
from comity.cli.options import TAGS
from comity.terms.errors import ComityError
from tests.cli.conftest import Run, Say


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command(say: Say, words: list[str]) -> None:
    code, out, err = say(*words)
    assert (code, err) == (0, "")
    assert all(f"  comity {name}\n" in out for name in COMMANDS)


def test_the_version_is_that_of_the_package(say: Say) -> None:
    assert say("--version") == (0, f"comity {comity.__version__}\n", "")


def test_help_comes_at_once(tmp_path: Path) -> None:
    """Nothing heavy is loaded for it: best of three, with room for a busy machine."""
    loads = "import sys; from comity.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, check=True, cwd=tmp_path)
    assert not {"scipy", "jinja2", "arro3", "comity.flow", "comity.importers"} & set(done.stderr.decode().split())
    begun = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "comity", "--help"], capture_output=True, check=True, cwd=tmp_path)
        begun.append(time.perf_counter() - start)
    assert min(begun) < 1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compre"], "There is no command compre; expected perhaps compare."),
        (["xyz"], f"There is no command xyz; expected one of {', '.join(COMMANDS)}."),
        (["--versoin"], "comity has no option --versoin; expected"),
        (["--language", "fr", "compare"], "comity n’a pas d’option --language"),
        (["compare", "--language", "ru"], "После comity compare чего-то не хватает; ожидалось VOTES."),
        (["compare", "x.csv", "--language=zh"], "x.csv：没有这个名称的文件"),
        (["compare", "x.csv", "--language", "klingon"], "--language cannot be klingon; expected one of ar, en"),
    ],
)
def test_bad_use_ends_with_two_and_one_line(say: Say, words: list[str], said: str) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"comity: {said}") and err.count("\n") == 1


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_every_language(say: Say, command: str, language: str) -> None:
    code, out, err = say(command, "--help", "--language", language)
    assert (code, err) == (0, "")
    assert f"comity {command}" in out
    assert f"help.{command}" not in out and "{" not in out
    assert ("\nUsage\n" in out) == (language == "en")


def _raise(error: BaseException) -> object:
    def run(*words: object, **named: object) -> int:
        raise error

    return run


def test_a_fault_of_ours_is_one_line_that_says_where(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "parsed", _raise(ZeroDivisionError("a\nb")))
    code, out, err = say("schema", "compare")
    assert (code, out) == (2, "")
    assert err.startswith(f"comity: This is a fault of Comity {comity.__version__}, not of what it was given (")
    assert "ZeroDivisionError: a, in " in err and err.count("\n") == 1


def test_the_place_of_a_fault_is_a_line_of_ours(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.cli.schema.schema", lambda name: None)
    assert ", in comity/cli/schema.py:" in say("schema", "compare")[2]


def test_too_little_memory_is_said(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "parsed", _raise(MemoryError()))
    code, _, err = say("schema", "compare")
    assert code == 2 and err.startswith("comity: There is not enough memory")


def test_an_interruption_is_quiet(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "parsed", _raise(KeyboardInterrupt()))
    assert say("schema", "compare") == (130, "", "")


def test_an_error_on_several_lines_is_said_on_one(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "parsed", _raise(ComityError("no.such.code", what="a\nb")))
    code, _, err = say("schema", "compare")
    assert code == 2 and err.count("\n") == 1


def test_a_reader_that_closes_early_is_no_fault(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "schema", "compare"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    with process.stderr as stream:
        assert stream.read() == b""
    assert process.wait() == 141


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_an_interrupt_from_the_keyboard_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "pipe").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "compare", "-", "--out", "report"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert process.stdin is not None
    # More than a pipe holds: once it is written, the command is reading.
    process.stdin.write(b"participant,statement,vote\n" + b"a,s,1\n" * 100_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]


def test_it_can_be_run_as_a_module(run: Run) -> None:
    assert run("--version").stdout == f"comity {comity.__version__}\n".encode()


def test_main_takes_the_words_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["comity", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("comity ")
