"""Progress: drawn on a terminal, told now and then in a log, silent where work is short."""

import io
import time

import pytest

from comity.cli import progress
from comity.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.1)
    monkeypatch.setattr(progress, "PAUSE", 0.02)
    monkeypatch.setattr(progress, "LINE_EVERY", 0.15)


def work(stream: io.StringIO, seconds: float, *, quiet: bool = False, language: str = "en") -> str:
    with Progress(language, quiet=quiet, stream=stream) as told:
        told(0.42, "groups")
        time.sleep(seconds)
    return stream.getvalue()


def test_a_terminal_shows_one_line_and_is_left_clean() -> None:
    text = work(Terminal(), 0.4)
    assert "42% · looking for groups and testing how stable they are · 0 s" in text
    assert "\n" not in text
    assert text.endswith("\r\x1b[K")


def test_a_log_gets_whole_lines_now_and_then() -> None:
    lines = work(io.StringIO(), 0.5).splitlines()
    assert 1 <= len(lines) <= 3
    assert all(line.startswith("42% · ") for line in lines)


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_short_work_and_quiet_work_say_nothing(stream: io.StringIO) -> None:
    assert work(stream, 0.0) == ""
    assert work(stream, 0.4, quiet=True) == ""


def test_a_stage_without_a_word_is_work() -> None:
    stream = Terminal()
    with Progress("fr", stream=stream) as told:
        told(0.5, "no_such_stage")
        time.sleep(0.3)
    assert "travail en cours" in stream.getvalue()
