"""Counting what happens within fixed periods, over all processes and machines of an installation.

The numbers stand in the database. A process writes them only every so often where a limit is wide (a sixteenth of it),
so that counting does not cost each reader a write; narrow limits are exact.
"""

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

KEPT_FOR = 24 * 60 * 60
_STEPS = 16
_MOST_REMEMBERED = 50_000
_ADD = (
    "INSERT INTO running_count (key, period, number) VALUES (%s, %s, %s) "
    "ON CONFLICT (key, period) DO UPDATE SET number = running_count.number + excluded.number RETURNING number"
)


@dataclass(frozen=True)
class Count:
    """What is counted (what, and for whom), in periods of how many seconds, and how much is still allowed."""

    what: str
    seconds: int
    most: int

    def period(self) -> int:
        """When the present period began, in seconds since 1970."""
        now = int(time.time())
        return now - now % self.seconds

    def left(self) -> int:
        """Seconds until the next period."""
        return self.period() + self.seconds - int(time.time())

    def key(self) -> str:
        """A digest that only this installation can make, so that the table names nobody."""
        return hmac.new(settings.SECRET_KEY.encode(), self.what.encode(), hashlib.sha256).hexdigest()


_lock = threading.Lock()
_here: dict[tuple[str, int], tuple[int, int]] = {}
"""(key, period) -> what the database said last, and how many were not written there yet."""


def add(count: Count) -> int:
    """Count once more. Returns how often it has happened in this period, as far as this process knows."""
    place = (count.key(), count.period())
    with _lock:
        if len(_here) > _MOST_REMEMBERED:
            _here.clear()
        known, waiting = _here.get(place, (0, 0))
        waiting += 1
        if waiting < max(1, count.most // _STEPS):
            _here[place] = (known, waiting)
            return known + waiting
        _here[place] = (known + waiting, 0)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [*place, waiting])
        number = int(cursor.fetchone()[0])
    with _lock:
        known, waiting = _here.get(place, (0, 0))
        _here[place] = (max(known, number), waiting)
    return number


def look(count: Count) -> int:
    """How often it has happened in this period; counts nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM running_count WHERE key = %s AND period = %s", [count.key(), count.period()])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def forget() -> None:
    """Remove the counts of periods long past."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM running_count WHERE period < %s", [int(time.time()) - KEPT_FOR])


def start_anew() -> None:
    """Forget what this process remembers."""
    with _lock:
        _here.clear()
