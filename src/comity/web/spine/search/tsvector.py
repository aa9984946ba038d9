"""The index of words in PostgreSQL: a text-search vector an entry. Words are lexemes as they are; no dictionary of one
language decides over six."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

MAKE = (
    "CREATE TABLE IF NOT EXISTS spine_search (seq bigint PRIMARY KEY, words tsvector NOT NULL); "
    "CREATE INDEX IF NOT EXISTS spine_search_words ON spine_search USING gin (words)"
)
DROP = "DROP TABLE IF EXISTS spine_search"


def indexed(cursor: CursorWrapper, size: int) -> int:
    """How far the index goes. What it knows beyond the record's end, after a restore, is forgotten."""
    cursor.execute("DELETE FROM spine_search WHERE seq >= %s", [size])
    cursor.execute("SELECT max(seq) FROM spine_search")
    last = cursor.fetchone()[0]
    return 0 if last is None else int(last) + 1


def add(cursor: CursorWrapper, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Take in entries with their words. Two workers may take in the same; the second changes nothing."""
    cursor.executemany(
        "INSERT INTO spine_search (seq, words) VALUES (%s, array_to_tsvector(%s::text[])) ON CONFLICT DO NOTHING",
        [(seq, list(dict.fromkeys(words))) for seq, words in rows],
    )


def replace(cursor: CursorWrapper, seq: int, words: list[str]) -> None:
    """Give an entry other words."""
    cursor.execute("UPDATE spine_search SET words = array_to_tsvector(%s::text[]) WHERE seq = %s", [words, seq])


def matching(wanted: Sequence[tuple[str, bool]]) -> tuple[str, str]:
    """A query for the entries that hold all words, with its parameter. Words hold letters and digits only."""
    asked = " & ".join(f"'{word}'{':*' if begins else ''}" for word, begins in wanted)
    return "SELECT seq FROM spine_search WHERE words @@ %s::tsquery", asked
