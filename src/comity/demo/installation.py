"""The demonstration as a site: a working group of the G20 with its members, a charter, people known by their role, and
the comparison in it. Nothing of it says anything about the states it names."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from comity.procedure import standard
from comity.terms.comparison import Comparison
from comity.web.people.acts.accounts import make_account, make_operator
from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.models import Capacity, Person
from comity.web.rooms.compare.acts import publish
from comity.web.spine import search, seeds
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts import checkpoints, parties
from comity.web.spine.acts.bodies import Plan, found
from comity.web.spine.models import Body, Party
from comity.web.spine.queries.memberships import composition
from comity.words import LANGUAGES, say, tag

BODY, ABOVE = "demonstration", "g20"
OFFICER, OPERATOR = "officer@example.org", "operator@example.org"
HEADS = {"bra": "brazil@example.org", "idn": "indonesia@example.org", "zaf": "south-africa@example.org"}
ORGANISATIONS = {"demonstration-network": "network@example.org", "t20": "t20@example.org"}


def is_planted() -> bool:
    """Whether the site holds the demonstration already."""
    return Body.objects.filter(slug=BODY).exists()


def plant(result: Comparison, titles: Mapping[str, str], notices: Mapping[str, str]) -> None:
    """Plant the real bodies, then the demonstration among them; all of it, or nothing. titles, notices: of the
    comparison, by language."""
    with transaction.atomic():
        seeds.plant(timezone.now())
        make_operator(OPERATOR, "en")
        officer = _officer()
        acting = Acting(officer.uid, "secretariat", body=ABOVE)
        parties.enter(acting, "demonstration-network", Party.Kind.CIVIL_SOCIETY, _said("demo.site.network"), "en")
        above = Body.objects.get(slug=ABOVE)
        seats = {seat.party: str(seat.capacity) for seat in composition(above.pk).members}
        seats |= {"demonstration-network": "observer", "t20": "engagement_group"}
        body = found(
            acting,
            Plan(
                slug=BODY,
                tier="plurilateral",
                original="en",
                names=_said("demo.site.body"),
                purposes=_said("demo.site.purpose"),
                parents=(ABOVE,),
                seats=seats,
                start=timezone.now().date().isoformat(),
                charter=standard("standard"),
            ),
        ).body
        for slug, email in {**HEADS, **ORGANISATIONS}.items():
            _head(acting, officer, slug, email)
        publish(acting, body, result, titles, notices=notices)
    checkpoints.sign()
    search.catch_up()


def _officer() -> Person:
    officer = make_account(OFFICER, "en", say("en", "demo.site.officer"))
    offer = Offer(Capacity.Kind.SECRETARIAT, body=Body.objects.get(slug=ABOVE), translates=True)
    grant(THE_SYSTEM, officer, offer, officer.uid)
    return officer


def _head(acting: Acting, officer: Person, slug: str, email: str) -> None:
    party = Party.objects.get(slug=slug)
    state = party.kind == Party.Kind.STATE
    kind = Capacity.Kind.DELEGATION if state else Capacity.Kind.ORGANISATION
    name = say("en", "demo.site.head" if state else "demo.site.speaker")
    grant(acting, make_account(email, "en", name), Offer(kind, party=party, role=Capacity.Role.HEAD), officer.uid)


def _said(key: str) -> dict[str, str]:
    """What the catalogues say by `key`, English first."""
    return {tag(language): say(language, key) for language in sorted(LANGUAGES, key=lambda name: name != "en")}
