"""Whether everything a procedure names is there: states, roles, clocks, deadlines, facts, events, fields, rules."""

from collections.abc import Iterable, Iterator

from comity.procedure.charter import BACK, FINAL, PAUSE, START, STAY, Action, Fact, Procedure, Terms, Transition
from comity.procedure.findings import Finding, found
from comity.procedure.guards import (
    Compare,
    Elapsed,
    Expired,
    Guard,
    Happened,
    Holds,
    Leaf,
    Nothing,
    Operand,
    Recused,
    Running,
    Value,
    leaves,
)
from comity.procedure.instance import is_moment

STANDARD_FIELDS = ("reason", "provision", "text", "evidence", "decision")
_ORDERED = ("at_least", "at_most", "more", "less")


def check_terms(terms: Terms) -> Iterator[Finding]:
    """What deadlines and roles name."""
    for name, deadline in terms.deadlines.items():
        for calendar in filter(None, (deadline.business, deadline.rolls)):
            yield from _known("unknown_calendar", f"deadlines.{name}", (calendar,), terms.calendars)
    for name, role in terms.roles.items():
        yield from _known("unknown_role", f"roles.{name}.appointed_by", role.appointed_by, terms.roles)


def check_references(procedure: Procedure) -> Iterator[Finding]:
    """What a procedure names that is not there, and what stands where it cannot."""
    yield from _states(procedure)
    for name, fact in procedure.facts.items():
        if (fact.kind == "choice") != bool(fact.choices):
            yield found("choices", f"{procedure.path}.facts.{name}", fact=name)
        if fact.initial is not None and not fits(fact, fact.initial):
            yield found("bad_fact", f"{procedure.path}.facts.{name}.initial", fact=name, expected=fact.kind)
    for name, clock in procedure.clocks.items():
        yield from _known(
            "unknown_deadline", f"{procedure.path}.clocks.{name}", (clock.deadline,), procedure.terms.deadlines
        )
    yield from _actions(procedure, procedure.starts, f"{procedure.path}.starts")
    for step in procedure.transitions:
        yield from _step(procedure, step)


def fits(fact: Fact, value: object) -> bool:
    """Whether a value is one that the fact may have."""
    if fact.kind == "flag":
        return isinstance(value, bool)
    if fact.kind == "choice":
        return value in fact.choices
    if fact.kind == "time":
        return is_moment(value)
    if fact.kind == "text":
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return fact.kind == "number" or (isinstance(value, int) and value >= 0)


def _states(procedure: Procedure) -> Iterator[Finding]:
    path = f"{procedure.path}.states"
    starts = [name for name, state in procedure.states.items() if state.kind == START]
    if len(starts) != 1:
        yield found("one_start", path, procedure=procedure.name, n=len(starts))
    if not any(state.kind == FINAL for state in procedure.states.values()):
        yield found("no_final", path, procedure=procedure.name)


def _step(procedure: Procedure, step: Transition) -> Iterator[Finding]:
    terms, path = procedure.terms, step.path
    states = procedure.states
    yield from _known("unknown_state", f"{path}.from", step.sources, states)
    if not step.sources:
        yield found("no_source", f"{path}.from", event=step.event)
    if step.target not in (STAY, BACK):
        yield from _known("unknown_state", f"{path}.to", (step.target,), states)
    for source in step.sources:
        if source in states and states[source].kind == FINAL:
            yield found("final_has_way_out", f"{path}.from", state=source)
        if step.target == BACK and source in states and states[source].kind != PAUSE:
            yield found("back_outside_pause", f"{path}.to", state=source)
    yield from _known("unknown_role", f"{path}.who", step.who, terms.roles)
    if step.clock:
        yield from _known("unknown_clock", f"{path}.clock", (step.clock,), procedure.clocks)
        if step.requires or step.rule or any(action.until for action in step.actions):
            yield found("clock_fills_nothing", path, event=step.event)
    yield from _known("unknown_field", f"{path}.requires", step.requires, (*STANDARD_FIELDS, *terms.fields))
    if step.rule:
        yield from _known("unknown_rule", f"{path}.rule", (step.rule,), terms.rules)
    yield from check_guard(procedure, step.guard, f"{path}.guards")
    for name, operand in step.sets.items():
        yield from _known("unknown_fact", f"{path}.sets", (name,), procedure.facts)
        yield from _operand(procedure, operand, f"{path}.sets.{name}")
        if name in procedure.facts and not _settable(procedure, procedure.facts[name], operand):
            yield found("bad_fact", f"{path}.sets.{name}", fact=name, expected=procedure.facts[name].kind)
    yield from _actions(procedure, step.actions, f"{path}.clocks")


def _actions(procedure: Procedure, actions: Iterable[Action], path: str) -> Iterator[Finding]:
    events = {step.event for step in procedure.transitions}
    for action in actions:
        yield from _known("unknown_clock", path, (action.clock,), procedure.clocks)
        yield from _known("unknown_event", path, action.after, events)
        if action.until:
            yield from _known("unknown_fact", path, (action.until,), procedure.facts)
            if action.until in procedure.facts and procedure.facts[action.until].kind != "time":
                yield found("bad_fact", path, fact=action.until, expected="time")
        if action.by:
            yield from _known("unknown_deadline", path, (action.by,), procedure.terms.deadlines)
        yield from check_guard(procedure, action.when, path)


def check_guard(procedure: Procedure, guard: Guard, path: str) -> Iterator[Finding]:
    """What a guard names that is not there, and comparisons that can have no answer."""
    for leaf in leaves(guard):
        yield from _leaf(procedure, leaf, path)


def _leaf(procedure: Procedure, leaf: Leaf, path: str) -> Iterator[Finding]:
    facts = procedure.facts
    match leaf:
        case Holds(fact) | Nothing(fact):
            yield from _known("unknown_fact", path, (fact,), facts)
            wanted = ("flag",) if isinstance(leaf, Holds) else ("count", "number")
            if fact in facts and facts[fact].kind not in wanted:
                yield found("wrong_comparison", path, fact=fact, kind=facts[fact].kind)
        case Compare(fact, relation, operand):
            yield from _known("unknown_fact", path, (fact,), facts)
            yield from _operand(procedure, operand, path)
            if fact in facts and not _comparable(procedure, facts[fact], relation, operand):
                yield found("wrong_comparison", path, fact=fact, kind=facts[fact].kind)
        case Happened(event, _, operand, since):
            events = {step.event for step in procedure.transitions}
            yield from _known("unknown_event", path, tuple(filter(None, (event, since))), events)
            yield from _operand(procedure, operand, path)
            if operand.kind == "value" and not _number(operand.content):
                yield found("wrong_comparison", path, fact=event, kind="count")
        case Elapsed(deadline):
            yield from _known("unknown_deadline", path, (deadline,), procedure.terms.deadlines)
        case Expired(clock) | Running(clock):
            yield from _known("unknown_clock", path, (clock,), procedure.clocks)
        case Recused(roles):
            yield from _known("unknown_role", path, roles, procedure.terms.roles)


def _operand(procedure: Procedure, operand: Operand, path: str) -> Iterator[Finding]:
    if operand.kind == "number":
        yield from _known("unknown_number", path, (str(operand.content),), procedure.terms.numbers)
    elif operand.kind == "fact":
        yield from _known("unknown_fact", path, (str(operand.content),), procedure.facts)


def _comparable(procedure: Procedure, fact: Fact, relation: str, operand: Operand) -> bool:
    numeric = fact.kind in ("count", "number")
    if relation in _ORDERED and not numeric:
        return False
    if operand.kind == "number":
        return numeric
    if operand.kind == "fact":
        other = procedure.facts.get(str(operand.content))
        return other is None or (
            (other.kind in ("count", "number")) == numeric and (numeric or other.kind == fact.kind)
        )
    return _number(operand.content) if numeric else fits(fact, operand.content)


def _settable(procedure: Procedure, fact: Fact, operand: Operand) -> bool:
    if operand.kind == "value":
        return fits(fact, operand.content)
    if operand.kind == "number":
        number = procedure.terms.numbers.get(str(operand.content))
        return number is None or fits(fact, number.value)
    other = procedure.facts.get(str(operand.content))
    return other is None or (other.kind, other.choices) == (fact.kind, fact.choices)


def _number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _known(code: str, path: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    there = tuple(known)
    for name in names:
        if name not in there:
            yield found(code, path, found=name, expected=", ".join(sorted(there)) or "–")
