"""The demonstration's input: statements whole in six languages, and a population that is simulated and says so."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from comity.demo.population import (
    GROUPS,
    KINDS,
    LANGUAGES,
    OPINIONS,
    people_shares,
    planted_groups,
    simulate,
    state_shares,
    statements,
    write,
)
from comity.terms.countries import COUNTRIES, REGIONS
from comity.terms.statements import Participants
from comity.terms.votes import Votes

SEEDS = (0, 1, 2026)


@pytest.fixture(scope="module", params=SEEDS)
def drawn(request: pytest.FixtureRequest) -> tuple[Votes, Participants, NDArray[np.str_]]:
    votes, participants = simulate(seed=request.param)
    return votes, participants, planted_groups(seed=request.param)


# Statements


def _texts(language: str) -> list[str]:
    return [str(text) for text in statements().texts[language]]


def test_forty_statements_are_whole_in_six_languages() -> None:
    ours = statements()
    assert ours.ids.tolist() == [f"s{number:02d}" for number in range(1, 41)] == list(OPINIONS)
    assert set(ours.texts) == set(LANGUAGES) == {"ar", "zh", "en", "fr", "ru", "es"}
    for language in LANGUAGES:
        texts = _texts(language)
        assert len(texts) == 40 and all(text == text.strip() and text for text in texts)
        assert len({text.casefold() for text in texts}) == 40, language


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}


@pytest.mark.parametrize(
    ("language", "script"),
    [("ar", "ARABIC"), ("zh", "CJK"), ("en", "LATIN"), ("fr", "LATIN"), ("ru", "CYRILLIC"), ("es", "LATIN")],
)
def test_each_language_is_in_its_own_script(language: str, script: str) -> None:
    for text in _texts(language):
        assert _scripts(text) == {script}, text


# Words so common that most sentences of the language have one: a column pasted into the wrong language fails.
COMMON_WORDS = {
    "en": r"\b(the|should|of|to|when)\b",
    "fr": r"\b(les|des|devrait|devraient|une|le|du)\b",
    "es": r"\b(los|las|debería|deberían|una|el)\b",
}


@pytest.mark.parametrize("language", COMMON_WORDS)
def test_latin_columns_are_not_mixed_up(language: str) -> None:
    counts = {
        other: sum(bool(re.search(COMMON_WORDS[language], text.lower())) for text in _texts(other))
        for other in COMMON_WORDS
    }
    assert counts[language] >= 38
    assert all(count < 20 for other, count in counts.items() if other != language)


def test_statements_are_one_plain_sentence_of_readable_length() -> None:
    for text in _texts("en"):
        assert 8 <= len(text.split()) <= 25, text
    longest = {"ar": 160, "zh": 60, "en": 160, "fr": 180, "ru": 180, "es": 180}
    stop = {"zh": "。"}
    for language in LANGUAGES:
        for text in _texts(language):
            assert len(text) <= longest[language], text
            assert text.endswith(stop.get(language, ".")), text
            assert text.count(stop.get(language, ".")) == 1, text
            assert not set(text) & set("!！¡?？؟;；\"'\t\n"), text


def test_typography_is_that_of_each_language() -> None:
    assert not any(set(text) & set(",;?%") for text in _texts("ar"))
    assert not any(set(text) & set(",.;:() ") for text in _texts("zh"))
    for language in LANGUAGES:
        for text in _texts(language):
            assert "  " not in text and unicodedata.normalize("NFC", text) == text, text
            assert not any(unicodedata.category(letter) == "Cf" for letter in text), text
    assert not any(" —" in text for text in _texts("ru")), "a dash never starts a line"


def test_no_statement_starts_like_a_spreadsheet_formula() -> None:
    assert not any(text[0] in "=+-@" for language in LANGUAGES for text in _texts(language))


# Population


def _column(participants: Participants, name: str) -> NDArray[np.str_]:
    return participants.columns[name]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        write(tmp_path / folder, seed=seed)
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {
        "votes.csv", "statements.csv", "participants.csv", "reference.csv", "reference_people.csv", "about.txt",
    }  # fmt: skip
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert (tmp_path / "a" / "votes.csv").read_bytes() != (tmp_path / "c" / "votes.csv").read_bytes()


def test_what_is_written_is_what_was_drawn(tmp_path: Path) -> None:
    write(tmp_path / "demo", seed=3, people=150)
    votes, participants = simulate(seed=3, people=150)
    with (tmp_path / "demo" / "votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["participant", "statement", "vote"]
    people, topics = participants.ids.tolist(), list(OPINIONS)
    again = Votes.from_triples(
        people,
        topics,
        [people.index(row["participant"]) for row in rows],
        [topics.index(row["statement"]) for row in rows],
        [int(row["vote"]) for row in rows],
    )
    assert again.input_digest == votes.input_digest
    with (tmp_path / "demo" / "participants.csv").open(encoding="utf-8", newline="") as file:
        described = list(csv.DictReader(file))
    assert [row["participant"] for row in described] == people
    assert [row["country"] for row in described] == _column(participants, "country").tolist()
    assert list(described[0]) == [
        "participant", "country", "region", "income_group", "ldc", "lldc", "sids", "kind", "language",
    ]  # fmt: skip
    assert b"\r" not in (tmp_path / "demo" / "statements.csv").read_bytes()


def test_participants_are_called_simulated(tmp_path: Path, drawn: tuple[Votes, Participants, NDArray[np.str_]]) -> None:
    votes, participants, _ = drawn
    assert votes.participants.tolist() == participants.ids.tolist()
    assert participants.ids[0] == "sim-0001" and participants.ids[-1] == "sim-1200"
    write(tmp_path, seed=1, people=10)
    assert (tmp_path / "about.txt").read_text(encoding="utf-8").startswith("Simulated")


def test_everyone_is_there_but_unequally(drawn: tuple[Votes, Participants, NDArray[np.str_]]) -> None:
    _, participants, _ = drawn
    country = _column(participants, "country")
    assert len(set(country.tolist())) >= 120
    assert all(COUNTRIES[alpha3].un for alpha3 in set(country.tolist()))
    share = {(column, value): share for column, value, share in state_shares()}
    present = {
        (column, value): float((_column(participants, column) == value).mean()) for column, value, _ in state_shares()
    }
    assert all(present["region", region] > 0 for region in REGIONS)
    for over in (("region", "Europe"), ("income_group", "High income")):
        assert present[over] > 1.5 * share[over]
    for under in (("ldc", "yes"), ("sids", "yes"), ("region", "Africa")):
        assert 0.1 * share[under] < present[under] < 0.6 * share[under]
    assert set(_column(participants, "kind").tolist()) == set(KINDS)
    assert set(_column(participants, "language").tolist()) == set(LANGUAGES)


def test_most_people_answer_some_and_a_few_answer_everything(
    drawn: tuple[Votes, Participants, NDArray[np.str_]],
) -> None:
    counts = drawn[0].per_participant()
    assert counts.min() in (1, 2) and counts.max() == 40
    assert 16 <= np.median(counts) <= 20
    assert 0.05 < (counts == 40).mean() < 0.25
    assert (counts <= 5).mean() > 0.02


def test_groups_have_their_sizes_and_live_everywhere(drawn: tuple[Votes, Participants, NDArray[np.str_]]) -> None:
    _, participants, groups = drawn
    sizes = Counter(groups.tolist())
    for group, size in zip(GROUPS, (0.50, 0.33, 0.17), strict=True):
        assert sizes[group] / len(groups) == pytest.approx(size, abs=0.05)
    for column, values in (("region", REGIONS), ("kind", KINDS)):
        largest = set()
        for value in values:
            inside = Counter(groups[_column(participants, column) == value].tolist())
            assert set(inside) == set(GROUPS), value
            largest.add(inside.most_common(1)[0][0])
        assert len(largest) > 1, f"the mix differs by {column}"


def test_planted_groups_are_found_again_from_the_votes(drawn: tuple[Votes, Participants, NDArray[np.str_]]) -> None:
    votes, _, groups = drawn
    counts = votes.per_participant()
    cast = np.full(votes.shape, np.nan)
    cast[np.repeat(np.arange(votes.shape[0]), counts), votes.indices] = votes.values
    imputed = np.where(np.isnan(cast), np.nanmean(cast, axis=0), cast)[counts >= 15]
    found = KMeans(3, n_init=10, random_state=0).fit_predict(PCA(2, random_state=0).fit_transform(imputed))
    assert adjusted_rand_score(groups[counts >= 15], found) >= 0.9


def _agreement(votes: Votes, statement: str) -> Callable[[NDArray[np.bool_]], float]:
    position = votes.statements.tolist().index(statement)
    person = np.repeat(np.arange(votes.shape[0]), votes.per_participant())
    here = votes.indices == position

    def among(people: NDArray[np.bool_]) -> float:
        return float((votes.values[here & people[person]] == 1).mean())

    return among


@pytest.mark.parametrize(("statement", "column"), [("s36", "sids"), ("s37", "sids"), ("s37", "ldc"), ("s38", "ldc")])
def test_some_of_what_every_group_shares_the_smallest_or_poorest_reject(
    drawn: tuple[Votes, Participants, NDArray[np.str_]], statement: str, column: str
) -> None:
    votes, participants, groups = drawn
    agreement = _agreement(votes, statement)
    assert all(agreement(groups == group) > 0.5 for group in GROUPS)
    assert agreement(_column(participants, column) == "yes") < 0.3


def test_the_mean_hides_what_the_smallest_group_rejects(drawn: tuple[Votes, Participants, NDArray[np.str_]]) -> None:
    votes, _, groups = drawn
    everyone = np.ones(len(groups), dtype=bool)
    for statement in ("s07", "s22", "s40"):
        agreement = _agreement(votes, statement)
        assert agreement(everyone) > 0.6
        assert min(agreement(groups == group) for group in GROUPS) < 0.3


def test_reference_shares_are_whole_and_published() -> None:
    for shares in (state_shares(), people_shares()):
        for column in {row[0] for row in shares}:
            assert sum(row[2] for row in shares if row[0] == column) == pytest.approx(1)
    states = {(column, value): share for column, value, share in state_shares()}
    # 193 members (54 African, 44 LDCs, 32 LLDCs, 37 SIDS) and two observer States.
    assert states["region", "Africa"] == pytest.approx(54 / 195)
    assert states["ldc", "yes"] == pytest.approx(44 / 195)
    assert states["lldc", "yes"] == pytest.approx(32 / 195)
    assert states["sids", "yes"] == pytest.approx(37 / 195)
    people = {value: share for _, value, share in people_shares()}
    assert people["Asia"] == pytest.approx(0.589, abs=0.001) and people["Oceania"] == pytest.approx(0.006, abs=0.001)


def test_the_world_population_agrees_with_an_independent_table(shared_data: Path) -> None:
    with (shared_data / "macro_gdp_pop_gini" / "population.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Year"] == "2024" and row["Country Code"] in COUNTRIES]
    totals: Counter[str] = Counter()
    for row in rows:
        totals[COUNTRIES[row["Country Code"]].region] += int(float(row["Value"]))
    for _, region, share in people_shares():
        assert totals[region] / totals.total() == pytest.approx(share, abs=0.005), region
