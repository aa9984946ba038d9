"""Pages of a body's charter: to read, to compare, and to change."""

import json

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse

from comity import charts
from comity.procedure import STANDARD, parse, standard
from comity.terms.record import Entry
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place import charter_reading
from comity.web.place.consequence import Step, take
from comity.web.place.forms.charters import Chartering
from comity.web.place.here import Here, here, receipt
from comity.web.site.pages import page
from comity.web.spine.acts import charters as acts
from comity.web.spine.models import Charter
from comity.web.spine.queries import charters


def charter(request: Request, body: str) -> HttpResponse:
    """The charter in force, or how a body without one comes to one."""
    found = here(body)
    return _page(request, found, charters.charter_of(found.body))


def version(request: Request, body: str, version: int) -> HttpResponse:
    """One version of the charter."""
    found = here(body)
    return _page(request, found, _version(found, version))


def data(request: Request, body: str, version: int) -> JsonResponse:
    """The document of one version, as it was adopted."""
    found = here(body)
    return JsonResponse(
        _version(found, version).document, json_dumps_params={"ensure_ascii": False, "indent": 2, "sort_keys": True}
    )


def changes(request: Request, body: str, version: int) -> HttpResponse:
    """What one version changed in an earlier one: the one before it, or the one that the address names."""
    found = here(body)
    after = _version(found, version)
    asked = request.GET.get("from", "")
    earlier = int(asked) if asked.isdecimal() and len(asked) < 8 else version - 1
    before = charters.charter_of(found.body, earlier) if 0 < earlier < version else None
    return page(
        request,
        "place/charter_changes.html",
        {
            "here": found,
            "crumbs": found.crumbs("charter.title", "charter.changes.title"),
            "after": after,
            "before": before,
            "lines": charter_reading.difference(before.document if before else None, after.document),
        },
    )


def stylesheet(request: Request) -> HttpResponse:
    """The style rules of the drawings."""
    return HttpResponse(
        charts.stylesheet(), content_type="text/css", headers={"Cache-Control": "public, max-age=86400"}
    )


def edit(request: Request, body: str) -> HttpResponse:
    """Write or change the charter, with everything the check finds beside it."""
    found = here(body)
    present = charters.charter_of(found.body)
    form = Chartering(
        request.POST or None,
        request.FILES or None,
        initial={"document": _pretty(_start(request, present))},
    )
    context = {
        "here": found,
        "crumbs": found.crumbs("charter.title", "charter.edit.title"),
        "present": present,
        "templates": charter_reading.standards(),
        "checked": _Checked(form),
    }

    def act() -> Entry:
        return acts.adopt(request.actor.acting, found.body, form.content).entry

    done = "place/charter_edit.html"
    fields = {"charter": "document"}
    return take(request, Step(form, act, lambda: reverse("body.charter", args=[body]), done, context, fields))


class _Checked:
    """What the check of a form found and what was read of it, told once the form has been checked."""

    def __init__(self, form: Chartering) -> None:
        self._form = form

    def findings(self) -> list[charter_reading.Told]:
        """Everything the check found, as sentences."""
        return charter_reading.findings(self._form.findings)

    def procedures(self) -> list[charter_reading.Shown]:
        """The procedures, drawn, where the document could be read and something in it is wrong or doubtful."""
        read = self._form.charter
        return charter_reading.procedures(read) if read is not None and self._form.findings else []


def _page(request: Request, found: Here, one: Charter | None) -> HttpResponse:
    context: dict[str, object] = {
        "here": found,
        "crumbs": found.crumbs("charter.title"),
        "charter": one,
        "versions": charters.versions_of(found.body),
        "may_change": Role.OFFICER in request.roles,
        "receipt": receipt(request),
    }
    if one is not None:
        read = parse(one.document)
        context |= charter_reading.parts(read) | {"procedures": charter_reading.procedures(read)}
    return page(request, "place/charter.html", context)


def _version(found: Here, version: int) -> Charter:
    one = charters.charter_of(found.body, version)
    if one is None:
        raise Http404
    return one


def _start(request: Request, present: Charter | None) -> dict[str, object]:
    """What the form starts from: the charter that the reader asked for, the one in force, or the standard one."""
    asked = request.GET.get("from", "")
    if asked in STANDARD:
        return standard(asked)
    return dict(present.document) if present is not None else standard()


def _pretty(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
