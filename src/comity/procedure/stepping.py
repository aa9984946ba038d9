"""Taking one step: the state changes, facts are set, and clocks start, stop, stand still, go on or are extended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from comity.procedure.charter import FINAL, PAUSE, Action, Procedure, Transition
from comity.procedure.deadlines import working_after, working_between
from comity.procedure.guards import Operand, Value, holds
from comity.procedure.instance import Instance, Move, Timer, moment, told
from comity.procedure.situation import Seen
from comity.terms.errors import ComityError


def stepped(
    procedure: Procedure, instance: Instance, step: Transition, at: dt.datetime, by: frozenset[str]
) -> Instance:
    """The instance after a step that may be taken. Error: `procedure.clock_ran_out`."""
    source, target = instance.state, Seen(procedure, instance, at, by).target(step)
    timers = {name: timer for name, timer in instance.timers.items() if name != step.clock}
    moved = replace(
        instance,
        state=target,
        entered=instance.entered if target == source else at,
        timers=_paused(procedure, replace(instance, timers=timers), target, at),
        facts={**instance.facts, **_set(step.sets, Seen(procedure, instance, at, by))},
        returns=_returns(procedure, instance, target),
        history=(*instance.history, Move(step.event, at, source, target, step.clock)),
    )
    if procedure.states[target].kind == FINAL:
        return replace(moved, timers={})
    return with_actions(procedure, moved, step.actions, at, by)


def with_actions(
    procedure: Procedure, instance: Instance, actions: Sequence[Action], at: dt.datetime, by: frozenset[str]
) -> Instance:
    """The instance with its clocks as `actions` leave them, in their order."""
    for action in actions:
        seen = Seen(procedure, instance, at, by)
        if holds(action.when, seen) is True:
            timers = dict(instance.timers)
            timer = _acted(seen, action)
            if timer is None:
                timers.pop(action.clock, None)
            else:
                timers[action.clock] = timer
            instance = replace(instance, timers=timers)
    return instance


def _acted(seen: Seen, action: Action) -> Timer | None:
    """The clock after an action, None where there is none."""
    timer = seen.instance.timers.get(action.clock)
    if action.do == "start":
        begun = _begun(seen, action)
        return timer if begun is None else Timer(begun, _chosen(seen, action, begun))
    if timer is None or action.do == "stop":
        return None
    if action.do == "reset":
        return Timer(seen.at, seen.after(_deadline(seen, action.clock), seen.at))
    if action.do == "suspend":
        return _suspended(timer, seen.at)
    if action.do == "resume":
        return _resumed(seen.procedure, action.clock, timer, seen.at)
    if seen.expired(action.clock):
        if not seen.by:
            return timer
        raise ComityError("procedure.clock_ran_out", clock=action.clock, due=told(timer.due))
    return replace(timer, due=seen.after(action.by, timer.due))


def _begun(seen: Seen, action: Action) -> dt.datetime | None:
    """From when a clock counts: now, or the latest of the events it waits for; None while one has not happened."""
    last = {move.event: move.at for move in seen.instance.history}
    if not all(event in last for event in action.after):
        return None
    return max((last[event] for event in action.after), default=seen.at)


def _chosen(seen: Seen, action: Action, begun: dt.datetime) -> dt.datetime:
    """When a clock that starts runs out: at its deadline, or before, where a fact says so."""
    latest = seen.after(_deadline(seen, action.clock), begun)
    said = seen.facts.get(action.until)
    if not isinstance(said, str):
        return latest
    chosen = moment(said)
    if not seen.at < chosen <= latest:
        raise ComityError("procedure.out_of_time", clock=action.clock, found=told(chosen), latest=told(latest))
    return chosen


def _deadline(seen: Seen, clock: str) -> str:
    return seen.procedure.clocks[clock].deadline


def _paused(procedure: Procedure, instance: Instance, target: str, at: dt.datetime) -> Mapping[str, Timer]:
    """Clocks stand still while a pause lasts; those that it stopped go on when it ends."""
    was, will_be = (procedure.states[state].kind == PAUSE for state in (instance.state, target))
    if will_be and not was:
        return {name: _suspended(timer, at) for name, timer in instance.timers.items()}
    if was and not will_be:
        return {
            name: _resumed(procedure, name, timer, at) if timer.suspended == instance.entered else timer
            for name, timer in instance.timers.items()
        }
    return instance.timers


def _returns(procedure: Procedure, instance: Instance, target: str) -> str:
    was, will_be = (procedure.states[state].kind == PAUSE for state in (instance.state, target))
    if not will_be:
        return ""
    return instance.returns if was else instance.state


def _suspended(timer: Timer, at: dt.datetime) -> Timer:
    """One that has run out already, or stands still, stays as it is."""
    return timer if timer.suspended is not None or timer.due <= at else replace(timer, suspended=at)


def _resumed(procedure: Procedure, clock: str, timer: Timer, at: dt.datetime) -> Timer:
    """What was left when it stood still is left now: working time where working time is counted."""
    if timer.suspended is None:
        return timer
    terms = procedure.terms
    business = terms.deadlines[procedure.clocks[clock].deadline].business
    if business:
        left = working_between(terms.calendars[business], timer.suspended, timer.due)
        return replace(timer, due=working_after(terms.calendars[business], at, left), suspended=None)
    return replace(timer, due=timer.due + (at - timer.suspended), suspended=None)


def _set(sets: Mapping[str, Operand], seen: Seen) -> dict[str, Value]:
    """The values that a step gives to facts; a fact set from one that is not known stays as it was."""
    found: dict[str, Value] = {}
    for name, operand in sets.items():
        if operand.kind == "fact":
            value = seen.facts.get(str(operand.content))
        else:
            value = seen.number(str(operand.content)) if operand.kind == "number" else operand.content
        if value is not None:
            found[name] = value
    return found
