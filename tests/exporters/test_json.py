"""JSON as its schema says, the same bytes for the same result, and never the whole of it in memory."""

import io
import json
import tracemalloc
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.exporters.json import pieces, schema, to_json, write_json
from comity.terms.comparison import Comparison, Warned, Weights
from comity.terms.errors import ComityError


def read(text: str) -> Any:
    """The document, if it is strict JSON: no NaN, no key twice."""

    def no_constant(name: str) -> None:
        raise AssertionError(name)

    def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    return json.loads(text, parse_constant=no_constant, object_pairs_hook=no_repeats)


def check(document: object) -> None:
    jsonschema.validate(document, json.loads(schema("compare")), cls=jsonschema.Draft202012Validator)


@pytest.fixture(scope="session")
def document(comparison: Comparison) -> Any:
    return read(to_json(comparison))


def test_the_schema_is_one_and_allows_nothing_it_does_not_name() -> None:
    found = json.loads(schema("compare"))
    jsonschema.Draft202012Validator.check_schema(found)
    waiting, objects = [found], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "properties" in one:
                objects += 1
                assert one["additionalProperties"] is False
                assert set(one["required"]) == set(one["properties"])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    assert objects > 10
    assert schema("comity.compare") == schema("compare")


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        schema("../comity.compare")
    assert (caught.value.code, caught.value.parameters["expected"]) == (
        "schema.unknown",
        "compare, verification, charter, events",
    )


def test_the_document_follows_its_schema(document: Any) -> None:
    check(document)
    assert document["schema"] == {"name": "comity.compare", "version": 1}


def test_the_document_says_what_was_found(comparison: Comparison, document: Any) -> None:
    assert (document["participants"], document["statements"], document["votes"]) == (1200, 40, comparison.votes)
    assert document["input_digest"] == comparison.input_digest
    groups = document["groups"]
    assert (groups["k"], groups["verdict"], groups["stability"]) == (3, "stable", 0.93)
    assert sum(groups["sizes"].values()) == 1200
    assert list(groups["members"]) == comparison.participants.tolist()
    person = comparison.participants[17]
    assert groups["members"][person] == comparison.groups.labels[comparison.groups.member_of[17]]
    assert document["positions"][person] == pytest.approx(comparison.positions[17].tolist(), rel=1e-9)
    detail = document["statements_detail"][6]
    assert (detail["id"], detail["text"]["en"]) == ("s07", comparison.statements.texts["en"][6])
    assert detail["counts"]["agree"] == comparison.tallies.agree[0, 6]
    africa = next(c for c, cut in enumerate(comparison.tallies.cuts) if cut.name == "Africa")
    assert detail["strata"]["region"]["Africa"]["agreement"]["low"] == pytest.approx(comparison.tallies.low[africa, 6])
    assert document["common_ground"][0]["score"] == pytest.approx(comparison.common_ground[0].score)
    first = next(one for one in document["statements_detail"] if one["id"] == document["common_ground"][0]["statement"])
    assert first["common_ground"] == {k: v for k, v in document["common_ground"][0].items() if k != "statement"}
    assert set(document["representative"]) == set(groups["sizes"])
    assert document["slate"]["statements"] == [comparison.statements.ids[j] for j in comparison.slate.statements]


def test_numbers_have_ten_digits_and_what_is_not_known_is_null(document: Any) -> None:
    assert document["participation"][-1]["reference"] is None
    share = document["statements_detail"][0]["agreement"]["estimate"]
    assert share == float(f"{share:.10g}")


def test_the_same_result_gives_the_same_bytes(comparison: Comparison) -> None:
    shuffled = dict(reversed(comparison.parameters.items()))
    assert to_json(comparison) == to_json(replace(comparison))
    assert shuffled == dict(comparison.parameters)


def test_weights_are_told_person_by_person_unless_all_are_equal(comparison: Comparison, document: Any) -> None:
    assert document["weights"] == {"rule": "equal", "effective": 1200.0, "values": None}
    uneven = Weights("column:w", np.linspace(0, 2, 1200), 900.0)
    found = read(to_json(replace(comparison, weights=uneven)))
    check(found)
    assert list(found["weights"]["values"].values())[-1] == 2


def test_who_is_in_no_group_is_null_and_counted_in_none(comparison: Comparison) -> None:
    nowhere = comparison.groups.member_of.copy()
    nowhere[:100] = -1
    found = read(to_json(replace(comparison, groups=replace(comparison.groups, member_of=nowhere))))
    check(found)
    assert found["groups"]["members"][comparison.participants[0]] is None
    assert sum(found["groups"]["sizes"].values()) == 1100


def test_texts_of_an_unknown_language_are_undetermined(comparison: Comparison) -> None:
    statements = replace(comparison.statements, texts={"": comparison.statements.texts["en"]})
    found = read(to_json(replace(comparison, statements=statements)))
    check(found)
    assert set(found["statements_detail"][0]["text"]) == {"und"}


def test_warnings_keep_code_and_parameters_and_speak_the_language(comparison: Comparison) -> None:
    warned = Warned("csv.columns_ignored", {"file": "v.csv", "count": 2, "columns": ["a", "b"]})
    found = read(to_json(replace(comparison, warnings=(warned,)), "fr"))
    check(found)
    (only,) = found["warnings"]
    assert (only["code"], only["parameters"]["columns"]) == ("csv.columns_ignored", ["a", "b"])
    assert only["text"].startswith("v.csv\xa0: 2 colonnes")


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=5, unique=True))
def test_any_id_can_be_read_back(comparison: Comparison, names: list[str]) -> None:
    ids = np.array([f"{name}|" for name in names])
    some = len(ids)
    groups = replace(
        comparison.groups,
        member_of=comparison.groups.member_of[:some],
        probability=comparison.groups.probability[:some],
    )
    small = replace(comparison, participants=ids, positions=comparison.positions[:some], groups=groups)
    stream = io.BytesIO()
    write_json(small, stream)
    assert list(read(stream.getvalue().decode("utf-8"))["positions"]) == ids.tolist()


def test_half_a_character_is_written_as_an_escape(comparison: Comparison) -> None:
    ids = comparison.participants.astype("U20")
    ids[0] = "\ud800"
    stream = io.BytesIO()
    write_json(replace(comparison, participants=ids), stream)
    assert "\ud800" in read(stream.getvalue().decode("utf-8"))["positions"]


def test_many_people_are_written_a_few_at_a_time(comparison: Comparison) -> None:
    people = 200_000
    groups = replace(
        comparison.groups,
        member_of=np.resize(comparison.groups.member_of, people),
        probability=np.resize(comparison.groups.probability, people),
    )
    positions = np.resize(comparison.positions, (people, 2))
    large = replace(comparison, participants=np.arange(people).astype(str), positions=positions, groups=groups)
    tracemalloc.start()
    total = longest = 0
    for piece in pieces(large):
        total, longest = total + len(piece), max(longest, len(piece))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total > 15_000_000
    assert longest < 1_000_000
    assert peak < 60_000_000  # the values as Python numbers, and no copy of the text
