"""Reading the record: entries, the hashes of its tree, proofs and checkpoints."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Abs

from comity.flow.remember import merkle
from comity.flow.remember.canonical import decode
from comity.flow.remember.merkle import HASH, TILE, Read, from_tiles, inclusion, root
from comity.terms.record import Checkpoint, Entry, Opened
from comity.web.spine import models
from comity.web.spine.acting import Viewer
from comity.web.spine.visibility import Audience, may_read

PAGE = 50
_BATCH = 5_000
_MOST = 1 << 53
"""No record has as many entries; a number beyond is nobody's."""
_HIGHEST = 6
"""Level of the highest tile that a tree of fewer than `_MOST` entries can have."""


@dataclass(frozen=True)
class Proof:
    """Where an entry stands in the tree of `size` entries, and the hashes that lead from it to the root."""

    seq: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes


def size() -> int:
    """The number of entries."""
    return models.Head.objects.values_list("size", flat=True).first() or 0


def tile(level: int, index: int) -> bytes:
    """The hashes of one tile, as many as there are by now. Numbers come from outside: what no tree has is not looked
    for, nor shifted by."""
    if level > _HIGHEST or index >= _MOST:
        return b""
    return _tiles([(level, index)], size()).get((level, index), b"")


def root_at(size: int) -> bytes:
    """The root over the first `size` entries."""
    return root(size, _reader([size - 1] if size else [], size))


def proof(seq: int, size: int) -> Proof | None:
    """That the entry `seq` is among the first `size`; None where it is not. Three queries at most."""
    if not 0 <= seq < size:
        return None
    read = _reader([seq, size - 1], size)
    try:
        leaf = read(0, seq)
    except LookupError:
        return None
    return Proof(seq, size, leaf, tuple(inclusion(seq, size, read)), root(size, read))


def consistency(old: int, new: int) -> tuple[bytes, ...]:
    """That the tree of `new` entries, of which there are as many, begins with that of `old`. Three queries at most.

    Error: `record.no_such_size`.
    """
    ends = [size - 1 for size in (old, new) if 0 < size <= new]
    return tuple(merkle.consistency(old, new, _reader(ends, new)))


def _reader(leaves: Iterable[int], size: int) -> Read:
    """What reads the hashes on the way up from `leaves` in the tree of `size`; their tiles are fetched at once."""
    wanted, level = {(0, leaf // TILE) for leaf in leaves}, 0
    while size >> 8 * (level + 1):
        level += 1
        wanted |= {(level, index // TILE) for below, index in wanted if below == level - 1}
    found = _tiles(sorted(wanted), size)
    return from_tiles(lambda at, index: found[at, index], size)


def _tiles(wanted: Iterable[tuple[int, int]], size: int) -> dict[tuple[int, int], bytes]:
    """(level, index) -> hashes of these tiles in the tree of `size`."""
    full: list[tuple[int, int]] = []
    growing: list[tuple[int, int]] = []
    for level, index in wanted:
        (full if (index + 1) << 8 * (level + 1) <= size else growing).append((level, index))
    found: dict[tuple[int, int], bytes] = {}
    if full:
        rows = models.Tile.objects.filter(_any(Q(level=level, index=index) for level, index in full))
        found.update({(row.level, row.index): bytes(row.hashes) for row in rows.defer("root")})
    for level, index in growing:
        if level == 0:
            last = models.Entry.objects.filter(seq__gte=index * TILE, seq__lt=size).order_by("seq")
            found[level, index] = b"".join(bytes(leaf) for leaf in last.values_list("leaf", flat=True)[:TILE])
    above = [(level, index, size >> 8 * level) for level, index in growing if level]
    if above:
        parts = (Q(level=level - 1, index__gte=index * TILE, index__lt=end) for level, index, end in above)
        rows = models.Tile.objects.filter(_any(parts)).order_by("level", "index")
        for level, index, root in rows.values_list("level", "index", "root"):
            place = (level + 1, index // TILE)
            found[place] = found.get(place, b"") + bytes(root)
    return {place: hashes for place, hashes in found.items() if len(hashes) >= HASH}


def _any(conditions: Iterable[Q]) -> Q:
    met = Q()
    for condition in conditions:
        met |= condition
    return met


def latest_checkpoint() -> models.SignedCheckpoint | None:
    """The signed checkpoint that covers most."""
    return models.SignedCheckpoint.objects.order_by("-size", "-pk").first()


def checkpoint_covering(seq: int) -> models.SignedCheckpoint | None:
    """The earliest signed checkpoint that covers the entry."""
    return models.SignedCheckpoint.objects.filter(size__gt=seq).order_by("size", "-pk").first()


def as_checkpoint(origin: str, size: int) -> Checkpoint:
    """What a checkpoint over the first `size` entries says."""
    return Checkpoint(origin, size, root_at(size))


def opened(rows: QuerySet[models.Entry], viewer: Viewer | None) -> list[Opened]:
    """The entries with those payloads that `viewer` may see; with all of them for None, which is for exports by the
    secretariat alone. One query."""
    return [_opened(row, viewer) for row in rows.select_related("payload").defer("leaf")]


def one(seq: int, viewer: Viewer) -> Opened | None:
    """The entry `seq`."""
    if seq >= _MOST:
        return None
    found = opened(models.Entry.objects.filter(seq=seq), viewer)
    return found[0] if found else None


def with_others(seq: int, viewer: Viewer, most: int = PAGE) -> list[Opened]:
    """The entry `seq` first, then those about the same subject, in their order; those nearest to it where there are
    more than `most`. One query; nothing where there is no such entry."""
    if seq >= _MOST:
        return []
    subject = models.Entry.objects.filter(seq=seq).values("subject")
    near = models.Entry.objects.filter(subject__in=subject).order_by(Abs(F("seq") - seq), "seq")[: most + 1]
    return sorted(opened(near, viewer), key=lambda one: (one.entry.seq != seq, one.entry.seq))


def page(viewer: Viewer, chosen: Q | None = None, *, before: int | None = None, most: int = PAGE) -> list[Opened]:
    """The latest entries that meet `chosen`, the newest first; those before entry `before` for the pages behind."""
    rows = models.Entry.objects.filter(chosen or Q())
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return opened(rows.order_by("-seq")[:most], viewer)


def about(subject: str, viewer: Viewer, most: int = PAGE) -> list[Opened]:
    """All that happened to one subject, the oldest first."""
    return opened(models.Entry.objects.filter(subject=subject).order_by("seq")[:most], viewer)


def whole(viewer: Viewer | None, size: int) -> Iterator[Opened]:
    """The first `size` entries in order, read in batches."""
    for start in range(0, size, _BATCH):
        end = min(start + _BATCH, size)
        yield from opened(models.Entry.objects.filter(seq__gte=start, seq__lt=end).order_by(F("seq")), viewer)


def _opened(row: models.Entry, viewer: Viewer | None) -> Opened:
    entry = Entry(
        row.seq, row.time, row.actor, row.capacity, row.party, row.body, row.kind, row.subject, row.commitment
    )
    payload = row.payload
    if payload.document is None or payload.salt is None:
        return Opened(entry, None, None)
    audience = Audience(payload.level, payload.party, payload.group)
    if viewer is not None and not may_read(viewer, audience, row.body):
        return Opened(entry, None, None)
    document = decode(payload.document.encode())
    return Opened(entry, document if isinstance(document, dict) else None, payload.salt)
