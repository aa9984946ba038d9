"""What happened that somebody should know: entries of the record, read as notices to be given.

Nothing that a room does needs to know about notices. An act of a kind that `kinds.csv` does not name reaches those who
follow the matter, or the body, that it was done in.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.flow.remember.canonical import decode
from comity.terms.record import SYSTEM
from comity.web.notices.kinds import Kind, by_act, kinds
from comity.web.spine.models import Entry, Matter
from comity.web.spine.visibility import EVERYBODY, Audience

MANY = frozenset({"membership.admitted", "membership.changed", "membership.ended"})
"""Of these, what one act did to many parties makes one notice."""
_ENDS = {"decided": "matter.decided", "closed": "matter.closed", "withdrawn": "matter.closed"}


@dataclass(frozen=True)
class Acted:
    """Who has done already what is waited for. people: opaque ids; parties: slugs."""

    people: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Happening:
    """One thing to tell.

    key: makes it once, see `Notice.key`; body: slug; matter: number; entry: the entry that must be readable, if any;
    people: opaque ids of those it is for, where it is for some by name; actor: opaque id of who did it and needs no
    telling; audience: who may see it; due: by when something is to be done; acted: who needs no reminding.
    """

    kind: Kind
    key: str
    body: str = ""
    matter: int | None = None
    entry: int | None = None
    people: tuple[str, ...] = ()
    actor: str = ""
    audience: Audience = EVERYBODY
    parameters: Mapping[str, object] = field(default_factory=dict)
    due: datetime.datetime | None = None
    acted: Acted = Acted()


def happenings(rows: Sequence[Entry]) -> list[tuple[int, Happening]]:
    """(number of the entry, happening) for all that these entries tell, in their order. rows: with their payloads. One
    query, for the matters."""
    numbers = {number for row in rows if (number := _matter_number(row.subject)) is not None}
    matters = Matter.objects.in_bulk(numbers) if numbers else {}
    found = [(row.seq, one) for row in rows for one in _of_entry(row, matters)]
    return _folded(found, {row.seq: row.time for row in rows})


def _of_entry(row: Entry, matters: Mapping[int, Matter]) -> Iterator[Happening]:
    payload = _payload(row)
    if payload is None or _from_facts(row):
        return
    number = _matter_number(row.subject)
    common = Happening(
        kind=by_act().get(row.kind) or kinds()["matter.act" if number in matters else "body.act"],
        key=f"entry:{row.seq}",
        body=row.body,
        matter=number if number in matters else None,
        entry=row.seq,
        actor=row.actor,
        audience=_audience(row),
    )
    if row.kind.startswith("capacity."):
        yield from _of_capacity(row, payload, common)
    elif row.kind.startswith("group."):
        yield from _of_group(payload, common)
    elif row.kind.startswith("matter.") and common.matter is not None:
        yield from _of_matter(row, payload, common, matters[common.matter])
    elif row.kind in by_act() or common.body:
        yield replace(common, parameters=_plain(payload))


def _of_capacity(row: Entry, payload: Mapping[str, object], common: Happening) -> Iterator[Happening]:
    person = row.subject.removeprefix("person:")
    parameters = _plain(payload)
    yield replace(common, entry=None, people=(person,), actor="", parameters=parameters)
    inviter = str(payload.get("by", ""))
    if row.kind == "capacity.granted" and inviter not in ("", person):
        yield replace(common, kind=kinds()["invitation.accepted"], people=(inviter,), parameters=parameters)


def _of_group(payload: Mapping[str, object], common: Happening) -> Iterator[Happening]:
    """Who is in a small group is for the group alone, so whoever has left is told no more than that they have."""
    joined, left = payload.get("people") or payload.get("joined"), payload.get("left")
    if isinstance(joined, list) and joined:
        yield replace(common, kind=kinds()["group.joined"], people=tuple(map(str, joined)), actor="")
    if isinstance(left, list) and left:
        kind = kinds()["group.left"]
        yield replace(common, kind=kind, entry=None, people=tuple(map(str, left)), actor="", audience=EVERYBODY)


def _of_matter(row: Entry, payload: Mapping[str, object], common: Happening, matter: Matter) -> Iterator[Happening]:
    if row.kind == "matter.linked":
        return
    state = str(payload.get("state", ""))
    due = _moment(payload.get("deadline")) or (matter.deadline if row.kind == "matter.opened" else None)
    kind = kinds()[_ENDS[state]] if row.kind == "matter.moved" and state in _ENDS else common.kind
    yield replace(common, kind=kind, parameters={"state": state}, due=None if state in _ENDS else due)


def _folded(found: Sequence[tuple[int, Happening]], times: Mapping[int, str]) -> list[tuple[int, Happening]]:
    """What was done to many parties at one time in one body becomes one happening, at the place of the last."""
    folded: list[tuple[int, Happening]] = []
    for seq, one in found:
        before_seq, before = folded[-1] if folded else (-1, None)
        if before is not None and times[before_seq] == times[seq] and _told_together(before, one):
            folded[-1] = (seq, replace(before, parameters={**before.parameters, "parties": _parties(before, one)}))
        else:
            folded.append((seq, one))
    return folded


def _told_together(before: Happening, one: Happening) -> bool:
    return _alike(one) is not None and _alike(before) == _alike(one)


def _alike(one: Happening) -> tuple[object, ...] | None:
    """What two happenings must share to be told together; None for one that is told alone."""
    if one.kind.name not in MANY:
        return None
    return (one.kind.name, one.body, one.actor, one.audience, one.parameters.get("seat"))


def _parties(*several: Happening) -> list[str]:
    found: list[str] = []
    for one in several:
        listed = one.parameters.get("parties")
        found += map(str, listed) if isinstance(listed, list) else [str(one.parameters.get("party", ""))]
    return found


def _payload(row: Entry) -> Mapping[str, object] | None:
    document = row.payload.document
    read = decode(document.encode()) if document else None
    return read if isinstance(read, dict) else None


def _plain(payload: Mapping[str, object]) -> dict[str, object]:
    """The words and numbers of a payload, which is all that the sentences of a notice can hold; no ids of people."""
    kept = {word: value for word, value in payload.items() if isinstance(value, str | int) and len(str(value)) <= 200}
    return {word: value for word, value in kept.items() if word not in ("person", "by")}


def _audience(row: Entry) -> Audience:
    return Audience(row.payload.level, row.payload.party, row.payload.group)


def _from_facts(row: Entry) -> bool:
    return row.actor == SYSTEM and row.kind.startswith(("body.", "party.", "membership.", "charter."))


def _matter_number(subject: str) -> int | None:
    kind, _, rest = subject.partition(":")
    return int(rest) if kind == "matter" and rest.isdecimal() and len(rest) < 16 else None


def _moment(value: object) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(value) if isinstance(value, str) and value else None
