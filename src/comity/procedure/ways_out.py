"""Whether an end can be reached from everywhere, whatever clocks do in between.

A place leads to an end if somebody can take a step to a place that does, before any clock can be in the way; or if time
alone takes it there, and every clock that may run out first leads to an end as well. Only what can be relied on counts:
a step that may be taken a limited number of times, or whose guard asks for what may never come, does not.
"""

from collections.abc import Iterable
from itertools import chain

from comity.procedure.charter import ALWAYS, BACK, FINAL, STAY, Action, Transition
from comity.procedure.deadlines import Deadline
from comity.procedure.graph import STILL, Edge, Graph, Place
from comity.procedure.guards import Elapsed, Expired, Happened, Running, leaves
from comity.procedure.logic import Alternative, Literal, alternatives, consistent, exhaustive

HOURS_AT_LEAST = {"hours": 1, "days": 23, "weeks": 167, "months": 28 * 24 - 1}
HOURS_AT_MOST = {"hours": 1, "days": 25, "weeks": 169, "months": 31 * 24 + 1}

INSTANT = 1e-9
"""Hours: more than nothing."""


def dead_ends(graph: Graph) -> list[Place]:
    """The places from which no end can be relied on, in the order of the states."""
    good: set[Place] = {place for place in graph.may if graph.procedure.states[place.state].kind == FINAL}
    waiting = dict.fromkeys(graph.may)
    while waiting:
        place, _ = waiting.popitem()
        if place not in good and _leads(graph, place, good):
            good.add(place)
            # Whatever may step here is worth another look.
            waiting |= {edge.source: None for edge in graph.into(place) if edge.source not in good}
    order = list(graph.procedure.states)
    return sorted((p for p in graph.may if p not in good), key=lambda p: (order.index(p.state), p.returns))


def _leads(graph: Graph, place: Place, good: set[Place]) -> bool:
    leaving = [edge for edge in graph.clock_edges(place) if edge.target != place]
    clocks_lead = all(edge.target in good for edge in leaving)
    for edge in graph.from_place(place):
        if edge.target not in good or edge.target == place:
            continue
        if edge.step.clock:
            if clocks_lead and _sure_clock(graph, edge):
                return True
        elif _extends(edge.step):
            continue
        elif any(_attainable(graph, edge, one, leaving, clocks_lead) for one in _ways(graph, edge)):
            return True
    return False


def _ways(graph: Graph, edge: Edge) -> list[Alternative]:
    """The ways in which a guard can come to hold."""
    facts, numbers = graph.procedure.facts, graph.procedure.terms.numbers
    found = alternatives(edge.step.guard) or []
    return [one for one in found if consistent(one, facts, numbers, edge.step.who)]


def _attainable(graph: Graph, edge: Edge, alternative: Alternative, leaving: list[Edge], clocks_lead: bool) -> bool:
    """Whether people can bring about that this alternative holds, in time or where clocks lead to an end as well."""
    waits: list[Deadline] = []
    for literal in alternative:
        wait = _wait(graph, edge.source, literal)
        if wait is False:
            return False
        if isinstance(wait, Deadline):
            waits.append(wait)
    if clocks_lead:
        return True
    longest = max((_hours(wait, HOURS_AT_MOST) for wait in waits), default=0)
    return all(_fresh(graph, one) > longest for one in leaving)


def _wait(graph: Graph, place: Place, literal: Literal) -> Deadline | bool:
    """True where a literal can be made to hold at once, a deadline where it does after that long, else False."""
    terms = graph.procedure.terms
    match literal.leaf, literal.positive:
        case Elapsed(deadline), True:
            return terms.deadlines[deadline]
        case Elapsed(), False:
            return False
        case Expired(clock), True:
            return terms.deadlines[graph.procedure.clocks[clock].deadline] if clock in graph.must[place] else False
        case Expired(clock), False:
            return clock not in graph.may[place]
        case Running(clock), positive:
            return not positive and not {clock, STILL + clock} & graph.may[place]
        case Happened(event, relation, _, since), positive:
            rising = (relation in ("at_least", "more")) == positive and relation not in ("equal", "not_equal")
            return rising and since != event and _repeatable(graph, place, event)
        case _:
            return True


def _repeatable(graph: Graph, place: Place, event: str) -> bool:
    """Whether an event can happen here any number of times without anything else."""
    return any(
        edge.target == place and edge.step.event == event and edge.step.guard == ALWAYS and not edge.step.clock
        for edge in graph.from_place(place)
    ) and not any(edge.target != place for edge in graph.clock_edges(place))


def _fresh(graph: Graph, edge: Edge) -> float:
    """Hours that the clock of a step has at least when its place is entered; 0 where it may have run out by then."""
    place, clock = edge.source, edge.step.clock
    whole = _hours(graph.procedure.terms.deadlines[graph.procedure.clocks[clock].deadline], HOURS_AT_LEAST)
    left = [_left(one.step.actions, clock, whole) for one in graph.into(place) if one.step.target not in (STAY, BACK)]
    if any(one.step.target == BACK for one in graph.into(place)):
        # It had not run out before the pause, or it would have been taken; so something is left of it.
        left.append(INSTANT if edge.step.guard == ALWAYS else 0.0)
    if place.state == graph.procedure.initial:
        left.append(_left(graph.procedure.starts, clock, whole))
    return min(left, default=0.0)


def _left(actions: Iterable[Action], clock: str, whole: float) -> float:
    """Hours that actions give to a clock for certain."""
    started = [a for a in actions if a.clock == clock and a.do in ("start", "reset") and a.when == ALWAYS]
    return 0.0 if not started or started[-1].after or started[-1].until else whole


def _sure_clock(graph: Graph, edge: Edge) -> bool:
    """Whether time alone takes this step or another from the same clock."""
    clock, place = edge.step.clock, edge.source
    if clock not in graph.must[place] or _postponed(graph, place, clock):
        return False
    guards = [one.step.guard for one in graph.clock_edges(place) if one.step.clock == clock and one.target != place]
    if ALWAYS in guards or any(all(isinstance(leaf, Elapsed) for leaf in leaves(guard)) for guard in guards):
        return edge.step.guard in guards
    facts = graph.procedure.facts
    asked = chain.from_iterable(leaves(guard) for guard in guards)
    if any(getattr(leaf, "fact", None) is None or facts[leaf.fact].initial is None for leaf in asked):  # type: ignore[union-attr]
        return False
    return exhaustive(guards, facts, graph.procedure.terms.numbers)


def _postponed(graph: Graph, place: Place, clock: str) -> bool:
    """Whether another clock, again and again, may set this one back."""
    staying: Iterable[Transition] = (edge.step for edge in graph.clock_edges(place) if edge.step.target == STAY)
    return any(action.clock == clock for step in staying for action in step.actions)


def _extends(step: Transition) -> bool:
    """Whether a step is refused once its clock has run out."""
    return any(action.do == "extend" for action in step.actions)


def _hours(deadline: Deadline, of: dict[str, int]) -> int:
    """Hours that a length of time has at least, or at most; working time and days off make it longer without a bound
    that is worth computing."""
    hours = deadline.amount * of[deadline.unit]
    if of is HOURS_AT_MOST and (deadline.business or deadline.rolls):
        return hours * 100 + 24 * 400
    return hours
