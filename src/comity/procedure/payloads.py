"""What the record holds of procedures: charters adopted, procedures started, steps taken by people and by clocks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from comity.procedure.charter import canonical
from comity.procedure.guards import Value
from comity.procedure.instance import Instance, Move, moment, written
from comity.procedure.parsing import loaded
from comity.terms.errors import ComityError

ADOPTED, STARTED, MOVED, CLOCK = "charter.adopted", "procedure.started", "procedure.moved", "procedure.clock"
DECIMAL = "decimal"


@dataclass(frozen=True)
class CharterAdopted:
    """A version of a body's charter (subject "body:<slug>"). version: from 1, one more each time."""

    version: int
    digest: str
    document: Mapping[str, object]

    def to_payload(self) -> dict[str, object]:
        # As text: shares such as two thirds are no whole numbers, and the record's canonical JSON holds no others.
        return {"version": self.version, "digest": self.digest, "document": canonical(self.document).decode()}

    @classmethod
    def from_payload(cls, payload: Mapping[str, object]) -> "CharterAdopted":
        found = _Payload(ADOPTED, payload)
        return cls(found.whole("version"), found.text("digest"), found.document("document"))


@dataclass(frozen=True)
class Standing:
    """Where a procedure stands after an act. dues: clock -> when it runs out, None while it stands still."""

    state: str
    dues: Mapping[str, str | None]

    @classmethod
    def of(cls, instance: Instance) -> "Standing":
        dues = {
            name: None if timer.suspended else written(timer.due) for name, timer in sorted(instance.timers.items())
        }
        return cls(instance.state, dues)

    def to_payload(self) -> dict[str, object]:
        return {"state": self.state, "dues": dict(self.dues)}

    @classmethod
    def read(cls, found: "_Payload") -> "Standing":
        dues = found.members("dues")
        if not all(due is None or isinstance(due, str) for due in dues.values()):
            raise found.wrong("dues")
        return cls(found.text("state"), {name: None if due is None else str(due) for name, due in dues.items()})


@dataclass(frozen=True)
class ProcedureStarted:
    """A procedure begins for a matter (subject "matter:<number>"). charter: digest; facts: known at the beginning."""

    charter: str
    procedure: str
    at: str
    facts: Mapping[str, Value]
    standing: Standing

    @classmethod
    def of(cls, instance: Instance, facts: Mapping[str, Value]) -> "ProcedureStarted":
        """What to record of an instance that `start` has just made, with these facts."""
        at = written(instance.entered)
        return cls(instance.charter, instance.procedure, at, dict(facts), Standing.of(instance))

    def to_payload(self) -> dict[str, object]:
        return {
            "charter": self.charter,
            "procedure": self.procedure,
            "at": self.at,
            "facts": _facts(self.facts),
            **self.standing.to_payload(),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, object]) -> "ProcedureStarted":
        found = _Payload(STARTED, payload)
        at = found.time("at")
        return cls(found.text("charter"), found.text("procedure"), at, found.values("facts"), Standing.read(found))


@dataclass(frozen=True)
class ProcedureMoved:
    """Somebody took a step. filled: the names of the fields they filled; what they wrote belongs to the matter."""

    procedure: str
    event: str
    at: str
    by: tuple[str, ...]
    filled: tuple[str, ...]
    facts: Mapping[str, Value]
    standing: Standing

    def to_payload(self) -> dict[str, object]:
        return {
            "procedure": self.procedure,
            "event": self.event,
            "at": self.at,
            "by": list(self.by),
            "filled": list(self.filled),
            "facts": _facts(self.facts),
            **self.standing.to_payload(),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, object]) -> "ProcedureMoved":
        found = _Payload(MOVED, payload)
        return cls(
            found.text("procedure"),
            found.text("event"),
            found.time("at"),
            found.texts("by"),
            found.texts("filled"),
            found.values("facts"),
            Standing.read(found),
        )


@dataclass(frozen=True)
class ProcedureClock:
    """A clock ran out and took a step. at: when it was due, whenever it was noticed."""

    procedure: str
    event: str
    clock: str
    at: str
    standing: Standing

    @classmethod
    def of(cls, instance: Instance, move: Move) -> "ProcedureClock":
        """What to record of a step that a clock took. instance: as it stands right after it."""
        return cls(instance.procedure, move.event, move.clock, written(move.at), Standing.of(instance))

    def to_payload(self) -> dict[str, object]:
        return {
            "procedure": self.procedure,
            "event": self.event,
            "clock": self.clock,
            "at": self.at,
            **self.standing.to_payload(),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, object]) -> "ProcedureClock":
        found = _Payload(CLOCK, payload)
        at = found.time("at")
        return cls(found.text("procedure"), found.text("event"), found.text("clock"), at, Standing.read(found))


@dataclass(frozen=True)
class _Payload:
    """A payload from outside: every value is looked at before it is used."""

    kind: str
    content: Mapping[str, object]

    def wrong(self, key: str) -> ComityError:
        return ComityError("procedure.record_payload", kind=self.kind, found=key)

    def text(self, key: str) -> str:
        value = self.content.get(key)
        if not isinstance(value, str):
            raise self.wrong(key)
        return value

    def time(self, key: str) -> str:
        value = self.text(key)
        try:
            moment(value)
        except ValueError:
            raise self.wrong(key) from None
        return value

    def whole(self, key: str) -> int:
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.content.get(key)
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key)
        return tuple(map(str, value))

    def members(self, key: str) -> Mapping[str, object]:
        value = self.content.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key)
        return {str(name): one for name, one in value.items()}

    def document(self, key: str) -> dict[str, object]:
        """An object, or its JSON as text."""
        value = self.content.get(key)
        if isinstance(value, str):
            try:
                value = loaded(value)
            except ComityError:
                raise self.wrong(key) from None
        if not isinstance(value, Mapping):
            raise self.wrong(key)
        return {str(name): one for name, one in value.items()}

    def values(self, key: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, one in self.members(key).items():
            value = _number(one[DECIMAL]) if isinstance(one, Mapping) and set(one) == {DECIMAL} else one
            if not isinstance(value, bool | int | float | str):
                raise self.wrong(key)
            found[name] = value
        return found


def _facts(facts: Mapping[str, Value]) -> dict[str, object]:
    """Facts as the record holds them: a number with decimals as text, since its canonical JSON has whole ones only."""
    return {name: {DECIMAL: repr(one)} if isinstance(one, float) else one for name, one in facts.items()}


def _number(text: object) -> float | None:
    try:
        found = float(text) if isinstance(text, str) else math.nan
    except ValueError:
        return None
    return found if math.isfinite(found) else None
