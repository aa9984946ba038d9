"""Reading payloads that anyone may have written: every field is there, of its kind and in its only form, or refused."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from comity.flow.remember.entries import is_time
from comity.terms.errors import ComityError

LONGEST_TEXT = 2000
LONGEST_NAME = 200
LARGEST = 2**53 - 1
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", re.ASCII)
_HEX = re.compile(r"[0-9a-f]*", re.ASCII)


def fields(value: object, names: Sequence[str], where: str = "payload") -> Mapping[str, object]:
    """An object with just these fields. Errors: `draw.not_object`, `draw.missing_field`, `draw.unknown_field`."""
    found = mapping(value, where)
    for name in names:
        if name not in found:
            raise ComityError("draw.missing_field", field=name)
    for name in found:
        if name not in names:
            raise ComityError("draw.unknown_field", field=name)
    return found


def mapping(value: object, field: str) -> Mapping[str, object]:
    """An object with names that are text. Error: `draw.not_object`."""
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ComityError("draw.not_object", field=field)
    return cast(Mapping[str, object], value)


def items(value: object, field: str) -> Sequence[object]:
    """A list. Error: `draw.not_list`."""
    if not isinstance(value, list | tuple):
        raise ComityError("draw.not_list", field=field)
    return value


def text(value: object, field: str, longest: int = LONGEST_TEXT) -> str:
    """Text that is not empty. Error: `draw.not_text`."""
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ComityError("draw.not_text", field=field, most=longest)
    return value


def name(value: object, field: str) -> str:
    """The name of a participant, of somebody in a pool or of a stratum. Error: `draw.not_text`."""
    return text(value, field, LONGEST_NAME)


def names(value: object, field: str) -> tuple[str, ...]:
    """A list of names. Errors: `draw.not_list`, `draw.not_text`."""
    return tuple(name(item, field) for item in items(value, field))


def identifier(value: object, field: str) -> str:
    """Small letters, digits and hyphens, 64 at most. Error: `draw.not_identifier`."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ComityError("draw.not_identifier", field=field)
    return value


def whole(value: object, field: str, least: int = 0, most: int = LARGEST) -> int:
    """A whole number. Error: `draw.not_whole`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ComityError("draw.not_whole", field=field, least=least, most=most)
    return value


def octets(value: object, field: str, size: int) -> bytes:
    """So many bytes, as small hexadecimal digits. Error: `draw.not_hex`."""
    if not isinstance(value, str) or len(value) != 2 * size or not _HEX.fullmatch(value):
        raise ComityError("draw.not_hex", field=field, digits=2 * size)
    return bytes.fromhex(value)


def number(value: object, field: str, size: int) -> int:
    """A number of so many bytes, the largest first, as small hexadecimal digits. Error: `draw.not_hex`."""
    return int.from_bytes(octets(value, field, size), "big")


def time(value: object, field: str) -> str:
    """RFC 3339 in UTC with microseconds and "Z", so that times compare as text. Error: `draw.not_time`."""
    if not is_time(value):
        raise ComityError("draw.not_time", field=field)
    return cast(str, value)
