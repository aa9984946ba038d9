"""What the record says of procedures, computed again: which charter held, every state, every due time, every clock.

Nothing is believed. A step that the engine would have refused, a clock recorded at another time than its deadline
gives, an act whose own time lies before a deadline while its entry was written after it: each is a discrepancy.
Where a payload was withheld or erased, what follows of that procedure is left out.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from comity.procedure.charter import Charter, Procedure
from comity.procedure.checking import accept
from comity.procedure.engine import advance, apply, due, ended, next_firing, start
from comity.procedure.instance import Event, Instance, moment, told
from comity.procedure.payloads import (
    ADOPTED,
    CLOCK,
    MOVED,
    STARTED,
    CharterAdopted,
    ProcedureClock,
    ProcedureMoved,
    ProcedureStarted,
    Standing,
)
from comity.procedure.stepping import stepped
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened

KINDS = frozenset({ADOPTED, STARTED, MOVED, CLOCK})
SLACK = dt.timedelta(minutes=1)
"""How much later than the act its entry may be written, if no deadline lies in between."""
Wrong = tuple[str, dict[str, object]]
Key = tuple[str, str]


@dataclass
class _Body:
    version: int = 0
    known: bool = True
    """Whether every charter so far could be read."""
    charter: Charter | None = None


@dataclass
class _Run:
    procedure: Procedure
    instance: Instance


@dataclass
class _Memory:
    bodies: dict[str, _Body] = field(default_factory=dict)
    runs: dict[Key, _Run] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    """Subjects of which something is withheld, so that no more can be computed about them."""


def replay(entries: Iterable[Opened]) -> Iterator[Discrepancy]:
    """Every difference between what the entries claim and what follows from them, in their order."""
    memory = _Memory()
    for opened in entries:
        if opened.entry.kind in KINDS:
            for code, parameters in _looked_at(memory, opened):
                yield Discrepancy(opened.entry.seq, f"procedure.{code}", parameters)


def _looked_at(memory: _Memory, opened: Opened) -> Iterator[Wrong]:
    entry = opened.entry
    if opened.payload is None:
        if entry.kind == ADOPTED:
            memory.bodies.setdefault(entry.body, _Body()).known = False
        else:
            memory.unseen.add(entry.subject)
        return
    try:
        time = moment(entry.time)
    except (ValueError, TypeError):
        yield "record_payload", {"kind": entry.kind, "found": "time"}
        return
    looking: dict[str, Callable[[_Memory, Opened, Mapping[str, object], dt.datetime], Iterator[Wrong]]] = {
        ADOPTED: _adopted,
        STARTED: _started,
        MOVED: _moved,
        CLOCK: _clocked,
    }
    try:
        yield from looking[entry.kind](memory, opened, opened.payload, time)
    except ComityError as error:
        if error.code.startswith("procedure.record_"):
            yield error.code.removeprefix("procedure."), dict(error.parameters)
        else:
            memory.unseen.add(entry.subject)
            yield "record_payload", {"kind": entry.kind, "found": error.code}


def _adopted(memory: _Memory, opened: Opened, payload: Mapping[str, object], _: dt.datetime) -> Iterator[Wrong]:
    claim = CharterAdopted.from_payload(payload)
    body = memory.bodies.setdefault(opened.entry.body, _Body())
    if body.known and claim.version != body.version + 1:
        yield "record_version", {"found": claim.version, "expected": body.version + 1}
    body.version = claim.version
    try:
        body.charter = accept(claim.document)
    except ComityError as error:
        body.known, body.charter = False, None
        yield "record_charter", {"reason": error.code, "path": str(error.parameters.get("path", "/"))}
        return
    body.known = True
    if body.charter.digest != claim.digest:
        yield "record_digest", {"expected": body.charter.digest, "found": claim.digest}


def _started(memory: _Memory, opened: Opened, payload: Mapping[str, object], time: dt.datetime) -> Iterator[Wrong]:
    claim = ProcedureStarted.from_payload(payload)
    body = memory.bodies.get(opened.entry.body, _Body())
    key = (opened.entry.subject, claim.procedure)
    if not body.known:
        memory.unseen.add(opened.entry.subject)
        return
    charter = body.charter
    if charter is None or charter.digest != claim.charter or claim.procedure not in charter.procedures:
        memory.unseen.add(opened.entry.subject)
        yield "record_unknown", {"procedure": claim.procedure}
        return
    if key in memory.runs and not ended(memory.runs[key].procedure, memory.runs[key].instance):
        yield "record_twice", {"procedure": claim.procedure}
    procedure = charter.procedures[claim.procedure]
    at = moment(claim.at)
    yield from _timely(claim.procedure, at, time, claim.at, opened.entry.time)
    instance = start(procedure, at, claim.facts)
    memory.runs[key] = _Run(procedure, instance)
    yield from _compared(claim.procedure, instance, claim.standing)


def _moved(memory: _Memory, opened: Opened, payload: Mapping[str, object], time: dt.datetime) -> Iterator[Wrong]:
    claim = ProcedureMoved.from_payload(payload)
    run = memory.runs.get((opened.entry.subject, claim.procedure))
    if opened.entry.subject in memory.unseen:
        return
    if run is None:
        yield "record_not_begun", {"procedure": claim.procedure}
        return
    at = moment(claim.at)
    yield from _timely(claim.event, at, time, claim.at, opened.entry.time)
    for missed in due(run.procedure, run.instance, at):
        yield "record_missed", {"clock": missed.clock, "due": told(missed.at), "event": claim.event}
    before = advance(run.procedure, run.instance, at)
    if at <= time and due(run.procedure, before, time):
        # The record's own time decides whether an act came before a deadline.
        yield "record_time", {"event": claim.event, "found": claim.at, "expected": opened.entry.time}
    event = Event(claim.event, at, frozenset(claim.by), dict.fromkeys(claim.filled, True), claim.facts)
    try:
        run.instance = apply(run.procedure, before, event)
    except ComityError as error:
        memory.unseen.add(opened.entry.subject)
        yield "record_refused", {"event": claim.event, "at": claim.at, "reason": error.code}
        return
    yield from _compared(claim.event, run.instance, claim.standing)


def _clocked(memory: _Memory, opened: Opened, payload: Mapping[str, object], time: dt.datetime) -> Iterator[Wrong]:
    claim = ProcedureClock.from_payload(payload)
    run = memory.runs.get((opened.entry.subject, claim.procedure))
    if opened.entry.subject in memory.unseen:
        return
    if run is None:
        yield "record_not_begun", {"procedure": claim.procedure}
        return
    at = moment(claim.at)
    if at > time:
        yield "record_time", {"event": claim.event, "found": claim.at, "expected": opened.entry.time}
    moves = due(run.procedure, run.instance, max(time, at))
    first = moves[0] if moves else None
    if first is None or (first.event, first.clock, first.at) != (claim.event, claim.clock, at):
        expected = f"{first.clock} {told(first.at)}" if first else "–"
        yield "record_clock", {"clock": claim.clock, "found": claim.at, "expected": expected}
    if first is not None:
        run.instance = _one_step(run.procedure, run.instance, first.at)
        yield from _compared(claim.event, run.instance, claim.standing)


def _one_step(procedure: Procedure, instance: Instance, at: dt.datetime) -> Instance:
    """The instance after the next clock, though several may be due at the same instant."""
    firing = next_firing(procedure, instance)
    return instance if firing is None else stepped(procedure, instance, firing[1], at, frozenset())


def _timely(event: str, at: dt.datetime, time: dt.datetime, claimed: str, wrote: str) -> Iterator[Wrong]:
    if not at <= time <= at + SLACK:
        yield "record_time", {"event": event, "found": claimed, "expected": wrote}


def _compared(event: str, instance: Instance, claimed: Standing) -> Iterator[Wrong]:
    computed = Standing.of(instance)
    if computed.state != claimed.state:
        yield "record_state", {"event": event, "expected": computed.state, "found": claimed.state}
    for clock in sorted(computed.dues.keys() | claimed.dues.keys()):
        one, other = (standing.dues.get(clock, "–") or "‖" for standing in (computed, claimed))
        if one != other:
            yield "record_due", {"event": event, "clock": clock, "expected": one, "found": other}
