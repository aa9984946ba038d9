"""comity procedure: check a charter, draw one of its procedures, and replay a file of events."""

import json as writer
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from comity.charts.procedure import procedure_chart, standalone
from comity.cli.options import LANGUAGE, Command, Option
from comity.cli.writing import new_file, refuse_unwritable
from comity.procedure import (
    Charter,
    Finding,
    Instance,
    Procedure,
    advance,
    apply,
    check,
    ended,
    latest,
    next_firing,
    options,
    parse,
    refusal,
    start,
)
from comity.procedure import Option as Possible
from comity.procedure.findings import ERROR
from comity.procedure.guards import All
from comity.procedure.readings import Reader
from comity.procedure.script import Script, parse_script
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.version import __version__
from comity.words import caution, explain, moment, pattern, resolve, say
from comity.words.catalogue import fill

STANDARD = "-"
DONE, NO = 0, 1
MOST_BYTES = 4_000_000
ZONE = "UTC"
T = TypeVar("T")


def run_check(*, file: str, json: str | None, language: str) -> int:
    """Say what is wrong with a charter. Returns 1 where it is to be refused."""
    language = resolve(language)
    charter = _charter(file)
    findings = check(charter)
    refused = any(finding.level == ERROR for finding in findings)
    if json is not None:
        _write(json, _checked(charter, findings, language))
    if json != STANDARD:
        for finding in findings:
            key = "out.procedure.error" if finding.level == ERROR else "out.procedure.warning"
            sys.stdout.write(_framed(language, key, _sentence(finding, language)))
        if not refused:
            sys.stdout.write(say(language, "out.charter.sound", n=len(charter.procedures)) + "\n")
            sys.stdout.write(say(language, "out.charter.digest", digest=charter.digest) + "\n")
    return NO if refused else DONE


def run_draw(*, file: str, procedure: str | None, out: str | None, language: str) -> int:
    """Draw a procedure. Returns the exit code."""
    language = resolve(language)
    if out is not None:
        refuse_unwritable(Path(out))
    drawn = standalone(procedure_chart("procedure", language, _procedure(_sound(file), procedure or "", file)))
    if out is None:
        sys.stdout.buffer.write(drawn.encode("utf-8"))
    else:
        with new_file(Path(out)) as stream:
            stream.write(drawn.encode("utf-8"))
    return DONE


def run_events(*, file: str, events: str | None, procedure: str | None, json: str | None, language: str) -> int:
    """Replay events and print where the procedure stands. Returns 1 where an event was refused."""
    language = resolve(language)
    if events is None:
        raise ComityError("use.missing_value", option="--events", expected="FILE|-")
    script = _placed(events, lambda: parse_script(_content(events)))
    described = _procedure(_sound(file), procedure or script.procedure, file)
    instance, refused = _replayed(described, script)
    if json is not None:
        _write(json, {**_about(), "instance": instance.to_payload(), "refused": refused and _plain(refused)})
    if json != STANDARD:
        sys.stdout.writelines(line + "\n" for line in _standing(described, instance, language))
        if refused:
            said = refusal(described, refused, language)
            sys.stdout.write(_framed(language, "out.procedure.error", said))
    return NO if refused else DONE


def _replayed(described: Procedure, script: Script) -> tuple[Instance, ComityError | None]:
    """The instance after the events up to the first that is refused, and why it is."""
    instance = start(described, script.starts, script.facts)
    for event in script.events:
        try:
            instance = apply(described, instance, event)
        except ComityError as error:
            return instance, error
    return advance(described, instance, script.now or latest(instance)), None


def _standing(described: Procedure, instance: Instance, language: str) -> Iterator[str]:
    """Every step taken, where that leads, which clocks run, and what may happen next."""
    read = Reader(described, language)
    for move in instance.history:
        yield f"{_at(language, move.at)}  {read.event(move.event)} → {read.state(move.target)}"
    yield read.said("out.procedure.stands", state=read.state(instance.state), since=_at(language, instance.entered))
    if ended(described, instance):
        yield read.said("out.procedure.ended")
        return
    for clock, timer in sorted(instance.timers.items()):
        if timer.suspended is not None:
            yield read.said("out.procedure.still", clock=read.clock(clock), since=_at(language, timer.suspended))
        else:
            yield read.said("out.procedure.clock", clock=read.clock(clock), due=_at(language, timer.due))
    yield ""
    yield read.said("out.procedure.next")
    for option in options(described, instance, None, latest(instance)):
        yield "  " + _option(read, option)
    firing = next_firing(described, instance)
    if firing is not None:
        what = read.text(firing[1].label)
        yield "  " + read.said("out.procedure.by_time", what=what, at=_at(language, firing[0]))


def _framed(language: str, key: str, sentence: str) -> str:
    """A line around a sentence, which may be longer than a name."""
    return fill(pattern(language, key) or key, lambda name, form: sentence) + "\n"


def _option(read: Reader, option: Possible) -> str:
    who = read.any_of([read.role(role) for role in option.who])
    parts = [read.said("out.procedure.option", who=who, what=read.text(option.step.label))]
    if option.requires:
        parts.append(read.said("procedure.needs", fields=read.listed(map(read.field, option.requires))))
    if option.not_before is not None:
        parts.append(read.said("out.procedure.not_yet", opens=_at(read.language, option.not_before)))
    elif not option.ready:
        parts.append(read.said("out.procedure.missing", guard=read.guard(All(option.unmet))))
    if option.until is not None:
        parts.append(read.said("out.procedure.until", until=_at(read.language, option.until)))
    return " ".join(parts)


def _at(language: str, instant: datetime) -> str:
    return f"{moment(language, instant)} {ZONE}"


def _charter(file: str) -> Charter:
    return _placed(file, lambda: parse(_content(file)))


def _sound(file: str) -> Charter:
    """A charter with nothing wrong with it."""
    charter = _charter(file)
    for finding in check(charter):
        if finding.level == ERROR:
            raise _in_file(file, finding.error())
    return charter


def _procedure(charter: Charter, name: str, file: str) -> Procedure:
    if not name and len(charter.procedures) == 1:
        (name,) = charter.procedures
    expected = ", ".join(charter.procedures)
    if not name:
        raise ComityError("procedure.which", expected=expected)
    if name not in charter.procedures:
        raise ComityError("charter.unknown_procedure", path=file, found=name, expected=expected)
    return charter.procedures[name]


def _placed(file: str, read: Callable[[], T]) -> T:
    """What `read` reads, errors naming the file."""
    try:
        return read()
    except ComityError as error:
        raise _in_file(file, error) from None


def _in_file(file: str, error: ComityError) -> ComityError:
    if "path" not in error.parameters:
        return error
    path = str(error.parameters["path"])
    return ComityError(error.code, **{**error.parameters, "path": file if path == "/" else f"{file}, {path}"})


def _content(file: str) -> bytes:
    """The bytes of a file, or of standard input. Errors: `file.missing`, `file.is_folder`, `file.unreadable`."""
    try:
        if file == STANDARD:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise ComityError("file.missing", file=file) from None
    except IsADirectoryError:
        raise ComityError("file.is_folder", file=file) from None
    except PermissionError:
        raise ComityError("file.forbidden", file=file) from None
    if len(content) > MOST_BYTES:
        raise ComityError("charter.too_large", path=file, most=MOST_BYTES)
    return content


def _checked(charter: Charter, findings: tuple[Finding, ...], language: str) -> dict[str, object]:
    return {
        **_about(),
        "digest": charter.digest,
        "procedures": list(charter.procedures),
        "findings": [
            {
                "level": finding.level,
                "code": finding.code,
                "path": finding.path,
                "parameters": dict(finding.parameters),
                "text": _sentence(finding, language),
            }
            for finding in findings
        ],
    }


def _about() -> dict[str, object]:
    return {"version": __version__}


def _plain(error: ComityError) -> dict[str, object]:
    kept = {key: value for key, value in error.parameters.items() if isinstance(value, str | int | float)}
    return {"code": error.code, "parameters": kept}


def _sentence(finding: Finding, language: str) -> str:
    parameters = {"path": finding.path, **finding.parameters}
    if finding.level == ERROR:
        return explain(finding.error(), language)
    return caution(Warned(finding.code, parameters), language)


def _write(json: str, document: dict[str, object]) -> None:
    text = writer.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if json == STANDARD:
        sys.stdout.write(text)
        return
    with new_file(Path(json)) as stream:
        stream.write(text.encode("utf-8"))


JSON, WHICH = Option("--json", "FILE|-"), Option("--procedure", "NAME")
CHECK = Command(
    "procedure check",
    argument="FILE",
    options=(JSON, LANGUAGE),
    examples=("comity sample charter > charter.json", "comity procedure check charter.json"),
    run=run_check,
)
DRAW = Command(
    "procedure draw",
    argument="FILE",
    options=(WHICH, Option("--out", "FILE"), LANGUAGE),
    examples=("comity procedure draw charter.json --procedure silence --out silence.svg",),
    run=run_draw,
)
RUN = Command(
    "procedure run",
    argument="FILE",
    options=(Option("--events", "FILE|-"), WHICH, JSON, LANGUAGE),
    examples=("comity sample events > events.json", "comity procedure run charter.json --events events.json"),
    run=run_events,
)
COMMAND = Command("procedure", verbs={"check": CHECK, "draw": DRAW, "run": RUN})
