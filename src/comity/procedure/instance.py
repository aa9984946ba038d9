"""Where one run of a procedure stands: immutable, and all of it can be computed again from its events."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.procedure.guards import Value
from comity.terms.errors import ComityError


@dataclass(frozen=True)
class Event:
    """What somebody does or the world reports. at: when, as the record has it; by: the roles of whoever acts; fields:
    what was filled in; facts: what is known from now on."""

    name: str
    at: dt.datetime
    by: frozenset[str] = frozenset()
    fields: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Timer:
    """A clock of one run. started: from when it counts; due: when it runs out; suspended: since when it stands still,
    or None."""

    started: dt.datetime
    due: dt.datetime
    suspended: dt.datetime | None = None


@dataclass(frozen=True)
class Move:
    """One step taken: by an event, or (clock not "") by a clock that ran out. `at` of the latter is when it was due."""

    event: str
    at: dt.datetime
    source: str
    target: str
    clock: str = ""


@dataclass(frozen=True)
class Instance:
    """charter: digest of the charter; procedure: its name there; entered: when it came into its state; timers: its
    clocks; returns: the state that a pause leads back to, or ""."""

    charter: str
    procedure: str
    state: str
    entered: dt.datetime
    timers: Mapping[str, Timer]
    facts: Mapping[str, Value]
    returns: str = ""
    history: tuple[Move, ...] = ()

    def to_payload(self) -> dict[str, object]:
        """The instance as JSON knows it."""
        return {
            "charter": self.charter,
            "procedure": self.procedure,
            "state": self.state,
            "entered": written(self.entered),
            "timers": {name: _timer_payload(timer) for name, timer in sorted(self.timers.items())},
            "facts": dict(sorted(self.facts.items())),
            "returns": self.returns,
            "history": [[m.event, written(m.at), m.source, m.target, m.clock] for m in self.history],
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, object]) -> "Instance":
        """The instance that `to_payload` wrote. Error: `procedure.bad_payload`."""
        try:
            return cls(
                charter=_text(payload["charter"]),
                procedure=_text(payload["procedure"]),
                state=_text(payload["state"]),
                entered=moment(payload["entered"]),
                timers={_text(name): _timer(one) for name, one in _mapping(payload["timers"]).items()},
                facts={_text(name): _value(one) for name, one in _mapping(payload["facts"]).items()},
                returns=_text(payload["returns"]),
                history=tuple(_move(one) for one in _list(payload["history"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ComityError("procedure.bad_payload", found=str(error)) from None


def written(instant: dt.datetime) -> str:
    """An instant as the record writes it: UTC, microseconds, "Z"."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def told(instant: dt.datetime) -> str:
    """An instant as a sentence has it, to the microsecond where it has any."""
    fine = ".%f" if instant.microsecond else ""
    return instant.astimezone(dt.UTC).strftime(f"%Y-%m-%d %H:%M:%S{fine} UTC")


def moment(text: object) -> dt.datetime:
    """The instant (UTC) that an RFC 3339 time names. Raises ValueError where it names none."""
    found = dt.datetime.fromisoformat(_text(text))
    if found.tzinfo is None or not 1800 <= found.year <= 2500:
        raise ValueError(f"no instant: {text}")
    return found.astimezone(dt.UTC)


def is_moment(value: object) -> bool:
    """Whether a value is the text of an instant."""
    try:
        moment(value)
    except (TypeError, ValueError):
        return False
    return True


def _timer_payload(timer: Timer) -> dict[str, object]:
    suspended = None if timer.suspended is None else written(timer.suspended)
    return {"started": written(timer.started), "due": written(timer.due), "suspended": suspended}


def _timer(value: object) -> Timer:
    found = _mapping(value)
    stands = found["suspended"]
    return Timer(moment(found["started"]), moment(found["due"]), None if stands is None else moment(stands))


def _move(value: object) -> Move:
    event, at, source, target, clock = _list(value)
    return Move(_text(event), moment(at), _text(source), _text(target), _text(clock))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"no object: {value!r:.40}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"no list: {value!r:.40}")
    return list(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r:.40}")
    return value


def _value(value: object) -> Value:
    if not isinstance(value, bool | int | float | str):
        raise TypeError(f"no value: {value!r:.40}")
    return value
