"""Reading texts in the reader's language, with where the wording comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from comity.web.spine.acting import Viewer
from comity.web.spine.models import Body, Group, Matter, Text, Wording
from comity.web.spine.visibility import matters_seen_by
from comity.words import direction, tag


@dataclass(frozen=True)
class Reading:
    """A text as a reader meets it.

    content, language, direction: what is shown first; status: authentic, human or machine; stale: whether the original
    has moved on since this translation; original: the wording it was first written in, or None where what is shown is
    authentic itself.
    """

    text: int
    content: str
    language: str
    direction: str
    status: str
    stale: bool = False
    author: str = ""
    original: "Reading | None" = None

    def __str__(self) -> str:
        return self.content


def readings(texts: Iterable[int | None], language: str) -> dict[int, Reading]:
    """Id of each text -> how a reader of `language` reads it: in that language where there is a wording, otherwise in
    the original. One query, however many."""
    wanted = {text for text in texts if text is not None}
    if not wanted:
        return {}
    found: dict[int, dict[str, Wording]] = {}
    originals: dict[int, str] = {}
    either = Q(language=tag(language)) | Q(language=F("text__original"))
    for wording in Wording.objects.filter(either, text__in=wanted, current=True).select_related("text"):
        found.setdefault(wording.text_id, {})[wording.language] = wording
        originals[wording.text_id] = wording.text.original
    return {text: _reading(wordings, originals[text], tag(language)) for text, wordings in found.items()}


def _reading(wordings: dict[str, Wording], first: str, language: str) -> Reading:
    original = wordings[first]
    chosen = wordings.get(language, original)
    stale = chosen.of_version is not None and chosen.of_version < original.version
    # Wordings that are authentic in several languages are originals, all of them, while they say the same.
    own = chosen is original or (chosen.status == Wording.Status.AUTHENTIC and not stale)
    source = None if own else _as_read(original, None)
    return _as_read(chosen, source, stale)


def _as_read(wording: Wording, original: Reading | None, stale: bool = False) -> Reading:
    return Reading(
        text=wording.text_id,
        content=wording.content,
        language=wording.language,
        direction=direction(wording.language),
        status=wording.status,
        stale=stale,
        author=wording.author,
        original=original,
    )


@dataclass(frozen=True)
class Pending:
    """A text that lacks a wording in one language, or whose wording there renders an earlier version.

    original: as first written, in its present version; version: the number of that version; translation: what there is
    in the language wanted, None where there is nothing; matter: the matter it belongs to, None for what the body itself
    is called.
    """

    text: int
    original: Reading
    version: int
    translation: Reading | None
    matter: int | None

    @property
    def stale(self) -> bool:
        """Whether there is a wording, of an earlier version."""
        return self.translation is not None and self.translation.stale


def texts_of(body: Body, viewer: Viewer) -> QuerySet[Text]:
    """The texts that belong to a body and that the reader may see: what it is called, and what was written in those of
    its matters and small groups that are not closed to the reader."""
    matters = Matter.objects.filter(matters_seen_by(viewer), body=body)
    return Text.objects.filter(
        Q(pk__in=[body.name_id, body.purpose_id])
        | Q(pk__in=matters.values("title"))
        | Q(pk__in=matters.exclude(summary=None).values("summary"))
        | Q(matter__in=matters.values("pk"))
        | Q(pk__in=Group.objects.filter(body=body, pk__in=viewer.groups).values("name"))
    )


def pending(body: Body, viewer: Viewer, language: str, after: int, most: int) -> list[Pending]:
    """The texts of the body that lack a fresh wording in `language`, in the order they were written, those behind the
    text `after`. Two queries."""
    found = _pending(body, viewer, language).filter(pk__gt=after).order_by("pk")
    texts = list(found.values_list("pk", "matter_id")[:most])
    return _as_pending(dict(texts), language)


def pending_one(body: Body, viewer: Viewer, text: int, language: str) -> Pending | None:
    """One text of the body, whether or not it lacks a wording in `language`; None where there is none such."""
    found = dict(texts_of(body, viewer).filter(pk=text).values_list("pk", "matter_id"))
    return next(iter(_as_pending(found, language)), None)


def pending_counts(body: Body, viewer: Viewer, languages: Iterable[str]) -> dict[str, int]:
    """Language -> how many texts of the body lack a fresh wording in it. One query."""
    counts = {
        tag(language).replace("-", "_").lower(): Count("pk", filter=_lacks(tag(language))) for language in languages
    }
    found = texts_of(body, viewer).aggregate(**counts)
    return {language: found[tag(language).replace("-", "_").lower()] for language in languages}


def text_of(number: int) -> Text | None:
    """The text with this number."""
    return Text.objects.filter(pk=number).select_related("matter", "matter__body", "matter__party").first()


def wordings_of(text: int) -> dict[str, str]:
    """Language -> content of each wording in force."""
    return dict(Wording.objects.filter(text=text, current=True).values_list("language", "content"))


def _pending(body: Body, viewer: Viewer, language: str) -> QuerySet[Text]:
    return texts_of(body, viewer).filter(_lacks(tag(language)))


def _lacks(language: str) -> Q:
    """The condition on texts that they were not first written in `language` and have no fresh wording in it."""
    later = Wording.objects.filter(
        text=OuterRef("text"),
        language=OuterRef("text__original"),
        current=True,
        version__gt=OuterRef("of_version"),
    )
    fresh = Wording.objects.filter(~Exists(later), text=OuterRef("pk"), language=language, current=True)
    return ~Q(original=language) & ~Q(Exists(fresh))


def _as_pending(texts: Mapping[int, int | None], language: str) -> list[Pending]:
    rows: dict[int, dict[str, Wording]] = {}
    wanted = Q(language=tag(language)) | Q(language=F("text__original"))
    for one in Wording.objects.filter(wanted, text__in=texts, current=True).select_related("text"):
        rows.setdefault(one.text_id, {})[one.language] = one
    found = []
    for text, wordings in sorted(rows.items()):
        first = next(one for one in wordings.values() if one.language == one.text.original)
        other = wordings.get(tag(language)) if tag(language) != first.language else None
        stale = other is not None and other.of_version is not None and other.of_version < first.version
        found.append(
            Pending(
                text=text,
                original=_as_read(first, None),
                version=first.version,
                translation=None if other is None else _as_read(other, None, stale),
                matter=texts[text],
            )
        )
    return found


def group_named(text: int) -> int | None:
    """Id of the small group that this text names; None where it names none."""
    return Group.objects.filter(name=text).values_list("pk", flat=True).first()
