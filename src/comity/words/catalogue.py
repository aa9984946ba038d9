"""Catalogues read with Babel and compiled in memory, so that every plural form of a language works."""

import gettext
import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.words.figures import isolated, list_of, number, percent, whole_percent
from comity.words.languages import FALLBACK, locale, resolve

PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
TERM = re.compile(r"\[\[(\w+)\|([^\]]+)\]\]")
"""A term of the glossary within a message, `[[key|as said here]]`; plain text keeps what is said."""
# Places in a file and seeds are read as written in an editor, never grouped into thousands.
_AS_WRITTEN = frozenset({"row", "line", "column", "first", "second", "seed", "seq", "year"})


def say(language: str, key: str, *, n: float | None = None, **parameters: object) -> str:
    """The message `key` in `language`, with its placeholders filled.

    n: the number that decides the plural form; it also fills `{n}`. Numbers are written as the language writes them.
    A placeholder may ask for a form: `{share:percent}` writes a share of 1 as a percentage, `{share:fine}` the same
    with a decimal where it is small, `{share:at_least}` rounded down, `{share:hundredths}` that without the sign and
    `{share:hundredths_up}` rounded up; `{value:decimal}` has two decimals. A key that has no message in the language is
    said in English, and one that has none there is shown with its parameters: a missing word never stops a report.
    """
    filled = parameters if n is None else {**parameters, "n": n}
    found = pattern(language, key, n)
    if found is None:
        return _bare(key, filled)
    return fill(
        TERM.sub(r"\2", found), lambda name, form: shown(language, name, filled[name], form) if name in filled else None
    )


def explain(error: ComityError, language: str = "en") -> str:
    """One sentence that says what went wrong, where, and what was expected."""
    return _about("error", error.code, error.parameters, language)


def caution(warned: Warned, language: str = "en") -> str:
    """What the reader must know before believing a figure, in plain words."""
    return _about("warning", warned.code, warned.parameters, language)


def pattern(language: str, key: str, n: float | None = None) -> str | None:
    """The message `key` as the catalogue has it, placeholders unfilled; English where the language lacks it; None
    where English does too."""
    for name in (resolve(language), FALLBACK):
        catalogue = _catalogue(name)
        found = key if n is None else catalogue.ngettext(key, key, int(abs(n)))
        if found == key:
            found = catalogue.gettext(key)
        if found != key:
            return found
    return None


def fill(message: str, value: Callable[[str, str], str | None]) -> str:
    """`message` with every `{name:form}` replaced by value(name, form); one that has no value (None) stays as it is."""

    def one(match: re.Match[str]) -> str:
        found = value(match[1], match[2] or "")
        return match[0] if found is None else found

    return PLACEHOLDER.sub(one, message)


def shown(language: str, name: str, value: object, form: str = "") -> str:
    """A parameter as it stands in a sentence."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float) or hasattr(value, "__float__"):
        return _shown_number(language, name, float(value), form)
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str | bytes):
        items = sorted(map(str, value)) if isinstance(value, frozenset | set) else map(str, value)
        return list_of(language, [isolated(language, item) for item in items])
    return isolated(language, str(value))


def has(key: str) -> bool:
    """Whether English has a message for `key`."""
    return key in keys(FALLBACK)


@cache
def keys(language: str) -> frozenset[str]:
    """Every key that the catalogue of `language` has a message for."""
    return frozenset(catalogue_messages(resolve(language)))


def _shown_number(language: str, name: str, value: float, form: str) -> str:
    if form == "percent":
        return percent(language, value)
    if form == "fine":
        return percent(language, value, 1 if 0 < value < 0.095 else 0)
    if form == "hundredths":
        return number(language, whole_percent(value, at_least=True))
    if form == "hundredths_up":
        return number(language, whole_percent(value, at_most=True))
    if form == "at_least":
        return percent(language, whole_percent(value, at_least=True) / 100)
    if form == "decimal":
        return number(language, value, 2)
    if name in _AS_WRITTEN and value.is_integer():
        return str(int(value))
    return number(language, value, 0 if value.is_integer() else 2)


def _about(kind: str, code: str, parameters: Mapping[str, object], language: str) -> str:
    """The message of a code that these parameters fill; the `.bare` one where they name no file."""
    counted = parameters.get("n", parameters.get("count"))
    n = counted if isinstance(counted, int) and not isinstance(counted, bool) else None
    for key in (f"{kind}.{code}", f"{kind}.{code}.bare"):
        found = pattern(language, key, n)
        if found is not None and {match[1] for match in PLACEHOLDER.finditer(found)} <= parameters.keys():
            return fill(found, lambda name, form: shown(language, name, parameters[name], form))
    return _bare(code, parameters)


def _bare(key: str, parameters: Mapping[str, object]) -> str:
    if not parameters:
        return key
    return f"{key} ({', '.join(f'{name}: {shown(FALLBACK, name, value)}' for name, value in parameters.items())})"


@cache
def catalogue_messages(name: str) -> dict[str, str | tuple[str, ...]]:
    """Key -> message (or its plural forms) of one language, file by file, in the order of each file.

    A key that two files of a language have is a mistake of ours and fails at once.
    """
    messages: dict[str, str | tuple[str, ...]] = {}
    for message in (message for file in _files(name) for message in file if message.id and message.string):
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key in messages:
            raise ValueError(f"two messages for {key!r} in {name}")
        messages[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    return messages


@cache
def _catalogue(name: str) -> gettext.GNUTranslations:
    # The first file brings the header, and with it the rule of the plural forms, for all of them.
    joined, *others = _files(name)
    for other in others:
        for message in other:
            if message.id and message.string:
                joined[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _files(name: str) -> list[Catalog]:
    folder = files("comity.words").joinpath("catalogues", name)
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name)
    return [read_po(io.BytesIO(file.read_bytes()), locale=locale(name)) for file in found]
