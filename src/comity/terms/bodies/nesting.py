"""Tiers above and below: a body may be part of several others, and never of itself."""

from collections.abc import Iterable, Mapping

from comity.terms.errors import ComityError


def check_nesting(parents: Mapping[str, Iterable[str]]) -> None:
    """Refuse a nesting in which a parent is not described or a body lies above itself.

    parents: body -> the bodies it is part of, by slug. Raises ComityError("bodies.unknown_parent", body, parent) or
    ComityError("bodies.cycle", path), the path naming each body of the circle once and its first again at the end.
    """
    done: set[str] = set()
    for body in parents:
        _climb(body, parents, (), done)


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


def _climb(body: str, parents: Mapping[str, Iterable[str]], path: tuple[str, ...], done: set[str]) -> None:
    if body in path:
        raise ComityError("bodies.cycle", path=[*path[path.index(body) :], body])
    if body in done:
        return
    for parent in parents[body]:
        if parent not in parents:
            raise ComityError("bodies.unknown_parent", body=body, parent=parent)
        _climb(parent, parents, (*path, body), done)
    done.add(body)
