"""In whose name somebody acts, in words."""

from functools import cached_property

from comity.web.people.actor import Actor
from comity.web.people.models import Capacity
from comity.web.spine.queries.texts import Reading, readings
from comity.words import country_name, say


class Names:
    """The names of what an actor may act as, in one language; the texts among them are read once, all together, and
    not before somebody asks."""

    def __init__(self, actor: Actor, language: str) -> None:
        self.actor = actor
        self.language = language

    def of(self, held: Actor | Capacity | None) -> str:
        """A capacity in words: "France (delegation)"; "yourself" for None; for an actor, what they act as now."""
        if isinstance(held, Actor):
            if held.as_operator:
                return say(self.language, "acting.operator")
            return self.of(held.capacity)
        if held is None:
            return say(self.language, "acting.self")
        return say(self.language, f"acting.{held.kind}", name=self._name(held))

    def _name(self, held: Capacity) -> str:
        if held.party is not None and held.party.iso3 and held.party.name_id is None:
            return country_name(self.language, held.party.iso3)
        text = self._text(held)
        if text in self._texts:
            return str(self._texts[text])
        return held.party.slug if held.party is not None else held.body.slug if held.body is not None else ""

    @cached_property
    def _texts(self) -> dict[int, Reading]:
        return readings([self._text(held) for held in self.actor.capacities], self.language)

    @staticmethod
    def _text(held: Capacity) -> int:
        found = held.party.name_id if held.party is not None else held.body.name_id if held.body is not None else None
        return found or 0
