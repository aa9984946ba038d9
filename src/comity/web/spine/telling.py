"""What an entry of the record says, as a sentence in the reader's language.

The sentence of a kind is the message `act.<kind>`, or `act.<kind>.party` and `act.<kind>.body` where there are such and
the payload names one; it may hold what the payload says by name, and {who}, {party}, {body} and {subject}. Slugs of
parties and bodies become names.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Value

from comity.terms.record import SYSTEM, Opened
from comity.web.spine.models import Body, Party
from comity.web.spine.queries.texts import readings
from comity.words import country_name, has, own_name, say, tag

NAMED = {"party": "party", "participant": "party", "union": "party", "body": "body", "parent": "body"}
"""Which words of a payload are slugs, and of what; the parts of a subject as well."""


_TAKEN = frozenset({"key", "n"})
"""Words that mean something else where a message is asked for."""


def told(
    entries: Sequence[Opened], language: str, known: Mapping[str, Mapping[str, str]] | None = None
) -> list[tuple[str, str]]:
    """One sentence for each entry, and in whose name it was made.

    known: names that the caller has read already, slug -> name, under "party" and "body". Two queries at most, however
    many entries, and none where all names are known.
    """
    if not entries:
        return []
    parties, bodies = _slugs(entries)
    had = {kind: dict((known or {}).get(kind, {})) for kind in ("party", "body")}
    read = _names(parties - had["party"].keys(), bodies - had["body"].keys(), language)
    names = {kind: had[kind] | read[kind] for kind in had}
    return [(_sentence(one, language, names), who(one, language, names)) for one in entries]


def party_names(slugs: Iterable[str], language: str) -> dict[str, str]:
    """Slug -> name of each party that there is; two queries."""
    return _names(set(slugs), set(), language)["party"]


def body_names(slugs: Iterable[str], language: str) -> dict[str, str]:
    """Slug -> name of each body that there is; two queries."""
    return _names(set(), set(slugs), language)["body"]


def _names(parties: set[str], bodies: set[str], language: str) -> dict[str, dict[str, str]]:
    """Slug -> name of these parties and bodies, by "party" and "body"."""
    found: dict[str, dict[str, str]] = {"party": {}, "body": {}}
    if not parties and not bodies:
        return found
    no_state = Value("", CharField())
    rows = list(
        Party.objects.filter(slug__in=parties)
        .values_list(Value("party", CharField()), "slug", "iso3", "name")
        .union(
            Body.objects.filter(slug__in=bodies).values_list(Value("body", CharField()), "slug", no_state, "name"),
            all=True,
        )
    )
    read = readings([name for *_, name in rows], language)
    for kind, slug, iso3, name in rows:
        if iso3:
            found[kind][slug] = country_name(language, iso3)
        elif name in read:
            found[kind][slug] = read[name].content
    return found


def who(entry: Opened, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """In whose name it was done, without naming a person."""
    made = entry.entry
    if made.actor == SYSTEM:
        return say(language, "who.system")
    if made.party:
        return say(language, f"who.{made.capacity}", party=names["party"].get(made.party, made.party))
    return say(language, f"who.{made.capacity or 'citizen'}")


def _slugs(entries: Sequence[Opened]) -> tuple[set[str], set[str]]:
    parties, bodies = set(), set()
    for one in entries:
        parties.add(one.entry.party)
        bodies.add(one.entry.body)
        kind, _, rest = one.entry.subject.partition(":")
        if kind in ("body", "membership", "charter"):
            bodies.add(rest.partition("/")[0])
        if kind in ("party", "membership"):
            parties.add(rest.rpartition("/")[2])
        for word, value in (one.payload or {}).items():
            if NAMED.get(word) == "party":
                parties.add(str(value))
            elif NAMED.get(word) == "body":
                bodies.add(str(value))
    return parties - {""}, bodies - {""}


def _sentence(one: Opened, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    made = one.entry
    common: dict[str, Any] = {
        "who": who(one, language, names),
        "subject": made.subject,
        "kind": made.kind,
        "body": names["body"].get(made.body, made.body),
        "party": names["party"].get(made.party, made.party),
    }
    if one.payload is None:
        return say(language, "act.unseen", **common)
    key = _key(made.kind, one.payload)
    if not has(key):
        return say(language, "act.other", **common)
    return say(language, key, **{**common, **_spoken(one.payload, language, names)})


def _key(kind: str, payload: Mapping[str, object]) -> str:
    key = f"act.{kind}"
    sides = (f"{key}.{side}" for side in ("party", "body") if payload.get(side))
    return next((one for one in sides if has(one)), key)


def _spoken(payload: Mapping[str, object], language: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The payload's words as a sentence has them: names for slugs, the reader's language where there are several, a
    label where the catalogue has one for the value. A language is {tongue}."""
    spoken: dict[str, Any] = {}
    for word, value in payload.items():
        if word in _TAKEN:
            continue
        if word == "language":
            spoken["tongue"] = own_name(str(value))
        elif word in NAMED:
            spoken[word] = names[NAMED[word]].get(str(value), str(value))
        elif isinstance(value, Mapping):
            spoken[word] = value.get(tag(language)) or next(iter(value.values()), "")
        elif isinstance(value, str) and has(f"{word}.{value}"):
            spoken[word] = say(language, f"{word}.{value}")
        else:
            spoken[word] = value
    return spoken
