"""Reading the record: entries, the hashes of its tree, proofs and checkpoints."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from comity.flow.remember.canonical import decode
from comity.flow.remember.merkle import TILE, from_tiles, inclusion, root
from comity.terms.record import Checkpoint, Entry, Opened
from comity.web.spine import models
from comity.web.spine.acting import Viewer
from comity.web.spine.visibility import payloads_seen_by

PAGE = 50
_BATCH = 5_000


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
    """The hashes of one tile, as many as there are by now."""
    full = models.Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
    if full is not None:
        return bytes(full)
    first, last = index * TILE, (index + 1) * TILE
    if level == 0:
        found = models.Entry.objects.filter(seq__gte=first, seq__lt=last).order_by("seq").values_list("leaf", flat=True)
    else:
        below = models.Tile.objects.filter(level=level - 1, index__gte=first, index__lt=last)
        found = below.order_by("index").values_list("root", flat=True)
    return b"".join(bytes(one) for one in found)


def root_at(size: int) -> bytes:
    """The root over the first `size` entries."""
    return root(size, from_tiles(tile, size))


def proof(seq: int, size: int) -> Proof | None:
    """That the entry `seq` is among the first `size`; None where it is not."""
    leaf = models.Entry.objects.filter(seq=seq).values_list("leaf", flat=True).first()
    if leaf is None or seq >= size:
        return None
    read = from_tiles(tile, size)
    return Proof(seq, size, bytes(leaf), tuple(inclusion(seq, size, read)), root(size, read))


def latest_checkpoint() -> models.SignedCheckpoint | None:
    """The signed checkpoint that covers most."""
    return models.SignedCheckpoint.objects.order_by("-size", "-pk").first()


def checkpoint_covering(seq: int) -> models.SignedCheckpoint | None:
    """The earliest signed checkpoint that covers the entry."""
    return models.SignedCheckpoint.objects.filter(size__gt=seq).order_by("size", "-pk").first()


def as_checkpoint(origin: str, size: int) -> Checkpoint:
    """What a checkpoint over the first `size` entries says."""
    return Checkpoint(origin, size, root_at(size))


def opened(rows: Iterable[models.Entry], viewer: Viewer | None) -> list[Opened]:
    """The entries with those payloads that `viewer` may see; with all of them for None, which is for exports by the
    secretariat alone. One query more."""
    entries = list(rows)
    payloads = models.Payload.objects.filter(entry__in=[one.seq for one in entries], document__isnull=False)
    if viewer is not None:
        payloads = payloads.filter(payloads_seen_by(viewer))
    seen = {one.entry_id: one for one in payloads}
    return [_opened(one, seen.get(one.seq)) for one in entries]


def one(seq: int, viewer: Viewer) -> Opened | None:
    """The entry `seq`."""
    found = opened(models.Entry.objects.filter(seq=seq), viewer)
    return found[0] if found else None


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


def _opened(row: models.Entry, payload: models.Payload | None) -> Opened:
    entry = Entry(
        row.seq, row.time, row.actor, row.capacity, row.party, row.body, row.kind, row.subject, row.commitment
    )
    if payload is None or payload.document is None:
        return Opened(entry, None, None)
    document = decode(payload.document.encode())
    return Opened(entry, document if isinstance(document, dict) else None, payload.salt)
