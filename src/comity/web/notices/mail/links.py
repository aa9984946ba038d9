"""Links that switch mail off, or on again, without signing in: whoever holds one may use it, nobody can make one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from comity.web.notices.acts import Change
from comity.web.notices.models import Channel
from comity.web.people.models import Person
from comity.web.people.speech import path_code

_OFF, _UNDO = "comity.notices.off", "comity.notices.undo"


@dataclass(frozen=True)
class Off:
    """person: whose mail; wanted: kinds, or the channel of a digest, that the link switches off."""

    person: Person
    wanted: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The digest that is switched off, "" where it is kinds of notice."""
        return next((one for one in self.wanted if one in (Channel.DAILY, Channel.WEEKLY)), "")


def address(person: Person, wanted: Sequence[str]) -> str:
    """The address of the page that switches off what `wanted` names, in the person's language."""
    signed = signing.dumps([person.uid, *wanted], salt=_OFF, compress=True)
    with translation.override(path_code(person.language)):
        return f"{settings.ADDRESS}{reverse('notices.off', args=[signed])}"


def read(signed: str) -> Off | None:
    """What a link switches off; None where it is not one of ours, or the account is gone."""
    found = _loaded(signed, _OFF)
    person = _person(found)
    return Off(person, tuple(map(str, found[1:]))) if person is not None else None


def undoing(person: Person, changes: Sequence[Change]) -> str:
    """What undoes these changes, signed, for a form to carry."""
    return signing.dumps([person.uid, *changes], salt=_UNDO, compress=True)


def changes_in(signed: str, person: Person) -> list[Change]:
    """The changes that a form carries; empty where it is not one of ours, or another person's."""
    found = _loaded(signed, _UNDO)
    if found[:1] != [person.uid]:
        return []
    triples = [one for one in found[1:] if isinstance(one, list) and len(one) == 3]
    return [(str(kind), str(body), str(before)) for kind, body, before in triples]


def _loaded(signed: str, salt: str) -> list[object]:
    try:
        found = signing.loads(signed, salt=salt)
    except signing.BadSignature:
        return []
    return found if isinstance(found, list) else []


def _person(found: Sequence[object]) -> Person | None:
    if not found:
        return None
    return Person.objects.filter(uid=str(found[0]), is_active=True, erased=None, email__isnull=False).first()
