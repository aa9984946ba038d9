"""In whose name somebody acts, in words."""

from collections.abc import Mapping
from functools import cached_property

from comity.web.people.actor import Actor
from comity.web.people.models import Capacity
from comity.web.people.queries.titles import titles
from comity.words import say


class Names:
    """The names of what an actor may act as, in one language; read once, all together, and not before somebody asks."""

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
        slug = f"party:{held.party.slug}" if held.party else f"body:{held.body.slug}" if held.body else ""
        return say(self.language, f"acting.{held.kind}", name=self._titles.get(slug, ""))

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return titles(self.actor.capacities, self.language)
