"""What the operations answer: every field, its kind and what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from comity.web.spine.models import Matter, Membership, Party, Wording
from comity.web.spine.models.bodies import Tier
from comity.web.spine.models.matters import Level
from comity.web.spine.queries.texts import Reading


@dataclass(frozen=True)
class OneOf:
    """The only values that a text may have: `Annotated[str, OneOf(values)]`."""

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.values))


TierName = Annotated[str, OneOf(tuple(Tier.values))]
PartyKind = Annotated[str, OneOf(tuple(Party.Kind.values))]
Sits = Annotated[str, OneOf(tuple(Membership.Capacity.values))]
State = Annotated[str, OneOf(tuple(Matter.State.values))]
LevelName = Annotated[str, OneOf(tuple(Level.values))]
Status = Annotated[str, OneOf(tuple(Wording.Status.values))]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="32 bytes in hexadecimal digits.")]
Json = Annotated[dict[str, Any], Field(description="An object as it was entered.")]
Day = Annotated[str | None, Field(description="ISO 8601 date; a year or month where no more is known.")]
Moment = Annotated[str, Field(description="RFC 3339 in UTC with microseconds.")]


class Shape(BaseModel):
    """Nothing is answered that is not described."""

    model_config = ConfigDict(extra="forbid")


class Refusal(Shape):
    """Why nothing was done."""

    code: str = Field(description="Stable dotted name of what is wrong.")
    message: str = Field(description="The same as a sentence in the reader's language.")
    where: str = Field(description="The part of the request it is about, such as query.limit; otherwise the path.")


class Name(Shape):
    """A text in the reader's language, or in its original where there is no translation."""

    content: str
    language: str = Field(description="BCP 47 tag of this wording.")
    direction: Literal["ltr", "rtl"]
    status: Status = Field(description="Where this wording comes from.")
    stale: bool = Field(description="Whether the original has moved on since this translation.")


def name_of(reading: Reading) -> Name:
    """A reading as it is answered."""
    return Name(
        content=reading.content,
        language=reading.language,
        direction="rtl" if reading.direction == "rtl" else "ltr",
        status=reading.status,
        stale=reading.stale,
    )


def name_in(texts: Mapping[int, Reading], text: int | None) -> Name | None:
    """The text with this id, where there is one."""
    return name_of(texts[text]) if text is not None and text in texts else None


class Body(Shape):
    """A body of governance."""

    slug: str
    tier: TierName
    name: Name
    hosted: bool = Field(description="Whether it works here; the others are known from facts.")
    founded: Day
    dissolved: Day


class Bodies(Shape):
    """Bodies in the order of their slugs."""

    bodies: list[Body]
    after: str | None = Field(description="Give it as `after` for the next page; null at the end.")


class BodyHome(Body):
    """A body and where it stands."""

    purpose: Name | None
    above: list[str] = Field(description="Slugs of the bodies one tier above.")
    below: list[str] = Field(description="Slugs of the bodies one tier below.")
    charter: int | None = Field(description="Version of the charter in force.")
    seats: dict[str, int] = Field(description="Capacity -> how many parties sit in it.")
    open: int = Field(description="How many matters are open that you may see.")


class Seat(Shape):
    """A party in a body."""

    party: str
    name: Name
    kind: PartyKind
    seat: Sits
    start: Day
    end: Day
    source: str


class Members(Shape):
    """Seats in the order of the parties."""

    body: str
    members: list[Seat]
    after: str | None


class Represented(Shape):
    """A state that stands behind the seats of members."""

    state: str
    name: Name
    through: list[str] = Field(description="Slugs of the members through which it is represented; its own for a seat.")


class States(Shape):
    """Each state once, however many seats it stands behind."""

    body: str
    count: int
    states: list[Represented]


class PartyLine(Shape):
    """Who may sit in a body."""

    slug: str
    kind: PartyKind
    iso3: str | None = Field(description="ISO 3166-1 alpha-3 of a state.")
    name: Name


class Parties(Shape):
    """Parties in the order of their slugs."""

    parties: list[PartyLine]
    after: str | None


class Sitting(Shape):
    """A body in which a party sits."""

    body: str
    name: Name
    seat: Sits
    start: Day
    end: Day
    through: str | None = Field(description="Slug of the union through which it sits there; null for its own seat.")


class PartyHome(PartyLine):
    """A party and where it sits, or has sat."""

    sittings: list[Sitting]


class CharterLine(Shape):
    """A version of a body's charter."""

    version: int
    digest: Hash
    adopted: Moment
    entry: int | None = Field(description="The entry of the record that adopted it.")


class Charters(Shape):
    """The versions, the latest first."""

    body: str
    charters: list[CharterLine]


class Charter(CharterLine):
    """A version with its document."""

    body: str
    document: Json


class MatterLine(Shape):
    """Something that is worked on."""

    number: int
    body: str
    stage: str
    kind: str
    title: Name
    state: State
    level: LevelName = Field(description="Who may see it.")
    opens: Moment | None
    deadline: Moment | None
    address: str = Field(description="Path of its page without the language.")


class Matters(Shape):
    """Matters that you may see, the newest first."""

    matters: list[MatterLine]
    before: int | None


class LinkTo(Shape):
    """Another matter, and how the two are related."""

    relation: str
    matter: int


class MatterHome(MatterLine):
    """A matter, what it came from and what came of it."""

    summary: Name | None
    comes_from: list[LinkTo]
    leads_to: list[LinkTo]


class Entry(Shape):
    """One entry of the record, without what it says."""

    seq: int
    time: Moment
    actor: str = Field(description="Opaque id.")
    capacity: str
    party: str
    body: str
    kind: str
    subject: str
    commitment: Hash
    sentence: str = Field(description="What happened, in the reader's language.")


class Entries(Shape):
    """Entries, the newest first."""

    size: int = Field(description="How many entries the record has.")
    entries: list[Entry]
    before: int | None = Field(description="Give it as `before` for older ones; null at the end.")


class Proof(Shape):
    """Hashes that lead from an entry to a signed root (RFC 9162, 2.1.3)."""

    size: int
    leaf: Hash
    path: list[Hash]
    root: Hash
    checkpoint: str = Field(description="The signed note over that many entries.")


class OpenedEntry(Entry):
    """One entry, what it says where you may read it, and its proof."""

    canonical: str = Field(description="The bytes that were hashed, as text (RFC 8785).")
    payload: Json | None = Field(description="Null where it is meant for others, or was erased.")
    salt: Hash | None
    proof: Proof | None = Field(description="Null as long as no checkpoint covers the entry.")


class Cosignature(Shape):
    """A witness has seen this checkpoint, and that the record had only grown."""

    witness: str
    time: Moment


class Checkpoint(Shape):
    """A signed root."""

    origin: str
    size: int
    root: Hash
    note: str = Field(description="As it is signed: C2SP tlog-checkpoint, with the cosignatures.")
    signed: Moment
    cosignatures: list[Cosignature]


class Consistency(Shape):
    """Hashes that show that the first tree is the beginning of the second (RFC 9162, 2.1.4)."""

    first: int
    second: int
    first_root: Hash
    second_root: Hash
    proof: list[Hash]


class Tile(Shape):
    """Up to 256 hashes in a row at height 8 x level of the tree."""

    level: int
    index: int
    complete: bool = Field(description="Whether it has all 256 and will never change.")
    hashes: list[Hash]


class Key(Shape):
    """A key that signs, or has signed, the record; or one of a witness."""

    name: str
    fingerprint: str
    key: str = Field(description="As C2SP signed notes write verifier keys.")


class Keys(Shape):
    """Who signs and who witnesses."""

    origin: str
    current: Key | None
    earlier: list[Key]
    witnesses: list[Key]


class Cosigning(Shape):
    """A line by which a witness cosigns."""

    size: int = Field(ge=1, lt=1 << 53, description="Entries of the checkpoint that was cosigned.")
    line: str = Field(min_length=1, max_length=600, description="The signature line, beginning with an em dash.")


def slugs(found: Iterable[object]) -> list[str]:
    """The slugs of things that have one."""
    return [str(one.slug) for one in found]  # type: ignore[attr-defined]
