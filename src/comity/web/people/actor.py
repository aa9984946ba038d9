"""Whoever sends a request: a person or a holder of a participant token, and in whose name they act now."""

from dataclasses import dataclass
from functools import cached_property

from comity.web.people.models import Capacity, Person
from comity.web.spine.acting import THE_PUBLIC, Acting, Viewer
from comity.web.spine.queries.bodies import bodies_of, served_by
from comity.web.spine.queries.groups import groups_of


@dataclass
class Actor:
    """person: None without an account; token: opaque id of a participant without an account, or None; capacities: all
    that the person holds now; capacity: the one chosen, or None for somebody who acts for themselves; as_operator:
    whether an operator has chosen to act as one."""

    person: Person | None = None
    token: str | None = None
    capacities: tuple[Capacity, ...] = ()
    capacity: Capacity | None = None
    as_operator: bool = False

    @property
    def acting(self) -> Acting:
        """In whose name an act of this actor is entered in the record."""
        uid = self.person.uid if self.person is not None else self.token or ""
        if self.as_operator:
            return Acting(uid, "operator")
        if self.capacity is None:
            return Acting(uid, "citizen" if uid else "")
        return Acting(
            person=uid,
            capacity=self.capacity.kind,
            party=self.capacity.party.slug if self.capacity.party else "",
            body=self.capacity.body.slug if self.capacity.body else "",
            may_speak=self.capacity.may_speak,
            may_bind=self.capacity.may_bind,
        )

    @cached_property
    def viewer(self) -> Viewer:
        """Whose eyes the queries look through. Two queries at most, and none for the public."""
        if self.person is None:
            return THE_PUBLIC
        if self.capacity is None:
            return Viewer(self.person.uid, groups=self._groups)
        party, body = self.capacity.party, self.capacity.body
        return Viewer(
            person=self.person.uid,
            bodies=bodies_of(party) if party else served_by(body) if body else frozenset(),
            parties=frozenset([party.slug]) if party else frozenset(),
            groups=self._groups,
        )

    @property
    def _groups(self) -> frozenset[int]:
        """The small groups of the person, whichever capacity is chosen, in bodies where they act in any."""
        if self.person is None or not self.capacities:
            return frozenset()
        return groups_of(
            self.person.uid,
            [one.party_id for one in self.capacities if one.party_id is not None],
            [one.body_id for one in self.capacities if one.body_id is not None],
        )
