"""A procedure as a graph: what can be reached, and which clocks may or must be running there.

A pause is one place for each state it can lead back to, so that what is known of a state survives the pause.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from comity.procedure.charter import ALWAYS, BACK, FINAL, PAUSE, STAY, Action, Procedure, Transition
from comity.procedure.logic import possible

STILL = "~"


@dataclass(frozen=True)
class Place:
    """A state, and for a pause the state it leads back to."""

    state: str
    returns: str = ""


@dataclass(frozen=True)
class Edge:
    source: Place
    target: Place
    step: Transition


@dataclass(frozen=True)
class Graph:
    """may, must: place -> clocks that may be, and that on every way are, started and not yet used there. A clock that
    a pause stopped is named with STILL in front."""

    procedure: Procedure
    edges: tuple[Edge, ...]
    may: Mapping[Place, frozenset[str]]
    must: Mapping[Place, frozenset[str]]

    @cached_property
    def by_source(self) -> Mapping[Place, list[Edge]]:
        return _grouped(self.edges, attrgetter("source"))

    @cached_property
    def by_target(self) -> Mapping[Place, list[Edge]]:
        return _grouped(self.edges, attrgetter("target"))

    def from_place(self, place: Place) -> Sequence[Edge]:
        return self.by_source.get(place, [])

    def into(self, place: Place) -> Sequence[Edge]:
        return self.by_target.get(place, [])

    def clock_edges(self, place: Place) -> list[Edge]:
        """The steps that a clock may take from here."""
        return [edge for edge in self.from_place(place) if edge.step.clock in self.may[place]]


def _grouped(edges: Iterable[Edge], key: Callable[[Edge], Place]) -> dict[Place, list[Edge]]:
    found: dict[Place, list[Edge]] = {}
    for edge in edges:
        found.setdefault(key(edge), []).append(edge)
    return found


def graph_of(procedure: Procedure, holdable: frozenset[str]) -> Graph:
    """The places that can be reached, and the steps between them. holdable: the roles that somebody can hold.

    Steps that nobody can take, and guards that can be seen never to hold, lead nowhere.
    """
    usable: dict[str, list[Transition]] = {state: [] for state in procedure.states}
    for step in procedure.transitions:
        if _usable(procedure, step, holdable):
            for source in step.sources:
                usable[source].append(step)
    begin = Place(procedure.initial)
    may, must = {begin: _started(procedure.starts, False)}, {begin: _started(procedure.starts, True)}
    edges: dict[Edge, None] = {}
    waiting = [begin]
    while waiting:
        place = waiting.pop()
        for step in usable[place.state]:
            target = _target(procedure, place, step)
            if target is None or (step.clock and step.clock not in may[place]):
                continue
            edges[Edge(place, target, step)] = None
            possibly = _after(procedure, step, place, target, may[place], sure=False)
            surely = _after(procedure, step, place, target, must[place], sure=True)
            wider = may.get(target, frozenset()) | possibly
            narrower = must[target] & surely if target in must else surely
            if target not in may or wider != may[target] or narrower != must[target]:
                may[target], must[target] = wider, narrower
                waiting.append(target)
    return Graph(procedure, tuple(edges), may, must)


def _usable(procedure: Procedure, step: Transition, holdable: frozenset[str]) -> bool:
    if not step.clock and not holdable & set(step.who):
        return False
    return possible(step.guard, procedure.facts, procedure.terms.numbers, step.who)


def _target(procedure: Procedure, place: Place, step: Transition) -> Place | None:
    if procedure.states[place.state].kind == FINAL:
        return None
    if step.target == STAY:
        return place
    if step.target == BACK:
        return Place(place.returns) if place.returns else None
    if procedure.states[step.target].kind == PAUSE:
        return Place(step.target, place.returns or place.state)
    return Place(step.target)


def _started(actions: tuple[Action, ...], sure: bool) -> frozenset[str]:
    return _acted(actions, frozenset(), sure)


def _after(
    procedure: Procedure, step: Transition, source: Place, target: Place, clocks: frozenset[str], *, sure: bool
) -> frozenset[str]:
    """The clocks after a step, of those before it."""
    if procedure.states[target.state].kind == FINAL:
        return frozenset()
    left = clocks - {step.clock}
    if target.returns and not source.returns:
        still = frozenset(STILL + clock for clock in left)
        # One that ran out before the pause with nothing to do may still do it now.
        left = still if sure else still | left
    elif source.returns and not target.returns:
        left = frozenset(clock.removeprefix(STILL) for clock in left)
    return _acted(step.actions, left, sure)


def _acted(actions: tuple[Action, ...], clocks: frozenset[str], sure: bool) -> frozenset[str]:
    for action in actions:
        certain = action.when == ALWAYS and not action.after
        if action.do == "start" and (certain or not sure):
            clocks = (clocks - {STILL + action.clock}) | {action.clock}
        elif action.do == "stop" and (certain or sure):
            clocks -= {action.clock, STILL + action.clock}
        elif action.do == "suspend" and sure:
            clocks -= {action.clock}  # it stands still until somebody lets it go on, which is not sure
    return clocks
