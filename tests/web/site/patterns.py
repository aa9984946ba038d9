"""A page with every component in every state, for tests and for whoever looks at one: route "patterns".

It is served beside the real pages; the permission table of the product does not know it.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web import urls
from comity.web.site.refusals import not_allowed
from comity.web.spine.queries.texts import Reading

SOURCE = Path(__file__).with_name("patterns.html")
FRENCH = Reading(1, "Les membres publient chaque année un état de leurs engagements.", "fr", "ltr", "authentic")
ARABIC = Reading(2, "ينشر الأعضاء كل عام بيانًا عن التزاماتهم، ويُحال إلى الأمانة.", "ar", "rtl", "authentic")


def _translated(status: str, stale: bool = False, original: Reading = FRENCH) -> Reading:
    words = "Members publish a statement of their commitments every year."
    return Reading(1, words, "en", "ltr", status, stale, original=original)


READINGS = {
    "here": Reading(3, "Members meet twice a year.", "en", "ltr", "authentic"),
    "authentic": _translated("authentic"),
    "human": _translated("human", original=ARABIC),
    "machine": _translated("machine"),
    "stale": _translated("human", stale=True),
    "only": ARABIC,
    "french": FRENCH,
}


class Example(forms.Form):
    """One field of each kind."""

    use_required_attribute = False
    name = forms.CharField(label="Name of the working group", max_length=60)
    purpose = forms.CharField(label="Purpose", widget=forms.Textarea, required=False, help_text="One paragraph.")
    day = forms.DateField(label="First meeting", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    tier = forms.ChoiceField(label="Tier", choices=[("global", "Global"), ("regional", "Regional")])
    who = forms.ChoiceField(
        label="Who may see it", widget=forms.RadioSelect, choices=[("all", "Everybody"), ("body", "Members")]
    )
    languages = forms.MultipleChoiceField(
        label="Languages", widget=forms.CheckboxSelectMultiple, choices=[("en", "English"), ("fr", "français")]
    )
    agreed = forms.BooleanField(label="The members have been told")


@dataclass(frozen=True)
class Here:
    name: str
    address: str


def show(request: HttpRequest) -> HttpResponse:
    """The page, with the frame that every page has."""
    now = timezone.now()
    context = {
        "here": Here("G20", "/en/"),
        "readings": READINGS,
        "form": Example(prefix="one"),
        "wrong": Example({"two-name": "x" * 61, "two-day": ""}, prefix="two"),
        "entry": Entry(
            1234, "2026-11-24T18:00:00.000000Z", "0" * 32, "", "", "g20", "membership.opened", "body:g20", ""
        ),
        "moments": {
            "soon": now + datetime.timedelta(hours=20),
            "later": now + datetime.timedelta(days=11),
            "past": now - datetime.timedelta(days=2),
        },
    }
    if request.method == "POST":
        return HttpResponse("taken")
    template = engines["jinja2"].from_string(SOURCE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request))


def refuse(request: HttpRequest) -> HttpResponse:
    """What somebody sees who may not."""
    return not_allowed(request)


def take(request: HttpRequest) -> HttpResponse:
    """Takes what a form sends and cannot do it."""
    raise ComityError("text.too_long", found=12, most=10)


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake."""
    raise RuntimeError("a mistake")


PAGES = [
    path("patterns/", show, name="patterns"),
    path("patterns/refused/", refuse, name="patterns.refused"),
    path("patterns/taken/", take, name="patterns.taken"),
    path("patterns/broken/", broken, name="patterns.broken"),
]
ROUTES = tuple(one.name for one in PAGES)
urlpatterns = [*i18n_patterns(path("", include(PAGES))), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
