"""The queue of texts that lack a wording in a language, and the form in which one is written."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comity.terms.errors import ComityError
from comity.web.people.requests import Request
from comity.web.place.consequence import refuse
from comity.web.place.forms.translations import Translating
from comity.web.place.here import Here, here, neighbourhood, receipt
from comity.web.site.pages import language, page
from comity.web.spine.acts import texts as acts
from comity.web.spine.acts.matters import audience_of
from comity.web.spine.acts.sendings import new_token, once
from comity.web.spine.models import Text, Wording
from comity.web.spine.queries import texts
from comity.web.spine.queries.matters import matter_with_text
from comity.web.spine.queries.texts import Pending, readings
from comity.web.spine.visibility import EVERYBODY, Audience
from comity.words import LANGUAGES, direction, resolve, tag

PAGE = 50
FEWEST_ROWS, MOST_ROWS, PER_ROW = 3, 24, 60


def queue(request: Request, body: str) -> HttpResponse:
    """What is missing or stale in one language, and how much there is of it in each."""
    near = neighbourhood(body)
    wanted, viewer = _language(request), request.actor.viewer
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 16 else 0
    rows = texts.pending(near.body, viewer, wanted, start, PAGE + 1)
    counts = texts.pending_counts(near.body, viewer, LANGUAGES)
    found = Here(near, readings(near.names, language()))
    return page(
        request,
        "place/translations.html",
        {
            "here": found,
            "crumbs": found.crumbs("translations.title"),
            "wanted": tag(wanted),
            "counts": [(tag(name), counts[name]) for name in LANGUAGES],
            "rows": rows[:PAGE],
            "after": f"?to={tag(wanted)}&after={rows[PAGE - 1].text}" if len(rows) > PAGE else "",
            "receipt": receipt(request),
        },
    )


def translate(request: Request, body: str, text: int) -> HttpResponse:
    """Original and translation side by side."""
    found = here(body)
    wanted, viewer = _language(request), request.actor.viewer
    one = texts.pending_one(found.body, viewer, text, wanted)
    if one is None or one.original.language == tag(wanted):
        raise Http404
    form = Translating(
        request.POST or None,
        language=tag(wanted),
        direction=direction(wanted),
        rows=_rows(one),
        initial={
            "content": one.translation.content if one.translation else "",
            "status": Wording.Status.HUMAN,
            "of_version": one.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once(
                request.actor.acting.person,
                request.POST.get("token") or new_token(),
                lambda: _entered(request, found, one, wanted, form),
            )
            return HttpResponseRedirect(outcome)
        except ComityError as error:
            refuse(form, error, {"text": "content"})
    context = {
        "here": found,
        "crumbs": found.crumbs("translations.one.title"),
        "one": one,
        "wanted": tag(wanted),
        "form": form,
        "token": new_token(),
        # What was typed renders what was on the page then; the page says where that has moved on since.
        "moved_on": form.is_bound and form["of_version"].value() not in (None, "", str(one.version)),
    }
    return page(request, "place/translation.html", context, status=422 if form.errors else 200)


def _entered(request: Request, found: Here, one: Pending, wanted: str, form: Translating) -> str:
    """Enter the translation, and go on to the next text that waits for one."""
    given = form.cleaned_data
    text = texts.text_of(one.text)
    if text is None:
        raise Http404
    entry = acts.enter_translation(
        request.actor.acting,
        text,
        given["content"],
        wanted,
        given["status"],
        of_version=given["of_version"],
        body=found.body.slug,
        audience=_audience(text),
    )
    return f"{reverse('body.translations', args=[found.body.slug])}?to={tag(wanted)}&receipt={entry.seq}"


def _audience(text: Text) -> Audience:
    """Whoever may see the matter or the group that a text belongs to may see what the record says of it."""
    matter = text.matter or matter_with_text(text.pk)
    if matter is not None:
        return audience_of(matter)
    group = texts.group_named(text.pk)
    return EVERYBODY if group is None else Audience("group", group=group)


def _language(request: Request) -> str:
    """The language to put texts into: the one asked for, the reader's otherwise."""
    asked = request.GET.get("to", "")
    return resolve(asked) if asked in [tag(name) for name in LANGUAGES] else language()


def _rows(one: Pending) -> int:
    return max(FEWEST_ROWS, min(MOST_ROWS, len(one.original.content) // PER_ROW + 2))
