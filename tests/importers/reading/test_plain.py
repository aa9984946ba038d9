"""Cells cut out by arithmetic: when that may be done, and that usual files are read so."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.importers.reading.plain import plain_cells


def cells(text: str, columns: int) -> list[list[str]] | None:
    found = plain_cells(text.encode("utf-8"), 2, columns)
    if found is None:
        return None
    return [
        [found.text(start, end) for start, end in zip(*row, strict=True)]
        for row in zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a,1,1\nb,1,0\n",
        "a,1,1\r\nb,1,0\r\n",
        "a,1,1\rb,1,0",
        "é,标识,\nb,,\n",
        '"a","1","1"\n"b","1","0"\n',
        '"a, b",1,""\r\nc,"x,y,z",0\r\n',
    ],
)
def test_usual_blocks_are_cut_as_a_parser_would(text: str) -> None:
    assert cells(text, 3) == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "a,1,1\nb,1\n",  # short
        "a,1,1\nb,1,1,1\n",  # long
        "a,1\n1,b,1,1\n",  # as many cells as two rows have, in the wrong places
        "a,1,1\n\n",  # blank
        '"a ""b""",1,1\n',
        '5" pipe,1,1\n',
        '"a\nb",1,1\n',
        '"a\rb",1,1\r\n',
        '"a"x,1,1\n',
        '"a,1,1\n',
        "x" * 70_000 + ",1,1\n",
    ],
)
def test_whatever_needs_a_parser_is_left_to_it(text: str) -> None:
    assert cells(text, 3) is None


@given(st.lists(st.sampled_from(["a", "bc", ",", ",", '"', '"', "\n", "\n", "\r\n", "\r", "é"]), max_size=14))
def test_what_is_cut_out_is_what_a_strict_parser_gives(parts: list[str]) -> None:
    text = "".join(parts)
    found = cells(text, 2) if text else None
    if found is not None:
        assert found == list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=20))
def test_whole_numbers_are_exact(numbers: list[int]) -> None:
    found = plain_cells("".join(f"x,{number}\n" for number in numbers).encode(), 2, 2)
    assert found is not None
    read = found.whole_numbers(1)
    assert read is not None
    assert read.tolist() == numbers


@pytest.mark.parametrize("cell", ["", "-1", "1.5", " 1", "1e3", "1234567890123456789", "١"])
def test_what_is_no_whole_number_is_left_to_the_parser(cell: str) -> None:
    found = plain_cells(f"x,1\nx,{cell}\n".encode(), 2, 2)
    assert found is not None
    assert found.whole_numbers(1) is None


@given(
    st.lists(st.text(st.characters(exclude_characters=',"\n\r\0', exclude_categories=["Cs"]), max_size=20), min_size=1)
)
def test_cells_have_the_same_words_exactly_when_they_are_the_same(texts: list[str]) -> None:
    found = plain_cells("".join(f"{text},\n" for text in texts).encode("utf-8"), 2, 2)
    assert found is not None
    starts = found.starts[:, 0]
    words = found.words(starts, found.ends[:, 0] - starts)
    if words is None:
        assert max(len(text.encode()) for text in texts) > 64
        return
    rows = [tuple(row) for row in np.stack(words, axis=1).tolist()]
    assert [rows.index(row) for row in rows] == [texts.index(text) for text in texts]
