"""Columns that people are told apart by: given, or following from the country, or refused with what was meant."""

import numpy as np
import pytest

from comity.analysis.people import Described, described
from comity.terms.errors import ComityError
from comity.terms.statements import Participants


def people(**columns: list[str]) -> Participants:
    size = len(next(iter(columns.values()), ["a", "b", "c"]))
    ids = np.array([f"p{n}" for n in range(size)])
    return Participants(ids, {name: np.array(values) for name, values in columns.items()})


def known(participants: Participants, *wanted: str) -> Described:
    return described(participants, wanted, given=True)


def refused(participants: Participants, *wanted: str, given: bool = True) -> ComityError:
    with pytest.raises(ComityError) as caught:
        described(participants, wanted, given=given)
    return caught.value


@pytest.mark.parametrize("column", ["country", "Country", "country_code", "iso3"])
def test_categories_follow_from_codes_and_names(column: str) -> None:
    found = known(people(**{column: ["Fiji", "NA", "KEN"]}), "region", "sids", "ldc", "lldc", "income_group")
    columns = found.participants.columns
    assert columns["region"].tolist() == ["Oceania", "Africa", "Africa"]
    assert columns["sids"].tolist() == ["yes", "no", "no"]
    assert columns["country"].tolist() == ["FJI", "NAM", "KEN"]
    assert found.notes == ()


def test_a_column_that_is_there_is_kept_as_it_is() -> None:
    found = known(people(country=["FJI", "KEN"], region=["islands", ""]), "region")
    assert found.participants.columns["region"].tolist() == ["islands", ""]


def test_a_country_that_is_not_known_is_counted_and_said() -> None:
    found = known(people(country=["FRA", "Atlantis", "CHN", "", "Atlantis", "BRA", "ITA"]), "region")
    assert found.participants.columns["region"].tolist() == ["Europe", "", "Asia", "", "", "Americas", "Europe"]
    assert found.participants.columns["country"].tolist() == ["FRA", "Atlantis", "CHN", "", "Atlantis", "BRA", "ITA"]
    (note,) = found.notes
    assert (note.code, note.parameters) == ("countries.unknown", {"count": 2, "names": "Atlantis"})


def test_a_column_called_country_that_holds_something_else_is_left_alone() -> None:
    found = known(people(country=["town", "country", "town"]), "country")
    assert found.participants.columns["country"].tolist() == ["town", "country", "town"]
    assert found.countries is None


def test_participants_may_be_countries_themselves() -> None:
    found = described(Participants(np.array(["CHN", "FRA", "Yugoslavia"])), ["region"], given=False)
    assert found.participants.columns["region"].tolist() == ["Asia", "Europe", ""]
    assert found.notes[0].parameters == {"count": 1, "names": "Yugoslavia"}


def test_without_participants_nothing_tells_them_apart() -> None:
    error = refused(Participants(np.array(["1", "2"])), "region", given=False)
    assert (error.code, error.parameters) == ("columns.no_participants", {"column": "region"})


def test_a_category_needs_a_country() -> None:
    error = refused(people(kind=["a", "b"]), "region")
    assert (error.code, error.parameters["column"], error.parameters["found"]) == (
        "columns.no_country",
        "region",
        "kind",
    )


@pytest.mark.parametrize(("asked", "meant"), [("regoin", "region"), ("Kind", "kind"), ("incomegroup", "income_group")])
def test_a_misspelt_column_is_recognised(asked: str, meant: str) -> None:
    error = refused(people(country=["FRA", "CHN"], kind=["a", "b"]), asked)
    assert (error.code, error.parameters["meant"]) == ("columns.unknown_meant", meant)


def test_a_column_like_no_other_is_answered_with_those_there_are() -> None:
    error = refused(people(kind=["a", "b"], age=["1", "2"]), "xyz")
    assert (error.code, error.parameters) == ("columns.unknown", {"column": "xyz", "found": "kind, age"})
