"""Which key could vouch for which part of the record, as the record itself tells it.

One key signs at a time. The first is introduced by an entry it signs itself, and that entry names the officers whose
recovery keys can, so many of them together, put another in its place. Every later key is introduced by an entry that
it signs itself and that the key before it, or enough officers, sign too. A revocation is signed by the key it revokes,
by the key of the day, or by enough officers; it says how many entries the last checkpoint that counts had.

Kinds and payloads (a key is written as `PublicKey` writes it, a signature in base64; signatures: key -> signature over
everything else in the payload, bound to the kind):

- ``key.introduced``: key, replaces (a fingerprint, or "" for the first), recovery (threshold and keys; for later keys
  0 and none: the officers stay), signatures
- ``key.revoked``: fingerprint, last, reason, signatures
- ``witness.introduced``: origin, key, signatures (the witness's own)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.flow.remember.canonical import encode
from comity.flow.remember.signing import PublicKey, SigningKey, fingerprint, from_base64, to_base64
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened

INTRODUCED, REVOKED, WITNESS_INTRODUCED = "key.introduced", "key.revoked", "witness.introduced"
KINDS = frozenset({INTRODUCED, REVOKED, WITNESS_INTRODUCED})
MOST_OFFICERS = 32

_FIELDS = {
    INTRODUCED: {"key", "replaces", "recovery", "signatures"},
    REVOKED: {"fingerprint", "last", "reason", "signatures"},
    WITNESS_INTRODUCED: {"origin", "key", "signatures"},
}
_SIGNED = b"comity.record key statement v1\n"
Payload = dict[str, object]


@dataclass(frozen=True)
class Recovery:
    """The officers' recovery keys, and how many of them must sign together."""

    threshold: int = 0
    keys: tuple[PublicKey, ...] = ()


@dataclass(frozen=True)
class Tenure:
    """The time of one key: it could vouch for the record from `since` to `until` entries (None: still). seq: the entry
    that introduced it; ended: "", "replaced" or "revoked"."""

    key: PublicKey
    seq: int
    since: int
    until: int | None = None
    ended: str = ""


@dataclass(frozen=True)
class Keyring:
    """The keys of a record in their order, its officers, its witnesses, and what of it does not hold."""

    tenures: tuple[Tenure, ...] = ()
    recovery: Recovery = field(default_factory=Recovery)
    witnesses: tuple[PublicKey, ...] = ()
    faults: tuple[Discrepancy, ...] = ()

    @property
    def keys(self) -> tuple[PublicKey, ...]:
        """Every key there was."""
        return tuple(tenure.key for tenure in self.tenures)

    @property
    def current(self) -> PublicKey | None:
        """The key of the day, or None where it was revoked and none has taken its place, or there never was one."""
        return self.tenures[-1].key if self.tenures and not self.tenures[-1].ended else None

    def counts(self, key: PublicKey, size: int) -> bool:
        """Whether a checkpoint of this key over `size` entries counts."""
        return any(
            tenure.key == key and tenure.since <= size and (tenure.until is None or size <= tenure.until)
            for tenure in self.tenures
        )

    def follows(self, key: PublicKey, trusted: str) -> bool:
        """Whether `key` is the one with the fingerprint `trusted`, or came after it from hand to hand."""
        prints = [known.fingerprint for known in self.keys]
        own = key.fingerprint
        return own == trusted or (trusted in prints and own in prints[prints.index(trusted) :])


def introduction(key: SigningKey, replaces: str = "", recovery: Recovery | None = None) -> Payload:
    """The payload that introduces a key, signed by it alone: others sign with `countersigned`.

    replaces: the fingerprint of the key before, "" for the first; recovery: of the first key only.
    Error: `record.bad_recovery`.
    """
    officers = recovery or Recovery()
    names = sorted(str(one) for one in officers.keys)
    if not _is_recovery(officers.threshold, names) or (replaces and names):
        raise ComityError("record.bad_recovery", threshold=officers.threshold, found=len(names))
    payload: Payload = {
        "key": str(key.public),
        "replaces": fingerprint(replaces) if replaces else "",
        "recovery": {"threshold": officers.threshold, "keys": names},
        "signatures": {},
    }
    return countersigned(INTRODUCED, payload, key)


def revocation(revoked: str, last: int, reason: str) -> Payload:
    """The payload that revokes the key with the fingerprint `revoked`; it counts once it is signed (`countersigned`).

    last: how many entries the last checkpoint of this key had that still counts.
    """
    return {"fingerprint": fingerprint(revoked), "last": last, "reason": reason, "signatures": {}}


def witness_introduction(witness: SigningKey, origin: str) -> Payload:
    """The payload that introduces a witness of the record called `origin`, signed by the witness."""
    return countersigned(WITNESS_INTRODUCED, {"origin": origin, "key": str(witness.public), "signatures": {}}, witness)


def countersigned(kind: str, payload: Mapping[str, object], key: SigningKey) -> Payload:
    """The payload with one more signature. Error: `record.bad_statement` where it is none of this kind."""
    if not _is_statement(kind, payload):
        raise ComityError("record.bad_statement", kind=kind)
    signature = to_base64(key.sign(_statement(kind, payload)))
    return {**payload, "signatures": {**_mapping(payload["signatures"]), str(key.public): signature}}


def keyring(entries: Iterable[Opened]) -> Keyring:
    """The keys as the record tells them. entries: all of it, or those of `KINDS`, in their order."""
    ring = Keyring()
    for opened in entries:
        if opened.entry.kind in KINDS:
            ring = _after(ring, opened)
    return ring


def _after(ring: Keyring, opened: Opened) -> Keyring:
    """The keyring after one more entry; an entry that does not hold changes nothing but the faults."""
    kind, seq, payload = opened.entry.kind, opened.entry.seq, opened.payload
    try:
        if payload is None:
            raise ComityError("record.key_hidden")
        if not _is_statement(kind, payload):
            raise ComityError("record.key_malformed")
        signers = _signers(kind, payload)
        if kind == INTRODUCED:
            return _introduced(ring, seq, payload, signers)
        if kind == REVOKED:
            return _revoked(ring, seq, payload, signers)
        return _witnessed(ring, payload, signers)
    except ComityError as error:
        return replace(ring, faults=(*ring.faults, Discrepancy(seq, error.code, error.parameters)))


def _introduced(ring: Keyring, seq: int, payload: Mapping[str, object], signers: Sequence[PublicKey]) -> Keyring:
    key, replaces, recovery = PublicKey.parsed(str(payload["key"])), payload["replaces"], _recovery(payload)
    if key.raw in {known.raw for known in ring.keys}:
        raise ComityError("record.key_again", fingerprint=key.fingerprint)
    if key not in signers:
        raise ComityError("record.key_unsigned", fingerprint=key.fingerprint)
    if not ring.tenures:
        if replaces:
            raise ComityError("record.key_out_of_turn", fingerprint=key.fingerprint)
        return replace(ring, tenures=(Tenure(key, seq, 0),), recovery=recovery)
    last = ring.tenures[-1]
    if replaces != last.key.fingerprint or key.name != last.key.name or recovery.keys:
        raise ComityError("record.key_out_of_turn", fingerprint=key.fingerprint)
    if not (_enough(ring, signers) or (not last.ended and last.key in signers)):
        raise ComityError("record.key_unsigned", fingerprint=key.fingerprint)
    if not last.ended:
        last = replace(last, until=seq, ended="replaced")
    return replace(ring, tenures=(*ring.tenures[:-1], last, Tenure(key, seq, seq + 1)))


def _revoked(ring: Keyring, seq: int, payload: Mapping[str, object], signers: Sequence[PublicKey]) -> Keyring:
    named, last = str(payload["fingerprint"]), payload["last"]
    place = next((place for place, key in enumerate(ring.keys) if key.fingerprint == named), None)
    if place is None or type(last) is not int or not 0 <= last <= seq:
        raise ComityError("record.key_unknown", fingerprint=named)
    tenure, current = ring.tenures[place], ring.current
    if not (_enough(ring, signers) or tenure.key in signers or (current is not None and current in signers)):
        raise ComityError("record.key_unsigned", fingerprint=named)
    until = last if tenure.until is None else min(last, tenure.until)
    ended = replace(tenure, until=until, ended="revoked")
    return replace(ring, tenures=(*ring.tenures[:place], ended, *ring.tenures[place + 1 :]))


def _witnessed(ring: Keyring, payload: Mapping[str, object], signers: Sequence[PublicKey]) -> Keyring:
    key, origin = PublicKey.parsed(str(payload["key"])), payload["origin"]
    names = {known.name for known in ring.keys}
    if key not in signers or key.name in names or key.raw in {known.raw for known in ring.keys}:
        raise ComityError("record.key_unsigned", fingerprint=key.fingerprint)
    if names and origin not in names:
        raise ComityError("record.key_out_of_turn", fingerprint=key.fingerprint)
    others = tuple(known for known in ring.witnesses if known.name != key.name)
    return replace(ring, witnesses=(*others, key))


def _enough(ring: Keyring, signers: Sequence[PublicKey]) -> bool:
    """Whether as many officers signed as must."""
    return 0 < ring.recovery.threshold <= len(set(ring.recovery.keys) & set(signers))


def _signers(kind: str, payload: Mapping[str, object]) -> list[PublicKey]:
    """Those whose signature on a payload holds."""
    statement, found = _statement(kind, payload), []
    for name, written in _mapping(payload["signatures"]).items():
        key, signature = PublicKey.parsed(name), from_base64(str(written))
        if signature is None or not key.verify(signature, statement):
            raise ComityError("record.key_signature_wrong", fingerprint=key.fingerprint)
        found.append(key)
    return found


def _statement(kind: str, payload: Mapping[str, object]) -> bytes:
    """What the signatures of a payload are over."""
    said = {name: value for name, value in payload.items() if name != "signatures"}
    return _SIGNED + encode({"kind": kind, "said": said})


def _is_statement(kind: str, payload: Mapping[str, object]) -> bool:
    """Whether a payload has what its kind has; keys and signatures are looked at later."""
    if set(payload) != _FIELDS.get(kind) or not isinstance(payload["signatures"], Mapping):
        return False
    if len(payload["signatures"]) > MOST_OFFICERS + 2:
        return False
    if kind != INTRODUCED:
        return True
    recovery = payload["recovery"]
    if not isinstance(recovery, Mapping) or set(recovery) != {"threshold", "keys"}:
        return False
    return isinstance(recovery["keys"], list | tuple) and _is_recovery(recovery["threshold"], recovery["keys"])


def _is_recovery(threshold: object, keys: Sequence[object]) -> bool:
    """Whether so many of these keys can be asked for: none of none, or a part of different ones."""
    if type(threshold) is not int or len(keys) > MOST_OFFICERS or len(set(map(str, keys))) != len(keys):
        return False
    return threshold == 0 if not keys else 1 <= threshold <= len(keys)


def _recovery(payload: Mapping[str, object]) -> Recovery:
    told = _mapping(payload["recovery"])
    keys = told["keys"] if isinstance(told["keys"], list | tuple) else ()
    threshold = told["threshold"] if isinstance(told["threshold"], int) else 0
    return Recovery(threshold, tuple(PublicKey.parsed(str(one)) for one in keys))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
