"""Checkpoints, the tree, and the record as one file to take away."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from comity.flow.remember.signing import to_base64
from comity.web.people.requests import Request
from comity.web.rooms.remember import bundles, witnesses
from comity.web.site.pages import page, said
from comity.web.spine.acts import checkpoints
from comity.web.spine.queries import record


def checkpoint(request: Request) -> HttpResponse:
    """The latest signed checkpoint, how to take the record away and how to check it."""
    latest = checkpoints.standing()
    return page(
        request,
        "remember/checkpoint.html",
        {
            "latest": latest,
            "size": record.size(),
            "keys": bundles.fingerprints(),
            "origin": bundles.origin(),
            "witnesses": witnesses.known(),
        },
    )


def checkpoint_note(request: Request) -> HttpResponse:
    """The latest signed checkpoint as it is signed."""
    latest = checkpoints.standing()
    if latest is None:
        raise Http404
    return HttpResponse(latest.note, content_type="text/plain; charset=utf-8")


def tile(request: Request, level: int, index: int) -> HttpResponse:
    """The hashes of one tile, for whoever checks the tree for themselves."""
    found = record.tile(level, index)
    if not found:
        raise Http404
    return HttpResponse(found, content_type="application/octet-stream")


def consistency(request: Request, first: int, second: int) -> HttpResponse:
    """That the first tree is the beginning of the second, as a witness takes it: a hash in base64 on each line."""
    if not first <= second <= record.size():
        raise Http404
    lines = [f"{to_base64(step)}\n" for step in record.consistency(first, second)]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


def bundle(request: Request) -> HttpResponseBase:
    """The whole record as one file: everything that is public, with proofs, for checking offline."""
    found = bundles.public()
    if found is None:
        messages.info(request, said("record.bundle.none"))
        return redirect("record.checkpoint")
    return FileResponse(found.open("rb"), as_attachment=True, filename=found.name, content_type="application/jsonl")
