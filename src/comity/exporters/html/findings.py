"""The first screen: what this is, who took part, how far the data carry, and the three findings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from comity.charts import Part
from comity.charts.world import TILES
from comity.exporters.html.reader import Reader
from comity.terms.comparison import Warned
from comity.words import caution

SHAKY = frozenset({"compare.unstable_groups", "compare.stability_untested"})
# Columns that nobody asked for change no figure; that they were left aside stands in the data.
UNASKED = frozenset({"csv.columns_ignored", "reference.unused"})
# What was left aside and changes no finding is told with the method.
ASIDE = UNASKED | {"csv.blank_rows", "participants.without_votes", "statements.without_votes", "votes.superseded"}
ASIDE |= {"votes.repeated", "votes.rows_merged"}


@dataclass(frozen=True)
class Finding:
    """One of the three: what it is about, the finding itself, and the section that says more."""

    heading: str
    text: Markup
    section: str


@dataclass(frozen=True)
class Opening:
    """counts: how many of what, for the line under the title; carries: what the data can and
    cannot bear; warnings: in plain words, the groups' instability first."""

    counts: tuple[str, ...]
    carries: tuple[Markup, ...]
    warnings: tuple[Markup, ...]
    findings: tuple[Finding, ...]


def opening(reader: Reader, gaps: Sequence[Part]) -> Opening:
    """gaps: the strata that have a reference, the most missing first."""
    result = reader.result
    found, shaky = verdict(reader), any(warned.code in SHAKY for warned in result.warnings)
    cautions = tuple(_caution(reader, warned) for warned in result.warnings if warned.code not in SHAKY | ASIDE)
    shaky = shaky or (result.groups.verdict == "unstable" and result.groups.k > 1)
    return Opening(
        counts=_counts(reader),
        carries=(_precision(reader), _who(reader)) if shaky else (_precision(reader), found, _who(reader)),
        warnings=(found, *cautions) if shaky else cautions,
        findings=(_shared(reader), _divide(reader), _missing(reader, gaps)),
    )


def aside(reader: Reader) -> tuple[Markup, ...]:
    """What was left aside of the input, in plain words, each once."""
    found = (_caution(reader, warned) for warned in reader.result.warnings if warned.code in ASIDE)
    return tuple(dict.fromkeys(found))


def _caution(reader: Reader, warned: Warned) -> Markup:
    """The warning in plain words; small categories are named as the report names them."""
    if warned.code == "compare.small_strata":
        small = [reader.tallies.cuts[c] for c in reader.told if c not in reader.large]
        named = [f"{reader.name(cut)} ({reader.number(cut.people)})" for cut in small]
        if named:
            warned = Warned(warned.code, {"n": len(small), "names": reader.named(named)})
    return Markup(escape(caution(warned, reader.language)))


def _counts(reader: Reader) -> tuple[str, ...]:
    result = reader.result
    counts = [reader.say("count.people", n=reader.people)]
    if reader.countries:
        counts.append(reader.say("count.countries", n=len(reader.countries)))
    counts.append(reader.say("count.statements", n=len(result.statements.ids)))
    counts.append(reader.say("count.votes", n=result.votes))
    return tuple(counts)


def verdict(reader: Reader) -> Markup:
    """What the groups found are worth, in one sentence."""
    groups = reader.result.groups
    if groups.verdict == "single" or groups.k < 2:
        return reader.html("verdict.single")
    if not groups.resamples:
        return reader.html("verdict.untested", n=groups.k)
    return reader.html(f"verdict.{groups.verdict}", n=groups.k, stability=groups.stability)


def _precision(reader: Reader) -> Markup:
    """How wide the intervals are: for everybody, and where they are widest."""
    t = reader.tallies
    with np.errstate(invalid="ignore"):
        half = (t.high - t.low) / 2
    if np.isnan(half[0]).all():
        return reader.html("carry.nothing")
    typical = [
        float(np.nanmedian(row)) if c in reader.large and not np.isnan(row).all() else 0.0 for c, row in enumerate(half)
    ]
    widest = int(np.argmax(typical))
    if widest == 0:
        return reader.html("carry.precision.all", points=max(1, round(typical[0] * 100)))
    return reader.html(
        "carry.precision",
        points=max(1, round(typical[0] * 100)),
        widest=round(typical[widest] * 100),
        name=reader.cut(widest),
    )


def _who(reader: Reader) -> Markup:
    has_reference = any(not np.isnan(p.reference) for p in reader.result.participation)
    return reader.html("carry.reference" if has_reference else "carry.no_reference")


def _shared(reader: Reader) -> Finding:
    result = reader.result
    wide = reader.shared
    heading = reader.say("finding.shared")
    if not wide:
        return Finding(heading, reader.html("finding.shared.none", where=reader.where), "shared")
    best = wide[0]
    first = reader.html("finding.shared.some", n=len(wide), total=len(result.statements.ids), where=reader.where)
    second = reader.html(
        f"finding.shared.best.{best.side}", low=best.score, where=reader.where, statement=reader.quote(best.statement)
    )
    return Finding(heading, reader.together(first, second), "shared")


def _divide(reader: Reader) -> Finding:
    heading = reader.say("finding.divide")
    divides = reader.result.divides
    if len(reader.tallies.cuts) < 2:
        return Finding(heading, reader.html("finding.divide.nothing"), "divides")
    if not divides:
        return Finding(heading, reader.html("finding.divide.none"), "divides")
    most = max(divides, key=lambda d: (d.difference_low, -d.statement))
    text = reader.html(
        "finding.divide.some",
        n=len({d.statement for d in divides}),
        total=len(reader.result.statements.ids),
        high=_linked(reader, most.high),
        low=_linked(reader, most.low),
        points=round(most.difference * 100),
        statement=reader.quote(most.statement),
        share_high=float(reader.tallies.share[most.high, most.statement]),
        share_low=float(reader.tallies.share[most.low, most.statement]),
    )
    return Finding(heading, text, "divides")


def _linked(reader: Reader, position: int) -> Markup:
    """A cut's name; a group's leads to what the group holds."""
    cut, groups = reader.tallies.cuts[position], reader.result.groups.labels
    if cut.kind != "group" or cut.name not in groups:
        return Markup("<bdi>{}</bdi>").format(reader.cut(position))
    return Markup('<a href="#group-{}">{}</a>').format(groups.index(cut.name) + 1, reader.cut(position))


def _unheard(reader: Reader, gaps: Sequence[Part]) -> list[Markup]:
    """Who has no voice at all, and who of the others is least heard where chance does not explain it."""
    silent = [part.name for part in gaps if part.silent]
    found = [reader.html("finding.missing.silent", names=reader.named(silent))] if silent else []
    least = next((part for part in gaps if part.missing and not part.silent), None)
    if least:
        found.append(reader.html("finding.missing.some", name=least.name, share=least.share, reference=least.reference))
    return found or [reader.html("finding.missing.even")]


def _absent(reader: Reader) -> list[Markup]:
    """From how many States nobody took part, where countries are known."""
    absent = sum(code not in reader.countries for code in TILES) if reader.countries else 0
    return [reader.html("finding.missing.states", n=absent, total=len(TILES))] if absent else []


def _missing(reader: Reader, gaps: Sequence[Part]) -> Finding:
    heading = reader.say("finding.missing")
    if gaps:
        return Finding(heading, reader.together(*_unheard(reader, gaps), *_absent(reader)), "missing")
    strata = [reader.tallies.cuts[c] for c in reader.told if reader.tallies.cuts[c].kind == "stratum"]
    if not strata:
        return Finding(heading, reader.html("finding.missing.unknown"), "missing")
    smallest = min(strata, key=lambda cut: (cut.people, cut.column, cut.name))
    text = reader.html("finding.missing.no_reference", name=reader.name(smallest), n=smallest.people)
    return Finding(heading, text, "missing")
