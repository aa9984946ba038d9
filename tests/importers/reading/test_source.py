"""Paths that lead nowhere, and files that are no tables."""

import os
from pathlib import Path

import pytest

from comity.importers import read_participants, read_statements, read_votes
from comity.terms.errors import ComityError
from tests.importers.conftest import Refused


def code(path: str | Path) -> tuple[str, object]:
    with pytest.raises(ComityError) as caught:
        read_votes(path)
    return caught.value.code, caught.value.parameters["file"]


def test_a_path_where_there_is_nothing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path / "none" / "votes.csv", ""):
        assert code(path) == ("file.missing", str(path))
    assert code("with\0nul.csv") == ("file.missing", "with\\u0000nul.csv")
    assert code("x" * 5_000)[0] == "file.unreadable"


def test_a_folder(tmp_path: Path) -> None:
    for read in (read_votes, read_statements, read_participants):
        with pytest.raises(ComityError) as caught:
            read(tmp_path)
        assert (caught.value.code, caught.value.parameters) == ("file.is_folder", {"file": str(tmp_path)})


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("x")
    assert code(tmp_path / "votes.csv" / "more.csv")[0] == "file.missing"


def test_a_file_one_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("participant,statement,vote\n")
    path.chmod(0)
    if os.access(path, os.R_OK):  # whoever runs the tests may read everything
        monkeypatch.setattr("comity.importers.reading.source.io.FileIO", _forbidden)
    assert code(path)[0] == "file.forbidden"


def _forbidden(path: str) -> None:
    raise PermissionError(13, "no", path)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"ARROW1\0\0", "Arrow"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\xfd7zXZ\0", "xz"),
        (b"BZh91AY", "bzip2"),
        (b"\x28\xb5\x2f\xfd\x04", "zstd"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
    ],
)
def test_what_is_sent_in_place_of_a_table_is_called_by_its_name(refused: Refused, start: bytes, kind: str) -> None:
    error = refused(start + b"\0" * 20)
    assert (error.code, error.parameters) == ("file.not_text", {"found": kind})


def test_a_name_with_marks_that_mislead_is_shown_without_them(tmp_path: Path) -> None:
    assert code(tmp_path / "a\u202evsc.exe\x1b[2J\n")[1] == f"{tmp_path}/a\\u202evsc.exe\\u001b[2J\\u000a"
