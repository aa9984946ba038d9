"""Guards: what must hold before a step may be taken, as a small closed language over declared facts.

A guard is data, never code. It is evaluated in three values: what is not known is neither true nor false, and a step
needs a guard that is true.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

RELATIONS = ("equal", "not_equal", "at_least", "at_most", "more", "less")
OPPOSITE = {
    "equal": "not_equal",
    "not_equal": "equal",
    "at_least": "less",
    "less": "at_least",
    "at_most": "more",
    "more": "at_most",
}
Value = bool | int | float | str
Facts = Mapping[str, Value]


@dataclass(frozen=True)
class Operand:
    """What a fact is compared to: a value, a number of the charter, or another fact."""

    kind: str
    """ "value", "number" or "fact"."""
    content: Value


@dataclass(frozen=True)
class All:
    parts: tuple["Guard", ...]


@dataclass(frozen=True)
class Either:
    """At least one of them holds."""

    parts: tuple["Guard", ...]


@dataclass(frozen=True)
class Not:
    part: "Guard"


@dataclass(frozen=True)
class Holds:
    """A flag is true."""

    fact: str


@dataclass(frozen=True)
class Nothing:
    """A count is nought: no bracket is open."""

    fact: str


@dataclass(frozen=True)
class Compare:
    fact: str
    relation: str
    operand: Operand


@dataclass(frozen=True)
class Happened:
    """How often an event has happened, since another last happened or, where `since` is empty, from the beginning."""

    event: str
    relation: str
    operand: Operand
    since: str = ""


@dataclass(frozen=True)
class Elapsed:
    """The procedure has been in its state for as long as a deadline says."""

    deadline: str


@dataclass(frozen=True)
class Expired:
    """A clock has run out."""

    clock: str


@dataclass(frozen=True)
class Running:
    """A clock was started and has not run out."""

    clock: str


@dataclass(frozen=True)
class Recused:
    """Whoever acts holds none of these roles: nobody judges a case of their own."""

    roles: tuple[str, ...]


Guard = All | Either | Not | Holds | Nothing | Compare | Happened | Elapsed | Expired | Running | Recused
Leaf = Holds | Nothing | Compare | Happened | Elapsed | Expired | Running | Recused


class Situation(Protocol):
    """What a guard may look at."""

    @property
    def at(self) -> dt.datetime: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def by(self) -> frozenset[str]: ...
    def number(self, name: str) -> int | float: ...
    def happened(self, event: str, since: str) -> int: ...
    def stayed_until(self, deadline: str) -> dt.datetime: ...
    def expired(self, clock: str) -> bool: ...
    def running(self, clock: str) -> bool: ...


def holds(guard: Guard, situation: Situation) -> bool | None:
    """Whether a guard is true, false, or (None) not known."""
    match guard:
        case All(parts):
            found = [holds(part, situation) for part in parts]
            return False if False in found else None if None in found else True
        case Either(parts):
            found = [holds(part, situation) for part in parts]
            return True if True in found else None if None in found else False
        case Not(part):
            inside = holds(part, situation)
            return None if inside is None else not inside
        case _:
            return _leaf(guard, situation)


def unmet(guard: Guard, situation: Situation) -> Iterator[Guard]:
    """The parts of a guard, as small as can be told apart, for want of which it is not true."""
    if isinstance(guard, All):
        for part in guard.parts:
            yield from unmet(part, situation)
    elif holds(guard, situation) is not True:
        yield guard


def leaves(guard: Guard) -> Iterator[Leaf]:
    """Every smallest part of a guard."""
    match guard:
        case All(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield guard


def compared(left: Value, relation: str, right: Value) -> bool | None:
    """left `relation` right; None where they cannot be compared."""
    if isinstance(left, str) != isinstance(right, str) or isinstance(left, bool) != isinstance(right, bool):
        return None
    if relation in ("equal", "not_equal"):
        return (left == right) == (relation == "equal")
    if isinstance(left, str) or isinstance(right, str):
        return None
    return {"at_least": left >= right, "at_most": left <= right, "more": left > right, "less": left < right}[relation]


def _leaf(guard: Leaf, situation: Situation) -> bool | None:
    match guard:
        case Holds(fact):
            found = situation.facts.get(fact)
            return found if isinstance(found, bool) else None
        case Nothing(fact):
            counted = situation.facts.get(fact)
            return None if counted is None else counted == 0
        case Compare(fact, relation, operand):
            left, right = situation.facts.get(fact), _content(operand, situation)
            return None if left is None or right is None else compared(left, relation, right)
        case Happened(event, relation, operand, since):
            bound = _content(operand, situation)
            return None if bound is None else compared(situation.happened(event, since), relation, bound)
        case Elapsed(deadline):
            return situation.at >= situation.stayed_until(deadline)
        case Expired(clock):
            return situation.expired(clock)
        case Running(clock):
            return situation.running(clock)
        case Recused(roles):
            return not situation.by & set(roles)


def _content(operand: Operand, situation: Situation) -> Value | None:
    if operand.kind == "number":
        return situation.number(str(operand.content))
    if operand.kind == "fact":
        return situation.facts.get(str(operand.content))
    return operand.content
