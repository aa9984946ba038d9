"""Appending to the record, in the transaction of the act itself: either both are there, or neither.

Plain SQL, because every act of every room passes here, and in bulk by the ten thousand.
"""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from comity.flow.remember.canonical import encode
from comity.flow.remember.entries import commit, leaf
from comity.flow.remember.merkle import TILE, perfect_root
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.visibility import EVERYBODY, Audience

SALT = 32
_ENTRY = (
    "INSERT INTO spine_entry (seq, time, actor, capacity, party, body, kind, subject, commitment, leaf) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_PAYLOAD = 'INSERT INTO spine_payload (entry_id, document, salt, level, party, "group") VALUES (%s, %s, %s, %s, %s, %s)'
_GROW = (
    "UPDATE spine_head SET size = size + %s, time = CASE WHEN time > %s THEN time ELSE %s END "
    "WHERE id = 1 RETURNING size, time"
)
_TILE = 'INSERT INTO spine_tile (level, "index", hashes, root) VALUES (%s, %s, %s, %s)'


@dataclass(frozen=True)
class Act:
    """What was done, as the record keeps it.

    acting: who, and in whose name; kind: dotted name; subject: what it was done to, such as "body:g20"; payload: what
    there is to know, canonical JSON without floats; body: slug of the body it belongs to; audience: who may see the
    payload; everybody may see that there is an entry.
    """

    acting: Acting
    kind: str
    subject: str
    payload: Mapping[str, object]
    body: str = ""
    audience: Audience = EVERYBODY


def append(act: Act) -> Entry:
    """The entry of one act. Must be called inside the act's transaction."""
    return append_all([act])[0]


def append_all(acts: Sequence[Act]) -> list[Entry]:
    """The entries of several acts, in their order, all at one time."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("the record is written in the act's own transaction")
    with connection.cursor() as cursor:
        size, time = _grown(cursor, len(acts), stamp(timezone.now()))
        entries, leaves, rows, payloads = [], [], [], []
        for seq, act in enumerate(acts, start=size):
            salt = secrets.token_bytes(SALT)
            document = encode(act.payload)
            entry = _entry(seq, time, act, commit(act.payload, salt))
            hashed = leaf(entry)
            entries.append(entry)
            leaves.append(hashed)
            rows.append((*_fields(entry), hashed))
            audience = act.audience
            payloads.append((seq, document.decode(), salt.hex(), str(audience.level), audience.party, audience.group))
        cursor.executemany(_ENTRY, rows)
        cursor.executemany(_PAYLOAD, payloads)
        _lay_tiles(cursor, size, leaves)
    return entries


def stamp(moment: datetime.datetime) -> str:
    """A time as the record writes it: UTC, microseconds, "Z"."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _entry(seq: int, time: str, act: Act, commitment: str) -> Entry:
    who = act.acting
    return Entry(seq, time, who.person, who.capacity, who.party, act.body, act.kind, act.subject, commitment)


def _fields(entry: Entry) -> tuple[object, ...]:
    return (
        entry.seq,
        entry.time,
        entry.actor,
        entry.capacity,
        entry.party,
        entry.body,
        entry.kind,
        entry.subject,
        entry.commitment,
    )


def _grown(cursor: CursorWrapper, by: int, now: str) -> tuple[int, str]:
    """The size of the record before it grows `by` so many, and the time of what is added, which never goes back.

    Whoever appends holds the one row that says so until this transaction ends.
    """
    cursor.execute(_GROW, (by, now, now))
    found = cursor.fetchone()
    if found is None:
        cursor.execute("INSERT INTO spine_head (id, size, time) VALUES (1, 0, '') ON CONFLICT DO NOTHING")
        cursor.execute(_GROW, (by, now, now))
        found = cursor.fetchone()
    return int(found[0]) - by, str(found[1])


def _lay_tiles(cursor: CursorWrapper, size: int, leaves: list[bytes]) -> None:
    """Write the tiles that these leaves complete, and those above them."""
    first, last = size // TILE, (size + len(leaves)) // TILE
    if first == last:
        return
    cursor.execute("SELECT leaf FROM spine_entry WHERE seq >= %s AND seq < %s ORDER BY seq", (first * TILE, size))
    hashes = [bytes(row[0]) for row in cursor.fetchall()] + leaves
    _write_tiles(cursor, 0, first, hashes)
    level = 0
    while first // TILE != last // TILE:
        above, end = first // TILE, last // TILE
        cursor.execute(
            'SELECT root FROM spine_tile WHERE level = %s AND "index" >= %s AND "index" < %s ORDER BY "index"',
            (level, above * TILE, end * TILE),
        )
        level += 1
        _write_tiles(cursor, level, above, [bytes(row[0]) for row in cursor.fetchall()])
        first, last = above, end


def _write_tiles(cursor: CursorWrapper, level: int, first: int, hashes: list[bytes]) -> None:
    rows = []
    for place in range(len(hashes) // TILE):
        tile = hashes[place * TILE : (place + 1) * TILE]
        rows.append((level, first + place, b"".join(tile), perfect_root(tile)))
    cursor.executemany(_TILE, rows)
