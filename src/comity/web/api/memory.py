"""The record: entries and their proofs, checkpoints and their witnesses, and the tree itself."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import Query, Status

from comity.flow.remember.entries import encoded
from comity.flow.remember.merkle import HASH, TILE
from comity.flow.remember.notes import PublicKey, note_of
from comity.terms.errors import ComityError
from comity.web.api import shapes
from comity.web.api.asked import DEFAULT, MOST_NUMBER, Day, Limit, Number, Of, Sequence, Words, answers, router
from comity.web.api.middleware import LASTING
from comity.web.api.who import viewer
from comity.web.rooms.remember import bundles, queries, witnesses
from comity.web.rooms.remember.forms import KINDS
from comity.web.site.language import language
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import SignedCheckpoint
from comity.web.spine.queries import record

OPERATIONS = router("record")
_Kinds = Annotated[str, shapes.OneOf(("", *KINDS))]
_By = Annotated[
    str, Query(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$", description="Short name of the party in whose name.")
]
Size = Annotated[int, Query(ge=0, le=MOST_NUMBER, description="Number of entries.")]


@OPERATIONS.get("/record/entries", response=answers(shapes.Entries), url_name="api.entries", operation_id="entries")
def every_entry(
    request: HttpRequest,
    q: Words = "",
    kind: _Kinds = "",
    of: Of = "",
    by: _By = "",
    since: Day = None,
    until: Day = None,
    before: Number = None,
    limit: Limit = DEFAULT,
) -> shapes.Entries:
    """Entries, the newest first, all or those that a search finds. Words find only what you may read."""
    wanted = {"q": q, "kind": kind, "body": of, "party": by, "since": since, "until": until}
    if since is not None and until is not None and until < since:
        raise ComityError("record.days_turned")
    found = queries.search(wanted, viewer(request), language(), before, limit + 1)
    shown = found[:limit]
    return shapes.Entries(
        size=record.size(),
        entries=[shapes.Entry(**vars(one.opened.entry), sentence=one.sentence) for one in shown],
        before=shown[-1].seq if len(found) > limit else None,
    )


@OPERATIONS.get(
    "/record/entries/{int:seq}",
    response=answers(shapes.OpenedEntry, 404),
    url_name="api.entry",
    operation_id="entry",
)
def one_entry(request: HttpRequest, seq: Sequence) -> shapes.OpenedEntry:
    """One entry, what it says where you may read it, and the proof that it is in the record."""
    found = record.one(seq, viewer(request))
    if found is None:
        raise Http404
    told = queries.as_told([found], language())[0]
    return shapes.OpenedEntry(
        **vars(found.entry),
        sentence=told.sentence,
        canonical=encoded(found.entry).decode(),
        payload=None if found.payload is None else dict(found.payload),
        salt=found.salt,
        proof=_proof(seq),
    )


@OPERATIONS.get(
    "/record/checkpoint",
    response=answers(shapes.Checkpoint, 404),
    url_name="api.checkpoint",
    operation_id="checkpoint",
)
def checkpoint(request: HttpRequest) -> shapes.Checkpoint:
    """The latest signed checkpoint."""
    return _checkpoint(checkpoints.standing())


@csrf_exempt
@OPERATIONS.post(
    "/record/checkpoint/cosignatures",
    response=answers(shapes.Checkpoint, 403, 404, 409, done=201),
    url_name="api.cosignatures",
    operation_id="cosign",
)
def cosign(request: HttpRequest, cosignature: shapes.Cosigning) -> Status[shapes.Checkpoint]:
    """Take in the line by which a witness cosigns a checkpoint. The signature says who sends it; no session is asked
    for."""
    return Status(201, _checkpoint(checkpoints.cosigned(cosignature.line, cosignature.size)))


@OPERATIONS.get(
    "/record/consistency",
    response=answers(shapes.Consistency, 404),
    url_name="api.consistency",
    operation_id="consistency",
)
def consistency(request: HttpRequest, first: Size, second: Size) -> shapes.Consistency:
    """That the tree of `first` entries is the beginning of that of `second`."""
    if not first <= second <= record.size():
        raise ComityError("record.no_such_size", found=max(first, second), size=record.size())
    return shapes.Consistency(
        first=first,
        second=second,
        first_root=record.root_at(first).hex(),
        second_root=record.root_at(second).hex(),
        proof=[step.hex() for step in record.consistency(first, second)],
    )


@OPERATIONS.get(
    "/record/tiles/{int:level}/{int:index}",
    response=answers(shapes.Tile, 404),
    url_name="api.tile",
    operation_id="tile",
)
def tile(request: HttpRequest, response: HttpResponse, level: Sequence, index: Sequence) -> shapes.Tile:
    """The hashes of one tile of the tree. A complete one never changes and may be kept for ever."""
    most = record.size()
    found = record.tile(level, index) if level < 8 and index <= most else b""
    if not found:
        raise Http404
    hashes = [found[start : start + HASH].hex() for start in range(0, len(found), HASH)]
    complete = len(hashes) == TILE
    if complete:
        response["Cache-Control"] = LASTING
    return shapes.Tile(level=level, index=index, complete=complete, hashes=hashes)


@OPERATIONS.get("/record/keys", response=answers(shapes.Keys), url_name="api.keys", operation_id="keys")
def keys(request: HttpRequest) -> shapes.Keys:
    """The key that signs the record, those before it, and the keys of its witnesses."""
    ring = checkpoints.ring()
    earlier = [_key(one) for one in ring.keys if one != ring.current]
    return shapes.Keys(
        origin=bundles.origin(),
        current=None if ring.current is None else _key(ring.current),
        earlier=earlier,
        witnesses=[_key(one) for one in ring.witnesses],
    )


def _proof(seq: int) -> shapes.Proof | None:
    covering = record.checkpoint_covering(seq)
    found = None if covering is None else record.proof(seq, covering.size)
    if covering is None or found is None:
        return None
    return shapes.Proof(
        size=found.size,
        leaf=found.leaf.hex(),
        path=[step.hex() for step in found.path],
        root=found.root.hex(),
        checkpoint=covering.note,
    )


def _checkpoint(found: SignedCheckpoint | None) -> shapes.Checkpoint:
    if found is None:
        raise Http404
    note = note_of(found.note)
    return shapes.Checkpoint(
        origin=note.checkpoint.origin,
        size=found.size,
        root=bytes(found.root).hex(),
        note=found.note,
        signed=stamp(found.time),
        cosignatures=_seen(found.note),
    )


def _seen(note: str) -> list[shapes.Cosignature]:
    return [
        shapes.Cosignature(witness=one.witness.name, time=stamp(witnesses.moment(one)))
        for one in witnesses.cosignatures_on(note, checkpoints.ring())
    ]


def _key(key: PublicKey) -> shapes.Key:
    return shapes.Key(name=key.name, fingerprint=key.fingerprint, key=str(key))
