"""What parties and bodies are called, where people speak for them or serve them."""

from collections.abc import Iterable, Mapping

from comity.web.people.models import Capacity, Invitation
from comity.web.spine.models import Body, Membership, Party
from comity.web.spine.queries.bodies import holding
from comity.web.spine.queries.texts import Reading, readings
from comity.words import country_name

Placed = Capacity | Invitation


def title(placed: Placed, language: str) -> str:
    """The name of the party or the body that a capacity or an invitation is about."""
    return titles([placed], language)[_key(placed)]


def titles(placed: Iterable[Placed], language: str) -> Mapping[str, str]:
    """ "party:<slug>" or "body:<slug>" -> its name. One query, however many."""
    wanted = list(placed)
    texts = readings((_text(one) for one in wanted), language)
    return {_key(one): _name(one.party, one.body, texts, language) for one in wanted}


def party_name(party: Party, language: str) -> str:
    """The name of a party."""
    return _name(party, None, readings([party.name_id], language), language)


def body_name(body: Body, language: str) -> str:
    """The name of a body."""
    return _name(None, body, readings([body.name_id], language), language)


def names_around(body: Body, parties: Iterable[Party], language: str) -> tuple[str, dict[str, str]]:
    """The name of a body, and slug -> name of the parties in the order of the names. One query for all of them."""
    wanted = list(parties)
    texts = readings([body.name_id, *(one.name_id for one in wanted)], language)
    named = {one.slug: _name(one, None, texts, language) for one in wanted}
    return _name(None, body, texts, language), dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def party_names(parties: Iterable[Party], language: str) -> dict[str, str]:
    """Slug -> name, in the order of the names. One query."""
    wanted = list(parties)
    texts = readings((one.name_id for one in wanted), language)
    named = {one.slug: _name(one, None, texts, language) for one in wanted}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def _key(placed: Placed) -> str:
    if placed.party is not None:
        return f"party:{placed.party.slug}"
    return f"body:{placed.body.slug}" if placed.body is not None else ""


def _text(placed: Placed) -> int | None:
    if placed.party is not None:
        return placed.party.name_id
    return placed.body.name_id if placed.body is not None else None


def _name(party: Party | None, body: Body | None, texts: Mapping[int, Reading], language: str) -> str:
    if party is not None and party.iso3 and party.name_id is None:
        return country_name(language, party.iso3)
    held = party if party is not None else body
    if held is None:
        return ""
    found = texts.get(held.name_id or 0)
    return held.slug if found is None else str(found)


def parties_in(body: Body) -> list[Party]:
    """The parties that sit in the body today, in whatever capacity. One query."""
    seats = Membership.objects.filter(holding(), body=body)
    return list(Party.objects.filter(pk__in=seats.values("party")).order_by("slug"))


def bodies_with(party: Party) -> list[Body]:
    """The bodies in which the party sits today and that work here. One query."""
    seats = Membership.objects.filter(holding(), party=party)
    return list(Body.objects.filter(pk__in=seats.values("body"), hosted=True).order_by("slug"))


def body_names(bodies: Iterable[Body], language: str) -> dict[str, str]:
    """Slug -> name, in the order of the names. One query."""
    wanted = list(bodies)
    texts = readings((one.name_id for one in wanted), language)
    named = {one.slug: _name(None, one, texts, language) for one in wanted}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))
