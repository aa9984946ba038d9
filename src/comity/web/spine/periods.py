"""From when to when something holds, with days known only by their month or year.

A period is two strings as the tables keep them: ISO 8601 dates, or years or months where no more is known. A month or a
year begins with its first day. The end is the first day on which it no longer holds, so that one period can end on the
day another starts. An empty start means since before anybody knows, an empty end means still.
"""

import datetime
from dataclasses import dataclass

from comity.terms.bodies import PartialDate
from comity.terms.errors import ComityError


@dataclass(frozen=True)
class Period:
    """start, end: "YYYY", "YYYY-MM", "YYYY-MM-DD" or "".

    Errors: `bodies.bad_date`; `membership.ends_first` where it would end before it starts, or on the very day.
    """

    start: str = ""
    end: str = ""

    def __post_init__(self) -> None:
        first, last = self.first, self.last
        if first is not None and last is not None and last <= first:
            raise ComityError("membership.ends_first", start=self.start, end=self.end)

    @property
    def first(self) -> datetime.date | None:
        """The first day it holds; None where that is not known."""
        return PartialDate.parse(self.start).first_day if self.start else None

    @property
    def last(self) -> datetime.date | None:
        """The first day it no longer holds; None while it does."""
        return PartialDate.parse(self.end).first_day if self.end else None

    def holds(self, day: datetime.date) -> bool:
        """Whether it holds on `day`."""
        first, last = self.first, self.last
        return (first is None or first <= day) and (last is None or day < last)

    def overlaps(self, other: "Period") -> bool:
        """Whether there is a day on which both hold."""
        return _before(self.first, other.last) and _before(other.first, self.last)


def _before(first: datetime.date | None, last: datetime.date | None) -> bool:
    return first is None or last is None or first < last
