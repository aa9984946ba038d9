"""Who witnesses the record, and what they saw last."""

import datetime
from dataclasses import dataclass

from comity.flow.remember.keys import Keyring
from comity.flow.remember.notes import Cosignature, PublicKey, cosignatures, note_of
from comity.terms.errors import ComityError
from comity.web.spine.acts import checkpoints
from comity.web.spine.models import SignedCheckpoint

LOOKED_AT = 500
"""So many of the latest checkpoints are searched for what a witness saw; who was silent for longer is shown as such."""


@dataclass(frozen=True)
class Witness:
    """key: of the witness; size, time: of the latest checkpoint that it cosigned, None where it did not lately."""

    key: PublicKey
    size: int | None
    time: datetime.datetime | None


def known() -> tuple[Witness, ...]:
    """The witnesses that the record knows, in the order in which they came. Two queries."""
    ring = checkpoints.ring()
    seen: dict[str, tuple[int, datetime.datetime]] = {}
    cosigned = SignedCheckpoint.objects.order_by("-size", "-pk")[:LOOKED_AT] if ring.witnesses else ()
    for one in cosigned:
        if len(seen) < len(ring.witnesses):
            for found in cosignatures_on(one.note, ring):
                seen.setdefault(found.witness.name, (one.size, moment(found)))
    return tuple(Witness(key, *seen.get(key.name, (None, None))) for key in ring.witnesses)


def cosignatures_on(note: str, ring: Keyring) -> tuple[Cosignature, ...]:
    """What the witnesses of today say of a note; nothing where it also has the word of a key that was replaced."""
    try:
        return cosignatures(note_of(note), ring.witnesses)
    except ComityError:
        return ()


def moment(cosignature: Cosignature) -> datetime.datetime:
    """When the witness saw it."""
    return datetime.datetime.fromtimestamp(cosignature.time, datetime.UTC)
