"""Who may do what: `permissions.csv`, one row a route and verb, one column a role. What no row allows is refused."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from comity.web.people.standing import Role

Rule = tuple[str, str]
"""Name of a route, and a verb of HTTP."""


@cache
def table() -> Mapping[Rule, frozenset[Role]]:
    """(route, verb) -> the roles that may use it. A role that is not listed may not, whatever else it may."""
    rows = csv.DictReader(files("comity.web.people").joinpath("permissions.csv").read_text("utf-8").splitlines())
    found: dict[Rule, frozenset[Role]] = {}
    for row in rows:
        rule = (row["route"], row["verb"])
        if rule in found:
            raise ValueError(f"two rows for {rule}")
        found[rule] = frozenset(role for role in Role if row.get(role) == "x")
    return found


def verbs(route: str) -> frozenset[str]:
    """The verbs that a route answers to."""
    return frozenset(verb for name, verb in table() if name == route)


def allowed(route: str, verb: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may use the route so."""
    return bool(table().get((route, verb), frozenset()) & roles)
