"""Countries: codes are found however they are written, and categories agree with the published lists."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.countries import COUNTRIES, INCOME_GROUPS, REGIONS, categories, find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NA", "NAM"),
        ("na", "NAM"),
        (" fr ", "FRA"),
        ("Deu", "DEU"),
        ("004", "AFG"),
        ("4", "AFG"),
        ("36", "AUS"),
        ("840", "USA"),
        ("PS", "PSE"),
        ("va", "VAT"),
        ("TWN", "TWN"),
    ],
)
def test_any_iso_code_is_found(text: str, expected: str) -> None:
    assert find(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "XX", "ZZZ", "UK", "999", "0004", "-4", "4.0", "٤", "²", "France", "N A"])
def test_what_is_no_code_is_unknown(text: str) -> None:
    assert find(text) is None


@given(st.text())
def test_any_text_gives_a_known_code_or_none(text: str) -> None:
    assert find(text) is None or find(text) in COUNTRIES


def test_every_code_of_every_entry_leads_back_to_it() -> None:
    for alpha3, land in COUNTRIES.items():
        codes = (alpha3, land.alpha2, land.numeric, alpha3.lower(), land.alpha2.lower(), str(int(land.numeric)))
        assert [find(code) for code in codes] == [alpha3] * 6


def test_the_table_is_whole() -> None:
    assert len(COUNTRIES) == 249
    assert list(COUNTRIES) == sorted(COUNTRIES)
    assert Counter(land.un for land in COUNTRIES.values()) == {"member": 193, "observer": 2, "": 54}
    assert {alpha3 for alpha3, land in COUNTRIES.items() if not land.region} == {"ATA"}
    assert {land.region for land in COUNTRIES.values()} == {*REGIONS, ""}
    assert len({land.subregion for land in COUNTRIES.values()} - {""}) == 17
    assert {land.income for land in COUNTRIES.values()} == {*INCOME_GROUPS, ""}


def test_members_by_region_are_those_of_the_united_nations() -> None:
    members = Counter(land.region for land in COUNTRIES.values() if land.un == "member")
    assert members == {"Africa": 54, "Americas": 35, "Asia": 47, "Europe": 43, "Oceania": 14}


def test_sizes_of_the_lists_are_the_published_ones() -> None:
    members = [land for land in COUNTRIES.values() if land.un == "member"]
    assert sum(land.ldc for land in members) == sum(land.ldc for land in COUNTRIES.values()) == 44
    assert sum(land.lldc for land in members) == sum(land.lldc for land in COUNTRIES.values()) == 32
    assert sum(land.sids for land in members) == 37
    assert sum(land.sids for land in COUNTRIES.values()) == 57
    # The World Bank's own counts for FY26 are 25, 50, 54 and 87; Kosovo (upper middle) has no ISO code, and the
    # Channel Islands (high) have two.
    incomes = Counter(land.income for land in COUNTRIES.values())
    assert [incomes[name] for name in INCOME_GROUPS] == [25, 50, 54 - 1, 87 + 1]
    assert {land.alpha3 for land in members if not land.income} == {"ETH", "VEN"}


def test_countries_that_changed_category_stand_where_they_now_are() -> None:
    assert not COUNTRIES["STP"].ldc and not COUNTRIES["BTN"].ldc
    assert not COUNTRIES["BHR"].sids
    assert COUNTRIES["NAM"].income == "Lower middle income"
    assert COUNTRIES["CRI"].income == "High income"
    assert COUNTRIES["WSM"].income == COUNTRIES["CPV"].income == "Upper middle income"


def test_categories_are_columns_of_text() -> None:
    assert categories("TUV") == {
        "region": "Oceania",
        "subregion": "Polynesia",
        "income_group": "Upper middle income",
        "ldc": "yes",
        "lldc": "no",
        "sids": "yes",
    }
    assert categories("VEN")["income_group"] == ""
    assert set(categories("XXX").values()) == {""}
    assert categories("XXX").keys() == categories("TUV").keys()


def test_nothing_can_be_changed() -> None:
    with pytest.raises(TypeError):
        COUNTRIES["FRA"] = COUNTRIES["DEU"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        COUNTRIES["FRA"].ldc = True  # type: ignore[misc]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_codes_and_regions_agree_with_an_independent_table(shared_data: Path) -> None:
    theirs = {row["ISO3166-1-Alpha-3"]: row for row in _rows(shared_data / "country_reference" / "country-codes.csv")}
    assert theirs.keys() == COUNTRIES.keys()
    for alpha3, land in COUNTRIES.items():
        row = theirs[alpha3]
        assert land.alpha2 == row["ISO3166-1-Alpha-2"], alpha3
        assert int(land.numeric) == int(row["ISO3166-1-numeric"]), alpha3
        assert (land.region, land.subregion) == (row["Region Name"], row["Sub-region Name"]), alpha3


def test_marks_agree_with_an_independent_table(shared_data: Path) -> None:
    theirs = _rows(shared_data / "country_reference" / "country-codes.csv")
    marks = {
        "ldc": "Least Developed Countries (LDC)",
        "lldc": "Land Locked Developing Countries (LLDC)",
        "sids": "Small Island Developing States (SIDS)",
    }
    # STP left the list of LDCs after that table was drawn up; the six are where M49 and UN-OHRLLS differ.
    known = {"ldc": {"STP"}, "lldc": set(), "sids": {"BES", "BMU", "CYM", "GLP", "MTQ", "TCA"}}
    for mark, column in marks.items():
        marked = {row["ISO3166-1-Alpha-3"] for row in theirs if row[column] == "x"}
        ours = {alpha3 for alpha3, land in COUNTRIES.items() if getattr(land, mark)}
        assert ours ^ marked == known[mark], mark


def test_lists_agree_with_independent_lists(shared_data: Path) -> None:
    def listed(name: str) -> set[str]:
        return {row["Code"] for row in _rows(shared_data / "country_groups" / name)}

    lands = COUNTRIES.items()
    assert listed("ldc.csv") - {alpha3 for alpha3, land in lands if land.ldc} == {"STP"}
    assert listed("lldc.csv") == {alpha3 for alpha3, land in lands if land.lldc}
    assert listed("sids.csv") == {alpha3 for alpha3, land in lands if land.sids and land.un == "member"}
    assert listed("un-regional-groups.csv") == {alpha3 for alpha3, land in lands if land.un == "member"}
