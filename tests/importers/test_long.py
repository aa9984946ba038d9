"""Votes one a row, as a spreadsheet or a script writes them, and every way in which one can go wrong."""

import pytest

from comity.importers import read_votes
from tests.importers.conftest import Refused, Written

HEADER = "participant,statement,vote\n"


def table(path: object, **options: str) -> dict[tuple[str, str], int]:
    votes = read_votes(path, **options).votes  # type: ignore[arg-type]
    return {
        (str(votes.participants[person]), str(votes.statements[statement])): int(vote)
        for person in range(len(votes.participants))
        for statement, vote in zip(
            votes.indices[votes.indptr[person] : votes.indptr[person + 1]],
            votes.values[votes.indptr[person] : votes.indptr[person + 1]],
            strict=True,
        )
    }


def test_numbers_and_words_mean_the_same(written: Written) -> None:
    numbers = table(written(HEADER + "a,1,1\na,2,0\nb,1,-1\n"))
    assert numbers == {("a", "1"): 1, ("a", "2"): 0, ("b", "1"): -1}
    assert table(written(HEADER + "a,1,agree\na,2, PASS \nb,1,Disagree\n")) == numbers
    assert table(written(HEADER + "a,1,1.0\na,2,0.0\nb,1,-1.0\n")) == numbers
    assert table(written(HEADER + "a,1,+1\na,2,0\nb,1,−1\n")) == numbers  # a minus sign as a word processor puts it


def test_columns_stand_in_any_order_and_others_are_named(written: Written) -> None:
    read = read_votes(written("note,Vote,statement, Participant\nhello,1,9,7\n,0,10,7\n"))
    assert read.votes.statements.tolist() == ["9", "10"]
    assert [(told.code, told.parameters["columns"]) for told in read.ignored] == [("csv.columns_ignored", "1 (note)")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_of_every_system_and_a_byte_order_mark(written: Written, end: str, mark: str) -> None:
    read = read_votes(written(mark + end.join(["participant,statement,vote", "a,1,1", "b,1,0"])))
    assert (read.votes.shape, read.ignored) == ((2, 1), ())


def test_blank_rows_are_counted(written: Written) -> None:
    read = read_votes(written("\n" + HEADER + "a,1,1\n\n  \n,,\n,,,,,\nb,1,1\n\n"))
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [("csv.blank_rows", 6)]


def test_spaces_around_ids_and_votes_are_no_part_of_them(written: Written) -> None:
    assert table(written(HEADER + " a ,\t1, 1 \n\u00a0a,2,0\n")) == {("a", "1"): 1, ("a", "2"): 0}


def test_ids_are_text(written: Written) -> None:
    votes = read_votes(written(HEADER + "7,1,1\n007,1,0\nNA,1,-1\nnull,1,-1\nTrue,1,1\n")).votes
    assert sorted(votes.participants) == ["007", "7", "NA", "True", "null"]


def test_an_escaped_formula_is_the_id_it_was(written: Written) -> None:
    votes = read_votes(written(HEADER + "'=a,1,1\n''@b,1,1\n'c,1,1\n-5,1,1\n")).votes
    assert sorted(votes.participants) == ["'@b", "'c", "-5", "=a"]


def test_quoted_cells_may_hold_commas_quotation_marks_and_line_ends(written: Written, refused: Refused) -> None:
    assert table(written(HEADER + '"a, the ""first""",1,1\n')) == {('a, the "first"', "1"): 1}
    read = read_votes(written('participant,statement,vote,note\na,1,1,"two\nlines"\nb,1,1,\n'))
    assert read.votes.shape == (2, 1)
    error = refused('participant,statement,vote,note\na,1,1,"two\nlines"\nb,1,7,\n')
    assert error.parameters["row"] == 4  # the line in the file, as an editor counts it


@pytest.mark.parametrize(
    ("value", "shown"),
    [("7", "7"), ("", ""), ("2024-01-01", "2024-01-01"), ("y" * 70, "y" * 60 + "…"), ("\u202e1", "\\u202e1")],
)
def test_a_vote_that_is_none_is_named_with_its_place(refused: Refused, value: str, shown: str) -> None:
    error = refused(HEADER + f"a,1,1\nb,1,{value}\n")
    assert error.code == "votes.bad_value"
    assert error.parameters == {
        "row": 3,
        "column": "3 (vote)",
        "value": shown,
        "expected": "-1, 0, 1, disagree, pass, agree",
    }


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [("a,1", "3 (vote)", 2), ("a", "2 (statement)", 1), ("a,1,1,1", "4", 4), ("a,1,1,", "4", 4)],
)
def test_a_row_too_short_or_too_long(refused: Refused, row: str, column: str, found: int) -> None:
    for last in ("", "\n", "\nb,2,1\n"):
        error = refused(HEADER + "b,1,1\n" + row + last)
        assert error.code == "csv.wrong_length"
        assert error.parameters == {"row": 3, "column": column, "found": found, "expected": 3}


def test_two_different_votes_of_one_person_name_both_rows(refused: Refused, written: Written) -> None:
    twice = HEADER + "a,1,1\nb,1,0\n\na,1,-1\nb,1,1\n"
    error = refused(twice)
    assert error.code == "votes.conflict"
    assert error.parameters == {"first": 2, "second": 5, "participant": "a", "statement": "1", "found": "1, -1"}
    read = read_votes(written(twice), duplicates="last")
    assert read.votes.values.tolist() == [-1, 1]
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [
        ("csv.blank_rows", 1),
        ("votes.superseded", 2),
    ]


def test_the_same_vote_twice_counts_once_and_is_said(written: Written) -> None:
    read = read_votes(written(HEADER + "a,1,1\nb,1,0\n a,1,agree\n"))
    assert len(read.votes) == 2
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [("votes.repeated", 1)]


@pytest.mark.parametrize(
    "times",
    [("9", "10", "8"), ("1.5", "1.75", "0.9"), ("2024-05-01T10:00:00+02:00", "2024-05-01 09:00", "2024-04-30")],
)
def test_with_a_timestamp_the_latest_vote_counts(written: Written, times: tuple[str, ...]) -> None:
    rows = "".join(f"a,1,{vote},{time}\n" for vote, time in zip((1, -1, 0), times, strict=True))
    read = read_votes(written("participant,statement,vote,timestamp\n" + rows))
    assert read.votes.values.tolist() == [-1]
    assert [(told.code, told.parameters["count"]) for told in read.ignored] == [("votes.superseded", 2)]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("1", "yesterday", "votes.bad_timestamp"),
        ("1", "", "votes.bad_timestamp"),
        ("1", "12345678901234567890", "votes.bad_timestamp"),
        ("1", "2024-05-01", "votes.mixed_timestamps"),
        ("2024-05-01", "1", "votes.mixed_timestamps"),
        ("1.5", "2", "votes.mixed_timestamps"),
    ],
)
def test_times_that_cannot_be_compared(refused: Refused, first: str, second: str, code: str) -> None:
    error = refused(f"participant,statement,vote,timestamp\na,1,1,{first}\na,1,0,{second}\n")
    assert (error.code, error.parameters["row"], error.parameters["column"]) == (code, 3, "4 (timestamp)")


@pytest.mark.parametrize(
    ("identifier", "code", "found"),
    [
        ("", "ids.empty", None),
        ("  ", "ids.empty", None),
        ("x" * 201, "ids.too_long", 201),
        ("a\x07", "ids.control_character", "U+0007"),
        ("a\x85", "ids.control_character", "U+0085"),
        ("a\u2028b", "ids.control_character", "U+2028"),
        ("\ufeffa", "ids.control_character", "U+FEFF"),
    ],
)
def test_ids_that_are_none(refused: Refused, identifier: str, code: str, found: object) -> None:
    error = refused(HEADER + f"a,1,1\nb,{identifier},1\n")
    assert (error.code, error.parameters["row"], error.parameters["column"]) == (code, 3, "2 (statement)")
    assert error.parameters.get("found") == found


def test_the_longest_id_and_letters_of_every_script_are_fine(written: Written) -> None:
    people = ["x" * 200, "声" * 200, "می‌خواهم", "Ωμέγα 7", "نعم"]
    votes = read_votes(written(HEADER + "".join(f"{person},1,1\n" for person in people))).votes
    assert sorted(votes.participants) == sorted(people)


def test_one_participant_one_statement_and_passes_only(written: Written) -> None:
    assert table(written(HEADER + "a,1,0\n")) == {("a", "1"): 0}
    assert set(table(written(HEADER + "a,1,0\nb,1,0\nb,2,0\n")).values()) == {0}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file.empty"),
        ("\ufeff", "file.empty"),
        ("\n\n \n", "file.empty"),
        (HEADER, "file.no_rows"),
        (HEADER.strip(), "file.no_rows"),
        (HEADER + "\n,,\n", "file.no_rows"),
    ],
)
def test_nothing_in_it(refused: Refused, content: str, code: str) -> None:
    assert refused(content).code == code


def test_a_column_named_twice(refused: Refused) -> None:
    error = refused("participant,statement,vote,vote\na,1,1,1\n")
    assert (error.code, error.parameters) == (
        "csv.duplicate_column",
        {"row": 1, "first": 3, "second": 4, "found": "vote"},
    )
    assert refused("participant,statement,vote,Vote\na,1,1,1\n").code == "csv.duplicate_column"
