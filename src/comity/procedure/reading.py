"""Reading a document from outside, value by value: whatever is not as it should be is refused with its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comity.procedure.deadlines import Texts
from comity.terms.errors import ComityError

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
LONGEST_TEXT, MOST_MEMBERS, LARGEST = 2_000, 5_000, 10**15


@dataclass(frozen=True)
class Place:
    """A value and where it stands: "procedures.silence.states.open"."""

    value: object
    path: str = ""

    def refused(self, code: str, **parameters: object) -> ComityError:
        return ComityError(f"charter.{code}", path=self.path or "/", **parameters)

    def members(self, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, "Place"]:
        """The members of an object that may have these keys and no others."""
        found = self._object()
        for key in found:
            if key not in required and key not in optional:
                raise self.refused("unknown_key", found=key, expected=", ".join((*required, *optional)))
        for key in required:
            if key not in found:
                raise self.refused("missing_key", key=key)
        return {key: self._below(key, value) for key, value in found.items()}

    def named(self) -> Iterator[tuple[str, "Place"]]:
        """The members of an object whose keys are names that the charter gives."""
        for key, value in self._object().items():
            if not NAME.fullmatch(key):
                raise self.refused("bad_name", found=key)
            yield key, self._below(key, value)

    def items(self) -> list["Place"]:
        if not isinstance(self.value, list | tuple):
            raise self.refused("wrong_type", expected="array")
        if len(self.value) > MOST_MEMBERS:
            raise self.refused("too_large", most=MOST_MEMBERS)
        return [self._below(str(position), value) for position, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refused("wrong_type", expected="string")
        if len(self.value) > LONGEST_TEXT:
            raise self.refused("too_large", most=LONGEST_TEXT)
        try:
            self.value.encode("utf-8")
        except UnicodeEncodeError:
            raise self.refused("wrong_type", expected="string (UTF-8)") from None
        return self.value

    def name(self) -> str:
        found = self.text()
        if not NAME.fullmatch(found):
            raise self.refused("bad_name", found=found)
        return found

    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.name() for item in self.items()))

    def texts(self) -> Texts:
        """A text in at least one language."""
        found = self._object()
        if not found:
            raise self.refused("no_text")
        for key in found:
            if not LANGUAGE.fullmatch(key):
                raise self.refused("bad_language", found=key)
        return {key: self._below(key, value).text() for key, value in found.items()}

    def choice(self, choices: Sequence[str]) -> str:
        found = self.text()
        if found not in choices:
            raise self.refused("bad_choice", found=found, expected=", ".join(choices))
        return found

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refused("wrong_type", expected="true, false")
        return self.value

    def whole(self, least: int, most: int) -> int:
        found = self.number()
        if not isinstance(found, int) or not least <= found <= most:
            raise self.refused("out_of_range", found=found, least=least, most=most)
        return found

    def number(self) -> int | float:
        """A number that every reader of JSON spells alike."""
        found = self.value
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.refused("wrong_type", expected="number")
        if not abs(found) < LARGEST or 0 < abs(found) < 1e-6:
            raise self.refused("number_too_extreme")
        return int(found) if float(found).is_integer() else found

    def scalar(self) -> bool | int | float | str:
        if isinstance(self.value, bool):
            return self.value
        return self.text() if isinstance(self.value, str) else self.number()

    def _object(self) -> Mapping[str, object]:
        if not isinstance(self.value, Mapping) or not all(isinstance(key, str) for key in self.value):
            raise self.refused("wrong_type", expected="object")
        if len(self.value) > MOST_MEMBERS:
            raise self.refused("too_large", most=MOST_MEMBERS)
        return self.value

    def _below(self, key: str, value: object) -> "Place":
        return Place(value, f"{self.path}.{key}" if self.path else key)
