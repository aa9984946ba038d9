"""A simulated population of stakeholders and what they say to the forty statements: the input of the demonstration.

Nobody here exists. Every participant id starts with `sim-`, and the folder that `write` makes says so too. The opinions
are a device to show what a comparison can and cannot find; they say nothing about what any country or kind of
organisation holds. The same seed gives the same bytes.

What the files hold
- statements.csv: `statement` (s01 to s40), `text_ar`, `text_zh`, `text_en`, `text_fr`, `text_ru`, `text_es`.
- votes.csv, one row a vote: `participant`, `statement`, `vote` (1 agree, 0 pass, -1 disagree).
- participants.csv, one row a person:
  `participant` sim-0001, sim-0002, ...; `country` ISO 3166-1 alpha-3, a UN member or observer State;
  `region`, `income_group`, `ldc`, `lldc`, `sids` from `comity.terms.countries` ("" where the World Bank does not
  classify the country); `kind` one of KINDS; `language` the one the person answered in, one of LANGUAGES.
- reference.csv: `column`, `value`, `share`: who would take part if every State had one equal voice (`state_shares`).
- reference_people.csv, the same columns: who would if every person on earth had (`people_shares`).

How it is drawn
1. A country, in proportion to how well connected it is (`_pull`): rich and populous countries, Europe, Northern
   America and seats of the United Nations come more often, LDCs and SIDS seldom. Participation is unequal, as in life.
2. A kind and a language.
3. One of three groups, named by what it holds: COMMON_RULES (shared rules and bodies to keep them, open to
   everybody; about half), POLICY_SPACE (States decide, the rich owe the poor, room for one's own way; about a
   third) and LOCAL_AGENCY (cities, communities and markets first, few central bodies; about a sixth). Each group
   lives in every region and every kind, in different proportions (REGION_MIX, KIND_LEANING).
4. How many statements the person answers: log-normal with median 18, at least 1, at most 40, so that some leave at once
   and some answer everything; and which, in random order (three statements came late and few saw them).
5. Each answer, independently: a pass with the statement's pass rate, else agreement with the probability of the
   person's group (OPINIONS), unless the person's country is in a category that sees this statement differently
   (STRATUM_OPINIONS): most agree to it, small island states or least developed countries do not, whatever their group.
"""

import csv
from collections.abc import Iterable, Sequence
from importlib.resources import files
from math import prod
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.terms.countries import COUNTRIES, INCOME_GROUPS, REGIONS, Country, categories
from comity.terms.statements import ACCEPTED, Participants, Statements
from comity.terms.votes import AGREE, DISAGREE, PASS, Votes

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
COMMON_RULES, POLICY_SPACE, LOCAL_AGENCY = "common_rules", "policy_space", "local_agency"
GROUPS = (COMMON_RULES, POLICY_SPACE, LOCAL_AGENCY)
PREFIX = "sim-"
MEDIAN_VOTES, SPREAD_OF_VOTES = 18.0, 0.75


class Opinion(NamedTuple):
    """One statement: probability of agreeing, for those who do not pass, in each of GROUPS; probability of passing;
    how often it is shown, relative to the others."""

    common_rules: float
    policy_space: float
    local_agency: float
    passes: float
    shown: float = 1.0


OPINIONS = {
    "s01": Opinion(0.95, 0.92, 0.94, 0.05),
    "s02": Opinion(0.94, 0.95, 0.78, 0.06),
    "s03": Opinion(0.90, 0.38, 0.08, 0.15),
    "s04": Opinion(0.18, 0.30, 0.94, 0.16),
    "s05": Opinion(0.92, 0.32, 0.18, 0.10),
    "s06": Opinion(0.20, 0.95, 0.25, 0.10),
    "s07": Opinion(0.90, 0.80, 0.12, 0.12),
    "s08": Opinion(0.84, 0.70, 0.92, 0.10),
    "s09": Opinion(0.72, 0.20, 0.55, 0.22, 0.25),
    "s10": Opinion(0.25, 0.84, 0.90, 0.12),
    "s11": Opinion(0.30, 0.05, 0.15, 0.10),
    "s12": Opinion(0.08, 0.25, 0.90, 0.12),
    "s13": Opinion(0.86, 0.82, 0.95, 0.08),
    "s14": Opinion(0.88, 0.12, 0.85, 0.12),
    "s15": Opinion(0.48, 0.06, 0.92, 0.14),
    "s16": Opinion(0.45, 0.06, 0.94, 0.12),
    "s17": Opinion(0.50, 0.88, 0.08, 0.12),
    "s18": Opinion(0.95, 0.28, 0.80, 0.08),
    "s19": Opinion(0.82, 0.12, 0.60, 0.20, 0.25),
    "s20": Opinion(0.38, 0.28, 0.94, 0.15),
    "s21": Opinion(0.92, 0.25, 0.60, 0.10),
    "s22": Opinion(0.80, 0.97, 0.15, 0.08),
    "s23": Opinion(0.15, 0.06, 0.35, 0.08),
    "s24": Opinion(0.06, 0.82, 0.55, 0.12),
    "s25": Opinion(0.86, 0.86, 0.96, 0.08),
    "s26": Opinion(0.90, 0.92, 0.82, 0.08),
    "s27": Opinion(0.08, 0.92, 0.72, 0.10),
    "s28": Opinion(0.95, 0.82, 0.84, 0.06),
    "s29": Opinion(0.40, 0.92, 0.96, 0.10),
    "s30": Opinion(0.90, 0.25, 0.20, 0.14),
    "s31": Opinion(0.94, 0.32, 0.60, 0.08),
    "s32": Opinion(0.82, 0.10, 0.72, 0.12),
    "s33": Opinion(0.88, 0.78, 0.72, 0.12),
    "s34": Opinion(0.20, 0.96, 0.30, 0.12),
    "s35": Opinion(0.92, 0.88, 0.80, 0.10),
    "s36": Opinion(0.80, 0.86, 0.78, 0.14),
    "s37": Opinion(0.93, 0.78, 0.76, 0.08),
    "s38": Opinion(0.82, 0.72, 0.88, 0.12),
    "s39": Opinion(0.92, 0.90, 0.84, 0.10, 0.25),
    "s40": Opinion(0.93, 0.95, 0.18, 0.06),
}

STRATUM_OPINIONS = (("s36", "sids", 0.08), ("s37", "sids", 0.10), ("s37", "ldc", 0.12), ("s38", "ldc", 0.08))
"""Statement, category of the country, probability of agreeing there in every group: votes by population leave small
island states without a say, equal reporting weighs on small administrations, equal shares of income on poor ones."""

REGION_MIX = {
    "Africa": (0.33, 0.53, 0.14),
    "Americas": (0.52, 0.29, 0.19),
    "Asia": (0.37, 0.47, 0.16),
    "Europe": (0.60, 0.23, 0.17),
    "Oceania": (0.55, 0.27, 0.18),
}
"""Share of each of GROUPS in a region, before the leaning of a person's kind."""

KINDS = {
    "state delegation": 0.10,
    "subnational government": 0.10,
    "intergovernmental organisation": 0.06,
    "civil society": 0.26,
    "business": 0.13,
    "academia": 0.15,
    "citizen": 0.20,
}
"""Kind of stakeholder: share of the participants."""

KIND_LEANING = {
    "state delegation": (0.9, 2.2, 0.4),
    "subnational government": (0.9, 0.8, 1.8),
    "intergovernmental organisation": (1.4, 0.9, 0.5),
    "civil society": (1.2, 0.9, 0.7),
    "business": (0.7, 0.7, 2.2),
    "academia": (1.1, 1.0, 0.8),
    "citizen": (0.9, 1.0, 1.1),
}
"""By how much a kind is more (above 1) or less likely to be in each of GROUPS than its region."""

UN_SEATS = "AUT CAN CHE CHL DEU ESP ETH FRA GBR ITA JPN KEN LBN NLD THA USA"
"""Seats of a UN headquarters, regional commission, agency or convention: well connected to its consultations."""

POPULOUS = (
    "BGD BRA CHN COD COL DEU EGY ETH FRA GBR IDN IND IRN ITA JPN KEN KOR MEX MMR NGA PAK PHL RUS SDN THA TUR TZA UGA "
    "USA VNM ZAF"
)
"""About 50 million people and more (World Population Prospects 2024)."""

TINY = "AND LIE MCO SMR VAT"
"""The European microstates."""

INCOME_PULL = dict(zip((*INCOME_GROUPS, ""), (0.9, 1.0, 1.2, 2.0, 1.0), strict=True))

SPEAKS = {
    "ar": "ARE BHR DZA EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SYR TUN YEM",
    "zh": "CHN",
    "fr": "BDI BEL BEN BFA CAF CIV CMR COD COG COM DJI FRA GAB GIN HTI LUX MCO MDG MLI NER SEN TCD TGO",
    "ru": "ARM BLR KAZ KGZ RUS TJK TKM UZB",
    "es": "AND ARG BOL CHL COL CRI CUB DOM ECU ESP GNQ GTM HND MEX NIC PAN PER PRY SLV URY VEN",
}
"""The UN language most people of a country would answer in; English elsewhere."""
FIRST_LANGUAGE_SHARE = 0.8

WORLD_POPULATION = {"Africa": 1515, "Americas": 1048, "Asia": 4807, "Europe": 745, "Oceania": 46}
"""Millions of people, mid-2024: United Nations, World Population Prospects 2024 (Americas: Latin America and the
Caribbean 663, Northern America 385)."""

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


def simulate(seed: int, people: int = 1200) -> tuple[Votes, Participants]:
    """The votes and the columns of `people` simulated participants (module docstring says how they are drawn)."""
    random = np.random.default_rng(seed)
    participants, groups = _draw_people(random, people)
    agrees = _agreement(participants, groups)
    rows, columns = _draw_statements_seen(random, people)
    passes = np.array([opinion.passes for opinion in OPINIONS.values()])[columns]
    passed = random.random(len(rows)) < passes
    agreed = random.random(len(rows)) < agrees[rows, columns]
    values = np.where(passed, PASS, np.where(agreed, AGREE, DISAGREE))
    return Votes.from_triples(participants.ids, list(OPINIONS), rows, columns, values), participants


def planted_groups(seed: int, people: int = 1200) -> Texts:
    """(people,) the group each participant of `simulate` was drawn from: what a comparison should find again."""
    return np.array(GROUPS)[_draw_people(np.random.default_rng(seed), people)[1]]


def statements() -> Statements:
    """The forty statements in six languages."""
    table = files("comity.demo").joinpath("statements.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    return Statements(
        ids=np.array([row["statement"] for row in rows]),
        texts={language: np.array([row[f"text_{language}"] for row in rows]) for language in LANGUAGES},
        moderation=np.full(len(rows), ACCEPTED, dtype=np.int8),
        meta=np.zeros(len(rows), dtype=np.bool_),
    )


def state_shares() -> list[tuple[str, str, float]]:
    """(column, value, share) of the 193 members and two observer States of the United Nations, each counted once.

    From `comity.terms.countries`, which names its sources. Income groups are shares of the States that the World Bank
    classifies.
    """
    states = [land for land in COUNTRIES.values() if land.un]
    values = {
        "region": REGIONS,
        "income_group": INCOME_GROUPS,
        "ldc": ("yes", "no"),
        "lldc": ("yes", "no"),
        "sids": ("yes", "no"),
    }
    shares = []
    for column, names in values.items():
        held = [categories(land.alpha3)[column] for land in states]
        known = sum(value in names for value in held)
        shares += [(column, name, held.count(name) / known) for name in names]
    return shares


def people_shares() -> list[tuple[str, str, float]]:
    """(column, value, share) of the world's people by region: United Nations, World Population Prospects 2024."""
    world = sum(WORLD_POPULATION.values())
    return [("region", region, millions / world) for region, millions in WORLD_POPULATION.items()]


def write(folder: Path, seed: int, people: int = 1200) -> None:
    """Write votes.csv, statements.csv, participants.csv, reference.csv, reference_people.csv and about.txt to `folder`.

    The folder is made where it does not exist; files of these names in it are replaced.
    """
    votes, participants = simulate(seed, people)
    folder.mkdir(parents=True, exist_ok=True)
    person = np.repeat(votes.participants, votes.per_participant())
    cast = zip(person.tolist(), votes.statements[votes.indices].tolist(), votes.values.tolist(), strict=True)
    _write_csv(folder / "votes.csv", ("participant", "statement", "vote"), cast)
    columns = participants.columns
    described = zip(participants.ids.tolist(), *(column.tolist() for column in columns.values()), strict=True)
    _write_csv(folder / "participants.csv", ("participant", *columns), described)
    for name, shares in (("reference.csv", state_shares()), ("reference_people.csv", people_shares())):
        _write_csv(folder / name, ("column", "value", "share"), ((c, v, f"{share:.6f}") for c, v, share in shares))
    (folder / "statements.csv").write_bytes(files("comity.demo").joinpath("statements.csv").read_bytes())
    (folder / "about.txt").write_bytes(
        f"Simulated data: {people} participants who do not exist, drawn with seed {seed}.\n"
        "Their votes say nothing about what any country or organisation holds.\n".encode()
    )


def _draw_people(random: np.random.Generator, people: int) -> tuple[Participants, NDArray[np.intp]]:
    """Who takes part, and the group of each (positions in GROUPS)."""
    states = [land for land in COUNTRIES.values() if land.un]
    home = [states[at] for at in _pick(random.random(people), np.array([_pull(land) for land in states]))]
    kind = np.array(list(KINDS))[_pick(random.random(people), np.array(list(KINDS.values())))]
    first = {alpha3: language for language, codes in SPEAKS.items() for alpha3 in codes.split()}
    settles = random.random(people) < FIRST_LANGUAGE_SHARE
    language = [first.get(land.alpha3, "en") if own else "en" for land, own in zip(home, settles, strict=True)]
    mix = np.array([REGION_MIX[land.region] for land in home]) * np.array([KIND_LEANING[name] for name in kind])
    group = (np.cumsum(mix / mix.sum(axis=1, keepdims=True), axis=1) < random.random((people, 1))).sum(axis=1)
    known = [categories(land.alpha3) for land in home]
    columns = {"country": np.array([land.alpha3 for land in home])}
    columns |= {
        name: np.array([row[name] for row in known]) for name in ("region", "income_group", "ldc", "lldc", "sids")
    }
    columns |= {"kind": kind, "language": np.array(language)}
    width = max(4, len(str(people)))
    ids = np.array([f"{PREFIX}{number:0{width}d}" for number in range(1, people + 1)])
    return Participants(ids, columns), np.minimum(group, len(GROUPS) - 1)


def _pull(land: Country) -> float:
    """How often a country takes part, relative to others: more with income and people, in the North and at UN seats,
    less for least developed countries, small island states and microstates."""
    factors = (
        (INCOME_PULL[land.income], True),
        (1.4, land.region == "Europe" or land.subregion == "Northern America"),
        (2.5, land.alpha3 in UN_SEATS.split()),
        (3.0, land.alpha3 in POPULOUS.split()),
        (0.2, land.alpha3 in TINY.split()),
        (0.6, land.ldc),
        (0.6, land.sids),
    )
    return prod(factor for factor, applies in factors if applies)


def _pick(uniform: Floats, weights: Floats) -> NDArray[np.intp]:
    """Positions in `weights` (n,), each in proportion to its weight, one per number in [0, 1)."""
    return np.searchsorted(np.cumsum(weights)[:-1] / weights.sum(), uniform, side="right")


def _agreement(participants: Participants, groups: NDArray[np.intp]) -> Floats:
    """(P, 40) probability that each person agrees with each statement, given that they do not pass."""
    by_group = np.array([opinion[: len(GROUPS)] for opinion in OPINIONS.values()]).T
    agrees = by_group[groups]
    order = list(OPINIONS)
    for statement, column, probability in STRATUM_OPINIONS:
        there = participants.columns[column] == "yes"
        agrees[there, order.index(statement)] = probability
    return agrees


def _draw_statements_seen(random: np.random.Generator, people: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Who answers what: rows and columns (V,). Statements come in random order, those shown less often later."""
    scores = [NormalDist().inv_cdf(max(uniform, 1e-12)) for uniform in random.random(people)]
    counts = np.clip(np.round(MEDIAN_VOTES * np.exp(SPREAD_OF_VOTES * np.array(scores))), 1, len(OPINIONS))
    shown = np.array([opinion.shown for opinion in OPINIONS.values()])
    # Sorting exponential waiting times draws without replacement in proportion to the rates.
    waiting = -np.log1p(-random.random((people, len(OPINIONS)))) / shown
    turn = waiting.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    rows, columns = np.nonzero(turn < counts[:, None])
    return rows, columns


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
