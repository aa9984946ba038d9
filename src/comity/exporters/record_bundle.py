"""The record, or what of it may be shown, as one file that can be verified anywhere; `flow.remember.bundle` says what
stands in it."""

import hashlib
from collections.abc import Callable, Iterable
from typing import BinaryIO

from comity.flow.remember import bundle
from comity.flow.remember.entries import leaf
from comity.flow.remember.keys import KINDS as KEY_KINDS
from comity.flow.remember.merkle import TILE, Frontier, root_of
from comity.flow.remember.notes import SigningKey, note_of, signer
from comity.flow.remember.redaction import REDACTED
from comity.terms.errors import ComityError
from comity.terms.record import Opened

ALWAYS_SHOWN = KEY_KINDS | {REDACTED}
"""Kinds without whose payloads a bundle could not be verified; they hold nothing confidential."""


def write(
    target: BinaryIO,
    *,
    origin: str,
    entries: Iterable[Opened],
    checkpoint: str,
    key: SigningKey,
    withhold: Callable[[Opened], bool] | None = None,
) -> None:
    """Write a bundle, entry by entry. The same arguments give the same bytes.

    entries: all that the checkpoint is over, from 0; one without payload and salt was erased. checkpoint: the signed
    note, cosignatures included. key: the one that signed it. withhold: which payloads this copy does not show (a public
    one: what is confidential); those of `ALWAYS_SHOWN` are shown whatever it says.
    Errors, some of them when all is written: `record.bundle_other` with what does not belong to the checkpoint
    ("origin", "key", "entries"), `record.out_of_order`, `record.commitment_wrong`, `record.line_too_long`.
    """
    note = note_of(checkpoint)
    if note.checkpoint.origin != origin:
        raise ComityError("record.bundle_other", what="origin")
    if signer(note, [key.public]) is None:
        raise ComityError("record.bundle_other", what="key")
    seal = hashlib.sha256()

    def put(line: bytes) -> None:
        if len(line) > bundle.LONGEST_LINE:
            raise ComityError("record.line_too_long", found=len(line), expected=bundle.LONGEST_LINE)
        seal.update(line)
        target.write(line)

    put(bundle.header_line(origin, note.checkpoint.size))
    roots: list[bytes] = []
    tile = Frontier()
    for number, opened in enumerate(entries):
        if opened.entry.seq != number:
            raise ComityError("record.out_of_order", found=str(opened.entry.seq), seq=number)
        hidden = withhold is not None and opened.entry.kind not in ALWAYS_SHOWN and withhold(opened)
        put(bundle.entry_line(opened, withheld=hidden))
        tile.add(leaf(opened.entry))
        if tile.size == TILE:
            roots.append(tile.root())
            tile = Frontier()
    counted = len(roots) * TILE + tile.size
    if tile.size:
        roots.append(tile.root())
    if (counted, root_of(roots)) != (note.checkpoint.size, note.checkpoint.root):
        raise ComityError("record.bundle_other", what="entries")
    put(bundle.tiles_line(roots))
    put(bundle.checkpoint_line(checkpoint))
    target.write(bundle.seal_line(key.public, key.sign(bundle.sealed(seal.digest()))))
