"""What the user may have meant by a word, an option or a file that there is not."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from comity.terms.errors import ComityError

_CHOICES = ("use.unknown_command", "use.unknown_option", "use.bad_choice")
_MOST_NEIGHBOURS = 10_000


def with_suggestion(error: ComityError) -> ComityError:
    """The error, saying also what may have been meant, where something near it exists."""
    if error.code in _CHOICES:
        there = str(error.parameters["expected"]).split(", ")
        meant = _nearest(str(error.parameters["found"]), there)
    elif error.code == "file.missing":
        meant = _nearest_file(str(error.parameters["file"]))
    else:
        return error
    return ComityError(f"{error.code}_meant", **error.parameters, meant=meant) if meant else error


def _nearest(found: str, there: Sequence[str]) -> str:
    return next(iter(get_close_matches(found, there, n=1)), "")


def _nearest_file(file: str) -> str:
    """A file of a similar name in the same folder, or ""."""
    path = Path(file)
    try:
        names = [entry.name for _, entry in zip(range(_MOST_NEIGHBOURS), path.parent.iterdir(), strict=False)]
        known = {name.casefold(): name for name in sorted(names) if (path.parent / name).is_file()}
    except (OSError, ValueError):
        return ""
    name = _nearest(path.name.casefold(), list(known))
    return str(path.with_name(known[name])) if name else ""
