"""Countries and areas: the codes of ISO 3166-1 and the categories the United Nations and the World Bank put them in.

The table `countries.csv` holds facts only, one row per ISO 3166-1 entry (249). Names are not here: the catalogues of
the six languages have them. What each column says, and the list it follows:

- alpha3, alpha2, numeric: ISO 3166-1.
- region, subregion: the regions and sub-regions of the UN Statistics Division's M49 standard. Antarctica has none.
  M49 has no entry for TWN; it stands in Eastern Asia, as in the UN's World Population Prospects.
- income: the World Bank's income group for its fiscal year 2026 (1 July 2025 to 30 June 2026, by national income per
  head in 2024); "" where the Bank gives none. Ethiopia and Venezuela were left unclassified that year. The Channel
  Islands are one economy to the Bank, two entries here; PSE is its "West Bank and Gaza".
- ldc: the 44 least developed countries after Sao Tome and Principe left the list on 13 December 2024 (Bhutan had left
  it on 13 December 2023), from the UN Committee for Development Policy. Bangladesh, Lao PDR and Nepal were scheduled
  to leave on 24 November 2026; they are still marked.
- lldc: the 32 landlocked developing countries of UN-OHRLLS.
- sids: the small island developing States of UN-OHRLLS: 39 States (37 UN members, Cook Islands, Niue) and the 18
  associate members of UN regional commissions. Bahrain is no longer among them. M49's own mark differs for BES, BMU,
  CYM, GLP, MTQ and TCA, which it counts the other way.
- un: "member" (193), "observer" (the Holy See and the State of Palestine) or "". Other entries are territories, areas
  and two States (Cook Islands, Niue) outside the membership.

An entry here is a code that data may carry, and implies no opinion on the status of any country, territory or area.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
INCOME_GROUPS = ("Low income", "Lower middle income", "Upper middle income", "High income")
INCOME_YEAR = "FY26"


@dataclass(frozen=True)
class Country:
    """One ISO 3166-1 entry. alpha3, alpha2: upper case; numeric: three digits; region, subregion: M49 names in
    English, "" for Antarctica; income: one of INCOME_GROUPS or ""; ldc, lldc, sids: least developed, landlocked
    developing, small island developing; un: "member", "observer" or ""."""

    alpha3: str
    alpha2: str
    numeric: str
    region: str
    subregion: str
    income: str
    ldc: bool
    lldc: bool
    sids: bool
    un: str


def _read() -> dict[str, Country]:
    table = files("comity.terms").joinpath("countries.csv").read_text(encoding="utf-8")
    return {
        row["alpha3"]: Country(
            alpha3=row["alpha3"],
            alpha2=row["alpha2"],
            numeric=row["numeric"],
            region=row["region"],
            subregion=row["subregion"],
            income=row["income"],
            ldc=row["ldc"] == "1",
            lldc=row["lldc"] == "1",
            sids=row["sids"] == "1",
            un=row["un"],
        )
        for row in csv.DictReader(table.splitlines())
    }


COUNTRIES: Mapping[str, Country] = MappingProxyType(_read())
"""Every ISO 3166-1 entry by its alpha-3 code, in the order of the codes."""

_BY_CODE: Mapping[str, str] = MappingProxyType(
    {code: land.alpha3 for land in COUNTRIES.values() for code in (land.alpha3, land.alpha2, land.numeric)}
)


def find(text: str) -> str | None:
    """The alpha-3 code that `text` means, or None where it is no ISO 3166-1 code.

    Alpha-2, alpha-3 and numeric codes are understood, in any case, with spaces around them; numeric codes with or
    without leading zeros. "NA" is Namibia, never a missing value.
    """
    code = text.strip().upper()
    if code.isascii() and code.isdigit() and len(code) <= 3:
        code = code.zfill(3)
    return _BY_CODE.get(code)


def categories(alpha3: str) -> dict[str, str]:
    """What is known about a country, as text for the columns of participants: region, subregion, income_group, and
    ldc, lldc, sids as "yes" or "no".

    "" stands for what is not known, in every column where the code itself is unknown.
    """
    land = COUNTRIES.get(alpha3)
    if land is None:
        return dict.fromkeys(("region", "subregion", "income_group", "ldc", "lldc", "sids"), "")
    return {
        "region": land.region,
        "subregion": land.subregion,
        "income_group": land.income,
        "ldc": _yes_or_no(land.ldc),
        "lldc": _yes_or_no(land.lldc),
        "sids": _yes_or_no(land.sids),
    }


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
