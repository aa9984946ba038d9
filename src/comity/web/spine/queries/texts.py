"""Reading texts in the reader's language, with where the wording comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from comity.web.spine.models import Wording
from comity.words import direction, tag


@dataclass(frozen=True)
class Reading:
    """A text as a reader meets it.

    content, language, direction: what is shown first; status: authentic, human or machine; stale: whether the original
    has moved on since this translation; original: the wording it was first written in, or None where that is what is
    shown.
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
    for wording in Wording.objects.filter(text__in=wanted, current=True).select_related("text"):
        found.setdefault(wording.text_id, {})[wording.language] = wording
        originals[wording.text_id] = wording.text.original
    return {text: _reading(wordings, originals[text], tag(language)) for text, wordings in found.items()}


def _reading(wordings: dict[str, Wording], first: str, language: str) -> Reading:
    original = wordings[first]
    chosen = wordings.get(language, original)
    source = None if chosen is original else _as_read(original, None)
    stale = chosen.of_version is not None and chosen.of_version < original.version
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
