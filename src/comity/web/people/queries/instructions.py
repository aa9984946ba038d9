"""Instructions of a capital: read through the eyes of its delegation and of nobody else."""

from django.db.models import Q, QuerySet

from comity.web.people.models import Instruction
from comity.web.spine.acting import Viewer


def instructions_seen_by(viewer: Viewer) -> Q:
    """The condition on instructions that `viewer` may see them: those to the delegation they act for now."""
    return Q(party__slug__in=viewer.parties)


def instructions_of(viewer: Viewer, party: str, body: str = "") -> tuple[Instruction, ...]:
    """What the capital of the party (a slug) has told its delegation, the latest first; with a body (a slug), what
    holds there: what was said for it, and what was said for all. Empty for everybody else. One query."""
    found = _seen(viewer).filter(party__slug=party)
    if body:
        found = found.filter(Q(body__slug=body) | Q(body=None))
    return tuple(found[:200])


def instruction_of(viewer: Viewer, party: str, instruction: int) -> Instruction | None:
    """One of them."""
    return _seen(viewer).filter(party__slug=party, pk=instruction).first()


def _seen(viewer: Viewer) -> QuerySet[Instruction]:
    seen = Instruction.objects.filter(instructions_seen_by(viewer))
    return seen.select_related("party", "body").order_by("-given", "-pk")
