"""From a JSON document to procedures: states, transitions, guards and what steps do to clocks."""

from collections.abc import Callable

from comity.procedure.charter import (
    ACTIONS,
    ALWAYS,
    BACK,
    CLOCK,
    FACT_KINDS,
    FINAL,
    NORMAL,
    PAUSE,
    STATE_KINDS,
    STAY,
    Action,
    Clock,
    Fact,
    Procedure,
    State,
    Terms,
    Transition,
)
from comity.procedure.guards import (
    RELATIONS,
    All,
    Compare,
    Either,
    Elapsed,
    Expired,
    Guard,
    Happened,
    Holds,
    Not,
    Nothing,
    Operand,
    Recused,
    Running,
)
from comity.procedure.reading import Place

MOST = {"states": 100, "transitions": 400}
"""What a procedure has at most, so that checking one takes seconds at worst."""
MOST_PAUSES = 8
DEEPEST_GUARD = 8
MOST_ORDERS = 1_000
ANY = "any"
GUARDS = ("all", "any", "not", "holds", "none", "fact", "event", "stayed", "expired", "running", "recused")


_SINGLE: dict[str, Callable[[str], Guard]] = {
    "holds": Holds,
    "none": Nothing,
    "stayed": Elapsed,
    "expired": Expired,
    "running": Running,
}


def procedure(name: str, place: Place, terms: Terms) -> Procedure:
    """One procedure of a charter, whose digest is not known yet."""
    parts = place.members(("label", "states", "transitions"), ("source", "facts", "clocks", "starts"))
    for key, most in MOST.items():
        if isinstance(parts[key].value, dict | list) and len(parts[key].value) > most:  # type: ignore[arg-type]
            raise parts[key].refused("too_large", most=most)
    states = {key: _state(below) for key, below in parts["states"].named()}
    if sum(state.kind == PAUSE for state in states.values()) > MOST_PAUSES:
        raise parts["states"].refused("too_many_pauses", most=MOST_PAUSES)
    return Procedure(
        name=name,
        charter="",
        label=parts["label"].texts(),
        source=parts["source"].text() if "source" in parts else "",
        states=states,
        facts={key: _fact(below) for key, below in parts["facts"].named()} if "facts" in parts else {},
        clocks={key: _clock(below) for key, below in parts["clocks"].named()} if "clocks" in parts else {},
        starts=tuple(_action(item) for item in parts["starts"].items()) if "starts" in parts else (),
        transitions=tuple(_transition(item, states) for item in parts["transitions"].items()),
        terms=terms,
        path=place.path,
    )


def _state(place: Place) -> State:
    parts = place.members(("label",), ("kind", "waits_for"))
    kind = parts["kind"].choice(STATE_KINDS) if "kind" in parts else NORMAL
    return State(parts["label"].texts(), kind, parts["waits_for"].texts() if "waits_for" in parts else {})


def _fact(place: Place) -> Fact:
    parts = place.members(("label", "kind"), ("choices", "initial", "holds", "fails"))
    return Fact(
        label=parts["label"].texts(),
        kind=parts["kind"].choice(FACT_KINDS),
        choices=parts["choices"].names() if "choices" in parts else (),
        initial=parts["initial"].scalar() if "initial" in parts else None,
        holds=parts["holds"].texts() if "holds" in parts else {},
        fails=parts["fails"].texts() if "fails" in parts else {},
    )


def _clock(place: Place) -> Clock:
    parts = place.members(("label", "deadline"))
    return Clock(parts["label"].texts(), parts["deadline"].name())


def _transition(place: Place, states: dict[str, State]) -> Transition:
    parts = place.members(
        ("event", "from", "to", "label"),
        ("except", "who", "clock", "guards", "requires", "rule", "sets", "clocks", "order"),
    )
    if ("who" in parts) == ("clock" in parts):
        raise place.refused("who_or_clock")
    target = parts["to"].text()
    who = parts["who"].names() if "who" in parts else ()
    if "who" in parts and (not who or CLOCK in who):
        raise parts["who"].refused("nobody")
    guards = tuple(guard(item) for item in parts["guards"].items()) if "guards" in parts else ()
    return Transition(
        event=parts["event"].name(),
        sources=_sources(parts, states),
        target=target if target in (STAY, BACK) else parts["to"].name(),
        label=parts["label"].texts(),
        who=who,
        clock=parts["clock"].name() if "clock" in parts else "",
        guard=guards[0] if len(guards) == 1 else All(guards),
        requires=parts["requires"].names() if "requires" in parts else (),
        rule=parts["rule"].name() if "rule" in parts else "",
        sets={key: operand(below) for key, below in parts["sets"].named()} if "sets" in parts else {},
        actions=tuple(_action(item) for item in parts["clocks"].items()) if "clocks" in parts else (),
        order=parts["order"].whole(0, MOST_ORDERS) if "order" in parts else None,
        path=place.path,
    )


def _sources(parts: dict[str, Place], states: dict[str, State]) -> tuple[str, ...]:
    """The states named, or every state that is not final, less those excepted."""
    excepted = parts["except"].names() if "except" in parts else ()
    if parts["from"].value != ANY:
        return tuple(name for name in parts["from"].names() if name not in excepted)
    return tuple(name for name, state in states.items() if state.kind != FINAL and name not in excepted)


def _action(place: Place) -> Action:
    parts = place.members((), (*ACTIONS, "by", "after", "until", "when"))
    done = [action for action in ACTIONS if action in parts]
    if len(done) != 1:
        raise place.refused("one_action", expected=", ".join(ACTIONS))
    (do,) = done
    if ("by" in parts) != (do == "extend"):
        raise place.refused("extend_by")
    if do != "start" and ("after" in parts or "until" in parts):
        raise place.refused("after_start")
    return Action(
        do,
        parts[do].name(),
        parts["by"].name() if "by" in parts else "",
        parts["after"].names() if "after" in parts else (),
        parts["until"].name() if "until" in parts else "",
        guard(parts["when"]) if "when" in parts else ALWAYS,
    )


def guard(place: Place, depth: int = 0) -> Guard:
    """One guard of the closed language; anything else is refused."""
    if depth > DEEPEST_GUARD:
        raise place.refused("guard_too_deep", most=DEEPEST_GUARD)
    parts = place.members((), (*GUARDS, "since", *RELATIONS))
    kinds = [key for key in GUARDS if key in parts]
    if len(kinds) != 1:
        raise place.refused("one_guard", expected=", ".join(GUARDS))
    (kind,) = kinds
    if kind in ("fact", "event"):
        return _comparison(place, kind, parts)
    if len(parts) != 1:
        raise place.refused("unknown_key", found=next(key for key in parts if key != kind), expected=kind)
    inside = parts[kind]
    if kind in ("all", "any"):
        inner = tuple(guard(item, depth + 1) for item in inside.items())
        if not inner:
            raise inside.refused("nothing_inside")
        return All(inner) if kind == "all" else Either(inner)
    if kind == "not":
        return Not(guard(inside, depth + 1))
    if kind == "recused":
        return Recused(inside.names())
    return _SINGLE[kind](inside.name())


def _comparison(place: Place, kind: str, parts: dict[str, Place]) -> Guard:
    relations = [relation for relation in RELATIONS if relation in parts]
    if len(relations) != 1 or (kind == "fact" and "since" in parts):
        raise place.refused("one_relation", expected=", ".join(RELATIONS))
    (relation,) = relations
    name, right = parts[kind].name(), operand(parts[relation])
    if kind == "fact":
        return Compare(name, relation, right)
    return Happened(name, relation, right, parts["since"].name() if "since" in parts else "")


def operand(place: Place) -> Operand:
    """A value, {"number": name} or {"fact": name}."""
    if not isinstance(place.value, dict):
        return Operand("value", place.scalar())
    parts = place.members((), ("number", "fact"))
    if len(parts) != 1:
        raise place.refused("one_operand")
    ((kind, inside),) = parts.items()
    return Operand(kind, inside.name())
