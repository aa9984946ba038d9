"""The statements that Polis exports as comments.csv."""

from collections.abc import Sequence

from comity.importers import StatementsFile
from comity.importers.reading.table import Table
from comity.importers.reading.texts import read_texts

KIND = "statements"
COLUMNS = "comment-id,comment-body[,moderated,is-meta]"


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns comment-id and comment-body are there, in any order."""
    return {"comment-id", "comment-body"} <= {name.casefold() for name in columns}


def read(table: Table) -> StatementsFile:
    """The statements; the export does not say in which language. Errors: as in `read_statements`."""
    texts = {"": table.need("comment-body")}
    statements, ignored = read_texts(
        table, table.need("comment-id"), texts, moderated=table.find("moderated"), meta=table.find("is-meta")
    )
    return StatementsFile(statements, "polis_comments", ignored)
