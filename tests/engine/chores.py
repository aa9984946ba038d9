"""What the tests give workers to do: functions and parts that a process of its own can import."""

import os
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.terms.errors import ComityError

OPENED: list[str] = []
ALIVE: "weakref.WeakSet[Parcel]" = weakref.WeakSet()


class Parcel:
    """Knows how often this process has opened one of this name, and how many there are."""

    def __init__(self, name: str) -> None:
        self.name = name
        ALIVE.add(self)

    def __setstate__(self, state: dict[str, str]) -> None:
        self.name = state["name"]
        OPENED.append(self.name)
        ALIVE.add(self)


@dataclass(frozen=True)
class Row:
    """A part with an array in it."""

    number: int
    values: NDArray[np.float64]


class Unforeseen(Exception):
    """An exception that is pickled without what it takes to build it again."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"because of {why}")


class Plain(Exception):
    """An exception of somebody else's library."""


def times(row: Row, factor: float) -> float:
    return float(row.values.sum() * factor)


def scaled(row: Row, factor: float) -> Row:
    return Row(row.number, row.values * factor)


def values(row: Row) -> NDArray[np.float64]:
    return row.values


def picked(row: Row, weights: NDArray[np.float64]) -> float:
    return float(weights[row.number])


def can_write(row: Row) -> bool:
    return row.values.flags.writeable and row.values.flags.aligned


def process(part: object) -> int:
    return os.getpid()


def fails_from(row: Row, first: int) -> int:
    if row.number >= first:
        raise Plain(f"part {row.number}")
    return row.number


def refuses(row: Row) -> int:
    raise ComityError("votes.bad_value", row=row.number, value=7)


def fails_oddly(row: Row) -> int:
    raise Unforeseen(why="rain")


def lock(part: object) -> Any:
    return threading.Lock()


def is_free(part: Any) -> bool:
    return not part.locked()


def opened(part: Parcel) -> list[str]:
    return list(OPENED)


def opened_with(part: Parcel, argument: Parcel) -> list[str]:
    return list(OPENED)


def wrapped(part: object, name: str) -> Parcel:
    return Parcel(name)


def alive(part: object) -> list[str]:
    return sorted(parcel.name for parcel in ALIVE)


def environment(part: object, name: str) -> str | None:
    return os.environ.get(name)


def sleeps(part: object, seconds: float) -> None:
    time.sleep(seconds)


def dies(row: Row, number: int) -> None:
    """The process of one part ends at once; that of any other goes on for a while."""
    if row.number == number:
        os._exit(3)
    time.sleep(30)


def speaks(part: object) -> None:
    print("said in a worker", flush=True)
