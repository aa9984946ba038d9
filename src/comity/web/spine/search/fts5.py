"""The index of words in SQLite: a table of FTS5, whose row ids are the entries' positions."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

MAKE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS spine_search USING fts5"
    '(words, tokenize = "unicode61 remove_diacritics 0", detail = none)'
)
DROP = "DROP TABLE IF EXISTS spine_search"


def indexed(cursor: CursorWrapper, size: int) -> int:
    """How far the index goes. What it knows beyond the record's end, after a restore, is forgotten."""
    cursor.execute("DELETE FROM spine_search WHERE rowid >= %s", [size])
    cursor.execute("SELECT max(rowid) FROM spine_search")
    last = cursor.fetchone()[0]
    return 0 if last is None else int(last) + 1


def add(cursor: CursorWrapper, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Take in entries with their words."""
    cursor.executemany(
        "INSERT INTO spine_search (rowid, words) VALUES (%s, %s)",
        [(seq, " ".join(dict.fromkeys(words))) for seq, words in rows],
    )


def replace(cursor: CursorWrapper, seq: int, words: list[str]) -> None:
    """Give an entry other words."""
    cursor.execute("UPDATE spine_search SET words = %s WHERE rowid = %s", [" ".join(words), seq])


def matching(wanted: Sequence[tuple[str, bool]]) -> tuple[str, str]:
    """A query for the entries that hold all words, with its parameter. Words hold letters and digits only."""
    asked = " ".join(f'"{word}"{"*" if begins else ""}' for word, begins in wanted)
    return "SELECT rowid FROM spine_search WHERE spine_search MATCH %s", asked
