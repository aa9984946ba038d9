"""Comity: from voices to rules to follow-through, with a record that anyone can check.

    import comity

    result = comity.compare("votes.csv", participants="participants.csv", by=["region"])
    comity.tables(result)["common_ground"]
    comity.write_report(result, "report.html")

What stands here is loaded when it is first asked for, so that a part that needs little starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from comity.version import __version__

if TYPE_CHECKING:
    from comity.analysis import compare
    from comity.exporters.html import write_report
    from comity.exporters.json import to_json
    from comity.exporters.summary import summary
    from comity.exporters.tables import Table, tables
    from comity.importers import read_participants, read_statements, read_votes
    from comity.terms.comparison import Comparison
    from comity.terms.errors import ComityError
    from comity.terms.statements import Participants, Statements
    from comity.terms.votes import Votes
    from comity.words import explain

__all__ = [
    "ComityError",
    "Comparison",
    "Participants",
    "Statements",
    "Table",
    "Votes",
    "__version__",
    "compare",
    "explain",
    "read_participants",
    "read_statements",
    "read_votes",
    "summary",
    "tables",
    "to_json",
    "write_report",
]

_HOMES = {
    "Comparison": "comity.terms.comparison",
    "ComityError": "comity.terms.errors",
    "Participants": "comity.terms.statements",
    "Statements": "comity.terms.statements",
    "Table": "comity.exporters.tables",
    "Votes": "comity.terms.votes",
    "compare": "comity.analysis",
    "explain": "comity.words",
    "read_participants": "comity.importers",
    "read_statements": "comity.importers",
    "read_votes": "comity.importers",
    "summary": "comity.exporters.summary",
    "tables": "comity.exporters.tables",
    "to_json": "comity.exporters.json",
    "write_report": "comity.exporters.html",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
