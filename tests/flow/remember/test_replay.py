"""A draw replayed from the record: what was done rightly follows, and every tampering is found."""

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from comity.flow.remember.draws.asked import Asked, Reviewers, Sample, Stratified
from comity.flow.remember.draws.payloads import (
    ANNOUNCED,
    COMMITTED,
    CONCLUDED,
    FAILED,
    REBUILT,
    REVEALED,
    ROOT_FIXED,
    Failed,
    pool_digest,
    subject_of,
)
from comity.flow.remember.replay import KINDS, fixed_roots, replay, withheld_draws
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened
from comity.words import LANGUAGES, explain, keys
from tests.flow.remember.draws.drawing import G21, Holding, at, held, root_over

TRIO = ("subject", "chair", "third")
Change = Callable[[dict[str, Any]], object]


def found(entries: list[Opened]) -> list[Discrepancy]:
    return list(replay(opened for opened in entries if opened.entry.kind in KINDS))


def codes(entries: list[Opened]) -> list[str]:
    return [one.code for one in found(entries)]


@pytest.fixture(scope="module")
def trio() -> Holding:
    """Three make a draw; the chair never reveals."""
    return held(TRIO, silent=["chair"])


def of_kind(entries: list[Opened], kind: str) -> list[int]:
    return [place for place, opened in enumerate(entries) if opened.entry.kind == kind]


def tampered(entries: list[Opened], place: int, change: Change) -> list[Opened]:
    """The entries with the payload of one changed."""
    payload = copy.deepcopy(dict(entries[place].payload or {}))
    change(payload)
    return [*entries[:place], replace(entries[place], payload=payload), *entries[place + 1 :]]


def timed(entries: list[Opened], place: int, minute: float) -> list[Opened]:
    """The entries with the time of one changed."""
    entry = replace(entries[place].entry, time=at(minute))
    return [*entries[:place], replace(entries[place], entry=entry), *entries[place + 1 :]]


def test_a_draw_that_was_held_rightly_replays(trio: Holding) -> None:
    assert trio.refused == [] and found(trio.entries) == []


@pytest.mark.parametrize(
    "asked",
    [
        Sample(21),
        Stratified({"region-0": 2, "region-3": 1}),
        Reviewers(dict.fromkeys(G21, ()), 3, 3, {}),
        Reviewers({"member-07": ("member-00",), "observer": ()}, 2, 1, {"member-01": 1}),
    ],
)
def test_whatever_is_drawn_replays(asked: Asked) -> None:
    holding = held(TRIO, asked=asked)
    assert holding.course.ended and found(holding.entries) == []


def test_twenty_one_members_of_whom_one_is_absent_one_cheats_and_one_withholds() -> None:
    """Whether the last to speak speaks or not, the same comes out."""
    names = list(G21)
    absent, cheat, last = names[3], names[8], names[20]
    counted = [name for name in names if name not in (absent, cheat)]
    start = Holding(names)
    start.announce()
    for name in counted:
        start.commit(name)
    start.cheat(cheat)
    start.minute = 61
    start.fix_root()
    outcomes = []
    for withheld in (False, True):
        holding = copy.deepcopy(start)
        for name in counted if not withheld else counted[:-1]:
            holding.reveal(name)
        holding.minute = 121
        # Shares were dealt to everyone: the absent one can help too.
        for name in [absent, *counted[:10]] if withheld else []:
            holding.open_shares(name)
        concluded = holding.conclude()
        assert concluded.qualified == tuple(counted)
        assert concluded.rebuilt == ((last,) if withheld else ())
        (only,) = found(holding.entries)
        assert (only.code, only.parameters) == ("draw.dealing_unsound", {"name": cheat})
        outcomes.append((concluded.seed, concluded.drawn))
    assert outcomes[0] == outcomes[1]


def test_whoever_helps_to_rebuild_the_same_comes_out() -> None:
    start = Holding([f"p{number}" for number in range(5)])
    start.announce()
    for name in start.names:
        start.commit(name)
    start.fix_root()
    start.reveal("p0")
    start.reveal("p1")
    start.minute = 121
    seeds = set()
    for helpers in (("p0", "p1", "p2"), ("p2", "p3", "p4"), ("p4", "p1", "p0")):
        holding = copy.deepcopy(start)
        for name in helpers:
            holding.open_shares(name)
        seeds.add(holding.conclude().seed)
    assert len(seeds) == 1


def test_replaying_a_draw_of_twenty_one_is_quick() -> None:
    """Under 3 seconds even where half of them have to be rebuilt; processor time, since the machine may be busy."""
    holding = held(list(G21), silent=list(G21)[11:])
    begun = time.process_time()
    assert found(holding.entries) == []
    assert time.process_time() - begun < 3


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything within a payload that is not itself a list or an object."""
    if isinstance(value, dict | list):
        for step in list(value) if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[step], (*way, step))
    else:
        yield way


def put(payload: Any, way: tuple[Any, ...], value: object) -> None:
    for step in way[:-1]:
        payload = payload[step]
    payload[way[-1]] = value


def got(payload: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        payload = payload[step]
    return payload


def other(value: object) -> object:
    """Another value that looks as well."""
    if isinstance(value, int):
        return value + 1
    text = str(value)
    return text[:-1] + ("1" if text.endswith("0") else "0") if text else "x"


def test_every_value_of_every_payload_counts(trio: Holding) -> None:
    tried = 0
    for place, opened in enumerate(trio.entries):
        if opened.entry.kind not in KINDS:
            continue
        payload = copy.deepcopy(dict(opened.payload or {}))
        for way in leaves(payload):
            changed = tampered(trio.entries, place, lambda p, way=way: put(p, way, other(got(p, way))))
            assert found(changed), (opened.entry.kind, way)
            tried += 1
    assert tried > 80


def test_no_entry_can_be_left_out(trio: Holding) -> None:
    for place, opened in enumerate(trio.entries):
        if opened.entry.kind in KINDS - {CONCLUDED}:
            assert found([*trio.entries[:place], *trio.entries[place + 1 :]]), opened.entry.kind


def test_no_two_neighbours_of_different_kinds_can_change_places(trio: Holding) -> None:
    for place in range(1, len(trio.entries) - 1):
        one, two = trio.entries[place : place + 2]
        if one.entry.kind != two.entry.kind:
            swapped = [*trio.entries[:place], two, one, *trio.entries[place + 2 :]]
            assert found(swapped) or {one.entry.kind, two.entry.kind} == {REVEALED, REBUILT}


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        (ANNOUNCED, lambda p: p["pool"].update(intruder="region-0"), "draw.pool_digest"),
        (ANNOUNCED, lambda p: p["participants"][0].update(key="00" * 32), "draw.bad_key"),
        (ANNOUNCED, lambda p: p.update(threshold=1), "draw.threshold"),
        (COMMITTED, lambda p: p.update(participant="stranger"), "draw.not_participant"),
        (COMMITTED, lambda p: p.update(participant="chair"), "draw.dealing_unsound"),
        (COMMITTED, lambda p: p.update(draw="panel-2"), "draw.other_subject"),
        (COMMITTED, lambda p: p.update(shares=p["shares"][:2]), "draw.dealing_unsound"),
        (ROOT_FIXED, lambda p: p.update(size=3), "draw.root_size"),
        (ROOT_FIXED, lambda p: p.update(size=100), "draw.root_size"),
        (ROOT_FIXED, lambda p: p.update(root="ab" * 32), "draw.seed_differs"),
        (REVEALED, lambda p: p.update(nonce="ab" * 32), "draw.nonce_differs"),
        (REVEALED, lambda p: p.update(participant="chair"), "draw.nonce_differs"),
        (REBUILT, lambda p: p.update(participant="chair"), "draw.share_unsound"),
        (REBUILT, lambda p: p["shares"].update(subject=p["shares"].pop("chair")), "draw.rebuilt_though_revealed"),
        (REBUILT, lambda p: p["shares"].clear(), "draw.incomplete"),
        (CONCLUDED, lambda p: p["qualified"].remove("chair"), "draw.qualified_differs"),
        (CONCLUDED, lambda p: p["rebuilt"].append("third"), "draw.rebuilt_differs"),
        (CONCLUDED, lambda p: p["rebuilt"].clear(), "draw.rebuilt_differs"),
        (CONCLUDED, lambda p: p.update(seed="ab" * 32), "draw.seed_differs"),
        (CONCLUDED, lambda p: p["drawn"].reverse(), "draw.drawn_differs"),
    ],
)
def test_a_tampering_is_called_by_its_name(trio: Holding, kind: str, change: Change, code: str) -> None:
    assert code in codes(tampered(trio.entries, of_kind(trio.entries, kind)[0], change))


def test_a_pool_that_is_exchanged_with_its_digest_breaks_every_commitment(trio: Holding) -> None:
    def change(payload: dict[str, Any]) -> None:
        del payload["pool"]["member-00"]
        payload["pool_digest"] = pool_digest(payload["pool"])

    assert codes(tampered(trio.entries, of_kind(trio.entries, ANNOUNCED)[0], change))[0] == "draw.dealing_unsound"


@pytest.mark.parametrize(
    ("kind", "minute", "code"),
    [
        (ANNOUNCED, 60, "draw.announced_late"),
        (COMMITTED, 61, "draw.committed_late"),
        (REBUILT, 120, "draw.rebuilt_early"),
    ],
)
def test_a_deadline_holds(trio: Holding, kind: str, minute: float, code: str) -> None:
    assert code in codes(timed(trio.entries, of_kind(trio.entries, kind)[0], minute))


def test_the_root_is_not_fixed_while_somebody_may_still_commit() -> None:
    holding = Holding(TRIO)
    holding.announce()
    holding.commit("subject")
    holding.commit("chair")
    holding.fix_root()
    assert holding.refused == ["draw.root_early"]
    holding.minute = 60.001
    holding.fix_root()
    assert holding.refused == ["draw.root_early"]
    assert holding.course.qualified == ("subject", "chair")


def test_a_nonce_shown_before_the_root_is_found_and_does_not_count(trio: Holding) -> None:
    holding = Holding(TRIO)
    holding.announce()
    holding.commit("subject")
    holding.append(REVEALED, {"draw": holding.draw, "participant": "subject", "nonce": "ab" * 32})
    assert codes(holding.entries) == ["draw.before_root"]


def test_who_revealed_is_not_replaced() -> None:
    holding = held(TRIO)
    place = of_kind(holding.entries, CONCLUDED)[0]
    changed = tampered(holding.entries, place, lambda p: p["rebuilt"].append("third"))
    assert codes(changed) == ["draw.rebuilt_differs"]


def test_a_late_word_changes_nothing_and_is_no_fault() -> None:
    """What a nonce contributes is settled when the root is fixed; revealing late only saves the others the work."""
    start = Holding(TRIO)
    start.announce()
    for name in TRIO:
        start.commit(name)
    start.fix_root()
    start.minute = 150
    for name in TRIO:
        start.reveal(name)
    start.conclude()
    assert found(start.entries) == []


def test_nothing_happens_after_the_end(trio: Holding) -> None:
    again = [*trio.entries, trio.entries[of_kind(trio.entries, REVEALED)[0]]]
    assert codes(again) == ["draw.ended"]


def test_a_second_root_does_not_take_the_place_of_the_first(trio: Holding) -> None:
    place = of_kind(trio.entries, ROOT_FIXED)[0]
    assert codes([*trio.entries[: place + 1], *trio.entries[place:]]) == ["draw.root_twice"]


def test_an_announcement_is_made_once(trio: Holding) -> None:
    place = of_kind(trio.entries, ANNOUNCED)[0]
    assert codes([*trio.entries[: place + 1], *trio.entries[place:]]) == ["draw.announced_twice"]


@pytest.mark.parametrize("kind", [COMMITTED, REVEALED])
def test_everyone_speaks_once(trio: Holding, kind: str) -> None:
    place = of_kind(trio.entries, kind)[0]
    assert codes([*trio.entries[: place + 1], *trio.entries[place:]]) == [f"{kind}_twice"]


def failing(revealed: int, opening: int, missing: tuple[str, ...], minute: float) -> list[str]:
    """A draw of five that is called failed at a minute."""
    names = [f"p{number}" for number in range(5)]
    holding = Holding(names)
    holding.announce()
    for name in names:
        holding.commit(name)
    holding.fix_root()
    for name in names[:revealed]:
        holding.reveal(name)
    holding.minute = 121
    for name in names[:opening]:
        holding.open_shares(name)
    holding.minute = minute
    holding.append(FAILED, Failed(holding.draw, missing).to_payload())
    return codes(holding.entries)


def test_a_draw_that_too_few_complete_fails_openly() -> None:
    assert failing(2, 2, ("p2", "p3", "p4"), 181) == []


@pytest.mark.parametrize(
    ("revealed", "opening", "missing", "minute"),
    [
        (2, 2, ("p2", "p3", "p4"), 179),  # there was time left
        (2, 2, ("p2", "p3"), 181),  # not all who are missing
        (2, 3, ("p2", "p3", "p4"), 181),  # three can rebuild
        (5, 0, (), 181),  # all had revealed
    ],
)
def test_nobody_calls_a_draw_failed_because_of_what_comes_out(
    revealed: int, opening: int, missing: tuple[str, ...], minute: float
) -> None:
    assert failing(revealed, opening, missing, minute) == ["draw.failed_wrongly"]


def test_a_draw_to_which_too_few_commit_fails_before_anything_is_known() -> None:
    holding = Holding(TRIO)
    holding.announce()
    holding.commit("third")
    holding.append(FAILED, Failed(holding.draw, ()).to_payload())
    holding.minute = 61
    holding.fix_root()
    holding.append(FAILED, Failed(holding.draw, ()).to_payload())
    assert codes(holding.entries) == ["draw.failed_wrongly", "draw.too_few"]
    assert holding.course.ended


def test_draws_at_the_same_time_do_not_disturb_each_other() -> None:
    one, two = held(TRIO, silent=["chair"]), held(("a", "b"), draw="panel-2")
    mixed = [opened for pair in zip(one.entries, two.entries, strict=False) for opened in pair]
    mixed += one.entries[len(two.entries) :]
    assert found(mixed) == []


def test_the_roots_are_named_for_whoever_has_the_whole_record(trio: Holding) -> None:
    (place,) = of_kind(trio.entries, ROOT_FIXED)
    assert fixed_roots(trio.entries) == [(place, place, root_over(trio.entries[:place]))]
    broken = tampered(trio.entries, place, lambda p: p.update(size="5"))
    assert fixed_roots(broken) == [] and "draw.not_whole" in codes(broken)


def test_what_is_withheld_from_a_public_draw_is_missed(trio: Holding) -> None:
    place = of_kind(trio.entries, REVEALED)[0]
    hidden = [*trio.entries]
    hidden[place] = replace(hidden[place], payload=None, salt=None)
    assert codes(hidden)[0] == "draw.withheld"


def test_a_draw_that_was_never_public_is_passed_over_and_named(trio: Holding) -> None:
    hidden = [replace(opened, payload=None, salt=None) for opened in trio.entries]
    assert found(hidden) == []
    assert withheld_draws(hidden) == [subject_of(trio.draw)]
    assert withheld_draws(trio.entries) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_found_is_said_in_every_language(trio: Holding, language: str) -> None:
    place = of_kind(trio.entries, CONCLUDED)[0]
    (one,) = found(tampered(trio.entries, place, lambda p: p["rebuilt"].clear()))
    sentence = explain(ComityError(one.code, **one.parameters), language)
    assert "chair" in sentence and "draw." not in sentence and f"error.{one.code}" in keys(language)
