"""Numbering cells: every cell gets the number of what it means, by either way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.importers.reading.cells import Refused, as_id
from comity.importers.reading.coding import Clock, Coder
from comity.importers.reading.plain import plain_cells


def block(texts: list[str]) -> bytes:
    return "".join(f"{text},\n" for text in texts).encode("utf-8")


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", " a", "b", "a" * 8, "a" * 9, "é" * 5, "x" * 64, "x" * 65]), min_size=1),
        max_size=4,
    )
)
def test_blocks_and_single_cells_share_their_numbers(blocks: list[list[str]]) -> None:
    coder = Coder(as_id)
    for texts in blocks:
        cells = plain_cells(block(texts), 2, 2)
        assert cells is not None
        codes = coder.codes(cells, 0)
        if codes is None:
            assert "x" * 65 in texts
            codes = np.array([coder.code(text) for text in texts])
        assert [coder.meanings[code] for code in codes] == [text.strip() for text in texts]


def test_very_many_ids_are_all_told_apart() -> None:
    """More ids than a table has room for at first, so that it grows, and many that want the same place in it."""
    for width in (1, 12):
        texts = [f"{i:0{width}d}" for i in range(60_000)]
        coder = Coder(as_id)
        for _ in range(2):
            cells = plain_cells(block(texts), 2, 2)
            assert cells is not None
            codes = coder.codes(cells, 0)
            assert codes is not None
            assert [coder.meanings[code] for code in codes] == texts


def test_a_block_with_a_cell_that_means_nothing_is_left_to_the_parser() -> None:
    cells = plain_cells(b"a,\nb\x07,\n", 2, 2)
    assert cells is not None
    assert Coder(as_id).codes(cells, 0) is None


def test_moments_are_in_order() -> None:
    clock = Clock()
    moments = [
        "0001-01-01",
        "1969-12-31T23:59:59Z",
        "2024-05-01",
        "2024-05-01T00:00:00.000001",
        "2024-05-01T00:00-01:00",
    ]
    times = [clock.code(moment) for moment in moments]
    assert times == sorted(set(times))
    assert clock.code("2024-05-01T01:00:00+00:00") == times[-1]
    assert [Clock().code(text) for text in ("-1.25", "-1.5", "1.5", "2.0000001")] == [
        -1250000,
        -1500000,
        1500000,
        2000000,
    ]


@pytest.mark.parametrize("cell", ["", "soon", "1/5/2024", "1e9", "2024-13-01", "10:00", "١٢"])
def test_what_is_no_moment(cell: str) -> None:
    with pytest.raises(Refused):
        Clock().code(cell)
