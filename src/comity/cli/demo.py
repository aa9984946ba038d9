"""comity demo: the main job on a simulated consultation that ships inside, as files and as a site."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from comity.analysis import compare
from comity.cli import serve
from comity.cli.installation import make_home, set_up, using
from comity.cli.options import FLAG, LANGUAGE, QUIET, TAGS, WHOLE, Command, Option
from comity.cli.progress import Progress
from comity.cli.writing import DATA, TABLES, new_folder, refuse_others, write_result
from comity.demo.population import state_shares, write
from comity.exporters.html import write_report
from comity.exporters.summary import WIDTH, summary
from comity.exporters.wrapping import wrapped
from comity.terms.comparison import Comparison, Warned
from comity.words import LANGUAGES, own_name, resolve, say

COMMAND = Command(
    "demo",
    options=(
        Option("--out", "DIR", default="out/demo"),
        Option("--seed", "N", kind=WHOLE, default=1),
        Option("--port", "N", kind=WHOLE, default=8000),
        Option("--files-only", kind=FLAG, default=False),
        LANGUAGE,
        QUIET,
    ),
    examples=("comity demo", "comity demo --out demo --language fr", "comity demo --files-only"),
)
INPUT, SITE = "input", "site"
REPORTS = {tag: f"report-{tag}.html" for tag in TAGS}
OURS = (INPUT, DATA, TABLES, *REPORTS.values())
"""What is written anew each time; the site beside it stays as its visitors left it."""
BY = ("region", "income_group", "sids", "ldc", "kind")


def run(*, out: str, seed: int, port: int, files_only: bool, language: str, quiet: bool) -> int:
    """Write the simulated input, compare it, write the reports in six languages, and say where to look; then serve the
    site that holds the comparison, until told to stop. Returns the exit code."""
    chosen, folder = resolve(language), Path(out)
    refuse_others(folder, (*OURS, SITE))
    if not files_only:
        port = serve.free_port("127.0.0.1", port)
        os.environ.setdefault("COMITY_ADDRESS", f"http://127.0.0.1:{port}")
    found, result = _write(folder, seed, chosen, quiet)
    if not quiet:
        _say_where(folder, result, found, chosen)
    if files_only:
        return 0
    home = (folder / SITE).resolve()
    _plant(home, found)
    if not quiet:
        _say_who(home, chosen)
    return serve.run(port=port, host="127.0.0.1", workers=2, home=str(home), language=language)


def _write(folder: Path, seed: int, chosen: str, quiet: bool) -> tuple[Comparison, Comparison]:
    """The comparison, and the same with the warning that it is simulated, as it is written."""
    with Progress(chosen, quiet=quiet) as progress, new_folder(folder, OURS, (SITE,)) as made:
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
            title, notice = (said(own, found) for said in (_title, _notice))
            write_report(found, made / report, language=own, title=title, notice=notice)
    return found, result


def _title(language: str, found: Comparison) -> str:
    return say(language, "demo.title", n=len(found.participants))


def _notice(language: str, found: Comparison) -> str:
    return say(language, "demo.notice", n=len(found.participants))


def _say_where(folder: Path, result: Comparison, found: Comparison, chosen: str) -> None:
    lines = wrapped(say(chosen, "demo.notice", n=len(result.participants)), WIDTH)
    sys.stdout.write("\n".join([*lines, "", summary(found, chosen), ""]))
    sys.stdout.write(say(chosen, "out.reports") + "\n")
    sys.stdout.writelines(f"  {folder / report}  {own_name(resolve(tag))}\n" for tag, report in REPORTS.items())
    for kind, name in (("data", DATA), ("data", TABLES), ("input", INPUT)):
        sys.stdout.write(f"{say(chosen, f'out.{kind}')} {folder / name}\n")


def _plant(home: Path, found: Comparison) -> None:
    """Make the site ready, once."""
    make_home(home)
    with using(home):
        set_up(home)
        import_module("comity.web.running.preparing").prepare()
        installation = import_module("comity.demo.installation")
        if not installation.is_planted():
            titles, notices = (_in_all(said, found) for said in (_title, _notice))
            installation.plant(found, titles, notices)


def _in_all(said: Callable[[str, Comparison], str], found: Comparison) -> dict[str, str]:
    return {language: said(language, found) for language in ("en", *(one for one in LANGUAGES if one != "en"))}


def _say_who(home: Path, chosen: str) -> None:
    installation = import_module("comity.demo.installation")
    addresses = (installation.OFFICER, *installation.HEADS.values(), *installation.ORGANISATIONS.values())
    lines = wrapped(say(chosen, "demo.site.serve", folder=str(home / "outbox")), WIDTH)
    sys.stdout.writelines(f"{line}\n" for line in ["", *lines, *(f"  {address}" for address in addresses)])
    sys.stdout.flush()
