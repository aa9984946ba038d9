"""Names of countries and areas in the reader's language."""

from comity.terms.countries import COUNTRIES
from comity.words.catalogue import has, say
from comity.words.languages import locale


def country_name(language: str, alpha3: str) -> str:
    """The name of a country or area by its alpha-3 code: the catalogue's where the United Nations uses another name
    than common speech, CLDR's otherwise; the code itself where it is unknown."""
    key = f"country.{alpha3}"
    if has(key):
        return say(language, key)
    land = COUNTRIES.get(alpha3)
    if land is None:
        return alpha3
    return str(locale(language).territories.get(land.alpha2, alpha3))
