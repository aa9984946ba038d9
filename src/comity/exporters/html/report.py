"""Filling the template, and sealing the page: one style whose hash the content security policy names, nothing else."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comity.charts import stylesheet
from comity.exporters.html import findings, method, people, statements
from comity.exporters.html.reader import Reader
from comity.flow.compare.ground import ENOUGH_PEOPLE
from comity.terms.comparison import Comparison
from comity.terms.errors import ComityError
from comity.words import direction, printable, resolve, tag


def write_report(
    result: Comparison, path: str | Path, *, language: str = "en", title: str | None = None, notice: str | None = None
) -> Path:
    """Write the report on `result` to `path` as one self-contained HTML file and return where it is.

    language: of the report; statements are shown in it where they have a text in it. title: the page's heading, a
    sentence of ours by default. notice: what must stand above everything, such as that the people are simulated.
    The same result, language, title and notice give the same bytes. Raises `report.cannot_write` where the file
    cannot be written.
    """
    target = Path(path)
    page = report(result, language=language, title=title, notice=notice)
    try:
        target.write_text(page, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise ComityError("report.cannot_write", path=str(target), reason=problem.strerror or str(problem)) from problem
    return target


def report(result: Comparison, *, language: str = "en", title: str | None = None, notice: str | None = None) -> str:
    """The report as text; see `write_report`."""
    reader = Reader(resolve(language), result)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            lang=tag(reader.language),
            dir=direction(reader.language),
            policy=policy(),
            style=Markup(_style()),
            reader=reader,
            t=reader.html,
            title=title or reader.say("report.title", n=reader.people),
            notice=notice,
            opening=findings.opening(reader, people.gaps(reader)),
            verdict=findings.verdict(reader),
            shared=statements.shared_items(reader),
            partitions=statements.partitions(reader),
            groups=people.group_cards(reader),
            map=people.map_exhibit(reader),
            poles=people.poles(reader),
            world=people.world(reader),
            participation=people.participation(reader),
            strata=people.strata(reader),
            slate=statements.slate_items(reader),
            lines=statements.lines(reader),
            by_cut=statements.by_cut(reader),
            aside=findings.aside(reader),
            held_out=not reader.by_polis and result.groups.k > 1,
            settings=method.settings(reader),
            command=method.command(reader),
            reference=method.reference(reader),
            candidates=method.candidates(reader),
            limits=method.LIMITS,
            enough=ENOUGH_PEOPLE,
            glossary=method.glossary(reader),
        )
    )
    return printable_page(page)


def printable_page(page: str) -> str:
    """The page with line ends kept and every other control character gone, whatever the input carried."""
    return "\n".join(printable(line) for line in page.split("\n"))


def policy() -> str:
    """The content security policy of every report: its one style by its hash, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    rules = _environment().get_template("report.css").render() + stylesheet()
    return "\n".join(line.strip() for line in rules.splitlines() if line.strip())


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("comity.exporters.html"),
        autoescape=lambda name: name is None or name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
