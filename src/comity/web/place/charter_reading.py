"""A charter as a reader meets it: its parts in their language, and how one version differs from another."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from comity.charts.procedure import procedure_chart
from comity.charts.svg import Figure
from comity.procedure import STANDARD, Charter, Finding, Procedure, describe, in_language, standard
from comity.procedure.deadlines import Deadline, Texts
from comity.procedure.findings import ERROR
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.web.site.pages import language, said
from comity.words import caution, explain

CONTEXT = 3


@dataclass(frozen=True)
class Told:
    """A finding in words. wrong: whether it is refused; path: the place in the document."""

    sentence: str
    path: str
    wrong: bool


@dataclass(frozen=True)
class Line:
    """A line of the difference. sign: "+", "-", " " or "@" where lines between are left out."""

    sign: str
    text: str


def findings(found: tuple[Finding, ...]) -> list[Told]:
    """Each finding as a sentence, errors first."""
    return [
        Told(
            explain(ComityError(one.code, path=one.path, **one.parameters), language())
            if one.level == ERROR
            else caution(Warned(one.code, {"path": one.path, **one.parameters}), language()),
            one.path,
            one.level == ERROR,
        )
        for one in found
    ]


def text(texts: Texts) -> str:
    """A text of the charter in the reader's language, or the nearest there is."""
    return in_language(texts, language())


def standards() -> list[tuple[str, str]]:
    """The charters that come with Comity: name, and what each is called in the reader's language."""
    found = []
    for name in STANDARD:
        texts = standard(name)["name"]
        found.append((name, text(texts) if isinstance(texts, dict) else name))
    return found


def length(deadline: Deadline) -> str:
    """How long a deadline is."""
    return said(f"length.{deadline.unit}", n=deadline.amount)


def parts(charter: Charter) -> dict[str, object]:
    """What a page of the charter shows, in the reader's language."""
    terms = charter.terms
    return {
        "name": text(charter.name),
        "source": charter.source,
        "attribution": charter.attribution,
        "zone": terms.zone,
        "roles": [
            (
                text(role.label),
                [said(f"held_by.{one}") for one in role.held_by],
                [text(terms.roles[one].label) for one in role.appointed_by if one in terms.roles],
                role.single,
            )
            for role in terms.roles.values()
        ],
        "rules": [(text(rule.label), rule.kind) for rule in terms.rules.values()],
        "deadlines": _deadlines(charter),
        "retention": [
            (text(what), length(terms.deadlines[deadline]))
            for what, deadline in charter.retention.values()
            if deadline in terms.deadlines
        ],
        "levels": sorted(charter.levels.items()),
        "amendment": _amendment(charter),
    }


def _deadlines(charter: Charter) -> list[tuple[str, str]]:
    """What each deadline is called, by itself or by the clocks that run by it, and how long it is."""
    clocks: dict[str, dict[str, None]] = {}
    for procedure in charter.procedures.values():
        for clock in procedure.clocks.values():
            clocks.setdefault(clock.deadline, {})[text(clock.label)] = None
    named = [
        (text(one.label) or " · ".join(filter(None, clocks.get(name, ()))), length(one))
        for name, one in charter.terms.deadlines.items()
    ]
    return [(label, how_long) for label, how_long in named if label]


def _amendment(charter: Charter) -> tuple[str, list[str]] | None:
    """The procedure by which the charter is changed, and who is bound by it."""
    how: Procedure | None = charter.procedures.get(charter.amendment.procedure)
    roles = charter.terms.roles
    bound = [text(roles[one].label) for one in charter.amendment.affected if one in roles]
    return (text(how.label), bound) if how is not None else None


def difference(before: Mapping[str, object] | None, after: Mapping[str, object]) -> list[Line]:
    """How two documents differ, line by line, with a few lines around each change."""
    old, new = (_pretty(one) for one in (before or {}, after))
    found = difflib.unified_diff(old, new, n=CONTEXT, lineterm="")
    return [
        Line("@" if line.startswith("@@") else line[0], "" if line.startswith("@@") else line[1:])
        for line in found
        if not line.startswith(("---", "+++"))
    ]


def _pretty(document: Mapping[str, object]) -> list[str]:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).splitlines() if document else []


@dataclass(frozen=True)
class Shown:
    """A procedure in the reader's language. sentences: each of its steps, numbered as in the drawing; figure: the
    drawing."""

    label: str
    source: str
    sentences: tuple[str, ...]
    figure: Figure


def procedures(charter: Charter) -> list[Shown]:
    """Each procedure, told and drawn."""
    return [
        Shown(
            label=read.label,
            source=read.source,
            sentences=tuple(step.sentence for step in read.steps),
            figure=procedure_chart(f"procedure-{number}", language(), one),
        )
        for number, one in enumerate(charter.procedures.values())
        for read in (describe(one, language()),)
    ]
