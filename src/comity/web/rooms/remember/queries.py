"""Reading the memory: what a search finds, and where an entry came from and what came of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from comity.terms.record import Opened
from comity.web.spine.acting import Viewer
from comity.web.spine.models import Link, Matter
from comity.web.spine.queries import record
from comity.web.spine.queries.texts import Reading, readings
from comity.web.spine.search import matching
from comity.web.spine.telling import told
from comity.web.spine.visibility import entries_read_by, matters_seen_by


@dataclass(frozen=True)
class Told:
    """An entry, the sentence it is told with, and in whose name it was made."""

    opened: Opened
    sentence: str
    who: str

    @property
    def seq(self) -> int:
        """Where it stands in the record."""
        return self.opened.entry.seq


@dataclass(frozen=True)
class Provenance:
    """The matter an entry is about, what it came from and what came of it, as far as the viewer may see."""

    matter: Matter | None
    title: Reading | None
    comes_from: tuple[tuple[Matter, Reading], ...]
    leads_to: tuple[tuple[Matter, Reading], ...]


def search(
    wanted: Mapping[str, object], viewer: Viewer, language: str, before: int | None, most: int = record.PAGE + 1
) -> list[Told]:
    """The entries that meet all that is `wanted`, the newest first, as many as `most`.

    Words are found only in what the viewer may read; that an act took place is no secret.
    """
    chosen = _chosen(wanted)
    words = str(wanted.get("q") or "")
    if words.strip():
        chosen &= matching(words) & entries_read_by(viewer)
    found = record.page(viewer, chosen, before=before, most=most)
    return as_told(found, language)


def as_told(found: list[Opened], language: str) -> list[Told]:
    """Each entry with its sentence."""
    return [Told(one, *spoken) for one, spoken in zip(found, told(found, language), strict=True)]


def entry(seq: int, viewer: Viewer, language: str) -> tuple[Told, list[Told]] | None:
    """The entry `seq`, and what else happened to its subject, the oldest first."""
    found = as_told(record.with_others(seq, viewer), language)
    return (found[0], found[1:]) if found and found[0].seq == seq else None


def provenance(subject: str, viewer: Viewer, language: str) -> Provenance:
    """Where the matter of an entry came from, and what came of it."""
    kind, _, number = subject.partition(":")
    if kind != "matter" or not number.isdecimal():
        return Provenance(None, None, (), ())
    seen = matters_seen_by(viewer)
    matter = Matter.objects.filter(seen, pk=int(number)).first()
    if matter is None:
        return Provenance(None, None, (), ())
    links = list(Link.objects.filter(Q(source=matter) | Q(target=matter)).values_list("source", "target"))
    around = Matter.objects.filter(seen, pk__in={end for link in links for end in link if end != matter.pk})
    near = {one.pk: one for one in around}
    read = readings([matter.title_id, *(one.title_id for one in near.values())], language)

    def those(ends: list[int]) -> tuple[tuple[Matter, Reading], ...]:
        return tuple((near[end], read[near[end].title_id]) for end in ends if end in near)

    before = those([source for source, target in links if target == matter.pk])
    after = those([target for source, target in links if source == matter.pk])
    return Provenance(matter, read[matter.title_id], before, after)


def _chosen(wanted: Mapping[str, object]) -> Q:
    chosen = Q()
    if wanted.get("kind"):
        chosen &= Q(kind__startswith=f"{wanted['kind']}.")
    for name in ("body", "party"):
        if wanted.get(name):
            chosen &= Q(**{name: wanted[name]})
    since, until = wanted.get("since"), wanted.get("until")
    if isinstance(since, datetime.date):
        chosen &= Q(time__gte=since.isoformat())
    if isinstance(until, datetime.date):
        chosen &= Q(time__lt=(until + datetime.timedelta(days=1)).isoformat())
    return chosen
