"""Shares of a population: parts of 1 or percentages, each value of a column once, nothing forgotten."""

import pytest

from comity.importers import read_shares_file
from comity.terms.errors import ComityError
from tests.importers.conftest import Refused, Written


def test_shares_keep_their_order_and_add_up_to_one(written: Written) -> None:
    found = read_shares_file(
        written("column,value,share\nregion,Asia,0.6\nregion,Africa,0.4\nsids,yes,20\nsids,no,80\n")
    )
    assert found.shares == (
        ("region", "Asia", 0.6),
        ("region", "Africa", 0.4),
        ("sids", "yes", 0.2),
        ("sids", "no", 0.8),
    )
    assert (found.format, found.ignored) == ("shares", ())


def test_shares_rounded_to_three_decimals_are_scaled_to_the_whole(written: Written) -> None:
    found = read_shares_file(written("column,value,share\nkind,a,.333\nkind,b,.333\nkind,c,.333\n"))
    assert [share for _, _, share in found.shares] == pytest.approx([1 / 3] * 3, abs=1e-15)


def test_names_lose_the_apostrophe_that_kept_a_spreadsheet_from_calculating(written: Written) -> None:
    found = read_shares_file(written("column,value,share\nage,'-18,0.5\nage,18+,0.5\n"))
    assert [value for _, value, _ in found.shares] == ["-18", "18+"]


def test_other_columns_are_counted_as_unused(written: Written) -> None:
    found = read_shares_file(written("share,value,column,source\n1,yes,sids,UN\n"))
    assert [(note.code, note.parameters["columns"]) for note in found.ignored] == [
        ("csv.columns_ignored", "4 (source)")
    ]


@pytest.mark.parametrize("share", ["", "-0.1", "nan", "inf", "1e999", '"0,5"', "half", "50%"])
def test_a_share_is_a_number_of_at_least_nought(refused: Refused, share: str) -> None:
    error = refused(f"column,value,share\nregion,Asia,1\nsids,yes,{share}\n", read_shares_file)
    assert error.code == "shares.bad_share"
    assert (error.parameters["row"], error.parameters["column"]) == (3, "3 (share)")


@pytest.mark.parametrize(("row", "column"), [(",Asia,1", "1 (column)"), ("region, ,1", "2 (value)")])
def test_column_and_value_are_named(refused: Refused, row: str, column: str) -> None:
    error = refused(f"column,value,share\n{row}\n", read_shares_file)
    assert (error.code, error.parameters["row"], error.parameters["column"]) == ("shares.empty", 2, column)


def test_a_value_stands_once(refused: Refused) -> None:
    error = refused("column,value,share\nregion,Asia,0.5\nregion,Asia,0.5\n", read_shares_file)
    assert error.code == "shares.duplicate"
    assert (error.parameters["first"], error.parameters["second"], error.parameters["found"]) == (2, 3, "region: Asia")


@pytest.mark.parametrize("share", ["0.7", "0", "3", "95"])
def test_a_column_whose_shares_are_no_whole_has_lost_a_value(refused: Refused, share: str) -> None:
    error = refused(f"column,value,share\nregion,Asia,{share}\nsids,yes,1\n", read_shares_file)
    assert (error.code, error.parameters) == ("shares.bad_sum", {"column": "region", "found": share})


def test_other_columns_are_refused(refused: Refused) -> None:
    error = refused("stratum,value,share\nregion,Asia,1\n", read_shares_file)
    assert (error.code, error.parameters["expected"]) == ("shares.unknown_columns", "column,value,share")
    with pytest.raises(ComityError, match=r"csv\.not_comma"):
        raise refused("column;value;share\n", read_shares_file)
