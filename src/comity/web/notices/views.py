"""The pages of notices: what there is, what one gets and how, switching off, and mails that need somebody's eyes."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from comity.terms.errors import ComityError
from comity.web.notices import acts, queries
from comity.web.notices.forms import BodyForm, ChoicesForm, MatterForm
from comity.web.notices.kinds import kinds
from comity.web.notices.mail import links
from comity.web.notices.wording import tell
from comity.web.people.models import Person
from comity.web.people.names import masked
from comity.web.people.requests import Request
from comity.web.people.speech import explained, here, said
from comity.web.spine.models import Matter
from comity.web.spine.queries.bodies import body_of
from comity.web.spine.queries.matters import matter_of
from comity.web.spine.queries.texts import readings


@never_cache
def notices(request: Request) -> HttpResponse:
    """All notices, the unread first."""
    person, capacities = _person(request), request.actor.capacities
    page = queries.page(person, capacities, request.GET.get("after", ""))
    told = tell(page.notices, here())
    context = {
        "unread_here": [one for one in told if one.notice.read is None],
        "read_here": [one for one in told if one.notice.read is not None],
        "after": page.after,
        "first": "after" not in request.GET,
        "latest": max((one.pk for one in page.notices), default=0),
        "mailbox": queries.mailbox_of(person),
        "address": masked(person.email or ""),
    }
    return render(request, "notices/notices.html", context)


def read(request: Request, notice: int) -> HttpResponse:
    """Mark one as read."""
    acts.mark_read(_person(request), notice)
    return HttpResponseRedirect(reverse("notices"))


def read_all(request: Request) -> HttpResponse:
    """Mark all as read that were there when the page was made."""
    upto = request.POST.get("upto", "")
    if upto.isdecimal() and len(upto) < 19:
        count = acts.mark_all_read(_person(request), int(upto))
        messages.success(request, said("notices.all_read", n=count))
    return HttpResponseRedirect(reverse("notices"))


@never_cache
def open_notice(request: Request, notice: int) -> HttpResponse:
    """To where one can act on a notice, which is read from then on."""
    person = _person(request)
    found = queries.notice_of(person, request.actor.capacities, notice)
    if found is None:
        raise Http404
    acts.mark_read(person, notice)
    return HttpResponseRedirect(tell([found], here())[0].path)


@never_cache
def settings(request: Request) -> HttpResponse:
    """What reaches the person and how, by kind of notice and by body."""
    person = _person(request)
    made = queries.choices(person, request.actor.capacities)
    form = ChoicesForm(request.POST if request.method == "POST" else None, made)
    if request.method == "POST" and form.is_valid():
        try:
            acts.choose(person, form.kinds)
            for heard in made.bodies:
                if heard.body.slug in form.bodies:
                    acts.choose_for_body(person, heard.body, form.bodies[heard.body.slug], heard.concerned)
            messages.success(request, said("notices.chosen"))
            return HttpResponseRedirect(reverse("notices.settings"))
        except ComityError as error:
            form.refuse(explained(error))
    context = {
        "form": form,
        "made": made,
        "texts": readings(made.texts, here()),
        "mailbox": queries.mailbox_of(person),
        "address": masked(person.email or ""),
    }
    return render(request, "notices/settings.html", context, status=422 if form.errors else 200)


def mail_on(request: Request) -> HttpResponse:
    """Mail the person's address again."""
    acts.switch_mail_on(_person(request))
    messages.success(request, said("notices.mail_on.done"))
    return HttpResponseRedirect(reverse("notices.settings"))


@never_cache
def body_follow(request: Request, body: str) -> HttpResponse:
    """What the person wants to hear of one body."""
    person, found = _person(request), body_of(body)
    if found is None:
        raise Http404
    made = queries.choices(person, request.actor.capacities, also=found)
    heard = next(one for one in made.bodies if one.body.pk == found.pk)
    form = BodyForm(request.POST if request.method == "POST" else None, heard)
    if request.method == "POST" and form.is_valid():
        acts.choose_for_body(person, found, form.cleaned_data["channel"], heard.concerned)
        messages.success(request, said("notices.chosen"))
        return HttpResponseRedirect(reverse("body.follow", args=[body]))
    name = readings([found.name_id], here()).get(found.name_id)
    context = {"form": form, "body": found, "name": name, "heard": heard}
    return render(request, "notices/body.html", context, status=422 if form.errors else 200)


@never_cache
def matter_follow(request: Request, matter: int) -> HttpResponse:
    """Whether the person follows one matter."""
    person = _person(request)
    found = matter_of(matter, request.actor.viewer)
    if found is None:
        raise Http404
    form = _matter_form(request, person, found)
    if request.method == "POST" and form.is_valid():
        acts.follow_matter(person, found, MatterForm.VALUES[form.cleaned_data["follow"]])
        messages.success(request, said("notices.chosen"))
        return HttpResponseRedirect(reverse("matter.follow", args=[matter]))
    context = {"form": form, "matter": found, "title": readings([found.title_id], here()).get(found.title_id)}
    return render(request, "notices/matter.html", context, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
def off(request: Request, signed: str) -> HttpResponse:
    """Switch mail off by a link, without signing in: shown first, done when sent, and undone with one touch.

    A program for mail sends the form itself (RFC 8058). The link is all the authority there is, so a form from
    elsewhere can do no more than whoever holds the link.
    """
    link = links.read(signed)
    if link is None:
        raise Http404
    if request.method == "POST" and "undo" in request.POST:
        acts.restore(link.person, links.changes_in(request.POST["undo"], link.person))
        return HttpResponseRedirect(f"{request.path}?undone=1")
    if request.method == "POST":
        changes = acts.switch_off(link.person, link.wanted)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(said("off.done.title"), content_type="text/plain; charset=utf-8")
        return HttpResponseRedirect(f"{request.path}?done={links.undoing(link.person, changes)}")
    done = request.GET.get("done", "")
    changes = links.changes_in(done, link.person)
    context = {
        "link": link,
        "masked": masked(link.person.email or ""),
        "names": [name for name in link.wanted if name in kinds()],
        "done": bool(done),
        "changed": [kind for kind, _, _ in changes if kind],
        "undo": done if changes else "",
        "undone": "undone" in request.GET,
    }
    return render(request, "notices/off.html", context)


@never_cache
def mails(request: Request) -> HttpResponse:
    """For whoever runs the installation: what became of mails, and those that need a decision."""
    rows = [(one, masked(one.address or one.person.email or "")) for one in queries.uncertain_mails()]
    return render(request, "notices/mails.html", {"mails": rows, "counts": queries.mail_counts()})


def mail(request: Request, mail: int) -> HttpResponse:
    """Send one mail again, or let it be."""
    try:
        if request.POST.get("what") == "again":
            acts.send_again(mail)
            messages.success(request, said("mails.again.done"))
        else:
            acts.leave(mail)
            messages.success(request, said("mails.leave.done"))
    except ComityError as error:
        messages.error(request, explained(error))
    return HttpResponseRedirect(reverse("notices.mails"))


def _matter_form(request: Request, person: Person, matter: Matter) -> MatterForm:
    follows = queries.follows_matter(person, matter)
    now = next(name for name, value in MatterForm.VALUES.items() if value is follows)
    return MatterForm(request.POST if request.method == "POST" else None, initial={"follow": now})


def _person(request: Request) -> Person:
    """Who is signed in; the permission table has seen to it that somebody is."""
    if request.actor.person is None:
        raise Http404
    return request.actor.person
