"""What personal data are kept for, and how long: `purposes.csv`, one row a purpose."""

import csv
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Purpose:
    """name: words are `purpose.<name>.title` and `.text`; asked: whether it needs consent; version: of the text that is
    agreed to; kept: how long after they are no longer needed the data stay, None for as long as the account."""

    name: str
    asked: bool
    version: int
    kept: datetime.timedelta | None


@cache
def purposes() -> Mapping[str, Purpose]:
    """Name -> purpose, in the order of the file."""
    rows = csv.DictReader(files("comity.web.people").joinpath("purposes.csv").read_text("utf-8").splitlines())
    return {
        row["purpose"]: Purpose(
            row["purpose"],
            row["asked"] == "x",
            int(row["version"]),
            datetime.timedelta(days=int(row["days"])) if row["days"] else None,
        )
        for row in rows
    }
