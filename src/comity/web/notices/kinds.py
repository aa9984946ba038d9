"""The kinds of notice there are: `kinds.csv`, one row a kind."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comity.web.notices.models import Channel

MAILED = (Channel.IMMEDIATE, Channel.DAILY, Channel.WEEKLY)


@dataclass(frozen=True)
class Kind:
    """name: its words are `notice.<name>.subject`, `.text`, `.act` (what the link says) and `.name` (in the settings);
    reach: who gets it, see `recipients`; channel: how, unless somebody chose otherwise; binding: it cannot be switched
    off; route: of the page to act on; acts: kinds of the record that make it, without further thought."""

    name: str
    reach: str
    channel: str
    binding: bool
    route: str
    acts: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """The channels that somebody may choose from."""
        return MAILED[:2] if self.binding else tuple(Channel.values)

    @property
    def of_oneself(self) -> bool:
        """Whether it is about the reader's own standing, and says nothing that is anybody else's."""
        return self.reach == "self"


@cache
def kinds() -> Mapping[str, Kind]:
    """Name -> kind, in the order of the file."""
    rows = csv.DictReader(files("comity.web.notices").joinpath("kinds.csv").read_text("utf-8").splitlines())
    return {
        row["kind"]: Kind(
            row["kind"],
            row["reach"],
            str(Channel(row["channel"])),
            row["binding"] == "x",
            row["route"],
            tuple(row["acts"].split()),
        )
        for row in rows
    }


@cache
def by_act() -> Mapping[str, Kind]:
    """Kind of the record -> kind of notice that it makes."""
    return {act: kind for kind in kinds().values() for act in kind.acts}


def channel_of(kind: Kind, chosen: Mapping[tuple[str, str], str], body: str) -> str:
    """How a notice of this kind, of something in `body`, reaches somebody who chose so.

    chosen: (kind, "") and ("", body) -> channel. What is switched off for the one or the other stays off; otherwise the
    choice for the body goes before that for the kind. What is binding is mailed whatever was chosen.
    """
    made = [chosen[one] for one in (("", body), (kind.name, "")) if one in chosen]
    if kind.binding:
        return next((one for one in made if one in kind.choices), kind.channel)
    if Channel.PAGE in made:
        return str(Channel.PAGE)
    return made[0] if made else kind.channel
