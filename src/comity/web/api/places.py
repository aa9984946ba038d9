"""Bodies, who sits in them, their charters; and parties."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query

from comity.web.api import queries, shapes
from comity.web.api.asked import DEFAULT, After, BodySlug, Limit, PartySlug, Sequence, Words, answers, router
from comity.web.api.who import viewer
from comity.web.site.language import language
from comity.web.spine.acts.record import stamp
from comity.web.spine.models import Body, Charter, Membership, Party
from comity.web.spine.models.bodies import Tier
from comity.web.spine.queries import bodies, charters, matters, memberships, parties
from comity.web.spine.queries.parties import names_of
from comity.web.spine.queries.texts import readings

OPERATIONS = router("places")
_Tiers = Annotated[str, shapes.OneOf(("", *Tier.values))]
_Kinds = Annotated[str, shapes.OneOf(("", *Party.Kind.values))]
_Seats = Annotated[str, shapes.OneOf(("", *Membership.Capacity.values))]
_Place = Annotated[str, Query(pattern=r"^[-a-zA-Z0-9_~]*$", max_length=80)]


@OPERATIONS.get("/bodies", response=answers(shapes.Bodies), url_name="api.bodies", operation_id="bodies")
def every_body(
    request: HttpRequest,
    q: Words = "",
    tier: _Tiers = "",
    hosted: bool | None = None,
    after: After = "",
    limit: Limit = DEFAULT,
) -> shapes.Bodies:
    """Bodies, all or those that a search finds."""
    chosen = {name: value for name, value in (("tier", tier), ("hosted", hosted)) if value not in ("", None)}
    named = bodies.named(q) if q.strip() else None
    found = queries.bodies_page(chosen, named, after, limit + 1)
    shown = found[:limit]
    texts = readings((one.name_id for one in shown), language())
    return shapes.Bodies(
        bodies=[shapes.Body(**_body(one), name=shapes.name_of(texts[one.name_id])) for one in shown],
        after=shown[-1].slug if len(found) > limit else None,
    )


@OPERATIONS.get("/bodies/{slug:body}", response=answers(shapes.BodyHome, 404), url_name="api.body", operation_id="body")
def one_body(request: HttpRequest, body: BodySlug) -> shapes.BodyHome:
    """A body, the tiers above and below it, who sits in it, and how much is open."""
    near = bodies.neighbourhood(body)
    if near is None:
        raise Http404
    texts = readings((near.body.name_id, near.body.purpose_id), language())
    return shapes.BodyHome(
        **_body(near.body),
        name=shapes.name_of(texts[near.body.name_id]),
        purpose=shapes.name_in(texts, near.body.purpose_id),
        above=shapes.slugs(near.above),
        below=shapes.slugs(near.below),
        charter=near.charter,
        seats=dict(memberships.composition(near.body.pk).counts),
        open=matters.active_count(viewer(request), body),
    )


@OPERATIONS.get(
    "/bodies/{slug:body}/members",
    response=answers(shapes.Members, 404),
    url_name="api.body.members",
    operation_id="members",
)
def members(
    request: HttpRequest,
    body: BodySlug,
    seat: _Seats = "",
    past: bool = False,
    after: _Place = "",
    limit: Limit = DEFAULT,
) -> shapes.Members:
    """Who sits in a body, or sat in it."""
    found = memberships.seats_page(_of(body).pk, past=past, capacity=seat, after=after, most=limit)
    names = names_of((one.named for one in found.seats), language())
    seats = [
        shapes.Seat(
            party=one.party,
            name=shapes.name_of(names[one.party]),
            kind=one.kind,
            seat=one.capacity,
            start=one.start or None,
            end=one.end or None,
            source=one.source,
        )
        for one in found.seats
    ]
    return shapes.Members(body=body, members=seats, after=found.after or None)


@OPERATIONS.get(
    "/bodies/{slug:body}/states",
    response=answers(shapes.States, 404),
    url_name="api.body.states",
    operation_id="states",
)
def states(request: HttpRequest, body: BodySlug) -> shapes.States:
    """The states behind the seats of members, each once, with those through which it is represented."""
    behind = memberships.composition(_of(body).pk).states
    names = names_of(parties.called(behind).values(), language())
    found = [
        shapes.Represented(state=state, name=shapes.name_of(names[state]), through=list(through))
        for state, through in sorted(behind.items())
    ]
    return shapes.States(body=body, count=len(found), states=found)


@OPERATIONS.get(
    "/bodies/{slug:body}/charters",
    response=answers(shapes.Charters, 404),
    url_name="api.body.charters",
    operation_id="charters",
)
def every_charter(request: HttpRequest, body: BodySlug, limit: Limit = DEFAULT) -> shapes.Charters:
    """The versions of a body's charter, the latest first."""
    found = charters.versions_of(_of(body), limit)
    return shapes.Charters(body=body, charters=[shapes.CharterLine(**_charter(one)) for one in found])


@OPERATIONS.get(
    "/bodies/{slug:body}/charters/{int:version}",
    response=answers(shapes.Charter, 404),
    url_name="api.body.charter",
    operation_id="charter",
)
def one_charter(request: HttpRequest, body: BodySlug, version: Sequence) -> shapes.Charter:
    """A version of a body's charter with its document: roles, rules, deadlines and procedures as data."""
    found = charters.charter_of(_of(body), version) if version < 1 << 31 else None
    if found is None:
        raise Http404
    return shapes.Charter(**_charter(found), body=body, document=found.document)


@OPERATIONS.get("/parties", response=answers(shapes.Parties), url_name="api.parties", operation_id="parties")
def every_party(
    request: HttpRequest, q: Words = "", kind: _Kinds = "", after: After = "", limit: Limit = DEFAULT
) -> shapes.Parties:
    """Parties, all or those that a search finds."""
    found = parties.parties_page(q, kind, after, limit, language())
    names = names_of((parties.as_named(one) for one in found.parties), language())
    return shapes.Parties(
        parties=[shapes.PartyLine(**_party(one), name=shapes.name_of(names[one.slug])) for one in found.parties],
        after=found.after or None,
    )


@OPERATIONS.get(
    "/parties/{slug:party}", response=answers(shapes.PartyHome, 404), url_name="api.party", operation_id="party"
)
def one_party(request: HttpRequest, party: PartySlug) -> shapes.PartyHome:
    """A party, and where it sits or has sat."""
    found = parties.party_of(party)
    if found is None:
        raise Http404
    sits = memberships.sittings(found)
    texts = readings([found.name_id, *(one.body_name for one in sits)], language())
    return shapes.PartyHome(
        **_party(found),
        name=shapes.name_of(parties.name_in(parties.as_named(found), texts, language())),
        sittings=[
            shapes.Sitting(
                body=one.body,
                name=shapes.name_of(texts[one.body_name]),
                seat=one.capacity,
                start=one.start or None,
                end=one.end or None,
                through=one.union.slug if one.union else None,
            )
            for one in sits
        ],
    )


def _of(slug: str) -> Body:
    found = bodies.body_of(slug)
    if found is None:
        raise Http404
    return found


def _body(body: Body) -> dict[str, Any]:
    days = {"founded": body.founded or None, "dissolved": body.dissolved or None}
    return {"slug": body.slug, "tier": body.tier, "hosted": body.hosted, **days}


def _party(party: Party) -> dict[str, Any]:
    return {"slug": party.slug, "kind": party.kind, "iso3": party.iso3 or None}


def _charter(one: Charter) -> dict[str, Any]:
    return {"version": one.version, "digest": one.digest, "adopted": stamp(one.adopted), "entry": one.entry}
