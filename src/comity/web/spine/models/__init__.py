"""The tables that every room shares."""

from comity.web.spine.models.bodies import Body, Charter, Group, GroupMember, Membership, Nesting, Party
from comity.web.spine.models.matters import Link, Matter
from comity.web.spine.models.record import Entry, Head, Payload, SignedCheckpoint, Tile
from comity.web.spine.models.sendings import Sending
from comity.web.spine.models.texts import Text, Wording

__all__ = [
    "Body",
    "Charter",
    "Entry",
    "Group",
    "GroupMember",
    "Head",
    "Link",
    "Matter",
    "Membership",
    "Nesting",
    "Party",
    "Payload",
    "Sending",
    "SignedCheckpoint",
    "Text",
    "Tile",
    "Wording",
]
