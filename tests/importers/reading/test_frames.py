"""Tables in memory are read as files are: the same votes, and the same refusals with row and column."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.importers import read_participants, read_participants_file, read_shares_file, read_statements, read_votes
from comity.importers.reading.frames import Frame
from comity.terms.errors import ComityError

COLUMNS = {
    "participant": ["b", "a", "a", "c"],
    "statement": [10, 2, 10, 2],
    "vote": [1, -1, 0, 1],
}
MAKERS: dict[str, Callable[[Any], object]] = {
    "lists": dict,
    "arrays": lambda columns: {name: np.array(values) for name, values in columns.items()},
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
}


def refused(source: object, read: Callable[..., object] = read_votes) -> ComityError:
    with pytest.raises(ComityError) as caught:
        read(source)
    return caught.value


@pytest.mark.parametrize("library", MAKERS)
def test_every_library_gives_the_same_votes(library: str) -> None:
    found = read_votes(MAKERS[library](COLUMNS))
    assert found.votes.participants.tolist() == ["a", "b", "c"]
    assert found.votes.statements.tolist() == ["2", "10"]
    assert (found.votes.indptr.tolist(), found.votes.indices.tolist()) == ([0, 2, 3, 4], [0, 1, 1, 0])
    assert found.votes.values.tolist() == [-1, 0, 1, 1]
    assert (found.format, found.ignored) == ("long", ())


@pytest.mark.parametrize("library", MAKERS)
def test_a_refusal_names_row_and_column(library: str) -> None:
    error = refused(MAKERS[library](COLUMNS | {"vote": [1, -1, 7, 1]}))
    assert error.code == "votes.bad_value"
    assert error.parameters == {
        "file": "votes",
        "row": 3,
        "column": "3 (vote)",
        "value": "7",
        "expected": "-1, 0, 1, disagree, pass, agree",
    }


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_what_is_missing_is_an_empty_cell(library: str) -> None:
    people = MAKERS[library]({"participant": ["a", "b"], "region": ["Asia", None], "age": [41, None]})
    columns = read_participants(people).columns
    assert columns["region"].tolist() == ["Asia", ""]
    assert columns["age"].tolist() == ["41", ""]  # a whole number, though the gap made the column one of decimals
    assert refused(MAKERS[library](COLUMNS | {"participant": ["a", None, "b", "c"]})).code == "ids.empty"


def test_numpy_and_pandas_missing_values() -> None:
    people = {
        "participant": np.array([1.0, 2.0]),
        "x": np.array([0.5, np.nan]),
        "y": pd.array([1, None], dtype="Int64"),
    }
    columns = read_participants(people).columns
    assert (columns["x"].tolist(), columns["y"].tolist()) == (["0.5", ""], ["1", ""])


def test_times_of_arrays_decide_which_vote_counts() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    for times in ([late, early], np.array(["2026-01-02", "2026-01-01"], dtype="datetime64[ns]"), [9, 1]):
        table = {"participant": ["a", "a"], "statement": ["s", "s"], "vote": [1, -1], "timestamp": times}
        assert read_votes(table).votes.values.tolist() == [1]


def test_other_formats_are_read_from_memory_too() -> None:
    wide = pd.DataFrame({"participant": ["a", "b"], "s1": [1, np.nan], "s2": [0, -1]})
    assert read_votes(wide).votes.values.tolist() == [1, 0, -1]
    roll_calls = pl.DataFrame({"rcid": [1, 1], "country_code": ["FR", "NA"], "vote": ["yes", "no"]})
    assert read_votes(roll_calls).votes.participants.tolist() == ["FRA", "NAM"]
    texts = read_statements({"statement": [1], "text_en": ["'=1 is a text"], "meta": [True]})
    assert (texts.texts["en"].tolist(), texts.meta.tolist()) == (["'=1 is a text"], [True])
    assert read_shares_file({"column": ["a"], "value": ["b"], "share": [1.0]}).shares == (("a", "b", 1.0),)


def test_blank_rows_are_counted() -> None:
    found = read_participants_file({"participant": ["a", None], "kind": ["x", ""]})
    assert found.participants.ids.tolist() == ["a"]
    assert [(one.code, one.parameters["count"]) for one in found.ignored] == [("csv.blank_rows", 1)]


@pytest.mark.parametrize("source", [None, 7, [1, 2], {}, "", {"participant": "abc"}, {"a": np.zeros((2, 2))}])
def test_what_is_no_table_is_refused(source: object) -> None:
    assert refused(source).code == ("file.missing" if source == "" else "table.unreadable")


def test_columns_of_unequal_length_are_refused() -> None:
    error = refused({"participant": ["a", "b"], "statement": ["s"], "vote": [1, 1]})
    assert (error.code, error.parameters["found"]) == (
        "table.unequal_lengths",
        "participant (2), statement (1), vote (2)",
    )


def test_columns_of_one_name_are_refused() -> None:
    twice = pd.DataFrame([["a", "s", 1, 1]], columns=["participant", "statement", "vote", "vote"])
    assert refused(twice).code == "csv.duplicate_column"


def test_an_empty_table_says_so() -> None:
    assert refused({"participant": [], "statement": [], "vote": []}).code == "file.no_rows"


CELLS = st.text(st.sampled_from("a1,\"\n\r\x00 '=-é\ud800"), max_size=4)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_plain_cells_are_the_cells_of_the_records(rows: list[tuple[str, str]]) -> None:
    """The quick way gives what the slow way gives, or leaves it to that."""
    first, second = ([row[place] for row in rows] for place in (0, 1))
    frame = Frame({"x": first, "y": second}, "rows")
    for block in frame.blocks():
        plain = block.plain()
        if plain is None:
            continue
        starts, ends = plain.starts.tolist(), plain.ends.tolist()
        cells = [[plain.text(*place) for place in zip(*row, strict=True)] for row in zip(starts, ends, strict=True)]
        assert [cell for row, cell in enumerate(cells, plain.first_row) if "".join(cell).strip(" \t\u00a0\u3000")] == [
            record for _, record in block.records()
        ]
