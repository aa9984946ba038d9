"""Roll calls: States by their codes, whatever their lists call them."""

from pathlib import Path

import pytest

from comity.importers import read_votes
from tests.importers.conftest import Refused, Written

HEADER = "rcid,country,country_code,vote\n"


def test_states_are_known_by_alpha_3_and_namibia_is_not_missing(written: Written) -> None:
    read = read_votes(written(HEADER + "77,Namibia,NA,yes\n77,Cuba,cu,no\n78,Tuvalu,798,Abstain\n"))
    assert read.format == "roll_calls"
    assert read.votes.participants.tolist() == ["CUB", "NAM", "TUV"]
    assert (read.votes.statements.tolist(), read.votes.values.tolist()) == (["77", "78"], [-1, 1, 0])


def test_a_state_without_a_code_goes_by_its_name(written: Written) -> None:
    rows = "1,France,,yes\n1,Yugoslavia,YU,yes\n1,Czechoslovakia,,no\n1,Российская Федерация,,no\n1,Россия,,no\n"
    assert read_votes(written(HEADER + rows)).votes.participants.tolist() == [
        "Czechoslovakia",
        "FRA",
        "RUS",
        "Yugoslavia",
        "Российская Федерация",
    ]


def test_two_former_states_that_share_a_code_stay_apart(written: Written) -> None:
    rows = [
        "1,Yemen,YE,yes",
        "1,Yemen People's Republic,YE,no",
        "2,Zanzibar,NA,no",
        "3,Namibia,NA,yes",
        "3,Yemen,YE,no",
    ]
    for order in (rows, rows[::-1]):
        read = read_votes(written(HEADER + "\n".join(order)))
        assert read.votes.participants.tolist() == ["NAM", "YEM", "Yemen People's Republic", "Zanzibar"]
        told = {warning.parameters["code"]: warning.parameters["names"] for warning in read.ignored}
        assert told == {"NAM": "Zanzibar", "YEM": "Yemen People's Republic"}


def test_code_or_name_alone_will_do(written: Written) -> None:
    assert read_votes(written("vote,rcid,country_code\nyes,1,NA\n")).votes.participants.tolist() == ["NAM"]
    assert read_votes(written("country,vote,rcid\nNamibia,yes,1\n")).votes.participants.tolist() == ["NAM"]


def test_a_row_that_names_no_state(refused: Refused) -> None:
    error = refused(HEADER + "1,Cuba,CU,yes\n1,,,yes\n")
    assert (error.code, error.parameters) == ("ids.empty", {"row": 3, "column": "2 (country)"})


@pytest.mark.parametrize("vote", ["1", "absent", "agree", ""])
def test_a_vote_that_is_none(refused: Refused, vote: str) -> None:
    error = refused(HEADER + f"1,Cuba,CU,{vote}\n")
    assert (error.code, error.parameters["expected"]) == ("votes.bad_value", "yes, abstain, no")


def test_two_votes_of_one_state_on_one_resolution(refused: Refused) -> None:
    error = refused(HEADER + "1,Cuba,CU,yes\n2,Cuba,CU,yes\n1,Cuba,CUB,no\n")
    assert (error.code, error.parameters["first"], error.parameters["second"]) == ("votes.conflict", 2, 4)
    assert error.parameters["participant"] == "CUB"


def test_the_general_assembly_of_ten_years(shared_data: Path) -> None:
    read = read_votes(shared_data / "unga_votes" / "un_votes_2000_2009.csv")
    assert (*read.votes.shape, len(read.votes)) == (192, 935, 157_621)
    values = read.votes.values.tolist()
    assert (values.count(1), values.count(0), values.count(-1)) == (127_634, 18_976, 11_011)
    assert [state for state in read.votes.participants if len(state) != 3] == ["Yugoslavia"]
    assert "NAM" in read.votes.participants
    assert read.ignored == ()
