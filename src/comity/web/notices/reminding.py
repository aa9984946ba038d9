"""What the clock has to tell: deadlines that come near, texts that lack a wording, a record that goes unsigned.

Any part of the web application may have a module `awaiting` with

    AWAITED = {"inquiry": acted}     kind of matter -> function of the matter that says who has acted already (`Acted`)

found by listing the parts. Of other matters, whoever has an entry of theirs about the matter in the record has acted.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils import timezone

from comity.terms.record import SYSTEM
from comity.web.notices.happenings import Acted, Happening
from comity.web.notices.kinds import kinds
from comity.web.notices.models import Mark
from comity.web.notices.spreading import give
from comity.web.people.models import Capacity
from comity.web.spine.acting import Viewer
from comity.web.spine.acts.matters import audience_of
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import Body, Entry, Matter
from comity.web.spine.queries.record import latest_checkpoint, size
from comity.web.spine.queries.texts import pending_counts
from comity.words import LANGUAGES

BEFORE = datetime.timedelta(hours=48)
"""So early that who gets a digest a day has it a day before."""
UNSIGNED = datetime.timedelta(hours=1)
"""How long entries may stand without a signed checkpoint over them."""
Asked = Callable[[Matter], Acted]


@cache
def awaited() -> Mapping[str, Asked]:
    """Kind of matter -> who has acted, of all parts."""
    found: dict[str, Asked] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.awaiting"
        if config.name.startswith("comity.web.") and find_spec(name) is not None:
            found.update(import_module(name).AWAITED)
    return found


def remind() -> int:
    """Remind of the deadlines that come near those who have not acted. Returns how many were reminded."""
    now = timezone.now()
    coming = Matter.objects.filter(state=Matter.State.OPEN, deadline__gt=now, deadline__lte=now + BEFORE)
    reminded = 0
    for matter in coming.select_related("body", "party").order_by("deadline", "pk"):
        if matter.deadline is not None and _is_time(matter.created, matter.deadline, now):
            key = f"deadline:{matter.pk}:{matter.deadline:%Y%m%dT%H%M%SZ}"
            reminded += _once(key, partial(_of_deadline, matter, key))
    return reminded


def ask_for_translations() -> int:
    """Tell translators once a week what is missing. Returns how many were told."""
    year, week, _ = timezone.now().isocalendar()
    told = 0
    bodies = Capacity.objects.filter(translates=True, end=None).exclude(body=None).values("body")
    for body in Body.objects.filter(pk__in=bodies).order_by("pk"):
        told += _once(f"translation:{body.slug}:{year}-{week}", partial(_of_texts, body, f"{year}-{week}"))
    return told


def watch_record() -> int:
    """Tell those who run the installation where the record has gone on without being signed; once for each checkpoint
    that is late. Returns how many were told."""
    latest = latest_checkpoint()
    covered = latest.size if latest is not None else 0
    waiting = Entry.objects.filter(seq=covered, time__lt=stamp(timezone.now() - UNSIGNED)).first()
    if waiting is None:
        return 0
    parameters = {"n": size() - covered, "since": waiting.time}
    one = Happening(kinds()["record.unsigned"], f"unsigned:{covered}", parameters=parameters)
    return _once(one.key, partial(give, one))


def _once(name: str, done: Callable[[], int]) -> int:
    if Mark.objects.filter(name=name).exists():
        return 0
    count = done()
    Mark.objects.get_or_create(name=name, defaults={"done": timezone.now()})
    return count


def _is_time(opened: datetime.datetime, deadline: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether it is time for a reminder: `BEFORE` the deadline, and where there was less time, at half of it."""
    return now >= max(deadline - BEFORE, opened + (deadline - opened) / 2)


def _of_deadline(matter: Matter, key: str) -> int:
    acted = awaited().get(matter.kind, _by_record)(matter)
    return sum(
        give(
            Happening(
                kind=kinds()[name],
                key=key,
                body=matter.body.slug,
                matter=matter.pk,
                audience=audience_of(matter),
                due=matter.deadline,
                acted=acted,
            )
        )
        for name in ("deadline.binding", "deadline")
    )


def _by_record(matter: Matter) -> Acted:
    """Who has an entry about the matter in the record, but for those that opened and moved it."""
    rows = Entry.objects.filter(subject=f"matter:{matter.pk}").exclude(kind__startswith="matter.").exclude(actor=SYSTEM)
    pairs = list(rows.values_list("actor", "party").distinct())
    return Acted(frozenset(actor for actor, _ in pairs), frozenset(party for _, party in pairs if party))


def _of_texts(body: Body, week: str) -> int:
    counts = pending_counts(body, Viewer(bodies=frozenset([body.slug])), LANGUAGES)
    missing = {language: n for language, n in counts.items() if n}
    if not missing:
        return 0
    parameters = {"n": sum(missing.values()), "languages": list(missing)}
    key = f"translation:{body.slug}:{week}"
    return give(Happening(kinds()["translation.wanted"], key, body.slug, parameters=parameters))
