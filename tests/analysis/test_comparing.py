"""`comity.compare`: whatever votes, statements and participants come as, the same comparison; and what follows from a
country."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comity
from comity import ComityError, compare, to_json
from comity.demo.population import state_shares, write
from comity.terms.comparison import Comparison
from comity.terms.work import InTurn


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's input, of few people."""
    folder = tmp_path_factory.mktemp("input")
    write(folder, 3, people=160)
    return folder


@pytest.fixture(scope="module")
def result(folder: Path) -> Comparison:
    return compare(
        folder / "votes.csv",
        statements=folder / "statements.csv",
        participants=folder / "participants.csv",
        by=["region", "kind"],
        resamples=2,
    )


def refused(*arguments: Any, **options: Any) -> ComityError:
    with pytest.raises(ComityError) as caught:
        compare(*arguments, **options)
    return caught.value


TABLES: dict[str, Callable[[Path], object]] = {
    "path as text": str,
    "pandas": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False),
    "polars": lambda path: pl.read_csv(path, infer_schema=False),
    "arrow": lambda path: pa.Table.from_pandas(pd.read_csv(path, dtype=str, keep_default_na=False)),
    "arrays": lambda path: {
        name: column.to_numpy() for name, column in pd.read_csv(path, dtype=str, keep_default_na=False).items()
    },
}


@pytest.mark.parametrize("kind", TABLES)
def test_files_and_tables_give_the_same_bytes(folder: Path, result: Comparison, kind: str) -> None:
    read = TABLES[kind]
    found = compare(
        read(folder / "votes.csv"),
        statements=read(folder / "statements.csv"),
        participants=read(folder / "participants.csv"),
        by=["region", "kind"],
        resamples=2,
    )
    assert to_json(found) == to_json(result)


def test_what_was_read_before_gives_the_same_bytes(folder: Path, result: Comparison) -> None:
    votes = comity.read_votes(folder / "votes.csv").votes
    found = compare(
        votes,
        statements=comity.read_statements(folder / "statements.csv"),
        participants=comity.read_participants(folder / "participants.csv"),
        by=("region", "kind", "region"),
        resamples=2,
        engine=InTurn(),
    )
    assert to_json(found) == to_json(result)


def test_the_order_of_rows_does_not_matter(folder: Path, result: Comparison) -> None:
    votes = pd.read_csv(folder / "votes.csv").sample(frac=1, random_state=5)
    people = pd.read_csv(folder / "participants.csv", keep_default_na=False).sample(frac=1, random_state=6)
    found = compare(
        votes,
        statements=folder / "statements.csv",
        participants=people,
        by=["region", "kind"],
        resamples=2,
    )
    assert to_json(found) == to_json(result)


def test_categories_follow_from_the_country(folder: Path, result: Comparison) -> None:
    people = pd.read_csv(folder / "participants.csv", keep_default_na=False)[["participant", "country", "kind"]]
    found = compare(
        folder / "votes.csv",
        statements=folder / "statements.csv",
        participants=people,
        by=["region", "kind"],
        resamples=2,
    )
    assert to_json(found) == to_json(result)


def test_without_a_reference_participants_are_held_against_the_member_states(result: Comparison) -> None:
    found = {(one.column, one.name): one.reference for one in result.participation}
    assert found["region", "Africa"] == pytest.approx(54 / 193)
    assert found["region", "Oceania"] == pytest.approx(14 / 193)
    assert np.isnan(found["kind", "business"])
    assert result.parameters["reference"] == "un_members"


def test_no_reference_is_made_up_for_categories_of_ones_own(folder: Path) -> None:
    people = pd.read_csv(folder / "participants.csv", keep_default_na=False)
    people["region"] = people["region"].replace({"Europe": "Western Europe and Others"})
    found = compare(folder / "votes.csv", participants=people, by="region", resamples=0)
    assert all(np.isnan(one.reference) for one in found.participation)
    assert found.parameters["reference"] == ""


def test_a_reference_may_be_a_file_a_table_or_triples(folder: Path) -> None:
    options: dict[str, Any] = {"participants": folder / "participants.csv", "by": "sids", "resamples": 0}
    triples = [one for one in state_shares() if one[0] == "sids"]
    results = [
        compare(folder / "votes.csv", reference=reference, **options)
        for reference in (folder / "reference.csv", pd.read_csv(folder / "reference.csv"), triples)
    ]
    for found in results:
        assert {one.name: one.reference for one in found.participation}["yes"] == pytest.approx(37 / 195, abs=1e-4)
    assert [one.parameters["reference"] for one in results] == ["reference.csv", "given", "given"]
    (note,) = [one for one in results[0].warnings if one.code == "reference.unused"]
    assert note.parameters == {"count": 4, "columns": "region, income_group, ldc, lldc"}
    assert not [one for one in results[2].warnings if one.code == "reference.unused"]


def test_a_reference_in_other_words_is_refused(folder: Path) -> None:
    error = refused(
        folder / "votes.csv",
        participants=folder / "participants.csv",
        by="region",
        reference=[("region", "afrique", 0.5), ("region", "asie", 0.5)],
    )
    assert (error.code, error.parameters["found"]) == ("reference.no_value_met", "afrique, asie")


def test_raking_meets_the_margins_of_a_file_or_of_triples(folder: Path, tmp_path: Path) -> None:
    margins = tmp_path / "sexes.csv"
    margins.write_text("column,value,share\nsids,yes,40\nsids,no,60\n")
    options: dict[str, Any] = {"participants": folder / "participants.csv", "by": "sids", "resamples": 0}
    from_file = compare(folder / "votes.csv", weight=f"rake:{margins}", **options)
    triples = [("sids", "yes", 0.4), ("sids", "no", 0.6)]
    given = compare(folder / "votes.csv", weight="rake:census", margins=triples, **options)
    islands = comity.read_participants(folder / "participants.csv").columns["sids"] == "yes"
    for found in (from_file, given):
        weights = found.weights.values
        assert weights[islands[: len(weights)]].sum() / weights.sum() == pytest.approx(0.4, abs=1e-6)
    assert (from_file.weights.rule, given.weights.rule) == ("rake:sexes.csv", "rake:census")


def test_equal_voice_for_every_country(folder: Path) -> None:
    found = compare(
        folder / "votes.csv", participants=folder / "participants.csv", weight="equal-by:country", resamples=0
    )
    table = pd.DataFrame(comity.tables(found)["participants"])
    totals = table.groupby("country")["weight"].sum()
    assert totals.max() == pytest.approx(totals.min())


@pytest.mark.parametrize("weight", ["rake:", "equal-by:", "column:", "fair", ""])
def test_a_rule_of_weights_that_is_none_is_refused(folder: Path, weight: str) -> None:
    error = refused(folder / "votes.csv", participants=folder / "participants.csv", weight=weight)
    assert (error.code, error.parameters["rule"]) == ("weights.unknown_rule", weight)


def test_what_was_left_aside_stands_behind_the_cautions_without_its_folder(folder: Path, tmp_path: Path) -> None:
    votes = pd.read_csv(folder / "votes.csv").head(60)
    votes["mood"] = "fine"
    votes.to_csv(tmp_path / "few.csv", index=False)
    found = compare(tmp_path / "few.csv", participants=folder / "participants.csv", resamples=0)
    codes = [one.code for one in found.warnings]
    assert codes[0].startswith("compare.")
    assert codes[-2:] == ["csv.columns_ignored", "participants.without_votes"]
    assert found.warnings[-2].parameters == {"file": "few.csv", "count": 1, "columns": "4 (mood)"}


def test_two_different_votes_need_a_rule(folder: Path) -> None:
    twice = {"participant": ["a", "a", "b"], "statement": ["s", "s", "s"], "vote": [1, -1, 1]}
    error = refused(twice)
    assert error.code == "votes.conflict"
    assert (error.parameters["file"], error.parameters["first"], error.parameters["second"]) == ("votes", 1, 2)
    found = compare(twice, duplicates="last", resamples=0)
    assert found.votes == 2
    assert found.parameters["duplicates"] == "last"
    assert [one.code for one in found.warnings][-1] == "votes.superseded"


def test_progress_begins_with_reading(folder: Path) -> None:
    told: list[tuple[float, str]] = []
    compare(folder / "votes.csv", resamples=0, progress=lambda fraction, stage: told.append((fraction, stage)))
    assert told[0] == (0.0, "reading")
    assert told[-1][0] == 1.0
    assert len({stage for _, stage in told}) > 3


@pytest.mark.parametrize(("engine", "code"), [("fast", "engine.unknown"), ("processes:0", "engine.bad_workers")])
def test_an_engine_that_is_none_is_refused(folder: Path, engine: str, code: str) -> None:
    assert refused(folder / "votes.csv", engine=engine).code == code


def test_states_of_the_general_assembly_are_their_own_country(shared_data: Path) -> None:
    votes = comity.read_votes(shared_data / "unga_votes" / "un_votes_2000_2009.csv").votes
    found = compare(votes, by=["region", "sids"], resamples=0)
    people = {(one.column, one.name): one.people for one in found.participation}
    assert (people["region", "Africa"], people["sids", "yes"]) == (53, 37)
    assert found.countries is not None and "FRA" in found.countries.tolist()
    assert next(one for one in found.participation if one.name == "Africa").reference == pytest.approx(54 / 193)
    (note,) = [one for one in found.warnings if one.code == "countries.unknown"]
    assert note.parameters == {"count": 1, "names": "Yugoslavia"}


def test_a_result_can_be_changed_without_touching_the_one_it_came_from(result: Comparison) -> None:
    assert replace(result, warnings=()).participants is result.participants
