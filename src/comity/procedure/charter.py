"""What a charter is, once read: roles, rules, deadlines and calendars, and the procedures that use them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.procedure.deadlines import Calendar, Deadline, Texts
from comity.procedure.guards import All, Guard, Operand, Value

SCHEMA = ("comity.charter", 1)
CLOCK = "clock"
"""Who acts when nobody does: the passing of time."""
STAY, BACK = "=", "<"
"""Where a transition may lead besides a state: it stays where it is, or leaves a pause for the state before it."""
START, NORMAL, PAUSE, FINAL = "start", "normal", "pause", "final"
STATE_KINDS = (START, NORMAL, PAUSE, FINAL)
ACTIONS = ("start", "stop", "suspend", "resume", "extend", "reset")
FACT_KINDS = ("flag", "count", "number", "choice", "text", "time")
ALWAYS = All(())


@dataclass(frozen=True)
class Role:
    """held_by: the capacities from which it may be held; appointed_by: the roles that name who holds it; single:
    whether one party at most holds it at a time."""

    label: Texts
    held_by: tuple[str, ...]
    appointed_by: tuple[str, ...] = ()
    single: bool = False


@dataclass(frozen=True)
class Rule:
    """How a body decides. kind: a name of the registry (`rules.KINDS`); parameters: as that kind has them; fallback:
    the rule that takes over where this one cannot decide, or ""."""

    label: Texts
    kind: str
    parameters: Mapping[str, object]
    fallback: str = ""


@dataclass(frozen=True)
class Fact:
    """What a guard may ask about. kind: one of FACT_KINDS; holds, fails: the whole clause, where the label alone would
    not make one; initial: its value at the start, None where it is not known then."""

    label: Texts
    kind: str
    choices: tuple[str, ...] = ()
    initial: Value | None = None
    holds: Texts = field(default_factory=dict)
    fails: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    label: Texts
    value: int | float


@dataclass(frozen=True)
class State:
    """waits_for: why a state may depend on one actor alone, where the charter says that it may."""

    label: Texts
    kind: str = NORMAL
    waits_for: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """What a step does to a clock. by: the deadline by which it is extended; after: the events that must all have
    happened before it starts, and from the latest of which it counts; until: the fact that says when it runs out, its
    deadline being the latest; when: only if that holds."""

    do: str
    clock: str
    by: str = ""
    after: tuple[str, ...] = ()
    until: str = ""
    when: Guard = ALWAYS


@dataclass(frozen=True)
class Clock:
    label: Texts
    deadline: str


@dataclass(frozen=True, eq=False)
class Transition:
    """One step. event: what happens; sources: the states it may be taken from; target: a state, STAY or BACK; who:
    roles, empty where `clock` takes it; clock: the clock whose running out is the event; requires: fields that must be
    filled; rule: the decision rule whose outcome it needs, or ""; order: which of several clocks goes first."""

    event: str
    sources: tuple[str, ...]
    target: str
    label: Texts
    who: tuple[str, ...] = ()
    clock: str = ""
    guard: Guard = ALWAYS
    requires: tuple[str, ...] = ()
    rule: str = ""
    sets: Mapping[str, Operand] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    order: int | None = None
    path: str = ""


@dataclass(frozen=True)
class Terms:
    """What all procedures of a charter share."""

    zone: str
    roles: Mapping[str, Role]
    rules: Mapping[str, Rule]
    deadlines: Mapping[str, Deadline]
    calendars: Mapping[str, Calendar]
    numbers: Mapping[str, Number]
    fields: Mapping[str, Texts]


@dataclass(frozen=True)
class Procedure:
    """charter: digest of the charter it stands in; starts: the clocks that start with it."""

    name: str
    charter: str
    label: Texts
    source: str
    states: Mapping[str, State]
    facts: Mapping[str, Fact]
    clocks: Mapping[str, Clock]
    starts: tuple[Action, ...]
    transitions: tuple[Transition, ...]
    terms: Terms
    path: str = ""

    @property
    def initial(self) -> str:
        """The state it begins in."""
        return next(name for name, state in self.states.items() if state.kind == START)

    def steps_from(self, state: str) -> tuple[Transition, ...]:
        return tuple(step for step in self.transitions if state in step.sources)


@dataclass(frozen=True)
class Amendment:
    """How the charter itself is changed. adopted: the final state that changes it; affected: the roles bound by it."""

    procedure: str
    adopted: str
    affected: tuple[str, ...]


@dataclass(frozen=True)
class Charter:
    """attribution: "named", "delegation" or "withheld", how views are shown where nothing else is said; levels: who may
    see a kind of matter; retention: what personal data is kept how long (a deadline)."""

    name: Texts
    digest: str
    source: str
    terms: Terms
    procedures: Mapping[str, Procedure]
    amendment: Amendment
    attribution: str
    levels: Mapping[str, str]
    retention: Mapping[str, tuple[Texts, str]]


def canonical(document: object) -> bytes:
    """The bytes a document is known by (RFC 8785). Keys and numbers of a parsed charter are such that Python's own
    order and spelling of them are those of the standard."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def digest_of(document: object) -> str:
    """SHA-256 of the canonical document, in hex."""
    return hashlib.sha256(canonical(document)).hexdigest()


def in_language(texts: Texts, language: str) -> str:
    """The text in `language`, else in English, else in the first language there is; "" where there is none."""
    wanted = language.replace("_", "-").lower()
    by_tag = {tag.lower(): text for tag, text in texts.items()}
    for tag in (wanted, wanted.split("-")[0], "en"):
        if tag in by_tag:
            return by_tag[tag]
    return next((text for tag, text in texts.items() if tag.split("-")[0] == wanted.split("-")[0]), "") or next(
        iter(texts.values()), ""
    )


def _plain(value: object) -> object:
    """Whole numbers written as such, as the standard writes 2.0 as 2."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
