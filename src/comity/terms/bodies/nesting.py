"""Tiers above and below: a body may be part of several others, and never of itself."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from comity.terms.errors import ComityError


def check_nesting(parents: Mapping[str, Iterable[str]]) -> None:
    """Refuse a nesting in which a parent is not described or a body lies above itself.

    parents: body -> the bodies it is part of, by slug. Raises ComityError("bodies.unknown_parent", body, parent) or
    ComityError("bodies.cycle", path), the path naming each body of the circle once and its first again at the end.
    """
    described = {body: tuple(its) for body, its in parents.items()}
    for body, its_parents in described.items():
        for parent in its_parents:
            if parent not in described:
                raise ComityError("bodies.unknown_parent", body=body, parent=parent)
    try:
        TopologicalSorter(described).prepare()
    except CycleError as error:
        # It names the circle from above to below, beginning anywhere; a reader climbs, from the body described first.
        circle = error.args[1][:0:-1]
        first = min(range(len(circle)), key=lambda place: list(described).index(circle[place]))
        path = circle[first:] + circle[: first + 1]
        raise ComityError("bodies.cycle", path=path) from None


def above(parents: Mapping[str, Iterable[str]], body: str) -> tuple[str, ...]:
    """Every body above `body`, the nearest first, each once. The nesting must have passed `check_nesting`."""
    found: dict[str, None] = {}
    waiting = [*parents.get(body, ())]
    while waiting:
        nearest = waiting.pop(0)
        if nearest not in found:
            found[nearest] = None
            waiting += parents.get(nearest, ())
    return tuple(found)


def below(parents: Mapping[str, Iterable[str]], body: str) -> tuple[str, ...]:
    """Every body below `body`, the nearest first, each once. The nesting must have passed `check_nesting`."""
    children: dict[str, list[str]] = {}
    for child, its_parents in parents.items():
        for parent in its_parents:
            children.setdefault(parent, []).append(child)
    return above(children, body)
