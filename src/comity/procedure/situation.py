"""What a guard sees of a run: its facts, its history and its clocks at one instant, and who acts."""

import datetime as dt
from dataclasses import dataclass

from comity.procedure.charter import BACK, STAY, Procedure, Transition
from comity.procedure.deadlines import falls_due
from comity.procedure.guards import Facts
from comity.procedure.instance import Instance


@dataclass(frozen=True)
class Seen:
    """An instance at an instant. by: the roles of whoever acts, none where time does."""

    procedure: Procedure
    instance: Instance
    at: dt.datetime
    by: frozenset[str]

    @property
    def facts(self) -> Facts:
        return self.instance.facts

    def number(self, name: str) -> int | float:
        return self.procedure.terms.numbers[name].value

    def happened(self, event: str, since: str) -> int:
        """How often `event` has happened since `since` last did."""
        names = [move.event for move in self.instance.history]
        if since in names:
            names = names[len(names) - names[::-1].index(since) :]
        return names.count(event)

    def stayed_until(self, deadline: str) -> dt.datetime:
        """When the state it is in has lasted as long as a deadline says."""
        return self.after(deadline, self.instance.entered)

    def after(self, deadline: str, moment: dt.datetime) -> dt.datetime:
        terms = self.procedure.terms
        return falls_due(terms.deadlines[deadline], moment, terms.zone, terms.calendars)

    def expired(self, clock: str) -> bool:
        timer = self.instance.timers.get(clock)
        return timer is not None and timer.suspended is None and timer.due <= self.at

    def running(self, clock: str) -> bool:
        timer = self.instance.timers.get(clock)
        return timer is not None and (timer.suspended is not None or timer.due > self.at)

    def target(self, step: Transition) -> str:
        """The state that a step leads to from here."""
        if step.target == STAY:
            return self.instance.state
        return self.instance.returns if step.target == BACK else step.target
