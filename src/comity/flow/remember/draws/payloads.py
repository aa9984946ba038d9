"""What the entries of a draw say, and reading it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from comity.flow.remember.canonical import encode
from comity.flow.remember.draws.asked import Asked, asked_from, refuse_impossible
from comity.flow.remember.draws.fields import (
    fields,
    identifier,
    items,
    mapping,
    name,
    names,
    number,
    octets,
    text,
    time,
    whole,
)
from comity.methods.lots.group import ORDER, SIZE
from comity.methods.lots.sharing import CHALLENGE, NONCE, Circle, Dealing, Share, is_key
from comity.terms.errors import ComityError

ANNOUNCED, COMMITTED, ROOT_FIXED = "draw.announced", "draw.committed", "draw.root_fixed"
REVEALED, REBUILT, CONCLUDED, FAILED = "draw.revealed", "draw.rebuilt", "draw.concluded", "draw.failed"
MOST_PARTICIPANTS = 200
_CONTEXT = b"comity draw 1 announced\n"
_DIGEST = 32


def subject_of(draw: str) -> str:
    """The subject of every entry of a draw."""
    return f"draw:{draw}"


def pool_digest(pool: Mapping[str, str]) -> str:
    """SHA-256 of the canonical JSON of a pool, in hex: what an invitation can print."""
    return hashlib.sha256(encode(pool)).hexdigest()


@dataclass(frozen=True)
class Announced:
    """A draw before anyone has done anything.

    draw: its identifier; purpose: what it decides; pool: name -> stratum (a region, or what else quotas are for);
    asked: what is drawn from it; participants: name -> key (32 bytes), in the order that counts, those who make the
    seed; threshold: how many of them can rebuild what one of them dealt, more than half; commit_by: when the last may
    commit, after which the root is fixed (before, once all have); reveal_by: after which the others rebuild what was
    not revealed; rebuild_by: after which the draw can be called failed.
    """

    draw: str
    purpose: str
    pool: Mapping[str, str]
    asked: Asked
    participants: Mapping[str, bytes]
    threshold: int
    commit_by: str
    reveal_by: str
    rebuild_by: str

    @cached_property
    def circle(self) -> Circle:
        """The participants as `methods.lots.sharing` knows them. Error: `draw.bad_key`."""
        for participant, key in self.participants.items():
            if not is_key(key):
                raise ComityError("draw.bad_key", name=participant)
        context = hashlib.sha256(_CONTEXT + encode(self.to_payload())).digest()
        return Circle(context, tuple(self.participants.values()), self.threshold)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Participant -> place, from 0."""
        return {participant: place for place, participant in enumerate(self.participants)}

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "draw": self.draw,
            "purpose": self.purpose,
            "pool": dict(self.pool),
            "pool_digest": pool_digest(self.pool),
            "lot": self.asked.to_payload(),
            "participants": [{"name": who, "key": key.hex()} for who, key in self.participants.items()],
            "threshold": self.threshold,
            "commit_by": self.commit_by,
            "reveal_by": self.reveal_by,
            "rebuild_by": self.rebuild_by,
        }

    @classmethod
    def from_payload(cls, payload: object) -> "Announced":
        """Read, and refuse what could never be drawn.

        Errors: those of `fields`; `draw.pool_digest`, `draw.participant_twice`, `draw.key_twice`, `draw.bad_key`,
        `draw.too_many_participants`, `draw.threshold`, `draw.times_out_of_order`; those of `refuse_impossible`.
        """
        found = fields(payload, _ANNOUNCED_FIELDS)
        pool = {
            name(who, "pool"): stratum if stratum == "" else name(stratum, "pool")
            for who, stratum in mapping(found["pool"], "pool").items()
        }
        announced = cls(
            identifier(found["draw"], "draw"),
            text(found["purpose"], "purpose"),
            {str(who): str(stratum) for who, stratum in pool.items()},
            asked_from(found["lot"]),
            _participants(found["participants"]),
            whole(found["threshold"], "threshold"),
            *(time(found[field], field) for field in ("commit_by", "reveal_by", "rebuild_by")),
        )
        if found["pool_digest"] != pool_digest(announced.pool):
            raise ComityError("draw.pool_digest")
        _refuse_unsafe(announced)
        refuse_impossible(announced.asked, announced.pool)
        return announced


_ANNOUNCED_FIELDS = (
    "draw",
    "purpose",
    "pool",
    "pool_digest",
    "lot",
    "participants",
    "threshold",
    "commit_by",
    "reveal_by",
    "rebuild_by",
)


def _participants(value: object) -> dict[str, bytes]:
    participants: dict[str, bytes] = {}
    listed = items(value, "participants")
    if len(listed) > MOST_PARTICIPANTS:
        raise ComityError("draw.too_many_participants", found=len(listed), most=MOST_PARTICIPANTS)
    for item in listed:
        found = fields(item, ("name", "key"), "participants")
        who, key = name(found["name"], "name"), octets(found["key"], "key", SIZE)
        if who in participants:
            raise ComityError("draw.participant_twice", name=who)
        if key in participants.values():
            raise ComityError("draw.key_twice", name=who)
        if not is_key(key):
            raise ComityError("draw.bad_key", name=who)
        participants[who] = key
    return participants


def _refuse_unsafe(announced: Announced) -> None:
    there = len(announced.participants)
    # With half or fewer, those who are absent or in league could rebuild, or keep the rest from rebuilding.
    least = max(2, there // 2 + 1)
    if not least <= announced.threshold <= there:
        raise ComityError("draw.threshold", found=announced.threshold, least=least, most=there)
    if not announced.commit_by < announced.reveal_by < announced.rebuild_by:
        raise ComityError("draw.times_out_of_order")


@dataclass(frozen=True)
class Committed:
    """A participant has dealt its nonce to all."""

    draw: str
    participant: str
    dealing: Dealing

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "draw": self.draw,
            "participant": self.participant,
            "shares": [share.hex() for share in self.dealing.shares],
            "challenge": _hex(self.dealing.challenge, CHALLENGE),
            "responses": [_hex(response, SIZE) for response in self.dealing.responses],
            "key_response": _hex(self.dealing.key_response, SIZE),
        }

    @classmethod
    def from_payload(cls, payload: object) -> "Committed":
        """Read; whether the dealing is sound, `course` finds. Errors: those of `fields`."""
        found = fields(payload, ("draw", "participant", "shares", "challenge", "responses", "key_response"))
        dealing = Dealing(
            tuple(octets(share, "shares", SIZE) for share in items(found["shares"], "shares")),
            number(found["challenge"], "challenge", CHALLENGE),
            tuple(_scalar(response, "responses") for response in items(found["responses"], "responses")),
            _scalar(found["key_response"], "key_response"),
        )
        return cls(identifier(found["draw"], "draw"), name(found["participant"], "participant"), dealing)


@dataclass(frozen=True)
class RootFixed:
    """The record's root over its first `size` entries, fixed when all commitments are in and nothing is known."""

    draw: str
    size: int
    root: bytes

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {"draw": self.draw, "size": self.size, "root": self.root.hex()}

    @classmethod
    def from_payload(cls, payload: object) -> "RootFixed":
        """Read. Errors: those of `fields`."""
        found = fields(payload, ("draw", "size", "root"))
        size, root = whole(found["size"], "size", least=1), octets(found["root"], "root", _DIGEST)
        return cls(identifier(found["draw"], "draw"), size, root)


@dataclass(frozen=True)
class Revealed:
    """A participant has shown its nonce (32 bytes)."""

    draw: str
    participant: str
    nonce: bytes

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {"draw": self.draw, "participant": self.participant, "nonce": self.nonce.hex()}

    @classmethod
    def from_payload(cls, payload: object) -> "Revealed":
        """Read. Errors: those of `fields`."""
        found = fields(payload, ("draw", "participant", "nonce"))
        nonce = octets(found["nonce"], "nonce", NONCE)
        return cls(identifier(found["draw"], "draw"), name(found["participant"], "participant"), nonce)


@dataclass(frozen=True)
class Rebuilt:
    """A participant has opened the shares it holds of those who did not reveal. shares: dealer -> share."""

    draw: str
    participant: str
    shares: Mapping[str, Share]

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        shares = {
            dealer: {
                "share": share.point.hex(),
                "challenge": _hex(share.challenge, CHALLENGE),
                "response": _hex(share.response, SIZE),
            }
            for dealer, share in self.shares.items()
        }
        return {"draw": self.draw, "participant": self.participant, "shares": shares}

    @classmethod
    def from_payload(cls, payload: object) -> "Rebuilt":
        """Read. Errors: those of `fields`."""
        found = fields(payload, ("draw", "participant", "shares"))
        shares = {}
        for dealer, item in mapping(found["shares"], "shares").items():
            one = fields(item, ("share", "challenge", "response"), "shares")
            shares[name(dealer, "shares")] = Share(
                octets(one["share"], "share", SIZE),
                number(one["challenge"], "challenge", CHALLENGE),
                _scalar(one["response"], "response"),
            )
        return cls(identifier(found["draw"], "draw"), name(found["participant"], "participant"), shares)


@dataclass(frozen=True)
class Concluded:
    """What came out. qualified: those whose dealings counted; rebuilt: those of them that others had to replace; seed:
    32 bytes; drawn: as `asked` says it."""

    draw: str
    qualified: tuple[str, ...]
    rebuilt: tuple[str, ...]
    seed: bytes
    drawn: object

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {
            "draw": self.draw,
            "qualified": list(self.qualified),
            "rebuilt": list(self.rebuilt),
            "seed": self.seed.hex(),
            "drawn": self.drawn,
        }

    @classmethod
    def from_payload(cls, payload: object) -> "Concluded":
        """Read; `drawn` is only ever compared. Errors: those of `fields`."""
        found = fields(payload, ("draw", "qualified", "rebuilt", "seed", "drawn"))
        return cls(
            identifier(found["draw"], "draw"),
            names(found["qualified"], "qualified"),
            names(found["rebuilt"], "rebuilt"),
            octets(found["seed"], "seed", _DIGEST),
            found["drawn"],
        )


@dataclass(frozen=True)
class Failed:
    """The draw came to nothing: too few committed (missing is empty then), or too few opened shares of `missing`."""

    draw: str
    missing: tuple[str, ...]

    def to_payload(self) -> dict[str, object]:
        """As the record keeps it."""
        return {"draw": self.draw, "missing": list(self.missing)}

    @classmethod
    def from_payload(cls, payload: object) -> "Failed":
        """Read. Errors: those of `fields`."""
        found = fields(payload, ("draw", "missing"))
        return cls(identifier(found["draw"], "draw"), names(found["missing"], "missing"))


def _scalar(value: object, field: str) -> int:
    found = number(value, field, SIZE)
    if found >= ORDER:
        raise ComityError("draw.not_hex", field=field, digits=2 * SIZE)
    return found


def _hex(value: int, size: int) -> str:
    return value.to_bytes(size, "big").hex()
