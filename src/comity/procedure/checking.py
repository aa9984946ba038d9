"""What is refused before a charter is saved: dead ends, idle clocks, impossible guards, rules nobody can change."""

from collections.abc import Iterator
from itertools import combinations

from comity.procedure.charter import FINAL, Action, Charter, Procedure, Terms, Transition
from comity.procedure.findings import ERROR, Finding, found, warned
from comity.procedure.graph import STILL, Graph, Place, graph_of
from comity.procedure.guards import Expired, Guard, Running, leaves
from comity.procedure.logic import alternatives, exclusive, possible
from comity.procedure.parsing import parse
from comity.procedure.references import check_references, check_terms
from comity.procedure.rules import check_rules
from comity.procedure.ways_out import dead_ends


def check(charter: Charter) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful, errors first, each with its place in the document."""
    terms = charter.terms
    general = [*check_terms(terms), *check_rules(terms), *_roles(terms), *_retention(charter)]
    holdable = holdable_roles(terms)
    graphs: dict[str, Graph] = {}
    each: list[Finding] = []
    for name, procedure in charter.procedures.items():
        named = list(check_references(procedure))
        each += named
        # Where something named is not there, or a deadline cannot be counted, there is no graph to look at.
        if not named and not any(one.code == "charter.unknown_calendar" for one in general):
            graphs[name] = graph_of(procedure, holdable)
            each += _procedure(graphs[name])
    every = [*general, *each, *_amendment(charter, graphs)]
    once = {(one.code, one.path, *one.parameters.items()): one for one in every}
    return tuple(sorted(once.values(), key=lambda one: one.level != ERROR))


def accept(document: object) -> Charter:
    """The charter in a document, if nothing is wrong with it. Errors: `charter.*`, the first that was found."""
    charter = parse(document)
    for finding in check(charter):
        if finding.level == ERROR:
            raise finding.error()
    return charter


def holdable_roles(terms: Terms) -> frozenset[str]:
    """The roles that somebody can hold: from some capacity and, where others appoint, appointed by one that is held."""
    held: frozenset[str] = frozenset()
    while True:
        more = frozenset(
            name
            for name, role in terms.roles.items()
            if role.held_by and (not role.appointed_by or held & set(role.appointed_by))
        )
        if more == held:
            return held
        held = more


def _roles(terms: Terms) -> Iterator[Finding]:
    for name in (name for name in terms.roles if name not in holdable_roles(terms)):
        yield found("role_nobody_holds", f"roles.{name}", role=name)


def _retention(charter: Charter) -> Iterator[Finding]:
    for name, (_, deadline) in charter.retention.items():
        if deadline not in charter.terms.deadlines:
            yield found(
                "unknown_deadline", f"retention.{name}", found=deadline, expected=", ".join(charter.terms.deadlines)
            )


def _procedure(graph: Graph) -> Iterator[Finding]:
    yield from _guards(graph.procedure)
    yield from _unreachable(graph)
    yield from _clocks(graph)
    yield from _order(graph)
    yield from _endless(graph)
    for state in dict.fromkeys(place.state for place in dead_ends(graph)):
        yield found("dead_end", f"{graph.procedure.path}.states.{state}", state=state, procedure=graph.procedure.name)
    yield from _hostages(graph)


def _guards(procedure: Procedure) -> Iterator[Finding]:
    for step in procedure.transitions:
        if alternatives(step.guard) is None:
            yield found("guard_too_wide", f"{step.path}.guards", event=step.event)
        elif not possible(step.guard, procedure.facts, procedure.terms.numbers, step.who):
            yield found("guard_never_holds", f"{step.path}.guards", event=step.event)


def _unreachable(graph: Graph) -> Iterator[Finding]:
    reached = {place.state for place in graph.may}
    for state in graph.procedure.states:
        if state not in reached:
            yield found("unreachable_state", f"{graph.procedure.path}.states.{state}", state=state,
                        procedure=graph.procedure.name)  # fmt: skip


def _clocks(graph: Graph) -> Iterator[Finding]:
    procedure = graph.procedure
    actions = [*procedure.starts, *(action for step in procedure.transitions for action in step.actions)]
    for clock in procedure.clocks:
        path = f"{procedure.path}.clocks.{clock}"
        if not any(action.do == "start" and action.clock == clock for action in actions):
            yield found("clock_never_started", path, clock=clock)
        elif not any(clock in graph.may[place] and _heeds(graph, place, clock) for place in graph.may):
            yield found("clock_never_fires", path, clock=clock)
    for step in procedure.transitions:
        for source in step.sources:
            yield from _not_running(graph, step, source)


def _not_running(graph: Graph, step: Transition, source: str) -> Iterator[Finding]:
    """Steps that wait for, or act on, a clock that is never running where they stand."""
    places = [place for place in graph.may if place.state == source]
    running = frozenset[str]().union(*(graph.may[place] for place in places))
    running |= {clock.removeprefix(STILL) for clock in running if not step.clock}
    for clock in filter(None, (step.clock, *_acted_on(step.actions))):
        if places and clock not in running:
            yield found("clock_not_running", step.path, clock=clock, state=source)


def _acted_on(actions: tuple[Action, ...]) -> Iterator[str]:
    """The clocks that actions find running, or not."""
    started: set[str] = set()
    for action in actions:
        if action.do == "start":
            started.add(action.clock)
        elif action.do != "stop" and action.clock not in started:
            yield action.clock


def _heeds(graph: Graph, place: Place, clock: str) -> bool:
    """Whether anything at a place depends on a clock."""
    return any(edge.step.clock == clock or clock in _asked(edge.step.guard) for edge in graph.from_place(place))


def _asked(guard: Guard) -> set[str]:
    return {leaf.clock for leaf in leaves(guard) if isinstance(leaf, Expired | Running)}


def _order(graph: Graph) -> Iterator[Finding]:
    """Two clocks that may be due at once in one state need an order, unless their guards exclude each other."""
    procedure = graph.procedure
    for place in graph.may:
        steps = [edge.step for edge in graph.clock_edges(place)]
        for first, second in combinations(steps, 2):
            if None not in (first.order, second.order) and first.order != second.order:
                continue
            if not exclusive(first.guard, second.guard, procedure.facts, procedure.terms.numbers):
                yield found("no_order", second.path, state=place.state, first=first.event, other=second.event)


def _endless(graph: Graph) -> Iterator[Finding]:
    """Cycles of clocks that take no time: nothing would ever come to rest."""
    procedure = graph.procedure
    instant = {name for name, clock in procedure.clocks.items() if not procedure.terms.deadlines[clock.deadline].amount}
    after = {
        place: {edge.target for edge in graph.clock_edges(place) if edge.step.clock in instant} for place in graph.may
    }
    for place in graph.may:
        reached, waiting = set[Place](), list(after[place])
        while waiting:
            there = waiting.pop()
            if there not in reached:
                reached.add(there)
                waiting += after[there]
        if place in reached:
            yield found("endless_loop", f"{procedure.path}.states.{place.state}", state=place.state)


def _hostages(graph: Graph) -> Iterator[Finding]:
    """States that one actor alone can end, with no clock behind."""
    procedure = graph.procedure
    for name, state in procedure.states.items():
        places = [place for place in graph.may if place.state == name]
        if state.kind == FINAL or state.waits_for or not places:
            continue
        leaving = [edge for place in places for edge in graph.from_place(place) if edge.target != place]
        who = {role for edge in leaving for role in edge.step.who}
        if len(who) == 1 and not any(edge.step.clock for edge in leaving):
            (role,) = who
            if procedure.terms.roles[role].single:
                yield warned("hostage", f"{procedure.path}.states.{name}", state=name, role=role)


def _amendment(charter: Charter, graphs: dict[str, Graph]) -> Iterator[Finding]:
    """The rules themselves can be changed, and those bound by them take part in it."""
    amendment = charter.amendment
    procedure = charter.procedures.get(amendment.procedure)
    if procedure is None:
        yield found("unknown_procedure", "amendment.procedure", found=amendment.procedure,
                    expected=", ".join(charter.procedures))  # fmt: skip
        return
    adopted = procedure.states.get(amendment.adopted)
    if adopted is None or adopted.kind != FINAL:
        expected = ", ".join(name for name, state in procedure.states.items() if state.kind == FINAL)
        yield found("amendment_never_adopts", "amendment.adopted", found=amendment.adopted, expected=expected)
    if not amendment.affected:
        yield found("nobody_affected", "amendment.affected")
    graph = graphs.get(amendment.procedure)
    taking_part = {role for edge in graph.edges for role in edge.step.who} if graph else set(charter.terms.roles)
    for role in amendment.affected:
        if role not in charter.terms.roles:
            yield found("unknown_role", "amendment.affected", found=role, expected=", ".join(charter.terms.roles))
        elif role not in taking_part:
            yield found("amendment_excludes", "amendment.affected", role=role, procedure=procedure.name)
