"""Names of countries: those the United Nations uses, in every language."""

import pytest

from comity.terms.countries import COUNTRIES
from comity.words import LANGUAGES, country_name


def test_names_follow_the_united_nations_where_common_speech_differs() -> None:
    assert country_name("en", "COD") == "Democratic Republic of the Congo"
    assert country_name("fr", "PSE") == "État de Palestine"
    assert country_name("zh_Hans", "VAT") == "罗马教廷"
    assert country_name("en", "NAM") == "Namibia"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_and_observer_has_a_name_of_its_own(language: str) -> None:
    states = [code for code, land in COUNTRIES.items() if land.un]
    names = {country_name(language, code) for code in states}
    assert len(names) == len(states) == 195
    assert not names & set(states)


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("en", "ZZZ") == "ZZZ"
