"""Names of people, as they are kept and as they are shown."""

import unicodedata

from comity.terms.errors import ComityError
from comity.web.people.models import Person
from comity.words import clean

LONGEST = 200


def cleaned(name: str) -> str:
    """A name as it may be kept: no control characters, nothing that turns the line it stands in, single spaces.

    Letters of every script, and what joins them, stay. Errors: `person.name_too_long`.
    """
    kept = " ".join(clean(unicodedata.normalize("NFC", name)).split())
    if len(kept) > LONGEST:
        raise ComityError("person.name_too_long", found=len(kept), most=LONGEST)
    return kept


def shown_name(person: Person) -> str:
    """The name, or where none was given the address of mail; for pages that may show people at all."""
    return person.name or person.email or person.uid[:8]


def masked(address: str) -> str:
    """An address of mail that its owner knows again and nobody else learns: "h…@example.org"."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"
