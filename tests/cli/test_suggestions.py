"""What may have been meant."""

from pathlib import Path

import pytest

from comity.cli.suggestions import with_suggestion
from comity.terms.errors import ComityError


@pytest.mark.parametrize(
    ("found", "meant"), [("votes.csb", "votes.csv"), ("VOTES.CSV", "votes.csv"), ("vote.csv", "votes.csv")]
)
def test_a_file_of_a_similar_name_is_found(tmp_path: Path, found: str, meant: str) -> None:
    (tmp_path / "votes.csv").touch()
    (tmp_path / "folder.csv").mkdir()
    error = with_suggestion(ComityError("file.missing", file=str(tmp_path / found)))
    assert (error.code, error.parameters["meant"]) == ("file.missing_meant", str(tmp_path / meant))


@pytest.mark.parametrize("file", ["no/such/folder/votes.csv", "a\0b", "zzz.csv", ""])
def test_where_nothing_is_near_the_error_stays(tmp_path: Path, file: str) -> None:
    error = ComityError("file.missing", file=str(tmp_path / file))
    assert with_suggestion(error) is error


def test_a_choice_near_the_one_given() -> None:
    error = ComityError("use.bad_choice", option="--method", found="polls", expected="comity, polis")
    assert with_suggestion(error).parameters["meant"] == "polis"
    other = ComityError("use.bad_choice", option="--method", found="k-means", expected="comity, polis")
    assert with_suggestion(other) is other


def test_other_errors_are_left_alone() -> None:
    error = ComityError("votes.none", file="x")
    assert with_suggestion(error) is error
