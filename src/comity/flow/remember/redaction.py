"""Erasing a payload leaves its entry, and a later entry that says which one was erased and why.

Kind ``record.redacted``, payload: seq (of the entry whose payload and salt were erased) and reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.flow.remember.keys import KINDS as KEY_KINDS
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened

REDACTED = "record.redacted"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Redaction:
    """What a redaction says: the entry `seq` was emptied, for this `reason`; `at`: the entry that says so."""

    seq: int
    reason: str
    at: int


def redaction(seq: int, reason: str) -> dict[str, object]:
    """The payload of a redaction. Error: `record.bad_redaction`."""
    payload: dict[str, object] = {"seq": seq, "reason": reason}
    if not _is_redaction(payload):
        raise ComityError("record.bad_redaction", seq=seq)
    return payload


def redactions(entries: Iterable[Opened]) -> tuple[dict[int, Redaction], list[Discrepancy]]:
    """Number of the emptied entry -> its first redaction, and those redactions that say nothing that could be.

    entries: those of kind `REDACTED`, in their order.
    """
    found: dict[int, Redaction] = {}
    faults: list[Discrepancy] = []
    for opened in entries:
        at, payload = opened.entry.seq, opened.payload
        if payload is None or not _is_redaction(payload) or int(str(payload["seq"])) >= at:
            faults.append(Discrepancy(at, "record.redaction_wrong", {}))
            continue
        told = Redaction(int(str(payload["seq"])), str(payload["reason"]), at)
        found.setdefault(told.seq, told)
    return found, faults


def may_be_redacted(kind: str) -> bool:
    """Whether payloads of this kind may ever be erased: keys and redactions hold the record together."""
    return kind not in KEY_KINDS and kind != REDACTED


def _is_redaction(payload: Mapping[str, object]) -> bool:
    seq, reason = payload.get("seq"), payload.get("reason")
    if len(payload) != 2 or type(seq) is not int or seq < 0:
        return False
    return isinstance(reason, str) and len(reason.strip()) > 0 and len(reason) <= LONGEST_REASON
