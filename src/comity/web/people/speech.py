"""What people's pages and mails say, in the language of whoever reads: keys of the catalogues become sentences here."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazystr

from comity.terms.errors import ComityError
from comity.words import explain, resolve, say, tag


def here() -> str:
    """The catalogue that serves the reader of the page being made."""
    return resolve(translation.get_language() or settings.LANGUAGE_CODE)


def said(key: str, *, n: float | None = None, **parameters: object) -> str:
    """The message `key` in the reader's language."""
    return say(here(), key, n=n, **parameters)


def explained(error: ComityError) -> str:
    """What went wrong, in the reader's language."""
    return explain(error, here())


def path_code(language: str) -> str:
    """The language as addresses write it: "zh-hans"."""
    return tag(language).lower()


class Later:
    """A message that is put into words when it is shown, in the language of whoever sees it then."""

    def __init__(self, key: str, in_words: Callable[[str], str] = said) -> None:
        self.key = key
        self.in_words = in_words

    def __str__(self) -> str:
        return self.in_words(self.key)


def later(key: str) -> str:
    """The message `key`, said when it is shown; Django takes it wherever it takes a text."""
    return cast(str, lazystr(Later(key)))
