"""A capital instructs its delegation. Nothing of it leaves the delegation: no mail, no entry in the record."""

from django.utils import timezone

from comity.terms.errors import ComityError
from comity.web.people.models import Instruction
from comity.web.spine.acting import Acting
from comity.web.spine.models import Body, Party
from comity.words import tag

LONGEST = 20_000
_TWICE = 60
"""Seconds within which the same words are the same instruction, sent twice."""


def instruct(acting: Acting, party: Party, body: Body | None, text: str, language: str) -> Instruction:
    """Give the delegation of `party` an instruction, for one body or for all.

    Errors: `instruction.not_yours`, `instruction.empty`, `instruction.too_long`.
    """
    if acting.party != party.slug:
        raise ComityError("instruction.not_yours")
    content = text.strip()
    if not content:
        raise ComityError("instruction.empty")
    if len(content) > LONGEST:
        raise ComityError("instruction.too_long", found=len(content), most=LONGEST)
    latest = Instruction.objects.filter(party=party, by=acting.person, withdrawn=None).order_by("-given").first()
    same = latest is not None and (latest.text, latest.body) == (content, body)
    if latest is not None and same and (timezone.now() - latest.given).total_seconds() < _TWICE:
        return latest
    return Instruction.objects.create(party=party, body=body, text=content, language=tag(language), by=acting.person)


def withdraw(acting: Acting, instruction: Instruction) -> None:
    """Say that an instruction no longer holds; it stays to be read, as one that was withdrawn.

    Errors: `instruction.not_yours`.
    """
    if acting.party != instruction.party.slug:
        raise ComityError("instruction.not_yours")
    Instruction.objects.filter(pk=instruction.pk, withdrawn=None).update(withdrawn=timezone.now())
