"""Words as a search compares them: the same in every language, without what readers do not type.

Letters are folded (case, accents, Arabic vowel signs and the forms of alef, ya and ta marbuta). Chinese is written
without spaces, so a run of characters becomes its overlapping pairs, which finds 治理 within 全球治理体系; its last
character stands alone as well, so that a search for one character finds it wherever it is.
"""

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"\w+", re.UNICODE)
_HAN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")
_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
LONGEST = 60


def search_words(text: str) -> list[str]:
    """The words of `text`, folded, in their order, repeated where it repeats them."""
    return list(_words(text, ends=True))


def query_words(text: str) -> list[tuple[str, bool]]:
    """The words to look for, each with whether what merely begins with it counts: the last word typed, and a single
    Chinese character."""
    found = list(_words(text, ends=False))
    last = len(found) - 1
    return [
        (word, len(word) == 1 if _HAN.fullmatch(word) else place == last and not text[-1:].isspace())
        for place, word in enumerate(found)
    ]


def _words(text: str, *, ends: bool) -> Iterator[str]:
    for run in _RUN.findall(_folded(text)):
        for part in _HAN.split(run.replace("_", "")):
            if _HAN.fullmatch(part):
                yield from _pairs(part, ends)
            elif part:
                yield part[:LONGEST]


def _pairs(run: str, ends: bool) -> Iterator[str]:
    yield from (run[place : place + 2] for place in range(len(run) - 1))
    if ends or len(run) == 1:
        yield run[-1]


def _folded(text: str) -> str:
    """`text` in compatibility form, without case and marks."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare).translate(_ARABIC)
