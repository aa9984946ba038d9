"""What verifying a bundle found: as lines for a reader, and as JSON (schemas/comity.verification.json)."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from comity.exporters.wrapping import wrapped
from comity.flow.remember.verification import CLAIMS, Finding, Verification
from comity.terms.errors import ComityError
from comity.version import __version__
from comity.words import day, explain, resolve, say

SCHEMA = ("comity.verification", 1)
WIDTH = 80
_KINDS = ("shown", "withheld", "redacted", "erased")


def summary(found: Verification, language: str = "en", width: int = WIDTH) -> str:
    """The verdict and what it rests on, as lines of at most `width` columns, ending with a line end. Only the line with
    the fingerprint is longer, so that it can be copied whole."""
    lines: list[str] = []
    for text, indent in _summary(found, resolve(language)):
        lines += [text] if indent is None else wrapped(indent + text, width, indent)
    return "\n".join(lines) + "\n"


def to_json(found: Verification, language: str = "en") -> str:
    """The verification as JSON text. language: of the sentences in it."""
    document = {
        "schema": {"name": SCHEMA[0], "version": SCHEMA[1]},
        "version": __version__,
        "seed": None,
        "parameters": {"trust": found.trust or None, "against": found.held},
        "input_digest": f"sha256:{found.digest}",
        "verdict": found.verdict,
        "shown": list(found.shown),
        "not_shown": list(found.not_shown),
        "origin": found.origin or None,
        "size": found.size,
        "root": found.root or None,
        "key": found.key or None,
        "first_time": found.first_time or None,
        "last_time": found.last_time or None,
        "counts": {"entries": found.counts.entries, **{kind: getattr(found.counts, kind) for kind in _KINDS}},
        "witnesses": {name: _moment(seconds) for name, seconds in sorted(found.witnesses.items())},
        "replayed": dict(sorted(found.replayed.items())),
        "findings": [_finding(one, language) for one in found.findings],
        "more_findings": found.more,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def sentence(finding: Finding, language: str) -> str:
    """What is wrong, in words, after the line it stands in."""
    told = explain(ComityError(finding.code, **finding.parameters), language)
    return told if finding.line is None else f"{say(language, 'verification.line', line=finding.line)} {told}"


def _summary(found: Verification, language: str) -> Iterator[tuple[str, str | None]]:
    """Each text with its indent; None for what is not wrapped."""
    yield say(language, f"verification.{found.verdict}"), ""
    for finding in found.findings:
        yield sentence(finding, language), "  "
    if found.more:
        yield say(language, "verification.more", n=found.more), "  "
    if not found.note:
        yield say(language, "verification.stopped"), "  "
        return
    if found.origin:
        yield say(language, "verification.record", origin=found.origin, n=found.counts.entries), "  "
    if found.first_time:
        first, last = (day(language, datetime.fromisoformat(time)) for time in (found.first_time, found.last_time))
        yield say(language, "verification.times", first=first, second=last), "  "
    for kind in _KINDS:
        if number := getattr(found.counts, kind):
            yield say(language, f"verification.count.{kind}", n=number), "  "
    if found.key:
        yield "  " + say(language, "verification.key", fingerprint=found.key), None
    for name, seconds in sorted(found.witnesses.items()):
        yield say(language, "verification.witness", name=name, time=_moment(seconds)), "  "
    for claim in CLAIMS:
        yield say(language, f"verification.{'is' if claim in found.shown else 'not'}.{claim}"), "  "


def _finding(finding: Finding, language: str) -> Mapping[str, object]:
    return {
        "code": finding.code,
        "line": finding.line,
        "seq": finding.seq,
        "parameters": {name: _plain(value) for name, value in finding.parameters.items()},
        "text": sentence(finding, language),
    }


def _plain(value: object) -> object:
    """A parameter as JSON can hold it; half of a character, which a hostile file may bring, as what stands for it."""
    if value is None or isinstance(value, bool | int):
        return value
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _moment(seconds: int) -> str:
    """Seconds since 1970 as RFC 3339; what no calendar holds as the number it is."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)
