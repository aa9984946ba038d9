"""One value, one sequence of bytes: JSON in the canonical form of RFC 8785, without fractions.

What is hashed, signed or compared in the record is written this way. Numbers are whole and within ±(2^53 − 1), so that
every language reads them alike; names are text and are sorted by their UTF-16 code units, as the RFC asks.
"""

import json
import re
from collections.abc import Mapping
from functools import partial
from json import JSONEncoder
from typing import cast

from comity.terms.errors import ComityError

LARGEST = 2**53 - 1
DEEPEST = 64
"""Levels of lists and objects within each other, at most."""

# Text at or above U+E000 is where sorting by code points and by UTF-16 code units can part.
_SORTED_APART = re.compile("[\ue000-\U0010ffff]")
# What such text begins with in UTF-8.
_APART = bytes(range(0xEE, 0x100))
_MOST_DIGITS = len(str(LARGEST)) + 1
_compact = partial(JSONEncoder, ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
_text = _compact().encode
_sorted_text = _compact(sort_keys=True).encode


def encode(value: object) -> bytes:
    """The canonical bytes of `value`: None, bool, int, str, and lists, tuples and mappings of these.

    Error: `record.not_canonical` with a `reason`: "number" (a fraction, or beyond ±(2^53 − 1)), "name" (of a mapping,
    that is no text), "text" (half of a character), "depth", "kind" (anything else).
    """
    try:
        return _text(_ordered(value, 0)).encode("utf-8")
    except UnicodeEncodeError:
        raise ComityError("record.not_canonical", reason="text") from None


def decode(data: bytes) -> object:
    """The value that `data` says, if these are its canonical bytes.

    Error: `record.not_canonical` with a `reason`: those of `encode`, "encoding" (no UTF-8), "syntax" (no JSON), or
    "form": other bytes would say the same.
    """
    value = loaded(data)
    if encode_loaded(value, data) != data:
        raise ComityError("record.not_canonical", reason="form")
    return value


def loaded(data: bytes) -> object:
    """The value of JSON in UTF-8, canonical or not. Error: `record.not_canonical` with reason "encoding", "syntax",
    "number" or "depth"."""
    try:
        return cast(object, _read(data.decode("utf-8")))
    except UnicodeDecodeError:
        raise ComityError("record.not_canonical", reason="encoding") from None
    except ValueError:
        raise ComityError("record.not_canonical", reason="syntax") from None
    except RecursionError:
        raise ComityError("record.not_canonical", reason="depth") from None


def encode_loaded(value: object, data: bytes) -> bytes:
    """`encode` of a value, or of a part of one, that `loaded` read from `data`: the same bytes, in less time. Numbers
    and names have been seen to already, and where the names allow it they are sorted by the encoder itself."""
    deep = data.count(b"{") + data.count(b"[") > DEEPEST
    # An escape may stand for what no byte shows.
    if deep or b"\\u" in data or (not data.isascii() and len(data.translate(None, _APART)) < len(data)):
        return encode(value)
    return _sorted_text(value).encode("utf-8")


def _whole(digits: str) -> int:
    """A whole number within the profile."""
    if len(digits) > _MOST_DIGITS or not -LARGEST <= (number := int(digits)) <= LARGEST:
        raise ComityError("record.not_canonical", reason="number")
    return number


def _fraction(digits: str) -> float:
    """What the profile lacks."""
    raise ComityError("record.not_canonical", reason="number")


_read = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=_fraction).decode


def _ordered(value: object, depth: int) -> object:
    """`value` as dicts in the order of their names, lists and scalars; whatever the profile lacks is refused."""
    if isinstance(value, str) or value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise ComityError("record.not_canonical", reason="number")
        return value
    if depth == DEEPEST:
        raise ComityError("record.not_canonical", reason="depth")
    if isinstance(value, Mapping):
        return {name: _ordered(value[name], depth + 1) for name in _names(value)}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    raise ComityError("record.not_canonical", reason="number" if isinstance(value, float) else "kind")


def _names(value: Mapping[object, object]) -> list[str]:
    """The names of a mapping by UTF-16 code units."""
    for name in value:
        if not isinstance(name, str):
            raise ComityError("record.not_canonical", reason="name")
    names = sorted(cast(Mapping[str, object], value))
    if any(map(_SORTED_APART.search, names)):
        # Half characters sort too; encoding refuses them later.
        names.sort(key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return names
