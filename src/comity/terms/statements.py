"""Statements: what people were asked to agree or disagree with, in as many languages as it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ACCEPTED, UNMODERATED, REJECTED = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Statements:
    """ids (S,); texts: language (BCP 47, "" where unknown) -> (S,) texts, "" where there is none in that language.

    moderation (S,) int8: 1 accepted, 0 not yet moderated, -1 rejected. meta (S,) bool: about the people asked
    (age, country) rather than about the matter.
    """

    ids: NDArray[np.str_]
    texts: Mapping[str, NDArray[np.str_]]
    moderation: NDArray[np.int8]
    meta: NDArray[np.bool_]

    def text(self, position: int, language: str) -> tuple[str, str]:
        """The text at `position` in `language`, or the first language there is, with the language it is in."""
        for code in (language, "en", *self.texts):
            if code in self.texts and self.texts[code][position]:
                return str(self.texts[code][position]), code
        return "", ""


@dataclass(frozen=True, eq=False)
class Participants:
    """Who people are: ids (P,), and named columns (P,) of text, "" where it is not known."""

    ids: NDArray[np.str_]
    columns: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
