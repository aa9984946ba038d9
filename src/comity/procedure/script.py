"""A file of events: what happened to one run of a procedure, to be run through the engine again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from comity.procedure.guards import Value
from comity.procedure.instance import Event, is_moment, moment
from comity.procedure.parsing import loaded
from comity.procedure.reading import Place

SCHEMA = ("comity.events", 1)


@dataclass(frozen=True)
class Script:
    """procedure: its name, "" where the charter has but one; starts: when it begins; facts: known then; now: until when
    clocks run, or None for the last event."""

    procedure: str
    starts: dt.datetime
    facts: Mapping[str, Value]
    events: tuple[Event, ...]
    now: dt.datetime | None


def parse_script(document: object) -> Script:
    """The events in a JSON document. Errors: `charter.*`, each with `path`, the place in the document."""
    top = Place(loaded(document))
    parts = top.members(("schema", "starts", "events"), ("procedure", "facts", "now"))
    schema = parts["schema"].members(("name", "version"))
    found = schema["name"].value, schema["version"].value
    if found != SCHEMA:
        expected = " ".join(map(str, SCHEMA))
        raise parts["schema"].refused("wrong_schema", found=" ".join(map(str, found)), expected=expected)
    return Script(
        parts["procedure"].name() if "procedure" in parts else "",
        _moment(parts["starts"]),
        _values(parts["facts"]) if "facts" in parts else {},
        tuple(_event(item) for item in parts["events"].items()),
        _moment(parts["now"]) if "now" in parts else None,
    )


def _event(place: Place) -> Event:
    parts = place.members(("name", "at", "by"), ("fields", "facts"))
    fields = {key: below.text() for key, below in parts["fields"].named()} if "fields" in parts else {}
    facts = _values(parts["facts"]) if "facts" in parts else {}
    return Event(parts["name"].name(), _moment(parts["at"]), frozenset(parts["by"].names()), fields, facts)


def _values(place: Place) -> dict[str, Value]:
    return {key: below.scalar() for key, below in place.named()}


def _moment(place: Place) -> dt.datetime:
    found = place.text()
    if not is_moment(found):
        raise place.refused("bad_moment", found=found)
    return moment(found)
