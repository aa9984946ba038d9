"""One engine for every procedure: events and the passing of time take an instance from state to state.

A deadline is the first instant at which it is too late: what happens before it counts, what happens at it does not.
Clocks fire at the time they are due, not when somebody looks, so that a late worker comes to the same result.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from comity.procedure.charter import FINAL, Procedure, Transition
from comity.procedure.guards import Elapsed, Guard, Value, holds, leaves, unmet
from comity.procedure.instance import Event, Instance, Move, told
from comity.procedure.references import fits
from comity.procedure.situation import Seen
from comity.procedure.stepping import stepped, with_actions
from comity.terms.errors import ComityError

MOST_STEPS = 10_000
DECISION = "decision"
"""The field that names the outcome a step with a rule depends on."""


@dataclass(frozen=True)
class Option:
    """What may be done next. who: the roles that may; ready: whether nothing is missing but its fields; unmet: the
    parts of the guard that do not hold now; not_before: when it opens, if that is only a matter of time; until: when a
    clock ends the state it is taken from, or None; requires: fields to fill."""

    event: str
    step: Transition
    target: str
    who: tuple[str, ...]
    requires: tuple[str, ...]
    ready: bool
    unmet: tuple[Guard, ...]
    not_before: dt.datetime | None
    until: dt.datetime | None


def start(procedure: Procedure, at: dt.datetime, facts: Mapping[str, Value] | None = None) -> Instance:
    """A run that begins at `at` (with a zone). facts: what is known from the beginning.

    Errors: `procedure.no_zone`, `procedure.unknown_fact`, `procedure.bad_fact`.
    """
    begun = _instant(at)
    known = {name: fact.initial for name, fact in procedure.facts.items() if fact.initial is not None}
    known |= _checked(procedure, facts or {})
    fresh = Instance(procedure.charter, procedure.name, procedure.initial, begun, {}, known)
    return with_actions(procedure, fresh, procedure.starts, begun, frozenset())


def apply(procedure: Procedure, instance: Instance, event: Event) -> Instance:
    """The instance after `event`, clocks that ran out before it included: whatever `history` has gained is to be
    recorded.

    Errors: `procedure.other`, `procedure.no_zone`, `procedure.time_backwards`, `procedure.unknown_event`,
    `procedure.ended`, `procedure.too_late`, `procedure.too_early`, `procedure.not_from_here`,
    `procedure.not_your_role`, `procedure.guard_failed`, `procedure.missing_field`, `procedure.unknown_fact`,
    `procedure.bad_fact`, `procedure.clock_ran_out`.
    """
    at = _instant(event.at)
    if at < latest(instance):
        raise ComityError("procedure.time_backwards", event=event.name, at=told(at), latest=told(latest(instance)))
    now = advance(procedure, instance, at)
    steps = _offered(procedure, now, event, at)
    known = replace(now, facts={**now.facts, **_checked(procedure, event.facts)})
    seen = Seen(procedure, known, at, event.by)
    step = next((one for one in steps if holds(one.guard, seen) is True), None)
    if step is None:
        raise _why(procedure, steps[0], seen)
    missing = [name for name in fields_of(step) if event.fields.get(name) in (None, "")]
    if missing:
        raise ComityError("procedure.missing_field", event=event.name, field=missing[0])
    return stepped(procedure, known, step, at, event.by)


def due(procedure: Procedure, instance: Instance, now: dt.datetime) -> tuple[Move, ...]:
    """The steps that clocks take until `now`, in their order."""
    return advance(procedure, instance, now).history[len(instance.history) :]


def advance(procedure: Procedure, instance: Instance, now: dt.datetime) -> Instance:
    """The instance after every clock that has run out by `now`. Errors: `procedure.other`, `procedure.no_zone`,
    `procedure.too_many_steps`."""
    if (procedure.charter, procedure.name) != (instance.charter, instance.procedure):
        raise ComityError("procedure.other", expected=instance.procedure, found=procedure.name)
    until = _instant(now)
    for _ in range(MOST_STEPS):
        firing = next_firing(procedure, instance)
        if firing is None or firing[0] > until:
            return instance
        instance = stepped(procedure, instance, firing[1], firing[0], frozenset())
    raise ComityError("procedure.too_many_steps", most=MOST_STEPS)


def options(
    procedure: Procedure, instance: Instance, roles: frozenset[str] | None, now: dt.datetime
) -> tuple[Option, ...]:
    """What may be done at `now`, by whom, until when, and what is missing. roles: those of whoever asks, or None for
    everybody's options."""
    current = advance(procedure, instance, now)
    at = max(_instant(now), latest(current))
    firing = next_firing(procedure, current)
    until = firing[0] if firing else None
    found = []
    for step in procedure.steps_from(current.state):
        if step.clock or (roles is not None and not roles & set(step.who)):
            continue
        seen = Seen(procedure, current, at, roles or frozenset())
        missing = tuple(unmet(step.guard, seen))
        found.append(
            Option(
                event=step.event,
                step=step,
                target=seen.target(step),
                who=step.who,
                requires=fields_of(step),
                ready=holds(step.guard, seen) is True,
                unmet=missing,
                not_before=_not_before(missing, seen),
                until=until,
            )
        )
    return tuple(found)


def ended(procedure: Procedure, instance: Instance) -> bool:
    """Whether it has come to a final state."""
    return procedure.states[instance.state].kind == FINAL


def latest(instance: Instance) -> dt.datetime:
    """When it last changed."""
    return max(instance.entered, instance.history[-1].at) if instance.history else instance.entered


def fields_of(step: Transition) -> tuple[str, ...]:
    """The fields that a step needs, the outcome of a decision among them."""
    return (*step.requires, DECISION) if step.rule and DECISION not in step.requires else step.requires


def next_firing(procedure: Procedure, instance: Instance) -> tuple[dt.datetime, Transition] | None:
    """When the next clock takes a step if nobody does anything, and which step; None where none will.

    A clock that ran out with nothing to do waits for its guard to hold, or for a state that listens to it.
    """
    found: list[tuple[dt.datetime, int, int, Transition]] = []
    for position, step in enumerate(procedure.steps_from(instance.state)):
        timer = instance.timers.get(step.clock)
        if timer is not None and timer.suspended is None:
            ready = max(timer.due, latest(instance))
            at = next(
                (at for at in _turns(procedure, instance, step, ready) if _holds_at(procedure, instance, step, at)),
                None,
            )
            if at is not None:
                found.append((at, step.order or 0, position, step))
    if not found:
        return None
    at, _, _, step = min(found, key=lambda one: one[:3])
    return at, step


def _turns(procedure: Procedure, instance: Instance, step: Transition, ready: dt.datetime) -> list[dt.datetime]:
    """The instants from `ready` on at which a guard may become true by itself."""
    turns = {timer.due for timer in instance.timers.values() if timer.suspended is None}
    seen = Seen(procedure, instance, ready, frozenset())
    turns |= {seen.stayed_until(leaf.deadline) for leaf in leaves(step.guard) if isinstance(leaf, Elapsed)}
    return sorted({ready, *(turn for turn in turns if turn > ready)})


def _holds_at(procedure: Procedure, instance: Instance, step: Transition, at: dt.datetime) -> bool:
    return holds(step.guard, Seen(procedure, instance, at, frozenset())) is True


def _offered(procedure: Procedure, instance: Instance, event: Event, at: dt.datetime) -> list[Transition]:
    """The steps of an event that may be taken from here by whoever acts."""
    named = [step for step in procedure.transitions if step.event == event.name and not step.clock]
    if not named:
        expected = sorted({step.event for step in procedure.steps_from(instance.state) if not step.clock})
        raise ComityError("procedure.unknown_event", event=event.name, expected=", ".join(expected))
    here = [step for step in named if instance.state in step.sources]
    if not here:
        for move in reversed(instance.history):
            if not move.clock:
                break
            if any(move.source in step.sources for step in named):
                raise ComityError("procedure.too_late", event=event.name, due=told(move.at), at=told(at))
        if ended(procedure, instance):
            raise ComityError("procedure.ended", event=event.name, state=instance.state)
        raise ComityError("procedure.not_from_here", event=event.name, state=instance.state)
    yours = [step for step in here if event.by & set(step.who)]
    if not yours:
        who = tuple(sorted({role for step in here for role in step.who}))
        raise ComityError("procedure.not_your_role", event=event.name, who=who)
    return yours


def _why(procedure: Procedure, step: Transition, seen: Seen) -> ComityError:
    missing = tuple(unmet(step.guard, seen))
    opens = _not_before(missing, seen)
    if opens is not None:
        return ComityError("procedure.too_early", event=step.event, opens=told(opens), at=told(seen.at))
    return ComityError("procedure.guard_failed", event=step.event, state=seen.instance.state, unmet=missing)


def _not_before(missing: tuple[Guard, ...], seen: Seen) -> dt.datetime | None:
    """When a guard comes to hold, if all that is missing is that time passes."""
    if not missing or not all(isinstance(one, Elapsed) for one in missing):
        return None
    return max(seen.stayed_until(one.deadline) for one in missing if isinstance(one, Elapsed))


def _instant(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ComityError("procedure.no_zone", found=at.isoformat())
    return at.astimezone(dt.UTC)


def _checked(procedure: Procedure, facts: Mapping[str, Value]) -> dict[str, Value]:
    """Facts as they are declared, or refused."""
    for name, value in facts.items():
        if name not in procedure.facts:
            raise ComityError("procedure.unknown_fact", fact=name, expected=", ".join(procedure.facts))
        if not fits(procedure.facts[name], value):
            raise ComityError("procedure.bad_fact", fact=name, found=str(value), expected=procedure.facts[name].kind)
    return dict(facts)
