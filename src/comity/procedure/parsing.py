"""From a JSON document to a charter. What is named here is looked up when the charter is checked."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from comity.procedure.charter import (
    SCHEMA,
    Amendment,
    Charter,
    Number,
    Role,
    Rule,
    Terms,
    canonical,
    digest_of,
)
from comity.procedure.deadlines import MIDNIGHT, UNITS, WORKING_UNITS, Calendar, Deadline
from comity.procedure.parsing_procedures import procedure
from comity.procedure.reading import Place
from comity.terms.errors import ComityError

HOLDERS = (
    "member", "observer", "engagement_group", "secretariat", "liaison", "organisation", "citizen", "public", "roster",
)  # fmt: skip
ATTRIBUTIONS = ("named", "delegation", "withheld")
LEVELS = ("public", "body", "delegation", "group")
LARGEST_DOCUMENT = 1_000_000
LONGEST = {"hours": 50_000, "days": 20_000, "weeks": 3_000, "months": 600}
LONGEST_WORKING = {"hours": 5_000, "days": 1_000}
FEWEST_OPEN_MINUTES, MOST_YEARLY = 60, 100
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_DAY = re.compile(r"(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def parse(document: object) -> Charter:
    """The charter that a JSON document (as text, bytes or read already) describes.

    Errors: `charter.*`, each with `path`, the place in the document.
    """
    top = Place(loaded(document))
    parts = top.members(
        ("schema", "name", "roles", "procedures", "amendment"),
        ("source", "time_zone", "rules", "deadlines", "calendars", "numbers", "fields", "attribution", "levels",
         "retention"),
    )  # fmt: skip
    _schema(parts["schema"])
    terms = _terms(parts)
    procedures = {key: procedure(key, place, terms) for key, place in parts["procedures"].named()}
    name, source = parts["name"].texts(), parts["source"].text() if "source" in parts else ""
    amendment = _amendment(parts["amendment"])
    attribution = parts["attribution"].choice(ATTRIBUTIONS) if "attribution" in parts else "named"
    levels = {key: place.choice(LEVELS) for key, place in _named(parts, "levels")}
    retention = {key: _retention(place) for key, place in _named(parts, "retention")}
    digest = _digest(top)
    return Charter(
        name=name,
        digest=digest,
        source=source,
        terms=terms,
        procedures={key: replace(one, charter=digest) for key, one in procedures.items()},
        amendment=amendment,
        attribution=attribution,
        levels=levels,
        retention=retention,
    )


def loaded(document: object) -> object:
    """A document read from JSON text, in which no key may stand twice; one that was read already as it is."""
    if not isinstance(document, str | bytes):
        return document
    try:
        return json.loads(document, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ComityError("charter.not_json", reason=str(error)) from None


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand once each: two readers must not read two charters."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for position, (key, _) in enumerate(pairs) if key in dict(pairs[:position]))
        raise ComityError("charter.duplicate_key", key=twice)
    return found


def _digest(top: Place) -> str:
    try:
        size = len(canonical(top.value))
        if size > LARGEST_DOCUMENT:
            raise top.refused("too_large", most=LARGEST_DOCUMENT)
        return digest_of(top.value)
    except (TypeError, ValueError, RecursionError) as error:
        raise ComityError("charter.not_json", reason=str(error)) from None


def _schema(place: Place) -> None:
    parts = place.members(("name", "version"))
    found = parts["name"].value, parts["version"].value
    if found != SCHEMA:
        said = " ".join(map(str, found))
        raise place.refused("wrong_schema", found=said, expected=" ".join(map(str, SCHEMA)))


def _terms(parts: Mapping[str, Place]) -> Terms:
    return Terms(
        zone=_zone(parts["time_zone"]) if "time_zone" in parts else "UTC",
        roles={key: _role(place) for key, place in parts["roles"].named()},
        rules={key: _rule(place) for key, place in _named(parts, "rules")},
        deadlines={key: _deadline(place) for key, place in _named(parts, "deadlines")},
        calendars={key: _calendar(place) for key, place in _named(parts, "calendars")},
        numbers={key: _number(place) for key, place in _named(parts, "numbers")},
        fields={key: place.texts() for key, place in _named(parts, "fields")},
    )


def _named(parts: Mapping[str, Place], key: str) -> list[tuple[str, Place]]:
    return list(parts[key].named()) if key in parts else []


def _role(place: Place) -> Role:
    parts = place.members(("label",), ("held_by", "appointed_by", "single"))
    held = [item.choice(HOLDERS) for item in parts["held_by"].items()] if "held_by" in parts else []
    return Role(
        parts["label"].texts(),
        tuple(held),
        parts["appointed_by"].names() if "appointed_by" in parts else (),
        parts["single"].flag() if "single" in parts else False,
    )


def _rule(place: Place) -> Rule:
    parts = place.members(("label", "kind"), ("parameters", "fallback"))
    given = {key: _parameter(value) for key, value in parts["parameters"].named()} if "parameters" in parts else {}
    fallback = parts["fallback"].name() if "fallback" in parts else ""
    return Rule(parts["label"].texts(), parts["kind"].name(), given, fallback)


def _parameter(place: Place) -> object:
    return tuple(item.scalar() for item in place.items()) if isinstance(place.value, list) else place.scalar()


def _number(place: Place) -> Number:
    parts = place.members(("label", "value"))
    return Number(parts["label"].texts(), parts["value"].number())


def _deadline(place: Place) -> Deadline:
    parts = place.members((), ("label", *UNITS, "business", "rolls"))
    units = [unit for unit in UNITS if unit in parts]
    if len(units) != 1:
        raise place.refused("one_unit", expected=", ".join(UNITS))
    (unit,) = units
    business = parts["business"].name() if "business" in parts else ""
    rolls = parts["rolls"].name() if "rolls" in parts else ""
    if business and (rolls or unit not in WORKING_UNITS):
        raise place.refused("working_unit", expected=", ".join(WORKING_UNITS))
    amount = parts[unit].whole(0, (LONGEST_WORKING if business else LONGEST)[unit])
    return Deadline(parts["label"].texts() if "label" in parts else {}, unit, amount, business, rolls)


def _calendar(place: Place) -> Calendar:
    parts = place.members(("label", "time_zone", "weekdays", "hours"), ("holidays",))
    weekdays = frozenset(item.whole(1, 7) for item in parts["weekdays"].items())
    if not weekdays:
        raise parts["weekdays"].refused("calendar_closed")
    spans: list[tuple[int, int]] = []
    for item in parts["hours"].items():
        ends = [_minute(end) for end in item.items()]
        if len(ends) != 2 or ends[0] >= ends[1] or (spans and ends[0] < spans[-1][1]):
            raise item.refused("bad_span")
        spans.append((ends[0], ends[1]))
    if sum(end - start for start, end in spans) < FEWEST_OPEN_MINUTES:
        raise parts["hours"].refused("calendar_closed")
    days = frozenset(_day(item) for item in parts["holidays"].items()) if "holidays" in parts else frozenset()
    if sum(len(day) == len("12-25") for day in days) > MOST_YEARLY:
        raise parts["holidays"].refused("calendar_closed")
    return Calendar(parts["label"].texts(), _zone(parts["time_zone"]), weekdays, tuple(spans), days)


def _minute(place: Place) -> int:
    found = place.text()
    if not _TIME.fullmatch(found):
        raise place.refused("bad_time", found=found)
    return min(MIDNIGHT, int(found[:2]) * 60 + int(found[3:]))


def _day(place: Place) -> str:
    found = place.text()
    if not _DAY.fullmatch(found):
        raise place.refused("bad_day", found=found)
    return found


def _zone(place: Place) -> str:
    found = place.text()
    try:
        ZoneInfo(found)
    except (ValueError, OSError, KeyError):
        raise place.refused("unknown_zone", found=found) from None
    return found


def _retention(place: Place) -> tuple[Mapping[str, str], str]:
    parts = place.members(("label", "keep"))
    return parts["label"].texts(), parts["keep"].name()


def _amendment(place: Place) -> Amendment:
    parts = place.members(("procedure", "adopted", "affected"))
    return Amendment(parts["procedure"].name(), parts["adopted"].name(), parts["affected"].names())
