"""Quotation marks that are not closed, and records that are not records."""

import pytest

from comity.importers import read_participants, read_votes
from tests.importers.conftest import Refused, Written

HEADER = "participant,statement,vote,note\n"


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        ('a,1,1,"never closed\nb,1,1,x\n', 2, "4 (note)"),
        ('a,1,1,x\n"b,1,1,x\n', 3, "1 (participant)"),
        ('a,1,1,"two\nlines"\nb,1,1,"never closed', 4, "4 (note)"),
    ],
)
def test_a_quotation_mark_that_is_not_closed(refused: Refused, rows: str, row: int, column: str) -> None:
    error = refused(HEADER + rows)
    assert (error.code, error.parameters) == ("csv.open_quote", {"row": row, "column": column})


def test_text_behind_a_closing_quotation_mark(refused: Refused) -> None:
    error = refused(HEADER + 'a,1,1,x\nb,"1"2,1,x\n')
    assert error.code == "csv.text_after_quote"
    assert (error.parameters["row"], error.parameters["column"]) == (3, "2 (statement)")


def test_a_quotation_mark_left_open_stops_the_reading_soon(refused: Refused) -> None:
    error = refused(HEADER + 'a,1,1,"x\n' + "b,1,1,x\n" * 100_000)
    assert (error.code, error.parameters["row"], error.parameters["column"]) == ("csv.cell_too_long", 2, "4 (note)")


def test_a_record_of_endless_lines_is_refused(refused: Refused) -> None:
    error = refused(HEADER + "a,1,1" + ',"\n"' * 600_000)
    assert (error.code, error.parameters["row"]) == ("csv.line_too_long", 2)


def test_a_quotation_mark_within_a_cell_is_only_a_mark(written: Written) -> None:
    votes = read_votes(written('participant,statement,vote\n5" pipe,1,1\n"a","1","1"\n')).votes
    assert sorted(votes.participants) == ['5" pipe', "a"]


def test_a_record_may_begin_in_one_block_and_end_in_another(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.importers.reading.source.BLOCK", 16)
    people = read_participants(written('id,"long\nname"\r\n1,"a\n\nb, ""c""\r\nd"\n2,e\n'))
    assert people.columns["long\nname"].tolist() == ['a\n\nb, "c"\r\nd', "e"]


def test_the_header_need_not_be_the_first_line(written: Written, refused: Refused) -> None:
    assert read_votes(written("\n\n" + HEADER + "a,1,1,\n")).votes.shape == (1, 1)
    assert refused("\n\n" + HEADER + "a,1,8,\n").parameters["row"] == 4
