"""Notices in words: what happened, why this person is told, by when something is to be done, and where.

A notice holds slugs, numbers and states; its words are made when it is read, in the language of whoever reads it.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from comity.flow.remember.canonical import decode
from comity.terms import record as terms
from comity.terms.record import Opened
from comity.web.notices.kinds import Kind, kinds
from comity.web.notices.models import Notice
from comity.web.people.speech import path_code
from comity.web.spine.models import Body, Entry, Matter
from comity.web.spine.queries.parties import called, name_in
from comity.web.spine.queries.texts import Reading, readings
from comity.web.spine.telling import NAMED, told
from comity.words import has, list_of, own_name, say

ACTS = frozenset({"matter.act", "body.act"})
"""Kinds that say what the record says of an act."""
LISTED = 12
"""Parties that are named one by one in one notice."""


@dataclass(frozen=True)
class Told:
    """One notice as it is read.

    subject, text, reason: whole sentences; quoted: what somebody wrote about the matter, in the language it is in; act:
    what there is to do, path: where, with the language; due: by when; body: its name, or "".
    """

    notice: Notice
    subject: str
    text: str
    reason: str
    act: str
    path: str
    body: str
    quoted: Reading | None
    due: datetime.datetime | None

    @property
    def address(self) -> str:
        """Where to act, as it stands in a mail."""
        return f"{settings.ADDRESS}{self.path}"


@dataclass(frozen=True)
class _Names:
    bodies: Mapping[str, str]
    parties: Mapping[str, str]
    texts: Mapping[int, Reading]
    acts: Mapping[int, str]


def tell(notices: Sequence[Notice], language: str) -> list[Told]:
    """The notices in words. notices: those that the reader may see, with their matters. Four queries at most, however
    many."""
    names = _names(notices, language)
    return [_told(one, language, names) for one in notices]


def _names(notices: Sequence[Notice], language: str) -> _Names:
    acts = _acts([one.entry for one in notices if one.entry is not None and one.kind in ACTS])
    bodies = {one.body for one in notices} | {str(one.parameters.get("body", "")) for one in notices}
    parties = {slug for one in notices for slug in _parties_in(one)}
    for one in acts:
        parties.add(one.entry.party)
        bodies.add(one.entry.body)
        for word, value in (one.payload or {}).items():
            {"party": parties, "body": bodies}.get(NAMED.get(word, ""), set()).add(str(value))
    body_rows = dict(Body.objects.filter(slug__in=bodies - {""}).values_list("slug", "name_id"))
    party_rows = called(parties - {""})
    matters = [one.matter for one in notices if one.matter is not None]
    wanted = [*body_rows.values(), *(one.name for one in party_rows.values())]
    texts = readings([*wanted, *(text for one in matters for text in (one.title_id, one.summary_id))], language)
    body_names = {slug: str(texts.get(name, slug)) for slug, name in body_rows.items()}
    party_names = {slug: str(name_in(one, texts, language)) for slug, one in party_rows.items()}
    # A slug that nobody has any more is shown as it is, without asking for it again.
    known = {
        "party": {slug: slug for slug in parties} | party_names,
        "body": {slug: slug for slug in bodies} | body_names,
    }
    said = {one.entry.seq: sentence for one, (sentence, _) in zip(acts, told(acts, language, known), strict=True)}
    return _Names(body_names, party_names, texts, said)


def _acts(seqs: Iterable[int]) -> list[Opened]:
    """The entries with these numbers, opened; the caller has seen to it that the reader may read them."""
    wanted = set(seqs)
    if not wanted:
        return []
    return [_opened(row) for row in Entry.objects.filter(seq__in=wanted).select_related("payload").order_by("seq")]


def _opened(row: Entry) -> Opened:
    entry = terms.Entry(
        row.seq, row.time, row.actor, row.capacity, row.party, row.body, row.kind, row.subject, row.commitment
    )
    document = decode((row.payload.document or "{}").encode())
    return Opened(entry, document if isinstance(document, dict) else {}, None)


def _told(one: Notice, language: str, names: _Names) -> Told:
    kind = kinds()[one.kind]
    title = names.texts.get(one.matter.title_id) if one.matter is not None else None
    summary = names.texts.get(one.matter.summary_id or 0) if one.matter is not None else None
    words = _words(one, language, names, title)
    counted = words.pop("n", None)
    n = counted if isinstance(counted, int) else None
    act, path = _where(one, kind, language)
    if one.kind in ACTS:
        text = names.acts.get(one.entry if one.entry is not None else -1, "")
    else:
        text = say(language, f"notice.{one.kind}.text", n=n, **words)
    return Told(
        notice=one,
        subject=say(language, f"notice.{one.kind}.subject", n=n, **words),
        text=text,
        reason=_reason(one, language, names),
        act=act,
        path=path,
        body=names.bodies.get(one.body, one.body),
        quoted=summary,
        due=one.due,
    )


def _words(one: Notice, language: str, names: _Names, title: Reading | None) -> dict[str, Any]:
    given = {word: value for word, value in one.parameters.items() if word not in ("key", "language")}
    body, party = str(given.get("body") or one.body), str(given.get("party", ""))
    parties = [names.parties.get(slug, slug) for slug in _listed(given)]
    words: dict[str, Any] = {
        **{word: _labelled(language, word, value) for word, value in given.items()},
        "body": names.bodies.get(body, body),
        "party": names.parties.get(party, party),
        "title": title.content if title is not None else "",
        "place": names.parties.get(party, party) if party else names.bodies.get(body, body),
    }
    if one.kind.startswith("membership."):
        words |= {"n": len(parties), "parties": list_of(language, parties[:LISTED])}
    if "languages" in given:
        words["languages"] = list_of(language, [own_name(str(each)) for each in given["languages"]])
    return words


def _labelled(language: str, word: str, value: object) -> object:
    """A value as a sentence has it: a label of the catalogue where there is one."""
    keys = (f"notice.{word}.{value}", f"{word}.{value}") if isinstance(value, str) else ()
    return next((say(language, key) for key in keys if has(key)), value)


def _reason(one: Notice, language: str, names: _Names) -> str:
    reason, _, slug = one.why.partition(":")
    return say(
        language,
        f"notice.why.{reason}",
        party=names.parties.get(slug, slug),
        body=names.bodies.get(one.body, one.body) or settings.COMITY_NAME,
        installation=settings.COMITY_NAME,
    )


def _where(one: Notice, kind: Kind, language: str) -> tuple[str, str]:
    """What to do, and the path of the page to do it on; the page of notices where there is no other."""
    with translation.override(path_code(language)):
        path = _path_of_matter(one.matter) if one.matter is not None else _path(kind.route, one)
        if not path:
            return say(language, "notice.act"), reverse("notices")
    key = f"notice.{kind.name}.act"
    return say(language, key if has(key) else "notice.act"), path


def _path_of_matter(matter: Matter) -> str:
    if matter.address:
        return f"{_reversed('home').rstrip('/')}{matter.address}"
    return _reversed("matter", matter=matter.pk)


def _path(route: str, one: Notice) -> str:
    party, body = str(one.parameters.get("party", "")), one.body or str(one.parameters.get("body", ""))
    if route == "people":
        return _reversed("party.delegation", party=party) if party else _reversed("body.people", body=body)
    if route.startswith("body"):
        return _reversed(route, body=body) if body else ""
    return _reversed(route)


def _reversed(route: str, **kwargs: object) -> str:
    try:
        return reverse(route, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def _parties_in(one: Notice) -> set[str]:
    reason, _, slug = one.why.partition(":")
    of_reason = {slug} if reason in ("member", "binder") else set()
    return {*_listed(one.parameters), str(one.parameters.get("party", "")), *of_reason}


def _listed(parameters: Mapping[str, object]) -> list[str]:
    listed = parameters.get("parties")
    if isinstance(listed, list):
        return [str(each) for each in listed]
    return [str(parameters["party"])] if parameters.get("party") else []
