"""Writing a text, its next version, and its translations."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Text, Wording
from comity.web.spine.visibility import EVERYBODY, Audience
from comity.words import clean, tag

LONGEST = 20_000


def in_one_line(names: Mapping[str, str]) -> dict[str, str]:
    """Names by language as they may be kept: each on one line, with nothing that breaks or turns it."""
    return {tag(language): " ".join(clean(name).split()) for language, name in names.items()}


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
            of_version = None if tag(language) == tag(original) else 1
            _add(text, content, language, author, Wording.Status.AUTHENTIC, 1, of_version)
    return text


def revise(text: Text, content: str, author: str) -> Wording:
    """The next version of the original; translations of the earlier one become stale."""
    with transaction.atomic():
        _hold(text)
        return _add(
            text,
            content,
            text.original,
            author,
            Wording.Status.AUTHENTIC,
            _latest(text, text.original) + 1,
            None,
        )


def reword(text: Text, contents: Mapping[str, str], author: str) -> None:
    """Authentic wordings in the languages given, where they differ from what there is; the original first."""
    with transaction.atomic():
        _hold(text)
        present = {one.language: one for one in text.wordings.filter(current=True)}
        for language in sorted(contents, key=lambda name: tag(name) != text.original):
            now, content = present.get(tag(language)), contents[language].strip()
            if now is not None and now.content == content and now.status == Wording.Status.AUTHENTIC:
                continue
            original = tag(language) == text.original
            of_version = None if original else _latest(text, text.original)
            version = _latest(text, tag(language)) + 1
            _add(text, content, language, author, Wording.Status.AUTHENTIC, version, of_version)


def translate(
    text: Text,
    content: str,
    language: str,
    author: str,
    status: str = Wording.Status.HUMAN,
    of_version: int | None = None,
) -> Wording:
    """A wording in another language. of_version: the version of the original that it renders, the present one where
    none is given. Errors: `text.is_original`, `text.empty`, `text.too_long`, `text.no_such_version`."""
    if tag(language) == text.original:
        raise ComityError("text.is_original", language=language)
    with transaction.atomic():
        _hold(text)
        latest = _latest(text, text.original)
        if of_version is not None and not 1 <= of_version <= latest:
            raise ComityError("text.no_such_version", version=of_version)
        version = _latest(text, tag(language)) + 1
        return _add(text, content, language, author, status, version, of_version or latest)


def enter_translation(
    acting: Acting,
    text: Text,
    content: str,
    language: str,
    status: str,
    *,
    of_version: int | None = None,
    body: str = "",
    audience: Audience = EVERYBODY,
) -> Entry:
    """Put a text into another language and enter in the record that it was, by the digest of the wording.

    body: slug of the body the text belongs to; audience: who may see the text. Errors: those of `translate`.
    """
    with transaction.atomic():
        made = translate(text, content, language, acting.person, status, of_version)
        payload = {
            "text": text.pk,
            "into": made.language,
            "version": made.version,
            "of_version": made.of_version,
            "status": str(made.status),
            "digest": sha256(made.content.encode()).hexdigest(),
        }
        return append(Act(acting, "text.translated", f"text:{text.pk}", payload, body, audience))


def _hold(text: Text) -> None:
    """Others who write the same text wait until this transaction ends."""
    Text.objects.select_for_update().filter(pk=text.pk).values_list("pk", flat=True).get()


def _latest(text: Text, language: str) -> int:
    return int(text.wordings.filter(language=language).aggregate(latest=Max("version"))["latest"] or 0)


def _add(
    text: Text, content: str, language: str, author: str, status: str, version: int, of_version: int | None
) -> Wording:
    # Line ends as one kind, so that the same text sent by another browser is the same text; and nothing in a line that
    # breaks or turns what stands around it.
    content = "\n".join(clean(line) for line in content.replace("\r\n", "\n").split("\n")).strip()
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
