"""The record and its search, each entry with its proof, and the erasing of what an entry says."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from comity.flow.remember.entries import encoded
from comity.terms.record import Opened
from comity.web.people.requests import Request
from comity.web.rooms.remember import acts, queries
from comity.web.rooms.remember.forms import Redaction, Search
from comity.web.site.pages import language, page, said
from comity.web.spine.models import SignedCheckpoint
from comity.web.spine.queries import record
from comity.web.spine.queries.record import Proof


def index(request: Request) -> HttpResponse:
    """The record, newest first, and what a search finds in it."""
    form = Search(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    at = int(before) if before.isdecimal() and len(before) < 16 else None
    found = queries.search(wanted, request.actor.viewer, language(), at) if form.is_valid() else []
    shown, more = found[: record.PAGE], len(found) > record.PAGE
    older = _with(request.GET, before=shown[-1].seq) if more else None
    newest = _with(request.GET, before=None) if at is not None else None
    return page(
        request,
        "remember/index.html",
        {
            "form": form,
            "searched": any(wanted.values()),
            "found": shown,
            "older": older,
            "newest": newest,
            "size": record.size(),
            "checkpoint": record.latest_checkpoint(),
        },
    )


def entry(request: Request, seq: int) -> HttpResponse:
    """One entry: what, who, when, its proof, what it came from and what came of it."""
    viewer = request.actor.viewer
    found = queries.entry(seq, viewer, language())
    if found is None:
        raise Http404
    told, others = found
    checkpoint = record.checkpoint_covering(seq)
    return page(
        request,
        "remember/entry.html",
        {
            "one": told,
            "checkpoint": checkpoint,
            "proof": _proof(seq, checkpoint),
            "history": others,
            "provenance": queries.provenance(told.opened.entry.subject, viewer, language()),
            "canonical": encoded(told.opened.entry).decode(),
        },
    )


def entry_json(request: Request, seq: int) -> HttpResponse:
    """The same for a machine: canonical entry, payload and salt where the reader may see them, and the proof."""
    one = _entry(request, seq)
    checkpoint = record.checkpoint_covering(seq)
    proof = _proof(seq, checkpoint)
    return JsonResponse(
        {
            "schema": {"name": "comity.entry", "version": 1},
            "entry": encoded(one.entry).decode(),
            "payload": one.payload,
            "salt": one.salt,
            "proof": None
            if proof is None or checkpoint is None
            else {
                "size": proof.size,
                "leaf": proof.leaf.hex(),
                "path": [step.hex() for step in proof.path],
                "root": proof.root.hex(),
                "checkpoint": checkpoint.note,
            },
        },
        json_dumps_params={"ensure_ascii": False},
    )


def redact(request: Request, body: str, seq: int) -> HttpResponse:
    """Erase what an entry says, with a reason that stays."""
    one = _entry(request, seq)
    if one.entry.body != body or one.payload is None:
        raise Http404
    form = Redaction(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = acts.redact(request.actor.acting, one.entry, form.cleaned_data["reason"])
        messages.success(request, said("record.redact.done", seq=seq, entry=made.seq))
        return redirect(reverse("record.entry", kwargs={"seq": seq}))
    told = queries.as_told([one], language())[0]
    return page(request, "remember/redact.html", {"form": form, "one": told, "body": body}, 422 if form.errors else 200)


def _entry(request: Request, seq: int) -> Opened:
    found = record.one(seq, request.actor.viewer)
    if found is None:
        raise Http404
    return found


def _proof(seq: int, checkpoint: SignedCheckpoint | None) -> Proof | None:
    return None if checkpoint is None else record.proof(seq, checkpoint.size)


def _with(query: QueryDict, before: int | None) -> str:
    changed = query.copy()
    changed.pop("before", None)
    if before is not None:
        changed["before"] = str(before)
    return "?" + changed.urlencode()
