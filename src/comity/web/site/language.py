"""The reader's language, and words in it."""

import re
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy

from comity.words import keys, resolve, say
from comity.words.languages import locale


def language() -> str:
    """The catalogue that serves the reader of the page being made."""
    return resolve(translation.get_language() or settings.LANGUAGE_CODE)


def said(key: str, **parameters: object) -> str:
    """The message `key` in the reader's language; `n` decides the plural form."""
    return say(language(), key, **parameters)  # type: ignore[arg-type]


said_later = lazy(said, str)
"""`said`, put off until somebody reads it: for what is written once and read in many languages, such as the label of a
form's field."""


def language_name(name: str) -> str:
    """A language by its tag, named in the reader's language: "Arabic" for "ar"; the tag where nobody knows it."""
    names = locale(language()).languages
    return str(names.get(name.replace("-", "_")) or names.get(name.split("-")[0]) or name)


_TERMS = re.compile(r"(?:term|notion)\.(\w+)")


@cache
def known_terms() -> Mapping[str, str]:
    """Name of each term of art -> key of what it is called: "term." for those of analysis, which reports list,
    "notion." for those of the place. Its definition is `definition.<name>`."""
    return {match[1]: key for key in sorted(keys("en")) if (match := _TERMS.fullmatch(key))}
