"""comity check: what is not in order, and what to do about it."""

import json
import sys
from collections.abc import Iterator, Sequence

from comity.cli.installation import HOME, home_folder, refuse_missing, set_up, using
from comity.cli.options import FLAG, LANGUAGE, Command, Option
from comity.exporters.wrapping import wrapped
from comity.version import __version__
from comity.web.running.readiness import Finding, findings
from comity.words import resolve, say

COMMAND = Command(
    "check",
    options=(
        Option("--deploy", kind=FLAG, default=False),
        Option("--json", kind=FLAG, default=False),
        HOME,
        LANGUAGE,
    ),
    examples=("comity check", "comity check --deploy --home /srv/comity"),
)
READY, NOT_READY = 0, 1
_WIDTH = 100


def run(*, deploy: bool, json: bool, home: str | None, language: str) -> int:
    """Ask every question and print the answers. Returns 0 where all is well, 1 where something is to be done."""
    folder, chosen = home_folder(home), resolve(language)
    refuse_missing(folder)
    with using(folder):
        set_up(folder, log="CRITICAL", reach=False)
        answers = list(findings(for_public=deploy))
    wrong = sum(1 for one in answers if one.wrong is not None)
    if json:
        sys.stdout.write(document(answers, chosen))
    else:
        sys.stdout.writelines(f"{line}\n" for line in report(answers, chosen))
        key = "check.wrong" if wrong else "check.public" if deploy else "check.well"
        sys.stdout.write("\n" + say(chosen, key, n=wrong) + "\n")
    return NOT_READY if wrong else READY


def report(answers: Sequence[Finding], language: str) -> Iterator[str]:
    """A line for what is well, and more for what is not."""
    for one in answers:
        label = say(language, f"check.{one.name}")
        if one.wrong is None:
            yield f"✓ {label}"
            continue
        yield f"✗ {label}"
        yield from wrapped("    " + sentence(one, language), _WIDTH, "    ")


def sentence(one: Finding, language: str) -> str:
    """What is wrong, and what to do; "" where nothing is."""
    if one.wrong is None:
        return ""
    parameters = dict(one.wrong.parameters)
    return say(language, f"check.{one.name}.{one.wrong.code}", **parameters)  # type: ignore[arg-type]


def document(answers: Sequence[Finding], language: str) -> str:
    """The same for programs."""
    checks = [
        {
            "name": one.name,
            "ready": one.wrong is None,
            "code": one.wrong.code if one.wrong else "",
            "sentence": sentence(one, language),
        }
        for one in answers
    ]
    ready = all(one.wrong is None for one in answers)
    whole = {"schema": {"name": "comity.check", "version": 1}, "version": __version__, "ready": ready, "checks": checks}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
