"""Small groups within a body."""

from comity.web.spine.models import GroupMember


def groups_of(person: str) -> frozenset[int]:
    """Ids of the small groups that the person, by opaque id, belongs to."""
    return frozenset(GroupMember.objects.filter(person=person).values_list("group_id", flat=True))
