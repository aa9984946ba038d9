"""Who people are."""

import pytest

from comity.importers import read_participants, read_participants_file
from tests.importers.conftest import Refused, Written


def test_every_column_is_text_and_only_an_empty_cell_is_missing(written: Written) -> None:
    people = read_participants(written("age,participant,country,note\n30,10,NA, Africa \n-1,9,null,'=x\n,2,,\n"))
    assert people.ids.tolist() == ["2", "9", "10"]
    assert {name: values.tolist() for name, values in people.columns.items()} == {
        "age": ["", "-1", "30"],
        "country": ["", "null", "NA"],
        "note": ["", "=x", "Africa"],
    }


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("country_code,id,voter-id,Participant", "D"),
        ("id,country_code,participant,x", "C"),
        ("participant_id,iso3,a,b", "A"),
        ("x,id,country_code,y", "B"),
    ],
)
def test_people_are_known_by_the_column_that_identifies_them_best(written: Written, header: str, chosen: str) -> None:
    people = read_participants(written(header + "\nA,B,C,D\n"))
    assert people.ids.tolist() == [chosen]
    assert len(people.columns) == 3


def test_states_become_alpha_3_as_in_roll_calls(written: Written) -> None:
    people = read_participants(written("country_code,region\nNA,Africa\nCU,Americas\n798,Oceania\nYU,Europe\n"))
    assert people.ids.tolist() == ["CUB", "NAM", "TUV", "YU"]
    assert people.columns["region"].tolist() == ["Americas", "Africa", "Oceania", "Europe"]


def test_a_participant_twice_names_both_rows(refused: Refused) -> None:
    error = refused("id,x\n1,a\n2,b\n1,c\n", read_participants)
    assert (error.code, error.parameters) == ("participants.duplicate", {"first": 2, "second": 4, "found": "1"})
    assert refused("iso3,x\nNAM,a\nNA,b\n", read_participants).code == "participants.duplicate"


def test_a_column_without_a_name_is_left_aside_and_said(written: Written) -> None:
    read = read_participants_file(written(",id,x\n1,a,b\n"))
    assert list(read.participants.columns) == ["x"]
    assert [(told.code, told.parameters["columns"]) for told in read.ignored] == [("csv.columns_ignored", "1")]
