"""Who acts and who reads, as the spine knows them: opaque ids, and the bodies, parties and groups they belong to."""

from dataclasses import dataclass, field

from comity.terms.record import SYSTEM


@dataclass(frozen=True)
class Acting:
    """In whose name an act is done.

    person: opaque id; capacity: "delegation", "organisation", "secretariat", "citizen", "operator" or "" for the
    system; party: slug of the party spoken for, or ""; body: slug of the body a secretariat serves, or ""; may_speak
    and may_bind: what a delegation has entrusted to this person.
    """

    person: str
    capacity: str = ""
    party: str = ""
    body: str = ""
    may_speak: bool = False
    may_bind: bool = False


THE_SYSTEM = Acting(SYSTEM)


@dataclass(frozen=True)
class Viewer:
    """Whose eyes a query looks through: slugs of the bodies whose members' papers they may read (through the party or
    the secretariat they act for now), slugs of the parties whose delegation they belong to, ids of small groups."""

    person: str = ""
    bodies: frozenset[str] = field(default_factory=frozenset)
    parties: frozenset[str] = field(default_factory=frozenset)
    groups: frozenset[int] = field(default_factory=frozenset)


THE_PUBLIC = Viewer()
