"""The first screen of the report as plain text, for a page that introduces it."""

from collections.abc import Mapping

from markupsafe import Markup

from comity.exporters.html import findings, people
from comity.exporters.html.reader import Reader
from comity.terms.comparison import Comparison
from comity.words import resolve


def brief(result: Comparison, language: str = "en") -> Mapping[str, object]:
    """counts, findings (heading and text), carries and cautions, in `language`, without markup."""
    reader = Reader(resolve(language), result)
    opening = findings.opening(reader, people.gaps(reader))
    return {
        "counts": list(opening.counts),
        "findings": [
            {"heading": one.heading, "text": _plain(one.text), "section": one.section} for one in opening.findings
        ],
        "carries": [_plain(text) for text in opening.carries],
        "cautions": [_plain(text) for text in opening.warnings],
    }


def _plain(text: Markup) -> str:
    return " ".join(Markup(text).striptags().split())
