"""Entering a party that may then sit in bodies."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from django.core.validators import slug_re
from django.db import transaction

from comity.terms.countries import COUNTRIES
from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts import texts
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Party
from comity.words import LANGUAGES, country_name

LONGEST_SLUG = 60


def enter(acting: Acting, slug: str, kind: str, names: Mapping[str, str], original: str) -> Entry:
    """Enter a party that was not known yet, such as a stakeholder organisation; states are known from the start.

    Errors: `party.bad_slug`, `party.slug_taken`, `party.unknown_kind`, `party.state` also where it would be called what
    a state is called, and those of texts.
    """
    names = texts.in_one_line(names)
    if not slug_re.match(slug) or slug != slug.lower() or len(slug) > LONGEST_SLUG:
        raise ComityError("party.bad_slug", value=slug)
    if kind not in Party.Kind.values:
        raise ComityError("party.unknown_kind", value=kind)
    if kind == Party.Kind.STATE or any(_bare(name) in _names_of_states() for name in names.values()):
        raise ComityError("party.state")
    with transaction.atomic():
        if Party.objects.filter(slug=slug).exists():
            raise ComityError("party.slug_taken", slug=slug)
        name = texts.write_in_all(names, original, acting.person)
        party = Party.objects.create(slug=slug, kind=kind, name=name)
        return append(entered(acting, party, names))


@cache
def _names_of_states() -> frozenset[str]:
    return frozenset(_bare(country_name(language, state)) for state in COUNTRIES for language in LANGUAGES)


def _bare(name: str) -> str:
    """What a reader takes a name for: without case, width, accents, blanks and whatever cannot be seen."""
    spread = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in spread if unicodedata.category(sign)[0] in "LN")


def entered(acting: Acting, party: Party, names: Mapping[str, str]) -> Act:
    """What the record says of a party that was entered."""
    payload = {"party": party.slug, "party_kind": str(party.kind), "iso3": party.iso3, "name": dict(names)}
    return Act(acting, "party.entered", f"party:{party.slug}", payload)
