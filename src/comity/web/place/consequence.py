"""Acts of consequence, step by step: the form, what exactly would be written in the record, and the receipt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from comity.terms.errors import ComityError
from comity.terms.record import Entry, Opened
from comity.web.people.requests import Request
from comity.web.site.pages import language, page
from comity.web.spine.acts.rehearsing import rehearse
from comity.web.spine.acts.sendings import new_token, once
from comity.web.spine.telling import told
from comity.words import explain

CONFIRM, BACK, TOKEN, IN_NAME = "confirm", "back", "token", "in_name"
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", CONFIRM, BACK, TOKEN, IN_NAME})
SHOWN_AT_MOST = 300


@dataclass(frozen=True)
class Step:
    """An act that a form asks for.

    form: bound where something was sent; act: does it and returns the entry that tells of it, the first of several;
    done: address of the page that follows; template: of the page with the form; context: of that page, also of the one
    between; fields: code of an error, or its area -> the field it belongs beside.
    """

    form: BaseForm
    act: Callable[[], Entry]
    done: Callable[[], str]
    template: str
    context: Mapping[str, object]
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """An entry to be: what it says, its kind and what it is about."""

    sentence: str
    kind: str
    subject: str


def take(request: Request, step: Step) -> HttpResponse:
    """The page with the form, the page that shows what would be written, or the way to the receipt."""
    form = step.form
    if request.method != "POST" or BACK in request.POST or not form.is_valid():
        return _form(request, step)
    try:
        # Whoever switched elsewhere meanwhile is shown again in whose name it would be.
        if CONFIRM not in request.POST or request.POST.get(IN_NAME) not in (None, _name(request)):
            return _preview(request, step)
        outcome = once(request.actor.acting.person, request.POST.get(TOKEN) or new_token(), lambda: _done(step))
    except ComityError as error:
        refuse(form, error, step.fields)
        return _form(request, step)
    return HttpResponseRedirect(outcome)


def refuse(form: BaseForm, error: ComityError, fields: Mapping[str, str]) -> None:
    """Put what is wrong beside the field it belongs to, or above the form."""
    beside = fields.get(error.code) or fields.get(error.code.partition(".")[0])
    form.add_error(beside if beside in form.fields else None, explain(error, language()))


def lines(entries: Sequence[Opened]) -> list[Line]:
    """The entries to be, as the page tells of them."""
    return [
        Line(sentence, one.entry.kind, one.entry.subject)
        for one, (sentence, _) in zip(entries, told(entries, language()), strict=True)
    ]


def _name(request: Request) -> str:
    """In whose name the request acts, as the page carries it."""
    acting = request.actor.acting
    return f"{acting.capacity} {acting.party} {acting.body}"


def _done(step: Step) -> str:
    with transaction.atomic():
        entry = step.act()
        there = step.done()
    return f"{there}{'&' if '?' in there else '?'}{urlencode({'receipt': entry.seq})}"


def _form(request: Request, step: Step) -> HttpResponse:
    status = 422 if step.form.errors else 200
    return page(request, step.template, {**step.context, "form": step.form}, status=status)


def _preview(request: Request, step: Step) -> HttpResponse:
    written = rehearse(step.act, lines)
    overruled: Mapping[str, str] = getattr(step.form, "carried", dict)()
    carried = [
        (name, overruled.get(name, value))
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    context = {
        **step.context,
        "written": written[:SHOWN_AT_MOST],
        "further": max(0, len(written) - SHOWN_AT_MOST),
        "carried": carried,
        "token": new_token(),
        "in_name": _name(request),
    }
    return page(request, "place/written.html", context)
