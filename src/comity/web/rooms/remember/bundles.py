"""The record as one file to take away: for everybody what is public, for the secretariat all of it."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from comity.exporters.record_bundle import write
from comity.web.spine.acts import checkpoints
from comity.web.spine.models import Payload, SignedCheckpoint
from comity.web.spine.models.matters import Level
from comity.web.spine.queries import record

SOON = 20_000
"""Up to so many entries a bundle is made while a reader waits; a longer one is made by the clock."""


def origin() -> str:
    """The name of the record."""
    return str(settings.COMITY_RECORD)


def fingerprints() -> list[str]:
    """Fingerprint of the key of the day; none where the record is not signed yet."""
    current = checkpoints.ring().current
    return [] if current is None else [current.fingerprint]


def public() -> Path | None:
    """The newest public bundle there is, made now where that is quick; None where there is none yet."""
    latest = checkpoints.standing()
    if latest is None:
        return None
    if latest.size <= SOON:
        return make(latest)
    made = sorted(_folder().glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
    return made[-1] if made else None


def make_latest() -> None:
    """Make the public bundle of the latest checkpoint, and keep no older one."""
    latest = checkpoints.standing()
    if latest is not None:
        make(latest)


def make(checkpoint: SignedCheckpoint) -> Path:
    """The public bundle of `checkpoint`; whoever looks for it meanwhile finds the whole file or none."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Its name carries what may change while the size stays: the cosignatures, and what was erased since.
    erased = Payload.objects.filter(document__isnull=True).count()
    path = folder / f"{_safe(origin())}-{checkpoint.size}-{checkpoint.pk}-{erased}.jsonl"
    if path.exists():
        return path
    descriptor, unfinished = tempfile.mkstemp(dir=folder, suffix=".unfinished")
    try:
        with os.fdopen(descriptor, "wb") as file:
            export(file, checkpoint, whole=False)
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for older in folder.glob("*.jsonl"):
        if older != path:
            older.unlink(missing_ok=True)
    return path


def export(target: BinaryIO, checkpoint: SignedCheckpoint, *, whole: bool) -> None:
    """Write the bundle of `checkpoint`: with every payload where `whole`, otherwise with what is public."""
    closed = Payload.objects.exclude(level=Level.PUBLIC).values_list("entry_id", flat=True)
    hidden = frozenset() if whole else frozenset(closed)
    write(
        target,
        origin=origin(),
        entries=record.whole(None, checkpoint.size),
        checkpoint=checkpoint.note,
        key=checkpoints.signing_key(),
        withhold=lambda opened: opened.entry.seq in hidden,
    )


def _folder() -> Path:
    return Path(settings.COMITY_HOME) / "bundles"


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in name)
