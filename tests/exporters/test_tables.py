"""Tidy tables: what was found is in them, and pandas, polars and pyarrow take them as they are."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from comity.exporters.tables import TABLES, tables, text_column
from comity.terms.comparison import Comparison, Warned


@pytest.mark.parametrize("name", TABLES)
def test_three_libraries_read_the_same_table(comparison: Comparison, name: str) -> None:
    table = tables(comparison)[name]
    in_pandas, in_polars, in_arrow = pd.DataFrame(table), pl.DataFrame(table), pa.table(table)
    assert in_pandas.columns.tolist() == in_polars.columns == in_arrow.column_names == list(table)
    assert len(in_pandas) == in_polars.height == in_arrow.num_rows == table.rows
    for column, values in table.items():
        kind = np.asarray(values).dtype.kind
        assert in_polars[column].dtype == {"U": pl.String, "i": pl.Int64, "f": pl.Float64, "b": pl.Boolean}[kind]
        assert in_arrow[column].type == {"U": pa.string(), "i": pa.int64(), "f": pa.float64(), "b": pa.bool_()}[kind]
        if kind == "U":
            assert all(isinstance(value, str) for value in in_pandas[column])
        np.testing.assert_array_equal(np.asarray(in_pandas[column]), np.asarray(values))


def test_what_is_not_known_is_null(comparison: Comparison) -> None:
    table = tables(comparison)["participation"]
    unknown = int(np.isnan(table["reference"]).sum())
    assert 0 < unknown < table.rows
    streamed = pa.RecordBatchReader.from_stream(table).read_all()
    assert pa.table(table)["reference"].null_count == streamed["reference"].null_count == unknown
    assert pl.from_arrow(streamed)["reference"].null_count() == unknown
    assert pd.DataFrame(table)["reference"].isna().sum() == unknown


def test_participants_carry_group_place_and_weight(comparison: Comparison) -> None:
    people = pd.DataFrame(tables(comparison)["participants"])
    assert people.columns.tolist() == ["participant", "group", "probability", "axis_1", "axis_2", "weight", "country"]
    assert people["participant"].tolist() == comparison.participants.tolist()
    sizes = np.bincount(comparison.groups.member_of)
    assert people["group"].value_counts().to_dict() == dict(zip("ABC", sizes, strict=True))
    np.testing.assert_array_equal(people[["axis_1", "axis_2"]], comparison.positions)


def test_who_is_in_no_group_has_an_empty_label(comparison: Comparison) -> None:
    nowhere = comparison.groups.member_of.copy()
    nowhere[:2] = -1
    found = tables(replace(comparison, groups=replace(comparison.groups, member_of=nowhere)))
    assert found["participants"]["group"][:2].tolist() == ["", ""]


def test_agreement_has_a_row_for_each_statement_and_cut(comparison: Comparison) -> None:
    agreement = pd.DataFrame(tables(comparison)["agreement"])
    cuts, statements = comparison.tallies.share.shape
    assert len(agreement) == cuts * statements
    row = agreement.query("statement == 's07' and column == 'region' and name == 'Africa'").iloc[0]
    cut = next(c for c, one in enumerate(comparison.tallies.cuts) if (one.column, one.name) == ("region", "Africa"))
    statement = comparison.statements.ids.tolist().index("s07")
    assert row["agreement"] == comparison.tallies.share[cut, statement]
    assert row["disagreement_high"] == comparison.tallies.against_high[cut, statement]
    assert row["votes"] == row["agree"] + row["disagree"] + row["pass"]
    assert (row["kind"], row["people"]) == ("stratum", comparison.tallies.cuts[cut].people)


def test_common_ground_and_divides_are_ranked_and_named(comparison: Comparison) -> None:
    found = tables(comparison, "fr")
    shared, divides = pd.DataFrame(found["common_ground"]), pd.DataFrame(found["divides"])
    assert shared["rank"].tolist() == list(range(1, len(comparison.common_ground) + 1))
    assert shared["score"].is_monotonic_decreasing
    first = comparison.common_ground[0]
    assert shared["text"][0] == comparison.statements.texts["fr"][first.statement]
    assert shared["worst_off_name"][0] == comparison.tallies.cuts[first.worst].name
    assert divides["difference_low"][0] == comparison.divides[0].difference_low
    assert divides["high"][0] == comparison.tallies.cuts[comparison.divides[0].high].name


def test_warnings_say_their_sentence_and_keep_their_code(comparison: Comparison) -> None:
    warned = Warned("compare.few_people", {"n": 3})
    table = tables(replace(comparison, warnings=(warned,)), "es")["warnings"]
    assert table["code"].tolist() == ["compare.few_people"]
    assert "3 participantes" in table["text"][0]
    assert json.loads(table["parameters"][0]) == {"n": 3}


def test_texts_go_by_the_names_they_are_imported_by() -> None:
    assert [text_column(tag) for tag in ("", "en", "zh-Hans")] == ["text", "text_en", "text_zh_Hans"]
