"""Small charters in English for the tests, and the procedures of later stages as data: instrument, ladder, case."""

import datetime as dt
from typing import Any

from comity.procedure import Charter, Event, Procedure, accept, check, parse

Document = dict[str, Any]


def at(text: str) -> dt.datetime:
    """An instant in UTC: "2026-11-02 09:00"."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def event(name: str, when: dt.datetime, *by: str, fields: Document | None = None, **facts: Any) -> Event:
    return Event(name, when, frozenset(by), fields or {}, facts)


def en(text: str) -> dict[str, str]:
    return {"en": text}


def state(label: str, kind: str = "normal") -> Document:
    return {"label": en(label), "kind": kind}


def step(name: str, source: Any, target: str, who: Any = None, **more: Any) -> Document:
    """A transition; who: roles as one text, or None with clock=..."""
    sources = source if source == "any" or isinstance(source, list) else source.split()
    taken = {} if who is None else {"who": who.split()}
    return {"event": name, "from": sources, "to": target, "label": en(name.replace("_", " ")), **taken, **more}


def starts(*clocks: str) -> list[Document]:
    return [{"start": clock} for clock in clocks]


def procedure(states: Document, transitions: list[Document], **more: Any) -> Document:
    clocks = {name: {"label": en(name), "deadline": deadline} for name, deadline in more.pop("clocks", {}).items()}
    return {"label": en("a procedure"), "states": states, "transitions": transitions, "clocks": clocks, **more}


def amendment() -> Document:
    return procedure(
        {
            "proposed": state("proposed", "start"),
            "adopted": state("adopted", "final"),
            "lapsed": state("lapsed", "final"),
        },
        [
            step("adopt", "proposed", "adopted", "member", rule="consensus"),
            step("lapse", "proposed", "lapsed", clock="months"),
        ],
        clocks={"months": "half_year"},
        starts=starts("months"),
    )


def document(procedures: Document | None = None, **more: Any) -> Document:
    """A charter with these procedures and its own amendment; more: other keys, merged with what is there."""
    found: Document = {
        "schema": {"name": "comity.charter", "version": 1},
        "name": en("A charter"),
        "roles": {
            "chair": {"label": en("the chair"), "held_by": ["member"], "single": True},
            "secretariat": {"label": en("the secretariat"), "held_by": ["secretariat"], "single": True},
            "member": {"label": en("members"), "held_by": ["member"]},
        },
        "rules": {"consensus": {"label": en("consensus"), "kind": "consensus"}},
        "deadlines": {"half_year": {"months": 6}},
        "procedures": {"amendment": amendment(), **(procedures or {})},
        "amendment": {"procedure": "amendment", "adopted": "adopted", "affected": ["member"]},
    }
    for key, value in more.items():
        found[key] = {**found.get(key, {}), **value} if isinstance(value, dict) and key != "amendment" else value
    return found


def charter(procedures: Document | None = None, **more: Any) -> Charter:
    """A charter that was accepted."""
    return accept(document(procedures, **more))


def one(described: Document, **more: Any) -> Procedure:
    """A procedure of an accepted charter."""
    return charter({"it": described}, **more).procedures["it"]


def codes(described: Document, **more: Any) -> list[str]:
    """What a check says of a charter with this procedure, errors and warnings."""
    from_check = parse(document({"it": described}, **more))
    return [finding.code.removeprefix("charter.") for finding in check(from_check)]
