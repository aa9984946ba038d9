"""What a body, a party and a membership are, and days known only by their month or year."""

import re
from dataclasses import dataclass
from datetime import date

from comity.terms.errors import ComityError

TIERS = ("local", "subnational", "national", "regional", "plurilateral", "global")
"""From the nearest to the widest. A network has the tier of those who sit in it: one of cities is local."""
PARTY_KINDS = (
    "state",
    "union",
    "igo",
    "subnational",
    "civil_society",
    "business",
    "academia",
    "labour",
    "engagement_group",
    "other",
)
CAPACITIES = ("member", "observer", "engagement_group", "secretariat", "liaison")
CERTAINTIES = ("listed", "disputed")
"""listed: the body or its depositary lists it so; disputed: the body lists it and the party does not confirm, or the
other way round. The note of the membership says which."""

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A day, or the month or year it lies in where no more is known. month and day are 0 where unknown.

    Written as ISO 8601: "2023-09-09", "2009-04", "2012".
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "YYYY", "YYYY-MM" or "YYYY-MM-DD"; a ComityError where it is neither, or no such day exists."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise ComityError("bodies.bad_date", value=text)
        found = cls(*(int(part or 0) for part in match.groups()))
        try:
            _ = found.first_day
        except ValueError:
            raise ComityError("bodies.bad_date", value=text) from None
        # A month or day written as 00 is not the same as one left out.
        if str(found) != text:
            raise ComityError("bodies.bad_date", value=text)
        return found

    @property
    def precision(self) -> str:
        """ "day", "month" or "year"."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first_day(self) -> date:
        """The earliest day it can mean; for arithmetic a month or year begins with its first day."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"


@dataclass(frozen=True)
class Body:
    """A body of governance, known from facts.

    slug: its lasting name here; tier: one of TIERS; founded, dissolved: None where not known (dissolved: or while it
    exists); parents: slugs of the bodies it is part of; members_of: slug of the body whose members sit here by right,
    as those of the G20 in its working groups, "" where the body has its own or none is recorded; source: a short
    citation. Its name, the short form of it and its purpose are the messages that name_key, short_key and purpose_key
    name.
    """

    slug: str
    tier: str
    founded: PartialDate | None
    dissolved: PartialDate | None
    parents: tuple[str, ...]
    members_of: str
    source: str

    @property
    def name_key(self) -> str:
        return f"body.{self.slug}.name"

    @property
    def short_key(self) -> str:
        return f"body.{self.slug}.short"

    @property
    def purpose_key(self) -> str:
        return f"body.{self.slug}.purpose"


@dataclass(frozen=True)
class Party:
    """Who may sit in a body.

    slug: alpha-3 code in lower case for a country or area ("fra"), otherwise an acronym ("eu"); kind: one of
    PARTY_KINDS; alpha3: the code in upper case of a country or area, "" otherwise; body: slug of the body that this
    party is at the same time, as the European Union is, "" otherwise; name_key: the message with its name, "" where
    `words.places.country_name` names it by its code; source: a short citation.
    """

    slug: str
    kind: str
    alpha3: str
    body: str
    name_key: str
    source: str


@dataclass(frozen=True)
class Membership:
    """A party in a body, in one capacity, from a day to a day.

    body, party: slugs; capacity: one of CAPACITIES; start: None where not known; end: the first day on which it no
    longer held, None while it holds; certainty: one of CERTAINTIES; source: a short citation; note: what else must be
    known, in English, "" where nothing.
    """

    body: str
    party: str
    capacity: str
    start: PartialDate | None
    end: PartialDate | None
    certainty: str
    source: str
    note: str

    def holds(self, on: date) -> bool:
        """Whether it held on a day. One whose start is not known counts as held before any day asked about."""
        begun = self.start is None or self.start.first_day <= on
        return begun and (self.end is None or on < self.end.first_day)
