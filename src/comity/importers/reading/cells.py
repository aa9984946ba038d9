"""What a single cell may say: identifiers, votes, texts."""

import re
import unicodedata
from collections.abc import Mapping

from comity.importers.reading.wording import shown
from comity.terms.ids import LONGEST_ID
from comity.terms.votes import AGREE, DISAGREE, PASS

SPACES = " \t\u00a0\u3000"  # what is stripped around ids and votes: spreadsheets and word processors leave these

# A text cell that a spreadsheet would take for a formula is exported with one apostrophe more in front of it.
_ESCAPED = re.compile(r"'+[=+\-@]")
_PLAIN_ID = re.compile(r"[!-&(-~]{1,200}")

VOTES: Mapping[str, int] = {
    "agree": AGREE,
    "pass": PASS,
    "disagree": DISAGREE,
    **dict.fromkeys(("1", "+1", "1.0", "+1.0"), AGREE),
    **dict.fromkeys(("0", "0.0", "-0", "-0.0"), PASS),
    **dict.fromkeys(("-1", "-1.0", "\u22121"), DISAGREE),  # the last with the sign that word processors put
}
ROLL_CALL_VOTES: Mapping[str, int] = {"yes": AGREE, "abstain": PASS, "no": DISAGREE}


class Refused(Exception):
    """A cell that cannot be what its column holds: an error's code and parameters, before its place is known."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters


def unescaped(cell: str) -> str:
    """A text cell without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and _ESCAPED.match(cell) else cell


def as_id(cell: str) -> str:
    """The identifier in `cell`, compared as text: "007" is not "7".

    Refuses what is empty, longer than LONGEST_ID characters, or holds characters that do not show.
    """
    text = unescaped(cell.strip(SPACES))
    if _PLAIN_ID.fullmatch(text):
        return text
    if not text:
        raise Refused("ids.empty")
    if len(text) > LONGEST_ID:
        raise Refused("ids.too_long", found=len(text), expected=LONGEST_ID)
    for mark in text:
        if mark == "\ufeff" or unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp"):
            raise Refused("ids.control_character", found=f"U+{ord(mark):04X}")
    return text


def as_vote(cell: str) -> int:
    """+1, 0 or -1 for a vote written as a number or as agree, pass, disagree."""
    return _vote(cell, VOTES, "-1, 0, 1, disagree, pass, agree")


def as_roll_call_vote(cell: str) -> int:
    """+1, 0 or -1 for yes, abstain or no."""
    return _vote(cell, ROLL_CALL_VOTES, "yes, abstain, no")


def _vote(cell: str, meanings: Mapping[str, int], expected: str) -> int:
    vote = meanings.get(cell.strip(SPACES).lower())
    if vote is None:
        raise Refused("votes.bad_value", value=shown(cell), expected=expected)
    return vote


def as_label(cell: str) -> str:
    """A short text that may be missing: a group, a country, a code. Refuses what `as_id` does, emptiness apart."""
    return as_id(cell) if cell.strip(SPACES) else ""
