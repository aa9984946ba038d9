"""What operations take: names of the addresses, searches and pages, each within its limits."""

import datetime
import re
from typing import Annotated, Any

from ninja import Path, Query, Router
from pydantic import BeforeValidator

from comity.web.api.shapes import Refusal

MOST_NUMBER = (1 << 53) - 1
DEFAULT, MOST = 50, 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SLUG = r"^[-a-zA-Z0-9_]*$"


def _as_written(given: object) -> object:
    """Days are written as ISO 8601 has them, never as a number of seconds."""
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("not a day")
    return given


Day = Annotated[datetime.date | None, BeforeValidator(_as_written)]
# One description for each: what is taken in several places is shared, default included.
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Number = Annotated[int | None, Query(ge=0, le=MOST_NUMBER, description="Only what has a lower number.")]
After = Annotated[
    str, Query(max_length=60, pattern=_SLUG, description="Where the page starts, as the page before says.")
]
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Words to be found.")]
Of = Annotated[str, Query(max_length=60, pattern=_SLUG, description="Short name of the body they belong to.")]
BodySlug = Annotated[
    str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60, examples=["g20"], description="Short name of a body.")
]
PartySlug = Annotated[
    str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60, examples=["fra"], description="Short name of a party.")
]
Sequence = Annotated[int, Path(ge=0, le=MOST_NUMBER, examples=[1])]


def answers(shape: Any, *refusals: int, done: int = 200) -> dict[int, Any]:
    """What an operation answers, by status: what it is for, and refusals. Those for what cannot be read, for too many
    requests and for faults of ours can always come."""
    return {done: shape, **dict.fromkeys((400, *refusals, 422, 429, 500, 503), Refusal)}


def router(tag: str) -> Router:
    """A router whose operations are described together."""
    return Router(tags=[tag])
