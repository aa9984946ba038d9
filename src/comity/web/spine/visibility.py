"""Who may see what: the levels of confidentiality, as conditions of a query.

Nothing confidential is read without one.
"""

from dataclasses import dataclass

from django.db.models import Q

from comity.terms.errors import ComityError
from comity.web.spine.acting import Viewer
from comity.web.spine.models.matters import Level


@dataclass(frozen=True)
class Audience:
    """Who may see something. party: slug, at the level of a delegation; group: id, at the level of a small group.

    Errors: `audience.incomplete` where the level asks for what is not given.
    """

    level: str = Level.PUBLIC
    party: str = ""
    group: int | None = None

    def __post_init__(self) -> None:
        if (self.level == Level.DELEGATION and not self.party) or (self.level == Level.GROUP and self.group is None):
            raise ComityError("audience.incomplete", level=str(self.level))


EVERYBODY = Audience()


def matters_seen_by(viewer: Viewer) -> Q:
    """The condition on matters that `viewer` may see them."""
    return (
        Q(level=Level.PUBLIC)
        | Q(level=Level.BODY, body__slug__in=viewer.bodies)
        | Q(level=Level.DELEGATION, party__slug__in=viewer.parties)
        | Q(level=Level.GROUP, group__in=viewer.groups)
    )


def may_read(viewer: Viewer, audience: Audience, body: str) -> bool:
    """Whether `viewer` may read what an entry of `body` says to `audience`; the same as `entries_read_by`, for rows
    that were fetched already."""
    if audience.level == Level.BODY:
        return body in viewer.bodies
    if audience.level == Level.DELEGATION:
        return audience.party in viewer.parties
    if audience.level == Level.GROUP:
        return audience.group in viewer.groups
    return audience.level == Level.PUBLIC


def entries_read_by(viewer: Viewer) -> Q:
    """The condition on entries of the record that `viewer` may read what they say, and that it was not erased."""
    return Q(payload__document__isnull=False) & (
        Q(payload__level=Level.PUBLIC)
        | Q(payload__level=Level.BODY, body__in=viewer.bodies)
        | Q(payload__level=Level.DELEGATION, payload__party__in=viewer.parties)
        | Q(payload__level=Level.GROUP, payload__group__in=viewer.groups)
    )
