"""Packed files: read when they hold one table, refused early when they are meant to do harm."""

import gzip
import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from comity.importers import read_votes
from comity.importers.reading import archives
from comity.terms.errors import ComityError
from tests.importers.conftest import Refused, Written

TABLE = b"participant,statement,vote\na,1,1\nb,1,-1\n"
CHECKSUM = zlib.crc32(TABLE).to_bytes(4, "little")


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED, unseekable: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(Pipe(made) if unseekable else made, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


class Pipe(io.RawIOBase):
    """A stream that cannot go back, so that the sizes of an entry have to follow it."""

    def __init__(self, under: io.BytesIO) -> None:
        self._under = under

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._under.write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(TABLE),
        gzip.compress(TABLE[:20]) + gzip.compress(TABLE[20:]),
        gzip.compress(TABLE) + bytes(512),
        zipped(("votes.csv", TABLE)),
        zipped(("votes.csv", TABLE), compression=zipfile.ZIP_STORED),
        zipped(("votes.csv", TABLE), unseekable=True),
        zipped(("export/", b""), ("export/votes.csv", TABLE), ("__MACOSX/export/._votes.csv", b"\0\1")),
        zipped(("export/.DS_Store", b"\0\1"), ("votes.csv", TABLE), unseekable=True),
    ],
)
def test_one_table_packed_in_any_usual_way(written: Written, packed: bytes) -> None:
    assert read_votes(written(packed)).votes.values.tolist() == [1, -1]


def test_errors_name_the_member(written: Written) -> None:
    with pytest.raises(ComityError) as caught:
        read_votes(written(zipped(("mine.csv", TABLE + b"c,1,7\n"))))
    assert str(caught.value.parameters["file"]).endswith("votes.csv:mine.csv")
    assert (caught.value.code, caught.value.parameters["row"]) == ("votes.bad_value", 4)


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (zipped(("votes.csv", TABLE), ("comments.csv", b"comment-id,comment-body\n")), "file.archive_members"),
        (zipped(("folder/", b"")), "file.archive_empty"),
        (zipped(), "file.archive_empty"),
        (zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), "file.is_spreadsheet"),
        (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), "file.is_spreadsheet"),
        (zipped(("votes.csv", TABLE), compression=zipfile.ZIP_BZIP2), "file.unknown_compression"),
        (zipped(("votes.csv", TABLE), compression=zipfile.ZIP_LZMA), "file.unknown_compression"),
        (gzip.compress(TABLE)[:-10], "file.damaged_archive"),
        (gzip.compress(TABLE)[:-8] + bytes(8), "file.damaged_archive"),
        (gzip.compress(TABLE) + b"behind it", "file.damaged_archive"),
        (zipped(("votes.csv", TABLE))[:60], "file.damaged_archive"),
        (zipped(("votes.csv", TABLE))[:12], "file.damaged_archive"),
        (
            zipped(("votes.csv", TABLE)).replace(zlib.crc32(TABLE).to_bytes(4, "little"), bytes(4)),
            "file.damaged_archive",
        ),
    ],
)
def test_archives_that_cannot_be_read(written: Written, packed: bytes, code: str) -> None:
    with pytest.raises(ComityError) as caught:
        read_votes(written(packed))
    assert caught.value.code == code


def test_several_members_are_named(refused: Refused) -> None:
    error = refused(zipped(("votes.csv", TABLE), ("more.csv", TABLE)))
    assert error.parameters == {"found": "votes.csv, more.csv"}


def test_an_encrypted_archive(refused: Refused) -> None:
    packed = bytearray(zipped(("votes.csv", TABLE)))
    struct.pack_into("<H", packed, 6, struct.unpack_from("<H", packed, 6)[0] | 1)
    error = refused(bytes(packed))
    assert (error.code, error.parameters) == ("file.encrypted", {})


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_a_bomb_is_refused_early(tmp_path: Path, kind: str) -> None:
    """Two gigabytes of good rows in two megabytes: without the limit, minutes and all of the memory."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"1,1,1\n" * 100_000
    parts = [engine.compress(b"participant,statement,vote\n")]
    parts += [engine.compress(block) for _ in range(100)]
    body = b"".join(parts)
    more = engine.compress(block) + engine.flush(zlib.Z_FULL_FLUSH)
    body += more + engine.compress(block * 10) + engine.flush()
    start = {
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
        "zip": struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 0, 9, 0) + b"votes.csv",
    }[kind]
    path = tmp_path / "bomb.csv"
    path.write_bytes(start + body)
    began = time.process_time()
    with pytest.raises(ComityError) as caught:
        read_votes(path)
    assert caught.value.code == "file.archive_bomb"
    assert int(str(caught.value.parameters["found"])) > 400
    assert time.process_time() - began < 5


def test_an_archive_larger_than_any_table(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 30)
    for packed in (
        gzip.compress(TABLE),
        zipped(("v.csv", TABLE)),
        zipped(("v.csv", TABLE), compression=zipfile.ZIP_STORED),
    ):
        with pytest.raises(ComityError) as caught:
            read_votes(written(packed))
        assert caught.value.code == "file.archive_too_large"


def test_an_archive_within_an_archive_is_no_table(written: Written) -> None:
    for packed in (gzip.compress(gzip.compress(TABLE)), zipped(("inner.zip", zipped(("votes.csv", TABLE))))):
        with pytest.raises(ComityError) as caught:
            read_votes(written(packed))
        assert caught.value.code in ("file.nul_byte", "file.not_utf8")


def test_very_many_crumbs_cost_little(written: Written) -> None:
    """A gzip file may consist of any number of members; each is one byte of the table here."""
    rows = b"participant,statement,vote\n" + b"".join(b"%d,1,1\n" % i for i in range(1_000))
    packed = b"".join(gzip.compress(rows[place : place + 1], mtime=0) for place in range(len(rows)))
    began = time.process_time()
    assert len(read_votes(written(packed)).votes) == 1_000
    assert time.process_time() - began < 1.5
