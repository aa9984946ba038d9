"""How cells, columns and files are named in an error: short, on one line, without characters that could mislead."""

from collections.abc import Sequence

LONGEST_SHOWN = 60
MOST_NAMES_SHOWN = 8
JOINERS = "\u200c\u200d"  # part of how words are spelt in some scripts


def visible(text: str) -> str:
    """`text` with every character that does not print, or that turns the direction of writing, written as \\uXXXX."""
    return "".join(mark if mark.isprintable() or mark in JOINERS else f"\\u{ord(mark):04x}" for mark in text)


def shown(text: str) -> str:
    """`text` as an error may quote it: visible characters only, and no more than 60 of the original."""
    return visible(text) if len(text) <= LONGEST_SHOWN else visible(text[:LONGEST_SHOWN]) + "…"


def column_label(position: int, columns: Sequence[str]) -> str:
    """The column at `position` (from 0) as a reader counts it, with its name where it has one: ``3 (vote)``."""
    name = columns[position] if position < len(columns) else ""
    return f"{position + 1} ({shown(name)})" if name else str(position + 1)


def column_list(columns: Sequence[str]) -> str:
    """The names of `columns`, comma-separated; of many only the first eight, and how many there are."""
    names = ", ".join(shown(name) for name in columns[:MOST_NAMES_SHOWN])
    return names if len(columns) <= MOST_NAMES_SHOWN else f"{names}, … ({len(columns)})"
