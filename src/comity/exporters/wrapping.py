"""Text folded to the width of a terminal, in any script."""

import unicodedata
from collections.abc import Sequence

LONGEST_PIECE = 40
_NEVER_FIRST = frozenset("，。、；：？）》」』”’·…%),.;:?")


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """`text` as lines of at most `width` columns of a terminal, those after the first behind `indent`.

    Lines break at spaces, and within text that has none (Chinese, a long id) between any two characters.
    """
    lines: list[str] = []
    line, begun = "", False
    for piece in _pieces(text):
        if columns(line + piece.rstrip()) <= width or not begun:
            line += piece
            begun = begun or bool(piece.strip())
        else:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
    return [*lines, line.rstrip()]


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: two for wide characters, none for marks upon others."""
    return sum(_columns_of(mark) for mark in text)


def _columns_of(mark: str) -> int:
    if unicodedata.combining(mark) or unicodedata.category(mark) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def _pieces(text: str) -> Sequence[str]:
    """What stays on one line: words with the space behind them, wide characters with the marks that follow them, and
    parts of very long words."""
    pieces = [""]
    for mark in text:
        last = pieces[-1]
        after_space = last.endswith(" ") and mark != " "
        wide = mark not in _NEVER_FIRST and (_columns_of(mark) == 2 or (last != "" and _columns_of(last[0]) == 2))
        if after_space or (wide and mark != " ") or len(last) >= LONGEST_PIECE:
            pieces.append(mark)
        else:
            pieces[-1] += mark
    return pieces
