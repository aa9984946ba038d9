"""A world for the pages of the place: real bodies, a matter of each level of confidentiality, and people of every
kind."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from comity.web.people.models import Capacity, Person
from comity.web.spine import seeds
from comity.web.spine.acting import Acting
from comity.web.spine.acts import groups, matters
from comity.web.spine.models import Body, Group, Matter, Party
from comity.web.spine.visibility import Audience

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
OFFICER = Acting("officer", "secretariat", body="g20")


@dataclass(frozen=True)
class World:
    """g20: a body that works here; sign_in: a client of somebody with the capacity given, or none; people: by name."""

    g20: Body
    people: dict[str, Person]
    matters: dict[str, Matter]
    group: Group

    def client(self, name: str) -> Client:
        """The browser of somebody: "public", or one of the people."""
        made = Client()
        if name == "public":
            return made
        person = self.people[name]
        made.force_login(person)
        session = made.session
        capacity = person.capacities.first()
        if capacity is not None:
            session["capacity"] = capacity.pk
        session["as_operator"] = person.is_operator
        session.save()
        return made


def _capacity(person: Person, party: str = "", body: str = "") -> None:
    Capacity.objects.create(
        person=person,
        kind="delegation" if party else "secretariat",
        party=Party.objects.get(slug=party) if party else None,
        body=Body.objects.get(slug=body) if body else None,
        may_speak=True,
        translates=bool(body),
    )


@pytest.fixture
def world(db: None) -> World:
    seeds.plant(NOW)
    g20 = Body.objects.get(slug="g20")
    Body.objects.filter(pk=g20.pk).update(hosted=True)
    g20.refresh_from_db()
    people = {
        name: Person.objects.create_user(f"{name}@example.org", name=f"{name} of the tests")
        for name in ("citizen", "officer", "france", "brazil", "outsider", "friend", "operator")
    }
    _capacity(people["officer"], body="g20")
    _capacity(people["france"], party="fra")
    _capacity(people["brazil"], party="bra")
    _capacity(people["friend"], party="jpn")
    _capacity(people["outsider"], party="tuv")
    Person.objects.filter(pk=people["operator"].pk).update(is_operator=True)
    people["operator"].refresh_from_db()
    groups.form(OFFICER, g20, {"en": "Friends of the chair"}, "en", [people["friend"].uid])
    group = Group.objects.get()
    audiences = {
        "public": Audience(),
        "body": Audience("body"),
        "delegation": Audience("delegation", party="fra"),
        "group": Audience("group", group=group.pk),
    }
    made = {
        level: matters.open_matter(
            OFFICER,
            matters.Opening(
                g20,
                "draft",
                "instrument",
                "en",
                {"en": f"Paper for the {level} level"},
                {},
                opens=NOW - datetime.timedelta(days=1),
                deadline=NOW + datetime.timedelta(days=10),
                audience=audience,
            ),
        )
        for level, audience in audiences.items()
    }
    return World(g20, people, made, group)


Clients = Callable[[str], Client]
