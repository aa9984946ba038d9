"""comity compare: from a file of votes to a summary, a report and data."""

import sys
from pathlib import Path
from typing import Any

from comity.analysis import compare
from comity.cli.options import LANGUAGE, QUIET, WHOLE, Command, Option
from comity.cli.progress import Progress
from comity.cli.writing import DATA, TABLES, new_file, new_folder, refuse_others, refuse_unwritable, write_result
from comity.exporters.json import write_json
from comity.exporters.summary import summary
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError
from comity.words import caution, resolve, say

COMMAND = Command(
    "compare",
    argument="VOTES",
    options=(
        Option("--statements", "FILE"),
        Option("--participants", "FILE"),
        Option("--by", "COLUMN", repeated=True),
        Option("--weight", "equal|equal-by:COLUMN|column:COLUMN|rake:FILE", default="equal"),
        Option("--reference", "FILE"),
        Option("--method", "comity|polis", default="comity", choices=("comity", "polis")),
        Option("--seed", "N", kind=WHOLE, default=0),
        Option("--resamples", "N", kind=WHOLE, default=20),
        Option("--most-groups", "N", kind=WHOLE, default=5, least=1),
        Option("--slate", "N", kind=WHOLE, default=8),
        Option("--duplicates", "error|last", default="error", choices=("error", "last")),
        Option("--encoding", "NAME"),
        Option("--engine", "serial|processes[:N]|cluster:ADDRESS", default="serial"),
        Option("--json", "FILE|-"),
        Option("--out", "DIR"),
        Option("--title", "TEXT"),
        LANGUAGE,
        QUIET,
    ),
    examples=(
        "comity compare votes.csv",
        "comity compare votes.csv --participants people.csv --by region --out report",
        "comity compare votes.csv --json - | jq .groups.k",
    ),
)
REPORT = "report.html"
OURS = (REPORT, DATA, TABLES)
STANDARD = "-"  # standard input, or standard output


def run(
    *,
    votes: str,
    json: str | None,
    out: str | None,
    title: str | None,
    language: str,
    quiet: bool,
    **asked: Any,
) -> int:
    """Compare, write what was asked for, and say what must be known about it. Returns the exit code."""
    language = resolve(language)
    folder = None if out is None else Path(out)
    _refuse_standard_input_twice(votes, asked)
    if folder is not None:
        refuse_others(folder, OURS)
    if json is not None and json != STANDARD:
        refuse_unwritable(Path(json))
    with Progress(language, quiet=quiet) as progress:
        result = compare(votes, progress=progress, **asked)
        progress(1.0, "writing")
        if json is not None and json != STANDARD:
            with new_file(Path(json)) as stream:
                write_json(result, stream, language)
        if folder is not None:
            with new_folder(folder, OURS) as made:
                write_result(result, made, [(REPORT, language)], language=language, title=title)
    if json == STANDARD:
        write_json(result, sys.stdout.buffer, language)
    elif json is None and folder is None:
        sys.stdout.write(summary(result, language))
    if not quiet:
        _tell(result, language, json, folder)
    return 0


def _tell(result: Comparison, language: str, json: str | None, folder: Path | None) -> None:
    """Say what was left aside and what to beware of on standard error, unless the same terminal shows the summary that
    ends with it; then where to look."""
    if json is not None or folder is not None or not sys.stdout.isatty():
        for warned in result.warnings:
            sys.stderr.write(f"{caution(warned, language)}\n")
    places = []
    if folder is not None:
        places += [("report", folder / REPORT), ("data", folder / DATA), ("data", folder / TABLES)]
    if json is not None and json != STANDARD:
        places.append(("data", Path(json)))
    where = sys.stderr if json == STANDARD else sys.stdout
    where.writelines(f"{say(language, f'out.{kind}')} {path}\n" for kind, path in places)


def _refuse_standard_input_twice(votes: str, asked: dict[str, Any]) -> None:
    """Standard input can be read as one file only. Error: `use.standard_input_twice`."""
    kind, _, margins = str(asked["weight"]).partition(":")
    files = (votes, asked["statements"], asked["participants"], asked["reference"], margins if kind == "rake" else None)
    if files.count(STANDARD) > 1:
        raise ComityError("use.standard_input_twice")
