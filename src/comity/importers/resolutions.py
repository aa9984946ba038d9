"""What the General Assembly voted on: the list of roll calls that goes with their votes."""

from collections.abc import Sequence

from comity.importers import StatementsFile
from comity.importers.reading.table import Table
from comity.importers.reading.texts import read_texts

KIND = "statements"
COLUMNS = "rcid,descr"


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns rcid and descr are there, in any order."""
    return {"rcid", "descr"} <= {name.casefold() for name in columns}


def read(table: Table) -> StatementsFile:
    """The resolutions, or the parts of them voted on separately, as the list describes them. Errors: as in
    `read_statements`."""
    texts = {"": table.need("descr")}
    statements, ignored = read_texts(table, table.need("rcid"), texts, moderated=None, meta=None)
    return StatementsFile(statements, "resolutions", ignored)
