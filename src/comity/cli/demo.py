"""comity demo: the main job on a simulated consultation that ships inside."""

import sys
from dataclasses import replace
from pathlib import Path

from comity.analysis import compare
from comity.cli.options import LANGUAGE, QUIET, TAGS, WHOLE, Command, Option
from comity.cli.progress import Progress
from comity.cli.writing import DATA, TABLES, new_folder, refuse_others, write_result
from comity.demo.population import state_shares, write
from comity.exporters.html import write_report
from comity.exporters.summary import WIDTH, summary
from comity.exporters.wrapping import wrapped
from comity.terms.comparison import Warned
from comity.words import own_name, resolve, say

COMMAND = Command(
    "demo",
    options=(
        Option("--out", "DIR", default="out/demo"),
        Option("--seed", "N", kind=WHOLE, default=1),
        LANGUAGE,
        QUIET,
    ),
    examples=("comity demo", "comity demo --out demo --language fr"),
)
INPUT = "input"
REPORTS = {tag: f"report-{tag}.html" for tag in TAGS}
OURS = (INPUT, DATA, TABLES, *REPORTS.values())
BY = ("region", "income_group", "sids", "ldc", "kind")


def run(*, out: str, seed: int, language: str, quiet: bool) -> int:
    """Write the simulated input, compare it, write the reports in six languages, and say where to look. Returns the
    exit code."""
    chosen, folder = resolve(language), Path(out)
    refuse_others(folder, OURS)
    with Progress(chosen, quiet=quiet) as progress, new_folder(folder, OURS) as made:
        there = made / INPUT
        write(there, seed)
        found = compare(
            there / "votes.csv",
            statements=there / "statements.csv",
            participants=there / "participants.csv",
            reference=[share for share in state_shares() if share[0] in BY],
            by=BY,
            seed=seed,
            progress=progress,
        )
        progress(1.0, "writing")
        simulated = Warned("demo.simulated", {"n": len(found.participants), "seed": seed})
        result = replace(found, warnings=(simulated, *found.warnings))
        write_result(result, made, (), language=chosen)
        for tag, report in REPORTS.items():
            own = resolve(tag)
            title, notice = (say(own, f"demo.{part}", n=len(result.participants)) for part in ("title", "notice"))
            write_report(found, made / report, language=own, title=title, notice=notice)
    if not quiet:
        lines = wrapped(say(chosen, "demo.notice", n=len(result.participants)), WIDTH)
        sys.stdout.write("\n".join([*lines, "", summary(found, chosen), ""]))
        sys.stdout.write(say(chosen, "out.reports") + "\n")
        sys.stdout.writelines(f"  {folder / report}  {own_name(resolve(tag))}\n" for tag, report in REPORTS.items())
        for kind, name in (("data", DATA), ("data", TABLES), ("input", INPUT)):
            sys.stdout.write(f"{say(chosen, f'out.{kind}')} {folder / name}\n")
    return 0
