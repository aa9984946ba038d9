"""CSV that no spreadsheet calculates, and that comes back as it was."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.exporters.csv import escaped, write_csv, write_tables
from comity.exporters.tables import TABLES, Column, Table, tables
from comity.importers import read_participants, read_statements
from comity.importers.reading.cells import unescaped
from comity.importers.reading.table import open_table
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00") | st.sampled_from("'=+-@,\"\n\r\t -1"),
    max_size=12,
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=False)


def table_of(texts: Sequence[str], numbers: Sequence[float]) -> Table:
    return Table(
        n=np.arange(len(texts)).view(Column),
        text=np.array(texts, dtype=np.str_).view(Column),
        number=np.array(numbers, dtype=np.float64).view(Column),
    )


@given(TEXTS)
def test_taking_one_apostrophe_off_gives_the_text_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in tuple("=+-@")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+41 22", "'+41 22"),
        ("-", "'-"),
        ("@here", "'@here"),
        ("'=x", "''=x"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_only_what_would_be_calculated_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@given(st.lists(st.tuples(TEXTS, NUMBERS), max_size=8))
def test_a_table_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float]]) -> None:
    path = tmp_path_factory.getbasetemp() / "table.csv"
    # Numpy drops zeros at the end of a text, and nothing else; no text here has any.
    table = table_of([text for text, _ in rows], [number for _, number in rows])
    write_csv(table, path)
    with open_table(path) as read:
        records = [cells for _, cells in read.records()] if rows else []
        assert read.columns == ("n", "text", "number")
    assert [unescaped(text) for _, text, _ in records] == [text for text, _ in rows]
    numbers = [float(number) if number else float("nan") for _, _, number in records]
    np.testing.assert_array_equal(numbers, [number for _, number in rows])


def test_numbers_are_never_touched(tmp_path: Path) -> None:
    write_csv(table_of(["-1"], [-1.5]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"n,text,number\n0,'-1,-1.5\n"


def test_every_table_is_written_in_utf8_with_a_header(comparison: Comparison, tmp_path: Path) -> None:
    write_tables(comparison, tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(TABLES)
    for name, table in tables(comparison).items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == list(table)
        assert len(rows) == table.rows + 1


def test_statements_and_participants_are_imported_again_without_loss(comparison: Comparison, tmp_path: Path) -> None:
    hostile = comparison.statements.texts["en"].astype("U200")
    hostile[:4] = ["=1+1", "'=1", '<b>"bold"</b>\n,', "\u202eright to left\u202c"]
    statements = replace(comparison.statements, texts={**comparison.statements.texts, "en": hostile, "": hostile})
    write_tables(replace(comparison, statements=statements), tmp_path)
    again = read_statements(tmp_path / "statements.csv")
    assert again.ids.tolist() == statements.ids.tolist()
    assert {tag: texts.tolist() for tag, texts in again.texts.items()} == {
        tag: texts.tolist() for tag, texts in statements.texts.items()
    }
    np.testing.assert_array_equal(again.moderation, statements.moderation)
    np.testing.assert_array_equal(again.meta, statements.meta)
    people = read_participants(tmp_path / "participants.csv")
    assert people.ids.tolist() == comparison.participants.tolist()
    np.testing.assert_array_equal(people.columns["probability"].astype(float), comparison.groups.probability)
    np.testing.assert_array_equal(people.columns["axis_1"].astype(float), comparison.positions[:, 0])


def test_where_nothing_can_be_written_the_place_is_named(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(ComityError) as caught:
        write_tables(comparison, tmp_path / "missing")
    assert caught.value.code == "file.cannot_write"
    assert caught.value.parameters["path"] == str(tmp_path / "missing" / "participants.csv")
