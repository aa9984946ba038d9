"""Writing a text, its next version, and its translations."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from comity.terms.errors import ComityError
from comity.web.spine.models import Text, Wording
from comity.words import tag

LONGEST = 20_000


def write(content: str, language: str, author: str) -> Text:
    """A new text in its original language. Errors: `text.empty`, `text.too_long`."""
    with transaction.atomic():
        text = Text.objects.create(original=tag(language))
        _add(text, content, language, author, Wording.Status.AUTHENTIC, 1, None)
    return text


def write_in_all(contents: Mapping[str, str], original: str, author: str) -> Text:
    """A new text whose wordings in all given languages are authentic."""
    with transaction.atomic():
        text = Text.objects.create(original=tag(original))
        for language, content in contents.items():
            _add(text, content, language, author, Wording.Status.AUTHENTIC, 1, None)
    return text


def revise(text: Text, content: str, author: str) -> Wording:
    """The next version of the original; translations of the earlier one become stale."""
    with transaction.atomic():
        version = _next_version(text, text.original)
        return _add(text, content, text.original, author, Wording.Status.AUTHENTIC, version, None)


def translate(text: Text, content: str, language: str, author: str, status: str = Wording.Status.HUMAN) -> Wording:
    """A wording in another language, of the present version of the original. Errors: `text.is_original`."""
    if tag(language) == text.original:
        raise ComityError("text.is_original", language=language)
    with transaction.atomic():
        of_version = text.wordings.filter(language=text.original).aggregate(latest=Max("version"))["latest"]
        version = _next_version(text, tag(language))
        return _add(text, content, language, author, status, version, of_version)


def _next_version(text: Text, language: str) -> int:
    latest = text.wordings.filter(language=language).aggregate(latest=Max("version"))["latest"]
    return int(latest or 0) + 1


def _add(
    text: Text, content: str, language: str, author: str, status: str, version: int, of_version: int | None
) -> Wording:
    content = content.strip()
    if not content:
        raise ComityError("text.empty")
    if len(content) > LONGEST:
        raise ComityError("text.too_long", found=len(content), most=LONGEST)
    text.wordings.filter(language=tag(language), current=True).update(current=False)
    return Wording.objects.create(
        text=text,
        language=tag(language),
        version=version,
        content=content,
        status=status,
        of_version=of_version,
        author=author,
    )
