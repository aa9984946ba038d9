"""Property tests: whatever procedure is accepted, a random run of it can always come to an end."""

import datetime as dt
import random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from comity.procedure import (
    Event,
    Instance,
    Procedure,
    advance,
    apply,
    check,
    ended,
    next_firing,
    options,
    parse,
    start,
)
from comity.procedure.engine import latest
from comity.procedure.findings import ERROR
from comity.terms.errors import ComityError
from tests.procedure.drafting import Document, at, document, en, procedure, state, step

CLOCKS = ("a", "b", "c")
DEADLINES = {"a": {"hours": 1}, "b": {"days": 3}, "c": {"months": 1}, "wait": {"days": 2}}
FACTS: Document = {
    "open": {"label": en("open"), "kind": "count", "initial": 0},
    "urgent": {"label": en("urgent"), "kind": "flag", "initial": False},
}
LONGEST_WAY = 60


def actions() -> st.SearchStrategy[list[Document]]:
    clock = st.sampled_from(CLOCKS)
    plain = st.builds(lambda do, name: {do: name}, st.sampled_from(["start", "start", "start", "stop", "reset"]), clock)
    still = st.builds(lambda do, name: {do: name}, st.sampled_from(["suspend", "resume"]), clock)
    extend = st.builds(lambda name: {"extend": name, "by": "wait"}, clock)
    return st.lists(st.one_of(plain, plain, still, extend), max_size=2)


def guards() -> st.SearchStrategy[list[Document]]:
    known: list[Document] = [
        {"none": "open"},
        {"holds": "urgent"},
        {"not": {"holds": "urgent"}},
        {"fact": "open", "at_least": 2},
        {"stayed": "wait"},
        {"event": "e0", "less": 2},
        {"event": "e1", "at_least": 1},
        *({"expired": clock} for clock in CLOCKS),
        *({"running": clock} for clock in CLOCKS),
        {"recused": ["chair"]},
    ]
    return st.lists(st.sampled_from(known), max_size=1)


@st.composite
def drafts(draw: st.DrawFn) -> Document:
    """A procedure of three to six states and some steps between them, clocks, guards and a pause among them."""
    middle = [f"s{n}" for n in range(draw(st.integers(1, 3)))]
    states = {"begin": state("begin", "start"), **{name: state(name) for name in middle}}
    if draw(st.booleans()):
        states["rest"] = state("rest", "pause")
    states["end"] = state("end", "final")
    going = [name for name in states if name != "end"]
    steps = []
    for number in range(draw(st.integers(3, 9))):
        source = draw(st.sampled_from(going))
        target = draw(st.sampled_from([*states, "=", *(["<"] if source == "rest" else [])]))
        more: dict[str, Any] = {"guards": draw(guards()), "clocks": draw(actions())}
        who = draw(st.sampled_from(["chair", "member", "chair member", None]))
        if who is None:
            more |= {"clock": draw(st.sampled_from(CLOCKS)), "order": number}
        steps.append(step(f"e{number}", source, target, who, **more))
    used = [{"start": clock} for clock in CLOCKS if draw(st.booleans())]
    return procedure(states, steps, facts=FACTS, clocks={name: name for name in CLOCKS}, starts=used)


def accepted(draft: Document) -> Procedure | None:
    """The procedure, if all that is wrong with it is that some of it is idle."""
    read = parse(document({"it": draft}, deadlines=DEADLINES))
    idle = {"clock_never_started", "clock_never_fires", "clock_not_running", "unreachable_state", "guard_never_holds"}
    wrong = {one.code.removeprefix("charter.") for one in check(read) if one.level == ERROR}
    return read.procedures["it"] if not wrong - idle else None


def next_events(described: Procedure, instance: Instance, rng: random.Random) -> list[Event]:
    """What people might do next, now or after waiting, with facts as they like."""
    firing = next_firing(described, instance)
    now = latest(instance)
    waits = [now, now + dt.timedelta(minutes=30), now + dt.timedelta(days=2), now + dt.timedelta(days=40)]
    if firing is not None:
        waits = [when for when in waits if when < firing[0]]
    facts = [{"open": count, "urgent": urgent} for count in (0, 2) for urgent in (False, True)]
    found = [
        Event(one.event, when, frozenset({role}), {}, known)
        for when in waits
        for one in options(described, instance, None, when)
        for role in one.who
        for known in facts
    ]
    rng.shuffle(found)
    return found


def can_end(described: Procedure, instance: Instance, rng: random.Random) -> bool:
    """Whether a search over what people and time may do comes to an end."""
    waiting, seen = [(instance, 0)], set()
    while waiting:
        found, steps = waiting.pop(0)
        if ended(described, found):
            return True
        timers = tuple(sorted((name, timer.due - latest(found)) for name, timer in found.timers.items()))
        key = (found.state, found.returns, timers, tuple(sorted(found.facts.items())), found.entered == latest(found))
        if key in seen or steps > LONGEST_WAY or len(seen) > 400:
            continue
        seen.add(key)
        firing = next_firing(described, found)
        if firing is not None:
            waiting.append((advance(described, found, firing[0]), steps + 1))
        for event in next_events(described, found, rng):
            try:
                waiting.append((apply(described, found, event), steps + 1))
            except ComityError as error:
                assert error.code in ("procedure.guard_failed", "procedure.too_early", "procedure.clock_ran_out")
    return False


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(drafts(), st.integers(0, 2**32))
def test_from_wherever_a_run_has_come_it_can_end(draft: Document, seed: int) -> None:
    described = accepted(draft)
    assume(described is not None)
    assert described is not None
    rng = random.Random(seed)
    found = start(described, at("2026-01-30 10:00"))
    for _ in range(rng.randint(0, 12)):
        if ended(described, found):
            return
        events = next_events(described, found, rng)
        firing = next_firing(described, found)
        if firing is not None and (not events or rng.random() < 0.5):
            found = advance(described, found, firing[0])
        elif events:
            try:
                found = apply(described, found, events[0])
            except ComityError:
                continue
    assert can_end(described, found, rng)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(drafts(), st.lists(st.integers(1, 2000), max_size=8))
def test_time_alone_gives_the_same_result_however_often_it_is_looked_at(draft: Document, hours: list[int]) -> None:
    described = accepted(draft)
    assume(described is not None)
    assert described is not None
    begun = start(described, at("2026-01-30 10:00"))
    found, now = begun, begun.entered
    for more in hours:
        now += dt.timedelta(hours=more)
        found = advance(described, found, now)
    assert advance(described, begun, now) == found
