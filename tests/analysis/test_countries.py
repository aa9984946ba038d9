"""Countries however they are written, and the members of the United Nations as a reference."""

import numpy as np
import pytest

from comity.analysis.countries import category, member_shares, recognised


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("FR", "FRA"),
        ("fra", "FRA"),
        ("250", "FRA"),
        ("NA", "NAM"),
        ("004", "AFG"),
        ("4", "AFG"),
        ("Türkiye", "TUR"),
        ("Turquía", "TUR"),
        ("Viet Nam", "VNM"),
        ("vietnam", "VNM"),
        ("Côte d’Ivoire", "CIV"),
        ("中国", "CHN"),
        ("Россия", "RUS"),
        ("Russian Federation", "RUS"),
        ("مصر", "EGY"),
        ("United States of America", "USA"),
        ("United States", "USA"),
        (" Bolivia (Plurinational State of) ", "BOL"),
    ],
)
def test_codes_and_names_in_six_languages(written: str, code: str) -> None:
    found = recognised(np.array([written]))
    assert found is not None
    assert found.tolist() == [code]


def test_what_names_no_country_is_unknown_and_most_must() -> None:
    found = recognised(np.array(["FRA", "CHN", "Atlantis", ""]))
    assert found is not None
    assert found.tolist() == ["FRA", "CHN", "", ""]
    assert recognised(np.array(["FRA", "north", "south"])) is None
    assert recognised(np.array(["", ""])) is None


def test_ids_are_countries_only_as_alpha3_codes() -> None:
    assert recognised(np.array(["1", "2", "4"]), codes_only=True) is None
    found = recognised(np.array(["FRA", "USA", "FR"]), codes_only=True)
    assert found is not None
    assert found.tolist() == ["FRA", "USA", ""]


def test_categories_are_those_of_the_country() -> None:
    codes = np.array(["TUV", "TCD", "", "TUV"])
    assert category(codes, "sids").tolist() == ["yes", "no", "", "yes"]
    assert category(codes, "region").tolist() == ["Oceania", "Africa", "", "Oceania"]


def test_members_are_counted_once_each() -> None:
    shares = {(column, value): share for column, value, share in member_shares(["region", "ldc", "kind", "sids"])}
    assert shares["region", "Africa"] == pytest.approx(54 / 193)
    assert shares["ldc", "yes"] == pytest.approx(44 / 193)
    assert shares["sids", "yes"] == pytest.approx(37 / 193)
    assert {column for column, _ in shares} == {"region", "ldc", "sids"}
    assert sum(share for (column, _), share in shares.items() if column == "region") == pytest.approx(1)
