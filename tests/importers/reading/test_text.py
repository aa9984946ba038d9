"""Bytes that are no UTF-8, no text, or no line."""

import codecs
from collections.abc import Iterator

import pytest

from comity.importers import read_participants, read_votes
from comity.importers.reading.source import Source
from comity.importers.reading.text import Text, count_lines
from comity.terms.errors import ComityError
from tests.importers.conftest import Refused, Written

HEADER = "participant,statement,vote\n"
MEGABYTE = 1 << 20


def test_latin_1_is_recognised_by_the_byte_that_gives_it_away(refused: Refused, written: Written) -> None:
    content = (HEADER + "Ana,1,1\nJosé,1,0\n").encode("latin-1")
    error = refused(content)
    assert (error.code, error.parameters) == (
        "file.not_utf8",
        {"row": 3, "column": "1 (participant)", "found": "0xE9"},
    )
    read = read_votes(written(content), encoding="latin-1")
    assert sorted(read.votes.participants) == ["Ana", "José"]


def test_the_column_of_a_byte_within_quotes_is_found_too(refused: Refused) -> None:
    error = refused('participant,statement,vote,note\na,1,1,x\nb,1,1,"one,\ntwo é"\n'.encode("latin-1"))
    assert (error.parameters["row"], error.parameters["column"]) == (4, "4 (note)")
    error = refused("participant,statéement,vote\n".encode("latin-1"))
    assert (error.parameters["row"], error.parameters["column"]) == (1, "2")
    error = refused((HEADER + "a,1,1\n").encode() + b"\xe9,1,1\n")
    assert (error.parameters["row"], error.parameters["column"]) == (3, "1 (participant)")


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_rows_are_counted_by_the_line_ends_the_file_has(refused: Refused, end: str) -> None:
    error = refused(end.join(["participant,statement,vote", "a,1,1", "b,1,1", "é,1,1"]).encode("latin-1"))
    assert error.parameters["row"] == 4


@pytest.mark.parametrize(
    "encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "cp1256", "gb18030", "UTF8"]
)
def test_other_encodings_when_they_are_named(written: Written, encoding: str) -> None:
    name = {"cp1256": "نعم", "gb18030": "声音"}.get(encoding, "é")
    rows = "".join(f"{name}{i},1,1\n" for i in range(50))
    votes = read_votes(written((HEADER + rows).encode(encoding)), encoding=encoding).votes
    assert sorted(votes.participants) == sorted(f"{name}{i}" for i in range(50))


def test_an_encoding_the_file_is_not_in(refused: Refused) -> None:
    error = refused((HEADER + "a,1,1\nbé,1,1\n").encode("latin-1"), encoding="ascii")
    assert (error.code, error.parameters) == (
        "file.not_encoding",
        {"row": 3, "column": "1 (participant)", "found": "0xE9", "expected": "ascii"},
    )
    error = refused("\ufeff" + HEADER, encoding="latin-1")
    assert (error.code, error.parameters) == (
        "file.encoding_contradicted",
        {"found": "utf-8", "expected": "latin-1"},
    )
    assert refused((HEADER + "a,1,1\n").encode("utf-16-le")[:-1], encoding="utf-16-le").code == "file.not_encoding"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "zlib", "idna", "undefined", "", "x" * 500, "a\0b"])
def test_an_encoding_there_is_not(written: Written, encoding: str) -> None:
    with pytest.raises(ComityError) as caught:
        read_votes(written(HEADER + "a,1,1\n"), encoding=encoding)
    assert caught.value.code == "file.unknown_encoding"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_and_32_are_named_by_their_marks(refused: Refused, encoding: str, order: str) -> None:
    mark = getattr(codecs, f"BOM_{encoding.replace('-', '')}_{order}".upper())
    error = refused(mark + (HEADER + "a,1,1\n").encode(f"{encoding}-{order}"))
    assert (error.code, error.parameters) == ("file.utf16", {"found": encoding})


def test_a_zero_byte_is_named_with_its_row(refused: Refused) -> None:
    error = refused(HEADER + "a,1,1\nb\0,1,1\n")
    assert (error.code, error.parameters) == ("file.nul_byte", {"row": 3})
    assert refused((HEADER + "a,1,1\n").encode("utf-16-le")).code == "file.nul_byte"


def test_a_line_of_two_gigabytes_is_refused_when_one_megabyte_of_it_is_read() -> None:
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        yield HEADER.encode()
        while True:
            given += 1
            assert given < 5
            yield b"x" * MEGABYTE

    text = Text(Source("long.csv", endless()))
    assert text.piece() is not None
    with pytest.raises(ComityError) as caught:
        text.piece()
    assert (caught.value.code, caught.value.parameters) == (
        "csv.line_too_long",
        {"file": "long.csv", "row": 2, "expected": MEGABYTE},
    )


@pytest.mark.parametrize("encoding", [None, "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_line_may_be_a_megabyte_and_no_more(
    written: Written, refused: Refused, encoding: str | None, end: str
) -> None:
    # Cells of 100,000 characters, because a single one may not be longer than 131,072.
    row = "a," + ",".join(["x" * 100_000] * 10) + ","
    header = "id," + ",".join(f"c{i}" for i in range(11))
    whole = row + "y" * (MEGABYTE - len(row) - len(end))
    people = read_participants(written(end.join([header, whole, "b" + "," * 11])), encoding=encoding)
    assert people.ids.tolist() == ["a", "b"]
    error = refused(end.join([header, whole + "yyy", "b" + "," * 11]), read_participants, encoding=encoding)
    assert (error.code, error.parameters["row"]) == ("csv.line_too_long", 2)


def test_line_ends_of_all_kinds_count_once() -> None:
    assert count_lines(b"a\nb\r\nc\rd\n\re") == 5


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_where_a_block_ends_makes_no_difference(
    written: Written, refused: Refused, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    rows = end.join([HEADER.strip(), *(f"é{i},1,1" for i in range(40))])
    for size in range(1, 24):
        monkeypatch.setattr("comity.importers.reading.source.BLOCK", size)
        read = read_votes(written(rows))
        assert (read.votes.shape, read.ignored) == ((40, 1), ())
        assert refused(rows + end + "z,1,7").parameters["row"] == 42
