"""The comparison in a screenful of plain text: who took part, what is shared, what divides, who is missing."""

from collections.abc import Iterator

import numpy as np

from comity.exporters.html import findings, people
from comity.exporters.html.reader import Reader
from comity.exporters.wrapping import wrapped
from comity.terms.comparison import Comparison, Divide, Shared
from comity.words import caution, clean, resolve

WIDTH = 80
MOST_SHARED, MOST_DIVIDES, LONGEST_STATEMENT = 5, 3, 200


def summary(result: Comparison, language: str = "en", width: int = WIDTH) -> str:
    """The comparison as lines of at most `width` columns, ending with a line end."""
    reader = Reader(resolve(language), result)
    parts = (_who(reader), _groups(reader), _shared(reader), _divides(reader), _missing(reader), _cautions(reader))
    blocks = ["\n".join(line for text, indent in part for line in wrapped(text, width, indent)) for part in parts]
    return "\n\n".join(filter(None, blocks)) + "\n"


Line = tuple[str, str]  # the text, and what later lines of it begin with


def _who(reader: Reader) -> Iterator[Line]:
    yield reader.say("report.title", n=reader.people), ""
    yield " · ".join(findings.opening(reader, ()).counts), ""


def _groups(reader: Reader) -> Iterator[Line]:
    groups = reader.result.groups
    yield reader.say("groups.heading"), ""
    if groups.k < 2:
        yield "  " + reader.say("verdict.single"), "  "
        return
    if groups.resamples:
        yield "  " + reader.say(f"verdict.{groups.verdict}", n=groups.k, stability=groups.stability), "  "
    else:
        yield "  " + reader.say("verdict.untested", n=groups.k), "  "
    sizes = np.bincount(groups.member_of[groups.member_of >= 0], minlength=groups.k)
    for label, size in zip(groups.labels, sizes.tolist(), strict=True):
        share = size / max(1, reader.people)
        yield f"  {reader.group(label)} · {reader.say('groups.size', n=size, share=share)}", "    "


def _shared(reader: Reader) -> Iterator[Line]:
    yield reader.say("finding.shared"), ""
    found = reader.shared
    if not found:
        yield "  " + reader.say("finding.shared.none", where=reader.where), "  "
        return
    total = len(reader.result.statements.ids)
    yield "  " + reader.say("finding.shared.some", n=len(found), total=total, where=reader.where), "  "
    for one in reader.distinct(found, MOST_SHARED):
        yield _shared_line(reader, one), "    "


def _shared_line(reader: Reader, one: Shared) -> str:
    sure = reader.say(f"figure.sure.{one.side}", share=one.score)
    worst = f"{reader.say('column.worst')}: {reader.cut(one.worst)}"
    return f"  ≥ {sure} · {reader.plain(one.statement, LONGEST_STATEMENT)} ({worst})"


def _divides(reader: Reader) -> Iterator[Line]:
    yield reader.say("finding.divide"), ""
    found = sorted(reader.result.divides, key=lambda one: (-one.difference_low, one.statement))
    if not found:
        key = "nothing" if len(reader.tallies.cuts) < 2 else "none"
        yield "  " + reader.say(f"finding.divide.{key}"), "  "
    for one in reader.distinct(found, MOST_DIVIDES):
        yield _divide_line(reader, one), "    "


def _divide_line(reader: Reader, one: Divide) -> str:
    high, low = reader.cut(one.high), reader.cut(one.low)
    lead = reader.say("divides.lead", high=high, low=low, points=round(one.difference * 100))
    return f"  {lead} {reader.plain(one.statement, LONGEST_STATEMENT)}"


def _missing(reader: Reader) -> Iterator[Line]:
    missing = findings.opening(reader, people.gaps(reader)).findings[-1]
    yield missing.heading, ""
    yield "  " + clean(missing.text.striptags()), "  "


def _cautions(reader: Reader) -> Iterator[Line]:
    found = [one for one in reader.result.warnings if one.code not in findings.SHAKY]  # the groups say that already
    if found:
        yield reader.say("opening.caution"), ""
    for one in found:
        yield f"  - {caution(one, reader.language)}", "    "
