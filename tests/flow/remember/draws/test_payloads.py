"""What entries of a draw say, read as if a stranger had written it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.remember.canonical import encode
from comity.flow.remember.draws.asked import Reviewers, Stratified
from comity.flow.remember.draws.payloads import (
    ANNOUNCED,
    COMMITTED,
    CONCLUDED,
    FAILED,
    REBUILT,
    REVEALED,
    ROOT_FIXED,
    Announced,
    Committed,
    Concluded,
    Failed,
    Rebuilt,
    Revealed,
    RootFixed,
    pool_digest,
)
from comity.terms.errors import ComityError
from tests.flow.remember.draws.drawing import held

HOLDING = held(("subject", "chair", "third"), silent=["chair"])
READERS: dict[str, Any] = {
    ANNOUNCED: Announced,
    COMMITTED: Committed,
    ROOT_FIXED: RootFixed,
    REVEALED: Revealed,
    REBUILT: Rebuilt,
    CONCLUDED: Concluded,
    FAILED: Failed,
}
PAYLOADS: dict[str, dict[str, Any]] = {
    opened.entry.kind: json.loads(encode(opened.payload)) for opened in HOLDING.entries if opened.entry.kind in READERS
} | {FAILED: {"draw": "panel-1", "missing": ["chair"]}}
Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("kind", READERS)
def test_what_is_written_is_read_again(kind: str) -> None:
    read = READERS[kind].from_payload(PAYLOADS[kind])
    assert encode(read.to_payload()) == encode(PAYLOADS[kind])
    assert READERS[kind].from_payload(read.to_payload()) == read


@pytest.mark.parametrize("kind", READERS)
def test_every_field_is_needed_and_no_other_taken(kind: str) -> None:
    for field in PAYLOADS[kind]:
        with pytest.raises(ComityError) as caught:
            READERS[kind].from_payload({name: value for name, value in PAYLOADS[kind].items() if name != field})
        assert (caught.value.code, caught.value.parameters) == ("draw.missing_field", {"field": field})
    with pytest.raises(ComityError) as caught:
        READERS[kind].from_payload({**PAYLOADS[kind], "note": "x"})
    assert (caught.value.code, caught.value.parameters) == ("draw.unknown_field", {"field": "note"})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_stands_in_a_field_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    """A stranger's payload never ends in any other fault."""
    payload = dict(PAYLOADS[kind])
    payload[data.draw(st.sampled_from(sorted(payload)))] = data.draw(ANYTHING)
    try:
        READERS[kind].from_payload(payload)
    except ComityError as error:
        assert error.code.startswith(("draw.", "lots.", "record."))


@pytest.mark.parametrize("whole", [None, 3, "x", [], [1], {1: 2}])
def test_what_is_no_object_is_refused(whole: object) -> None:
    with pytest.raises(ComityError) as caught:
        Revealed.from_payload(whole)
    assert caught.value.code in ("draw.not_object", "draw.missing_field")


def announced(change: Change) -> str:
    """The code with which a changed announcement is refused."""
    payload = copy.deepcopy(PAYLOADS[ANNOUNCED])
    change(payload)
    with pytest.raises(ComityError) as caught:
        Announced.from_payload(payload)
    return caught.value.code


def repooled(payload: dict[str, Any], pool: dict[str, str]) -> None:
    payload.update(pool=pool, pool_digest=pool_digest(pool))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p.update(draw="Panel 1"), "draw.not_identifier"),
        (lambda p: p.update(purpose=""), "draw.not_text"),
        (lambda p: p["pool"].update(more="region-1"), "draw.pool_digest"),
        (lambda p: repooled(p, {"": "region-1"}), "draw.not_text"),
        (lambda p: repooled(p, {"a\0b": "region-1", "c": "", "d": ""}), "lots.bad_name"),
        (lambda p: repooled(p, {"a": "region-1"}), "lots.pool_too_small"),
        (lambda p: p["lot"].update(kind="wheel"), "draw.unknown_lot"),
        (lambda p: p["lot"].update(count=True), "draw.not_whole"),
        (lambda p: p["lot"].update(count=-1), "draw.not_whole"),
        (lambda p: p.update(lot={"kind": "stratified", "quotas": {"region-9": 1}}), "lots.quota_too_large"),
        (
            lambda p: p.update(lot={"kind": "reviewers", "subjects": {"x": []}, "seats": 5, "load": 3, "done": {}}),
            "lots.no_stand_in",
        ),
        (lambda p: p["participants"].append(p["participants"][0]), "draw.participant_twice"),
        (lambda p: p["participants"].append({**p["participants"][0], "name": "twin"}), "draw.key_twice"),
        (lambda p: p["participants"][0].update(key="00" * 32), "draw.bad_key"),
        (lambda p: p["participants"][0].update(key="01" * 32), "draw.bad_key"),
        (lambda p: p["participants"][0].update(key="AB" * 32), "draw.not_hex"),
        (lambda p: p.update(participants=p["participants"][:1]), "draw.threshold"),
        (lambda p: p.update(participants=[]), "draw.threshold"),
        (lambda p: p.update(participants=[{}] * 201), "draw.too_many_participants"),
        (lambda p: p.update(threshold=1), "draw.threshold"),
        (lambda p: p.update(threshold=4), "draw.threshold"),
        (lambda p: p.update(commit_by="2026-03-01"), "draw.not_time"),
        (lambda p: p.update(reveal_by=p["commit_by"]), "draw.times_out_of_order"),
        (lambda p: p.update(rebuild_by=p["reveal_by"]), "draw.times_out_of_order"),
    ],
)
def test_what_could_not_be_drawn_safely_is_not_announced(change: Change, code: str) -> None:
    assert announced(change) == code


def test_a_quota_that_cannot_be_met_is_said_when_the_draw_is_announced() -> None:
    payload = copy.deepcopy(PAYLOADS[ANNOUNCED])
    payload["lot"] = {"kind": "stratified", "quotas": {"region-0": 6, "region-1": 1}}
    with pytest.raises(ComityError) as caught:
        Announced.from_payload(payload)
    assert caught.value.parameters == {"stratum": "region-0", "wanted": 6, "there": 5}


@pytest.mark.parametrize(
    "asked", [Stratified({"region-1": 2}), Reviewers({"member-00": ("member-01",)}, 3, 3, {"member-02": 1})]
)
def test_every_kind_of_lot_is_read_again(asked: Stratified | Reviewers) -> None:
    payload = {**PAYLOADS[ANNOUNCED], "lot": asked.to_payload()}
    assert Announced.from_payload(payload).asked == asked


def test_numbers_have_one_form_only() -> None:
    too_large = {**PAYLOADS[COMMITTED], "key_response": "ff" * 32}
    with pytest.raises(ComityError) as caught:
        Committed.from_payload(too_large)
    assert caught.value.code == "draw.not_hex"


def test_whatever_is_announced_changes_what_dealings_are_bound_to() -> None:
    one = Announced.from_payload(PAYLOADS[ANNOUNCED])
    other = Announced.from_payload({**PAYLOADS[ANNOUNCED], "purpose": "something else"})
    assert one.circle.context != other.circle.context
