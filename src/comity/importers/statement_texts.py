"""Statements in one language or several: an identifier, and a column of text for each language."""

import re
from collections.abc import Sequence

from comity.importers import StatementsFile
from comity.importers.reading.table import Table
from comity.importers.reading.texts import read_texts
from comity.importers.reading.wording import column_label
from comity.terms.errors import ComityError

KIND = "statements"
COLUMNS = "statement,text|text_<language>,…[,moderated,meta]"

# A language tag (BCP 47): a language, then script, region and variants.
_TEXT = re.compile(r"text(?:_([a-z]{2,3}(?:[-_][a-z0-9]{2,8})*))?", re.IGNORECASE)


def sniff(columns: Sequence[str]) -> bool:
    """Whether there is a column statement and one called text or text_<language>."""
    return any(name.casefold() == "statement" for name in columns) and any(map(_TEXT.fullmatch, columns))


def read(table: Table) -> StatementsFile:
    """The statements with all their texts, by language. Errors: as in `read_statements`, and
    `statements.repeated_language`."""
    texts: dict[str, int] = {}
    for place, name in enumerate(table.columns):
        if found := _TEXT.fullmatch(name):
            language = _tag(found[1] or "")
            if language in texts:
                label = column_label(place, table.columns)
                where = {"file": table.file, "row": table.header_row, "column": label}
                raise ComityError("statements.repeated_language", **where, found=language)
            texts[language] = place
    statements, ignored = read_texts(
        table, table.need("statement"), texts, moderated=table.find("moderated"), meta=table.find("meta")
    )
    return StatementsFile(statements, "statement_texts", ignored)


def _tag(written: str) -> str:
    """The tag in its usual capitals: zh_hans becomes zh-Hans, PT_br pt-BR."""
    language, *rest = re.split("[-_]", written)
    parts = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join((language.lower(), *parts))
