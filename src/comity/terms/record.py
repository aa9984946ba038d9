"""The record: one entry for each act of consequence, and what a reader needs to check it.

An entry names people by opaque ids only; what it is about stands in its payload, to which it is bound by a salted
commitment. Payload and salt can be withheld or erased without touching the entry or any proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SYSTEM = "system"
"""The actor of what no person did: a deadline that passed, a checkpoint."""


@dataclass(frozen=True)
class Entry:
    """One act of consequence.

    seq: position in the record, from 0; time: RFC 3339 in UTC with microseconds and "Z", never before the entry in
    front of it; actor: opaque id of the person, or SYSTEM; capacity: what the actor acted as ("secretariat",
    "delegation", "organisation", "citizen", "operator", ""); party: slug of the party in whose name, or ""; body: slug
    of the body it belongs to, or ""; kind: dotted name of the act, such as "membership.admitted"; subject: what it was
    done to, such as "body:g20" or "matter:17"; commitment: SHA-256 over salt and canonical payload, in hex.
    """

    seq: int
    time: str
    actor: str
    capacity: str
    party: str
    body: str
    kind: str
    subject: str
    commitment: str


@dataclass(frozen=True)
class Opened:
    """An entry with its payload and the salt (hex) it was committed with; None for both where they are withheld or
    were erased."""

    entry: Entry
    payload: Mapping[str, object] | None
    salt: str | None


@dataclass(frozen=True)
class Checkpoint:
    """What a signed note vouches for. origin: name of the record; size: number of entries; root: Merkle root over
    them (32 bytes)."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Discrepancy:
    """What a replay found to differ from what the record claims. seq: the entry; code: a dotted name that
    `words.explain` knows as an error; parameters: what fills it."""

    seq: int
    code: str
    parameters: Mapping[str, object]
