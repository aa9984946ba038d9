"""The kinds of decision rule a charter may name, and the parameters of each. What they compute is not known here."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from comity.procedure.charter import Rule, Terms
from comity.procedure.findings import Finding, found
from comity.procedure.reading import NAME


@cache
def kinds() -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    """Kind of rule -> parameter -> its type, whether it is required and, for a choice, the choices."""
    read: dict[str, dict[str, dict[str, object]]] = json.loads(
        files("comity.procedure").joinpath("rule_kinds.json").read_text(encoding="utf-8")
    )
    return read


def check_rules(terms: Terms) -> Iterator[Finding]:
    """What is wrong with the rules of a charter."""
    for name, rule in terms.rules.items():
        path = f"rules.{name}"
        if rule.kind not in kinds():
            yield found("unknown_rule_kind", f"{path}.kind", found=rule.kind, expected=", ".join(kinds()))
        else:
            yield from _parameters(path, rule, terms)
        if rule.fallback and rule.fallback not in terms.rules:
            yield found("unknown_rule", f"{path}.fallback", found=rule.fallback, expected=", ".join(terms.rules))
        elif _falls_back_on_itself(name, terms):
            yield found("fallback_loop", f"{path}.fallback", rule=name)


def _parameters(path: str, rule: Rule, terms: Terms) -> Iterator[Finding]:
    declared = kinds()[rule.kind]
    for name in rule.parameters:
        if name not in declared:
            yield found("unknown_key", f"{path}.parameters", found=name, expected=", ".join(declared))
    for name, schema in declared.items():
        if name not in rule.parameters:
            if schema.get("required"):
                yield found("missing_key", f"{path}.parameters", key=name)
        elif not _fits(rule.parameters[name], schema, terms):
            yield found("bad_parameter", f"{path}.parameters.{name}", found=str(rule.parameters[name]),
                        expected=_expected(schema, terms))  # fmt: skip


def _fits(value: object, schema: Mapping[str, object], terms: Terms) -> bool:
    kind = schema["type"]
    if kind == "flag":
        return isinstance(value, bool)
    if kind in ("share", "whole"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return 0 <= value <= 1 if kind == "share" else isinstance(value, int) and value >= 0
    if kind in ("names", "roles"):
        inside = value if isinstance(value, tuple) else ()
        return bool(inside) and all(isinstance(v, str) and (kind == "names" or v in terms.roles) for v in inside)
    return isinstance(value, str) and (
        NAME.fullmatch(value) is not None if kind == "name" else value in _known(schema, terms)
    )


def _known(schema: Mapping[str, object], terms: Terms) -> tuple[str, ...]:
    choices = schema.get("choices")
    return tuple(map(str, choices)) if isinstance(choices, list) else tuple(terms.deadlines)


def _expected(schema: Mapping[str, object], terms: Terms) -> str:
    kind = str(schema["type"])
    if kind == "roles":
        return ", ".join(terms.roles)
    if kind in ("choice", "deadline"):
        return ", ".join(_known(schema, terms))
    return {"share": "0–1", "whole": "0, 1, 2, …", "flag": "true, false"}.get(kind, kind)


def _falls_back_on_itself(name: str, terms: Terms) -> bool:
    seen = {name}
    while (after := terms.rules[name].fallback) in terms.rules:
        if after in seen:
            return True
        seen.add(after)
        name = after
    return False
