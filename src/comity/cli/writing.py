"""Files and folders written whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from comity.exporters.csv import write_tables
from comity.exporters.html import write_report
from comity.exporters.json import SCHEMA, write_json
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError

DATA, TABLES = "result.json", "tables"
_UNFINISHED = ".comity-"
_LONGEST_BEGINNING = 4096
_MOST_NAMED = 3


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes take the place of `path` when the block ends well; what is no plain file, such as a pipe or
    a device, is written to as it is. Error: `file.cannot_write`."""
    with _writing(path):
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def refuse_unwritable(path: Path) -> None:
    """Refuse a file that could not be written, before the work is done. Error: `file.cannot_write`."""
    found = errno.EISDIR if path.is_dir() else 0 if path.parent.is_dir() else errno.ENOENT
    if found:
        raise ComityError("file.cannot_write", path=str(path), reason=os.strerror(found))


def refuse_others(path: Path, ours: Sequence[str]) -> None:
    """Refuse a folder that holds anything but what we wrote there. Errors: `out.is_file`, `out.not_ours`."""
    if not path.exists():
        return
    if not path.is_dir():
        raise ComityError("out.is_file", path=str(path))
    there = sorted(entry.name for entry in path.iterdir() if not entry.name.startswith(_UNFINISHED))
    foreign = [name for name in there if name not in ours]
    if not foreign and there and not _is_result(path / DATA):
        foreign = there
    if foreign:
        more = ", …" if len(foreign) > _MOST_NAMED else ""
        raise ComityError("out.not_ours", path=str(path), found=", ".join(foreign[:_MOST_NAMED]) + more)


@contextmanager
def new_folder(path: Path, ours: Sequence[str], beside: Sequence[str] = ()) -> Iterator[Path]:
    """A folder whose files take their places in `path` when the block ends well. ours: the names we write there;
    beside: names that may stand there and are left alone.

    What an earlier run wrote to `path` is replaced. A folder with anything else in it is left as it is.
    Errors: `out.is_file`, `out.not_ours`, `file.cannot_write`.
    """
    with _writing(path):
        refuse_others(path, (*ours, *beside))
        home = path if path.exists() else path.absolute().parent
        home.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home))
        try:
            os.chmod(made, 0o777 & ~_umask())
            yield made
            if path.exists():
                _replace_files(made, path, ours)
            else:
                os.rename(made, path)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def write_result(
    result: Comparison,
    folder: Path,
    reports: Sequence[tuple[str, str]],
    *,
    language: str,
    title: str | None = None,
    notice: str | None = None,
) -> None:
    """Write the result to a folder that is there: result.json, tables/, and the reports as (name of file, language).
    language: of the data's texts and warnings."""
    with (folder / DATA).open("wb") as stream:
        write_json(result, stream, language)
    (folder / TABLES).mkdir(exist_ok=True)
    write_tables(result, folder / TABLES, language)
    for name, own in reports:
        write_report(result, folder / name, language=own, title=title, notice=notice)


def _is_result(path: Path) -> bool:
    """Whether a file is a result that Comity wrote."""
    try:
        with path.open("rb") as stream:
            return f'"name": "{SCHEMA[0]}"'.encode() in stream.read(_LONGEST_BEGINNING)
    except OSError:
        return False


def _replace_files(made: Path, path: Path, ours: Sequence[str]) -> None:
    """Move every file of `made` to its place in `path`, one by one, and remove what an earlier run left besides."""
    files = [file.relative_to(made) for file in sorted(made.rglob("*")) if file.is_file()]
    kept = {path / file for file in files}
    for file in files:
        (path / file).parent.mkdir(exist_ok=True)
        os.replace(made / file, path / file)
    for name in ours:
        place = path / name
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file() and file not in kept:
                file.unlink()
    for left in path.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise ComityError("file.cannot_write", path=str(path), reason=problem.strerror or str(problem)) from problem


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
