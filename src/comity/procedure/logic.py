"""What can be decided about guards without running anything: contradictions, and guards that exclude each other.

A guard becomes alternatives, each a set of literals that must hold together. An alternative is impossible where its
literals leave no value for a fact or a count. What cannot be decided counts as possible.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from comity.procedure.charter import Fact, Number
from comity.procedure.guards import (
    OPPOSITE,
    All,
    Compare,
    Either,
    Elapsed,
    Expired,
    Guard,
    Happened,
    Holds,
    Leaf,
    Not,
    Nothing,
    Operand,
    Recused,
    Running,
    Value,
)

MOST_ALTERNATIVES = 200


@dataclass(frozen=True)
class Literal:
    """A smallest part of a guard, or that it does not hold."""

    leaf: Leaf
    positive: bool = True


Alternative = tuple[Literal, ...]


def alternatives(guard: Guard, positive: bool = True) -> list[Alternative] | None:
    """The ways in which a guard can hold (or, not positive, fail); None where there are too many to look at."""
    match guard:
        case Not(part):
            return alternatives(part, not positive)
        case All(parts) | Either(parts):
            inside = [alternatives(part, positive) for part in parts]
            if any(one is None for one in inside):
                return None
            every = [one for one in inside if one is not None]
            return _product(every) if isinstance(guard, All) == positive else _within(list(chain.from_iterable(every)))
        case _:
            return [(Literal(guard, positive),)]


def possible(guard: Guard, facts: Mapping[str, Fact], numbers: Mapping[str, Number], who: Sequence[str] = ()) -> bool:
    """Whether nothing decidable keeps a guard from ever holding. who: the roles that may act, none for a clock."""
    found = alternatives(guard)
    return found is None or any(consistent(one, facts, numbers, who) for one in found)


def exclusive(first: Guard, second: Guard, facts: Mapping[str, Fact], numbers: Mapping[str, Number]) -> bool:
    """Whether two guards can be seen never to hold together."""
    return not possible(All((first, second)), facts, numbers)


def exhaustive(guards: Iterable[Guard], facts: Mapping[str, Fact], numbers: Mapping[str, Number]) -> bool:
    """Whether one of the guards always holds, given that every fact they ask about is known."""
    return not possible(Not(Either(tuple(guards))), facts, numbers)


def consistent(
    alternative: Alternative, facts: Mapping[str, Fact], numbers: Mapping[str, Number], who: Sequence[str]
) -> bool:
    """Whether the literals of an alternative leave a value for everything they speak of."""
    truths: dict[object, bool] = {}
    ranges: dict[object, _Range] = {}
    for literal in alternative:
        subject, wanted = _truth(literal)
        if subject is not None:
            if truths.setdefault(subject, wanted) != wanted:
                return False
        elif isinstance(literal.leaf, Recused):
            if not _recusable(literal.leaf, literal.positive, who):
                return False
        else:
            measured = _measured(literal, facts, numbers)
            if measured is not None:
                key, relation, value, whole = measured
                if not ranges.setdefault(key, _Range(whole)).narrowed(relation, value):
                    return False
    return not any(truths.get(("expired", name)) and truths.get(("running", name)) for name in _clocks(alternative))


def _product(every: list[list[Alternative]]) -> list[Alternative] | None:
    joined: list[Alternative] = [()]
    for inside in every:
        joined = [(*left, *right) for left in joined for right in inside]
        if len(joined) > MOST_ALTERNATIVES:
            return None
    return joined


def _within(found: list[Alternative]) -> list[Alternative] | None:
    return found if len(found) <= MOST_ALTERNATIVES else None


def _truth(literal: Literal) -> tuple[object, bool]:
    """(what is true or false, whether it is to be), or (None, ...) for what has other values."""
    match literal.leaf:
        case Holds(fact):
            return ("fact", fact), literal.positive
        case Compare(fact, relation, Operand("value", bool() as value)):
            return ("fact", fact), ((relation == "equal") == value) == literal.positive
        case Elapsed(deadline):
            return ("stayed", deadline), literal.positive
        case Expired(clock):
            return ("expired", clock), literal.positive
        case Running(clock):
            return ("running", clock), literal.positive
        case _:
            return None, True


def _recusable(leaf: Recused, positive: bool, who: Sequence[str]) -> bool:
    """Whether somebody among those who may act is (not) recused; a clock never is."""
    if not who:
        return positive
    others = set(who) - set(leaf.roles)
    return bool(others) if positive else bool(set(who) & set(leaf.roles))


def _measured(
    literal: Literal, facts: Mapping[str, Fact], numbers: Mapping[str, Number]
) -> tuple[object, str, Value, bool] | None:
    """(what is measured, relation, value, whether it is a count); None where the value is not known beforehand."""
    match literal.leaf:
        case Nothing(fact):
            return ("fact", fact), "equal" if literal.positive else "not_equal", 0, True
        case Compare(fact, relation, operand):
            key: object = ("fact", fact)
            whole = fact in facts and facts[fact].kind == "count"
        case Happened(event, relation, operand, since):
            key, whole = ("event", event, since), True
        case _:
            return None
    if operand.kind == "fact":
        return None
    value = operand.content if operand.kind == "value" else numbers[str(operand.content)].value
    return key, relation if literal.positive else OPPOSITE[relation], value, whole


def _clocks(alternative: Alternative) -> set[str]:
    return {one.leaf.clock for one in alternative if isinstance(one.leaf, Expired | Running)}


class _Range:
    """The values that comparisons leave: an interval of numbers (whole and not negative for counts), or texts."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.low, self.high = (0.0 if whole else -math.inf), math.inf
        self.open_low = self.open_high = False
        self.not_equal: set[Value] = set()
        self.text: str | None = None

    def narrowed(self, relation: str, value: Value) -> bool:
        """Take one more comparison in; whether anything is left."""
        if isinstance(value, str):
            return self._narrowed_text(relation, value)
        number = float(value)
        if relation == "not_equal":
            self.not_equal.add(number)
        if relation in ("equal", "at_least", "more"):
            self._raise(number, relation == "more")
        if relation in ("equal", "at_most", "less"):
            self._lower(number, relation == "less")
        return self._left()

    def _narrowed_text(self, relation: str, value: str) -> bool:
        if relation == "not_equal":
            self.not_equal.add(value)
        elif self.text is not None and self.text != value:
            return False
        else:
            self.text = value
        return self.text is None or self.text not in self.not_equal

    def _raise(self, number: float, beyond: bool) -> None:
        if self.whole:
            number, beyond = (math.floor(number) + 1.0 if beyond else float(math.ceil(number))), False
        if (number, beyond) > (self.low, self.open_low):
            self.low, self.open_low = number, beyond

    def _lower(self, number: float, below: bool) -> None:
        if self.whole:
            number, below = (math.ceil(number) - 1.0 if below else float(math.floor(number))), False
        if (-number, below) > (-self.high, self.open_high):
            self.high, self.open_high = number, below

    def _left(self) -> bool:
        if self.low > self.high or (self.low == self.high and (self.open_low or self.open_high)):
            return False
        if self.whole and math.isfinite(self.high) and self.high - self.low < len(self.not_equal):
            return any(n not in self.not_equal for n in range(int(self.low), int(self.high) + 1))
        return not (self.low == self.high and self.low in self.not_equal)
