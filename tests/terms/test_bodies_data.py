"""The tables of bodies, parties and memberships: whole, cited, consistent, and in agreement with independent lists."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comity.terms.bodies import (
    BODIES,
    MEMBERSHIPS,
    NESTING,
    PARTIES,
    TIERS,
    above,
    coverage,
    members,
    memberships,
    population_once,
    states_behind,
    states_behind_party,
)
from comity.terms.bodies import __file__ as package
from comity.terms.countries import COUNTRIES
from comity.terms.errors import ComityError
from comity.words.catalogue import explain, keys, say
from comity.words.places import country_name

NOW = date(2026, 1, 15)
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh_Hans")
REGIONAL = ("un-africa", "un-asia-pacific", "un-eeg", "un-grulac", "un-weog")


def codes(body: str, on: date = NOW) -> set[str]:
    """The members of a body that have a country's code, as their alpha-3 codes."""
    return {PARTIES[slug].alpha3 for slug in members(body, on)} - {""}


# --- Whole and consistent ---


def test_every_state_of_the_united_nations_and_no_other_is_a_party_by_its_code() -> None:
    known = {alpha3.lower() for alpha3, land in COUNTRIES.items() if land.un}
    states = {slug for slug, party in PARTIES.items() if party.kind == "state"}
    assert states - known == {"cok", "niu", "esh"}
    assert known <= states
    assert all(party.alpha3.lower() == slug for slug, party in PARTIES.items() if party.alpha3)
    assert codes("un") == {alpha3 for alpha3, land in COUNTRIES.items() if land.un == "member"}


def test_every_fact_is_cited_and_names_no_address() -> None:
    facts = [*BODIES.values(), *PARTIES.values(), *MEMBERSHIPS]
    assert all(fact.source for fact in facts)
    for table in Path(package).parent.rglob("*.csv"):
        text = table.read_text(encoding="utf-8")
        assert "http" not in text and "www." not in text, table.name


def test_disputed_memberships_say_why() -> None:
    disputed = {(one.body, one.party) for one in MEMBERSHIPS if one.certainty == "disputed"}
    assert disputed == {("brics", "sau"), ("g77", "chn")}
    assert all(one.note for one in MEMBERSHIPS if one.certainty == "disputed")


def test_parents_stand_before_their_children_and_are_no_narrower() -> None:
    place = {slug: number for number, slug in enumerate(BODIES)}
    for slug, body in BODIES.items():
        assert all(place[parent] < place[slug] for parent in body.parents), slug
        assert body.tier in TIERS
    # A group of mayors that speaks to the G20 is the one body of a nearer tier than its parent.
    nearer = {s for s, b in BODIES.items() if any(BODIES[p].tier != b.tier for p in b.parents)}
    assert nearer == {"u20"}


def test_a_body_is_not_older_than_what_it_is_part_of() -> None:
    for slug, body in BODIES.items():
        for higher in above(NESTING, slug):
            founded = BODIES[higher].founded
            assert founded is None or body.founded is None or founded.first_day <= body.founded.first_day, slug


def test_nobody_joins_before_the_body_is_founded_or_leaves_before_joining() -> None:
    for one in MEMBERSHIPS:
        founded = BODIES[one.body].founded
        if one.start is not None and founded is not None:
            # A year known as such begins on 1 January, though the body may be founded later in it.
            assert str(one.start)[:4] >= str(founded)[:4], (one.body, one.party)
        if one.start is not None and one.end is not None:
            assert one.start.first_day < one.end.first_day, (one.body, one.party)


def test_nobody_holds_the_same_seat_twice_at_once() -> None:
    for on in (date(1950, 1, 1), date(1980, 6, 1), date(2015, 1, 1), NOW):
        seats = Counter((one.body, one.party, one.capacity) for one in memberships(on))
        assert [seat for seat, times in seats.items() if times > 1] == []


def test_a_party_that_is_a_body_is_named_as_the_body_is() -> None:
    for slug, party in PARTIES.items():
        if party.body:
            assert party.body == slug and party.name_key == BODIES[slug].name_key
    assert {slug for slug, party in PARTIES.items() if party.kind == "union"} == {"eu", "au"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_body_and_party_has_a_name_in_every_language(language: str) -> None:
    wanted = {key for body in BODIES.values() for key in (body.name_key, body.short_key, body.purpose_key)}
    wanted |= {party.name_key for party in PARTIES.values() if party.name_key}
    assert wanted <= keys(language)
    for body in BODIES.values():
        purpose = say(language, body.purpose_key)
        assert purpose.endswith(("。", ".")) and purpose.count(purpose[-1]) == 1, body.slug
        assert len(say(language, body.short_key)) <= len(say(language, body.name_key)), body.slug
    unnamed = [party.slug for party in PARTIES.values() if not party.name_key]
    assert not [slug for slug in unnamed if country_name(language, slug.upper()) == slug.upper()]


def test_names_are_those_the_organisations_use() -> None:
    assert say("fr", "body.un.name") == "Organisation des Nations Unies"
    assert say("es", "body.imf.name") == "Fondo Monetario Internacional"
    assert say("ru", "body.un-sc.name") == "Совет Безопасности"
    assert say("zh_Hans", "body.asean.name") == "东南亚国家联盟"
    assert say("ar", "body.arab-league.name") == "جامعة الدول العربية"
    assert say("en", PARTIES["eu"].name_key) == "European Union"
    assert [say(language, "body.un.short") for language in ("en", "fr", "ru")] == ["UN", "ONU", "ООН"]


def test_how_many_dates_are_known() -> None:
    """Prints the coverage (run with -s); a start once known must not be lost."""
    found = coverage()
    for body, (recorded, dated) in found.items():
        print(f"{body:16} {recorded:4} memberships, {dated:4} with a start")
    recorded, dated = map(sum, zip(*found.values(), strict=True))
    founded = sum(body.founded is not None for body in BODIES.values())
    print(f"{'all':16} {recorded:4} memberships, {dated:4} with a start; {founded} of {len(BODIES)} bodies with a date")
    undated = {"un-africa", "un-asia-pacific", "un-eeg", "un-grulac", "aosis", "lldc", "oic"}
    assert {body for body, (_, known) in found.items() if known == 0} == undated
    for body in ("un-sc", "eu", "asean", "oecd", "brics", "g7", "arab-league", "caricom", "ldc", "wto"):
        assert found[body][0] == found[body][1], body
    assert dated >= 813


# --- In agreement with independent lists ---


def listed(folder: Path, name: str, column: str = "Code") -> dict[str, dict[str, str]]:
    with (folder / "country_groups" / name).open(encoding="utf-8-sig", newline="") as file:
        return {row[column]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("name", "body", "ours_only", "theirs_only"),
    [
        ("g20.csv", "g20", set(), {"EUU"}),
        ("g7.csv", "g7", set(), {"EUU"}),
        ("g77.csv", "g77", set(), set()),
        ("aosis.csv", "aosis", set(), set()),
        ("arab-group.csv", "arab-league", set(), set()),
        ("lldc.csv", "lldc", set(), set()),
        ("ldc.csv", "ldc", set(), {"STP"}),  # left the list after that file was drawn up
        ("brics.csv", "brics", {"EGY", "ETH", "IRN", "ARE", "SAU", "IDN"}, set()),  # five of before 2024
    ],
)
def test_members_agree_with_a_published_list(
    shared_data: Path, name: str, body: str, ours_only: set[str], theirs_only: set[str]
) -> None:
    theirs = listed(shared_data, name).keys()
    assert codes(body) - theirs == ours_only
    assert theirs - codes(body) == theirs_only


def starts(body: str, party_end: bool = False) -> dict[str, str]:
    found = {}
    for one in MEMBERSHIPS:
        if one.body == body and one.capacity == "member" and PARTIES[one.party].alpha3:
            when = one.end if party_end else one.start
            found[PARTIES[one.party].alpha3] = str(when or "")
    return found


def test_accessions_to_the_european_union_agree_to_the_day(shared_data: Path) -> None:
    theirs = {code: row["Member-Since"] for code, row in listed(shared_data, "european-union.csv").items()}
    assert {code: day for code, day in starts("eu").items() if code != "GBR"} == theirs


def test_accessions_to_the_oecd_agree_to_the_year(shared_data: Path) -> None:
    theirs = {code: row["Accession"] for code, row in listed(shared_data, "oecd.csv").items()}
    assert {code: day[:4] for code, day in starts("oecd").items()} == theirs


def test_years_on_the_list_of_least_developed_countries_agree(shared_data: Path) -> None:
    ours, left = starts("ldc"), starts("ldc", party_end=True)
    for code, row in listed(shared_data, "ldc.csv").items():
        assert ours[code][:4] == row["Year-Of-Inclusion"], code
    for code, row in listed(shared_data, "graduated-ldcs.csv").items():
        assert (ours[code][:4], left[code][:4]) == (row["Year-Of-Inclusion"], row["Graduation"]), code


def test_regional_groups_hold_every_member_once_and_one_twice(shared_data: Path) -> None:
    with (shared_data / "country_groups" / "un-regional-groups.csv").open(encoding="utf-8-sig", newline="") as file:
        theirs = Counter((row["Code"], row["Region"]) for row in csv.DictReader(file))
    groups = Counter(code for body in REGIONAL for code in codes(body))
    assert groups.keys() == codes("un")
    assert {code for code, times in groups.items() if times > 1} == {"TUR"}
    named = {"un-africa": "African Group", "un-grulac": "GRULAC", "un-weog": "WEOG"}
    for body, region in named.items():
        assert codes(body) == {code for code, where in theirs if where == region}


def test_the_african_union_is_all_of_africa_that_is_independent(shared_data: Path) -> None:
    with (shared_data / "country_reference" / "country-codes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    africa = {r["ISO3166-1-Alpha-3"] for r in rows if r["Continent"] == "AF" and r["is_independent"] == "Yes"}
    assert "NAM" in africa
    assert codes("au") - africa == {"ESH"}
    assert africa - codes("au") == set()


def test_memberships_of_2014_agree_with_the_correlates_of_war(shared_data: Path) -> None:
    """Full members among the states of that table, which knows neither territories nor Palestine, the Cook Islands
    and Niue. Its columns of the East African Community and of Mercosur hold States that were never full members."""
    with (shared_data / "igo_membership_2014" / "igo_membership_2014.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    on = date(2014, 12, 31)
    compared = ("eu", "oecd", "asean", "caricom", "pif", "ecowas", "sadc", "gcc", "oic")
    theirs = {body: sum(row[body] == "1.0" for row in rows) for body in compared}
    ours = {body: len(codes(body, on) - {"MSR", "COK", "NIU", "PSE"}) for body in compared}
    assert ours == theirs


def test_people_behind_the_seats_of_the_g20_are_shared_as_published(shared_data: Path) -> None:
    """Shares of the people behind the G20 of 21, the unions net of separately seated members, as published for the
    populations of 2024: India 22.6 %, China 22.1 %, the rest of the African Union 22.6 %."""
    with (shared_data / "macro_gdp_pop_gini" / "population.csv").open(encoding="utf-8-sig", newline="") as file:
        people = {row["Country Code"].lower(): float(row["Value"]) for row in csv.DictReader(file) if row["Value"]}
    behind = states_behind("g20", NOW)
    assert {state for state in behind if state not in people} <= {"eri", "esh"}
    seats = population_once("g20", NOW, {"eri": 3.5e6, "esh": 0.6e6} | people)
    total = sum(seats.values())
    shares = {seat: 100 * weight / total for seat, weight in seats.items()}
    assert shares["ind"] == pytest.approx(22.6, abs=0.3)
    assert shares["chn"] == pytest.approx(22.1, abs=0.3)
    assert shares["au"] == pytest.approx(22.6, abs=0.3)
    # Added up seat by seat, the four who sit twice would be counted twice.
    twice = sum(people[state] for state, how in behind.items() if how.twice)
    naive = sum(sum(people.get(s, 0) for s in states_behind_party(seat, NOW)) for seat in members("g20", NOW))
    assert naive - twice == pytest.approx(total, rel=0.002)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_in_every_language(language: str) -> None:
    wrong = [
        ComityError("bodies.bad_date", value="soon"),
        ComityError("bodies.unknown_body", value="g21"),
        ComityError("bodies.unknown_party", value="xkx"),
        ComityError("bodies.unknown_parent", body="a", parent="b"),
        ComityError("bodies.cycle", path=["a", "b", "a"]),
        ComityError("bodies.bad_weight", state="fra", value=-1.0),
        *(ComityError("bodies.weights_missing", states=["fra"] * n, n=n) for n in (1, 2, 5, 11)),
    ]
    said = [explain(error, language) for error in wrong]
    assert len({*said}) == len(said)
    assert not [sentence for sentence in said if "{" in sentence or "bodies." in sentence]
    assert all(sentence.endswith(("。", ".", "0")) for sentence in said)
