"""Parties, and what they are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.web.spine.models import Party, Wording
from comity.web.spine.queries.texts import Reading, readings
from comity.words import country_name, direction, tag


@dataclass(frozen=True)
class Named:
    """What a party's name follows from. slug; iso3: of a state, whose name the catalogues have; name: id of the text
    otherwise."""

    slug: str
    iso3: str
    name: int | None


def party_of(slug: str) -> Party | None:
    """The party with this slug."""
    return Party.objects.filter(slug=slug).first()


def all_parties(most: int = 5_000) -> list[Party]:
    """Every party, by slug."""
    return list(Party.objects.order_by("slug")[:most])


def as_named(party: Party) -> Named:
    """What the party's name follows from."""
    return Named(party.slug, party.iso3, party.name_id)


def state_name(iso3: str, language: str) -> Reading:
    """The name of a state as a text that needs no translation."""
    return Reading(0, country_name(language, iso3), tag(language), direction(language), Wording.Status.AUTHENTIC)


def name_in(party: Named, texts: Mapping[int, Reading], language: str) -> Reading:
    """The party's name, from texts already read."""
    if party.name is not None and party.name in texts:
        return texts[party.name]
    if party.iso3:
        return state_name(party.iso3, language)
    return Reading(0, party.slug, "en", "ltr", Wording.Status.AUTHENTIC)


def names_of(parties: Iterable[Named], language: str) -> dict[str, Reading]:
    """Slug of each party -> its name. One query at most."""
    wanted = list(parties)
    texts = readings((party.name for party in wanted), language)
    return {party.slug: name_in(party, texts, language) for party in wanted}


def called(slugs: Iterable[str]) -> dict[str, Named]:
    """Slug -> what the name of the party follows from, of those that there are. One query."""
    rows = Party.objects.filter(slug__in=set(slugs)).values_list("slug", "iso3", "name_id")
    return {slug: Named(slug, iso3, name) for slug, iso3, name in rows}


@dataclass(frozen=True)
class Page:
    """Some parties in the order of their slugs; before, after: where the pages on either side start, "" at the ends."""

    parties: tuple[Party, ...]
    after: str


def parties_page(words: str, kind: str, after: str, most: int, language: str) -> Page:
    """Parties of `kind` ("" for all) whose slug or name has `words` in it, those that come behind the slug `after`.
    Three queries at most."""
    found = Party.objects.filter(slug__gt=after).order_by("slug")
    if kind:
        found = found.filter(kind=kind)
    if words.strip():
        found = found.filter(slug__in=_named(words, language))
    page = tuple(found[: most + 1])
    return Page(page[:most], page[most - 1].slug if len(page) > most else "")


def _named(words: str, language: str) -> frozenset[str]:
    wanted = words.strip().casefold()
    by_text: dict[int, list[str]] = {}
    texts = Wording.objects.filter(current=True, text__in=Party.objects.exclude(name=None).values("name"))
    for text, content in texts.values_list("text_id", "content"):
        by_text.setdefault(text, []).append(content)
    rows = Party.objects.values_list("slug", "iso3", "name_id")
    return frozenset(
        slug
        for slug, iso3, text in rows
        if any(
            wanted in name.casefold()
            for name in (slug, *by_text.get(text or 0, ()), *_state_names(iso3, language, bool(text)))
        )
    )


def _state_names(iso3: str, language: str, has_name: bool) -> tuple[str, ...]:
    if not iso3 or has_name:
        return ()
    return (country_name(language, iso3), country_name("en", iso3))
