"""Votes as a table of people by statements, plain or from Polis."""

from pathlib import Path

import numpy as np
import pytest

from comity.importers import read_votes
from tests.importers.conftest import Refused, Written


def test_an_empty_cell_is_a_statement_not_seen(written: Written) -> None:
    votes = read_votes(written("participant,s1,s2,s3\na,1,,-1\nb, ,0,\nc,,,\n")).votes
    assert votes.participants.tolist() == ["a", "b", "c"]
    assert (votes.indptr.tolist(), votes.indices.tolist(), votes.values.tolist()) == (
        [0, 2, 3, 3],
        [0, 2, 1],
        [1, -1, 0],
    )


def test_the_columns_of_polis_are_about_people_and_groups_are_kept(written: Written) -> None:
    header = "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,10,9\n"
    read = read_votes(written(header + "1,ab,0,3,2,1,1,1,-1\n2,cd,,0,1,0,0,0,\n3,,1,0,1,0,0,,0\n"))
    assert read.votes.statements.tolist() == ["9", "10"]
    assert read.groups == {"1": "0", "3": "1"}
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [("csv.columns_ignored", 5)]


def test_cells_as_statistics_programs_write_them(written: Written) -> None:
    plain = read_votes(written("participant,x,y\na,1,\nb,-1,0\n")).votes.input_digest
    assert read_votes(written("participant,x,y\na,1.0,\nb,-1.0,0.0\n")).votes.input_digest == plain
    assert read_votes(written('"participant","x","y"\n"a","1",""\n"b","-1","0"\n')).votes.input_digest == plain
    assert read_votes(written("y,participant,x\n,a,agree\npass,b,disagree\n")).votes.input_digest == plain


def test_a_vote_that_is_none_is_named_with_its_column(refused: Refused) -> None:
    error = refused("participant,s1,s2\na,1,1\nb,1,7\n")
    assert error.code == "votes.bad_value"
    assert (error.parameters["row"], error.parameters["column"], error.parameters["value"]) == (3, "3 (s2)", "7")


def test_rows_of_one_participant_are_put_together(written: Written, refused: Refused) -> None:
    read = read_votes(written("participant,x,y\na,1,\nb,1,1\na,,0\n"))
    assert read.votes.values.tolist() == [1, 0, 1, 1]
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [("votes.rows_merged", 1)]
    error = refused("participant,x,y\na,1,\nb,1,1\na,,0\na,-1,\n")
    assert error.code == "votes.conflict"
    assert error.parameters == {"first": 2, "second": 5, "participant": "a", "statement": "x", "found": "1, -1"}
    last = read_votes(written("participant,x,y\na,1,\nb,1,1\na,-1,0\n"), duplicates="last")
    assert last.votes.values.tolist() == [-1, 0, 1, 1]


def test_a_statement_twice(refused: Refused) -> None:
    error = refused("participant,x,y, x\na,1,,1\n")
    assert (error.code, error.parameters) == ("csv.duplicate_column", {"row": 1, "first": 2, "second": 4, "found": "x"})


@pytest.mark.parametrize(
    ("header", "code", "column"),
    [
        ("participant,x,", "csv.unnamed_column", 3),
        ("participant," + "x" * 201 + ",y", "ids.too_long", None),
        ("participant,x\x07,y", "ids.control_character", "2 (x\\u0007)"),
    ],
)
def test_statements_that_have_no_proper_id(refused: Refused, header: str, code: str, column: object) -> None:
    error = refused(header + "\na,1,1\n")
    assert (error.code, error.parameters["row"]) == (code, 1)
    assert column is None or error.parameters["column"] == column


def test_a_truncated_last_row(refused: Refused) -> None:
    error = refused("participant,x,y,z\na,1,1,1\nb,1,")
    assert error.code == "csv.wrong_length"
    assert error.parameters == {"row": 3, "column": "4 (z)", "found": 3, "expected": 4}


def test_no_vote_in_it(refused: Refused) -> None:
    assert refused("participant,x,y\na,,\nb,,\n").code == "votes.none"
    assert refused("participant,x,y\n").code == "file.no_rows"


def test_ten_thousand_columns_are_read(written: Written) -> None:
    draw = np.random.default_rng(3)
    cells = draw.choice(["", "1", "0", "-1"], size=(30, 10_000), p=[0.7, 0.1, 0.1, 0.1])
    header = "participant," + ",".join(map(str, range(10_000)))
    rows = [f"p{row}," + ",".join(line) for row, line in enumerate(cells.tolist())]
    votes = read_votes(written("\n".join([header, *rows]))).votes
    assert votes.shape == (30, 10_000)
    assert len(votes) == int((cells != "").sum())
    assert int(votes.values.sum()) == int((cells == "1").sum() - (cells == "-1").sum())


def test_more_than_twenty_thousand_columns_are_refused(refused: Refused) -> None:
    error = refused("participant," + ",".join(map(str, range(20_000))) + "\n")
    assert (error.code, error.parameters) == ("csv.too_many_columns", {"row": 1, "found": 20_001, "expected": 20_000})


def test_the_matrix_of_bowling_green(shared_data: Path) -> None:
    read = read_votes(shared_data / "polis" / "american-assembly.bowling-green" / "participants-votes.csv")
    assert (*read.votes.shape, len(read.votes)) == (2_031, 896, 225_524)
    assert set(read.groups.values()) == {"0", "1"}
