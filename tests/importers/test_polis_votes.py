"""The Polis export of votes: real conversations, and the order of time."""

import csv
from pathlib import Path

import pytest

from comity.importers import align_statements, read_statements, read_votes
from tests.importers.conftest import Refused, Written

HEADER = "timestamp,datetime,comment-id,voter-id,vote\n"
# participants, statements, latest votes: as the publisher of the conversations counts them
CONVERSATIONS = {
    "15-per-hour-seattle": (339, 54, 2_872),
    "brexit-consensus": (204, 50, 5_303),
    "scoop-hivemind.biodiversity": (536, 314, 29_719),
    "vtaiwan.uberx": (1_921, 197, 49_443),
}


def test_the_latest_timestamp_counts_and_the_later_row_on_a_tie(written: Written) -> None:
    read = read_votes(written(HEADER + "20,x,0,a,1\n10,x,0,a,-1\n5,x,1,a,1\n5,x,1,a,0\n3,x,1,a,-1\n"))
    assert read.format == "polis_votes"
    assert read.votes.values.tolist() == [1, 0]
    assert {told.code: told.parameters["count"] for told in read.ignored} == {
        "csv.columns_ignored": 1,
        "votes.superseded": 3,
    }


def test_without_timestamps_different_votes_are_a_conflict(refused: Refused) -> None:
    error = refused("comment-id,voter-id,vote\n0,a,1\n0,a,-1\n")
    assert (error.code, error.parameters["first"], error.parameters["second"]) == ("votes.conflict", 2, 3)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_real_conversations_have_the_published_size(shared_data: Path, name: str) -> None:
    folder = shared_data / "polis" / name
    read = read_votes(folder / "votes.csv")
    assert (*read.votes.shape, len(read.votes)) == CONVERSATIONS[name]
    with open(folder / "votes.csv", encoding="utf-8") as file:
        cast = sum(1 for _ in file) - 1
    assert cast - len(read.votes) == sum(
        int(str(told.parameters["count"])) for told in read.ignored if told.code == "votes.superseded"
    )
    with open(folder / "summary.csv", encoding="utf-8", newline="") as file:
        summary = {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
    assert read.votes.shape == (int(summary["voters"]), int(summary["comments"]))


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_long_and_wide_exports_of_a_conversation_are_the_same_votes(shared_data: Path, name: str) -> None:
    folder = shared_data / "polis" / name
    long, wide = read_votes(folder / "votes.csv"), read_votes(folder / "participants-votes.csv")
    assert (long.format, wide.format) == ("polis_votes", "wide")
    assert long.votes.input_digest == wide.votes.input_digest


def test_an_export_in_seconds_gives_the_same_votes_as_one_in_milliseconds(shared_data: Path) -> None:
    newer = next((shared_data / "polis-fixtures" / "biodiversity").glob("*-votes.csv"))
    older = shared_data / "polis" / "scoop-hivemind.biodiversity" / "votes.csv"
    assert read_votes(newer).votes.input_digest == read_votes(older).votes.input_digest


def test_statements_of_a_real_conversation_that_nobody_voted_on_are_said(shared_data: Path) -> None:
    folder = shared_data / "polis" / "scoop-hivemind.biodiversity"
    votes = read_votes(folder / "votes.csv").votes
    aligned, told = align_statements(read_statements(folder / "comments.csv"), votes)
    assert aligned.ids.tolist() == votes.statements.tolist()
    assert [(warning.code, warning.parameters) for warning in told] == [
        ("statements.without_votes", {"count": 2, "ids": "6, 7"})
    ]
