"""Every engine keeps the same promises, and the same votes give the same bytes on each of them."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import pytest

from comity.demo.population import simulate
from comity.engine import Cluster, Processes, Serial, engine_named
from comity.flow.compare import compare, parts
from comity.importers import read_votes
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError
from comity.terms.statements import Participants
from comity.terms.votes import Votes
from comity.terms.work import Engine
from tests.engine import chores
from tests.engine.chores import Row

ENGINES = ["serial", "processes:2", pytest.param("cluster", marks=pytest.mark.cluster)]
ELSEWHERE = ENGINES[1:]


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    name = request.param
    if name == "cluster":
        name = f"cluster:{request.getfixturevalue('cluster')}"
    with engine_named(name) as one:
        yield one


def rows(count: int, width: int = 4) -> list[Row]:
    return [Row(number, np.full(width, float(number))) for number in range(count)]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_results_come_in_the_order_of_the_parts(engine: Engine, count: int) -> None:
    held = engine.hold(rows(count))
    assert engine.each(chores.times, held, 10.0) == [40.0 * number for number in range(count)]
    twice = engine.derive(chores.scaled, held, 2.0)
    assert engine.each(chores.times, twice, 10.0) == [80.0 * number for number in range(count)]
    assert engine.each(chores.times, held, 1.0) == [4.0 * number for number in range(count)]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_is_large_passes_in_both_directions(engine: Engine) -> None:
    """Larger than any buffer of a socket, for all workers at once: nobody waits for somebody who waits."""
    large = rows(4, width=1_000_000)
    held = engine.hold(large)
    assert all(
        np.array_equal(back, row.values) for back, row in zip(engine.each(chores.values, held), large, strict=True)
    )
    weights = np.arange(2_000_000, dtype=np.float64)
    assert engine.each(chores.picked, held, weights) == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_arrays_lie_elsewhere_as_they_do_here(engine: Engine) -> None:
    assert all(engine.each(chores.can_write, engine.hold(rows(3, width=100_001))))


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_parts_and_what_is_derived_from_them_stay_where_they_are(engine: Engine) -> None:
    held = engine.hold(rows(5))
    first, second = engine.each(chores.process, held), engine.each(chores.process, held)
    locks = engine.derive(chores.lock, held)  # a lock cannot be sent anywhere
    assert first == second == engine.each(chores.process, locks)
    assert len(set(first)) == 2
    assert all(engine.each(chores.is_free, locks))


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("work", ["each", "derive"])
def test_the_error_of_the_first_part_that_fails_comes_back_as_itself(engine: Engine, work: str) -> None:
    held = engine.hold(rows(5))
    with pytest.raises(chores.Plain, match="part 1"):
        getattr(engine, work)(chores.fails_from, held, 1)
    assert engine.each(chores.fails_from, held, 9) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_refusal_keeps_its_code_and_parameters(engine: Engine) -> None:
    with pytest.raises(ComityError) as refused:
        engine.each(chores.refuses, engine.hold(rows(3)))
    assert (refused.value.code, refused.value.parameters) == ("votes.bad_value", {"row": 0, "value": 7})


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_an_error_says_where_in_the_worker_it_was_raised(engine: Engine) -> None:
    with pytest.raises(chores.Plain) as failed:
        engine.each(chores.fails_from, engine.hold(rows(2)), 0)
    (note,) = failed.value.__notes__
    assert "worker" in note and "in fails_from" in note


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_an_error_that_cannot_travel_is_told(engine: Engine) -> None:
    with pytest.raises(ComityError) as failed:
        engine.each(chores.fails_oddly, engine.hold(rows(1)))
    assert failed.value.code == "engine.function_failed"
    assert failed.value.parameters == {"error": "Unforeseen: because of rain"}


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_a_result_that_cannot_travel_is_an_error(engine: Engine) -> None:
    held = engine.hold(rows(3))
    with pytest.raises(TypeError, match="pickle"):
        engine.each(chores.lock, held)
    assert engine.each(chores.times, held, 1.0) == [0.0, 4.0, 8.0]


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_a_closed_engine_says_so(engine: Processes | Cluster) -> None:
    held = engine.hold(rows(1))
    engine.close()
    engine.close()
    for call in (lambda: engine.hold(rows(1)), lambda: engine.each(chores.times, held, 1.0)):
        with pytest.raises(ComityError) as refused:
            call()
        assert refused.value.code == "engine.closed"


# ----- the same bytes -----


def contents(value: object, place: str = "") -> dict[str, object]:
    """Everything in a result by where it stands: arrays as type, shape and bytes."""
    if isinstance(value, np.ndarray):
        return {place: (value.dtype.str, value.shape, value.tobytes())}
    if is_dataclass(value):
        inner = [(f".{field.name}", getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, Mapping):
        inner = [(f"[{key}]", own) for key, own in value.items()]
    elif isinstance(value, list | tuple):
        inner = [(f"[{number}]", own) for number, own in enumerate(value)]
    else:
        return {place: (type(value).__name__, repr(value))}
    found: dict[str, object] = {f"{place}:": [name for name, _ in inner]}
    for name, own in inner:
        found |= contents(own, place + name)
    return found


def differing(one: Comparison, other: Comparison) -> list[str]:
    first, second = contents(one), contents(other)
    return [place for place in {**first, **second} if first.get(place) != second.get(place)]


@pytest.fixture(scope="module")
def simulated() -> tuple[Votes, Participants]:
    return simulate(seed=3, people=600)


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
def test_a_comparison_is_the_same_on_every_engine(
    engine: Engine, simulated: tuple[Votes, Participants], monkeypatch: pytest.MonkeyPatch
) -> None:
    votes, people = simulated
    monkeypatch.setattr(parts, "VOTES_PER_PART", 2500)  # here only: workers take the parts as they come
    assert len(parts.divide(votes)) > 3
    asked = {"participants": people, "by": ["region", "kind"], "weight": "equal-by:country", "seed": 5, "resamples": 5}
    here = compare(votes, engine=Serial(), **asked)
    there = compare(votes, engine=engine, **asked)
    assert there.groups.k > 1
    assert there.groups.member_of.tolist() == here.groups.member_of.tolist()
    assert differing(here, there) == []


@pytest.mark.parametrize("engine", ELSEWHERE, indirect=True)
@pytest.mark.parametrize("conversation", ["vtaiwan.uberx", "brexit-consensus"])
def test_a_real_conversation_is_the_same_on_every_engine(
    engine: Engine, conversation: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = read_votes(shared_data / "polis" / conversation / "participants-votes.csv").votes
    monkeypatch.setattr(parts, "VOTES_PER_PART", len(votes) // 4)
    here = compare(votes, engine=Serial(), resamples=5)
    assert differing(here, compare(votes, engine=engine, resamples=5)) == []


def test_a_difference_of_one_bit_would_be_found(simulated: tuple[Votes, Participants]) -> None:
    found = compare(simulated[0], engine=Serial(), resamples=0)
    again = compare(simulated[0], engine=Serial(), resamples=0)
    again.positions[0, 0] = np.nextafter(again.positions[0, 0], 1)
    assert differing(found, again) == [".positions"]


# ----- names -----


def test_an_engine_has_a_name() -> None:
    with engine_named("serial") as serial, engine_named("processes") as some, engine_named(" processes:3 ") as three:
        assert isinstance(serial, Serial)
        assert isinstance(some, Processes) and some.workers >= 1
        assert isinstance(three, Processes) and three.workers == 3


@pytest.mark.cluster
def test_a_cluster_has_an_address(cluster: str) -> None:
    with engine_named(f"cluster:{cluster}") as engine:
        assert isinstance(engine, Cluster) and engine.address == cluster


@pytest.mark.parametrize("text", ["", "threads", "serial:2", "cluster", "cluster:", "Processes"])
def test_an_unknown_name_is_refused(text: str) -> None:
    with pytest.raises(ComityError) as refused:
        engine_named(text)
    assert refused.value.code == "engine.unknown"
    assert refused.value.parameters == {"engine": text}


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "many", "", "٣", "1000000"])
def test_a_number_of_workers_is_a_whole_number_from_one(text: str) -> None:
    with pytest.raises(ComityError) as refused:
        engine_named(f"processes:{text}")
    assert refused.value.code == "engine.bad_workers"


def test_nobody_who_does_not_ask_for_a_cluster_loads_one() -> None:
    told = "import sys, comity.engine; print(sorted({'dask', 'distributed', 'scipy'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
