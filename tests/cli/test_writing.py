"""Files and folders are whole or not there, and what is not ours is left alone."""

import os
import stat
from pathlib import Path

import pytest

from comity.cli.writing import new_file, new_folder, refuse_unwritable
from comity.terms.errors import ComityError

OURS = ("report.html", "result.json", "tables")
RESULT = b'{\n"schema": {"name": "comity.compare", "version": 1}\n}\n'


def fill(folder: Path, text: str, *, tables: tuple[str, ...] = ("a.csv",)) -> None:
    (folder / "report.html").write_text(text)
    (folder / "result.json").write_bytes(RESULT)
    (folder / "tables").mkdir()
    for name in tables:
        (folder / "tables" / name).write_text(text)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_appears_whole_with_its_parents(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b"
    with new_folder(target, OURS) as made:
        fill(made, "new")
        assert not target.exists()
    assert names(target) == {"report.html", "result.json", "tables/a.csv"}
    assert list((tmp_path / "a").iterdir()) == [target]
    assert stat.S_IMODE(target.stat().st_mode) == 0o777 & ~_umask()


def test_what_an_earlier_run_wrote_is_replaced_and_nothing_is_left_of_it(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with new_folder(target, OURS) as made:
        fill(made, "old", tables=("a.csv", "b.csv"))
    with new_folder(target, OURS) as made:
        fill(made, "new")
    assert names(target) == {"report.html", "result.json", "tables/a.csv"}
    assert (target / "report.html").read_text() == "new"
    assert sorted(entry.name for entry in target.iterdir()) == ["report.html", "result.json", "tables"]


def test_an_empty_folder_may_be_filled_even_from_within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with new_folder(Path("."), OURS) as made:
        fill(made, "new")
    assert names(tmp_path) == {"report.html", "result.json", "tables/a.csv"}


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), new_folder(target, OURS) as made:
            fill(made, "half")
            raise KeyboardInterrupt
        assert list(tmp_path.iterdir()) == []
    with new_folder(target, OURS) as made:
        fill(made, "old")
    with pytest.raises(ZeroDivisionError), new_folder(target, OURS) as made:
        fill(made, "half")
        raise ZeroDivisionError
    assert (target / "report.html").read_text() == "old"
    assert len(list(target.iterdir())) == 3


@pytest.mark.parametrize("there", ["thesis.txt", "result.json", ".hidden"])
def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("{}")
    with pytest.raises(ComityError) as caught, new_folder(tmp_path, OURS):
        pass
    assert (caught.value.code, caught.value.parameters["found"]) == ("out.not_ours", there)
    assert names(tmp_path) == {there}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(ComityError) as caught, new_folder(tmp_path / "out", OURS):
        pass
    assert caught.value.code == "out.is_file"


def test_a_file_is_replaced_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "x.json"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), new_file(target) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert target.read_text() == "old"
    with new_file(target) as stream:
        stream.write(b"new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~_umask()


def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    with new_file(tmp_path / "link") as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    with new_file(Path(os.devnull)) as stream:
        stream.write(b"gone")
    assert not Path(os.devnull).is_file()


def test_a_place_that_cannot_be_written_is_named_beforehand(tmp_path: Path) -> None:
    for path in (tmp_path / "no" / "x.json", tmp_path):
        with pytest.raises(ComityError) as caught:
            refuse_unwritable(path)
        assert (caught.value.code, caught.value.parameters["path"]) == ("file.cannot_write", str(path))
    refuse_unwritable(tmp_path / "x.json")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
