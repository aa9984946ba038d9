"""A procedure read out in a reader's language: its states, its steps as sentences, and why one was refused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from comity.procedure.charter import ALWAYS, BACK, PAUSE, STAY, Action, Procedure, Transition, in_language
from comity.procedure.deadlines import Texts
from comity.procedure.engine import fields_of
from comity.procedure.guards import (
    OPPOSITE,
    All,
    Compare,
    Either,
    Elapsed,
    Expired,
    Guard,
    Happened,
    Holds,
    Not,
    Nothing,
    Operand,
    Recused,
    Running,
)
from comity.terms.errors import ComityError
from comity.words import clean, explain, has, list_of, number, pattern, resolve, say
from comity.words.catalogue import fill

LONGEST_LABEL = 200


@dataclass(frozen=True)
class StateRead:
    """name: in the document; label: in the reader's language; kind: "start", "normal", "pause" or "final"."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True)
class StepRead:
    """sentence: the whole step; label, sources, target, who and condition: its parts, for a table."""

    event: str
    label: str
    sources: tuple[str, ...]
    target: str
    who: str
    condition: str
    sentence: str
    step: Transition


@dataclass(frozen=True)
class Description:
    label: str
    source: str
    states: tuple[StateRead, ...]
    steps: tuple[StepRead, ...]


def describe(procedure: Procedure, language: str) -> Description:
    """The procedure as a page shows it, in the order of the charter."""
    read = Reader(procedure, language)
    return Description(
        read.text(procedure.label),
        procedure.source,
        tuple(StateRead(name, read.state(name), state.kind) for name, state in procedure.states.items()),
        tuple(read.step(step) for step in procedure.transitions),
    )


def refusal(procedure: Procedure, error: ComityError, language: str) -> str:
    """Why the engine refused, in words, with the names that the charter gives things in that language."""
    read = Reader(procedure, language)
    given = dict(error.parameters)
    unmet = given.get("unmet")
    named = {"event": read.event, "state": read.state, "field": read.field, "clock": read.clock, "fact": read.fact}
    for key, naming in named.items():
        if key in given:
            given[key] = naming(str(given[key]))
    if isinstance(given.get("who"), tuple):
        given["who"] = read.any_of([read.role(str(role)) for role in given["who"]])  # type: ignore[attr-defined]
    sentence = explain(ComityError(error.code, **given), language)
    if isinstance(unmet, tuple) and unmet:
        return f"{sentence} {read.said('out.procedure.missing', guard=read.guard(All(unmet)))}"
    return sentence


@dataclass(frozen=True)
class Reader:
    """Names and conditions of one procedure in one language. Whatever the charter does not name is called by its name
    in the document."""

    procedure: Procedure
    language: str

    def text(self, texts: Texts) -> str:
        return clean(in_language(texts, self.language), LONGEST_LABEL)

    def said(self, key: str, **parts: str) -> str:
        """The message `key` with parts that are sentences already."""
        return fill(pattern(self.language, key) or key, lambda name, form: parts.get(name))

    def state(self, name: str) -> str:
        state = self.procedure.states.get(name)
        return self.text(state.label) if state else name

    def event(self, name: str) -> str:
        return next((self.text(step.label) for step in self.procedure.transitions if step.event == name), name)

    def role(self, name: str) -> str:
        role = self.procedure.terms.roles.get(name)
        return self.text(role.label) if role else name

    def clock(self, name: str) -> str:
        clock = self.procedure.clocks.get(name)
        return self.text(clock.label) if clock else name

    def fact(self, name: str) -> str:
        fact = self.procedure.facts.get(name)
        return self.text(fact.label) if fact else name

    def field(self, name: str) -> str:
        label = self.procedure.terms.fields.get(name)
        if label:
            return self.text(label)
        return say(self.language, f"field.{name}") if has(f"field.{name}") else name

    def length(self, name: str) -> str:
        """How long a deadline is: "72 hours"."""
        deadline = self.procedure.terms.deadlines[name]
        plain = say(self.language, f"length.{deadline.unit}", n=deadline.amount)
        for key, calendar in (("length.business", deadline.business), ("length.rolls", deadline.rolls)):
            if calendar:
                label = self.text(self.procedure.terms.calendars[calendar].label)
                return self.said(key, length=plain, calendar=label)
        return plain

    def any_of(self, items: Sequence[str]) -> str:
        return reduce(lambda first, second: self.said("procedure.or", first=first, second=second), items)

    def step(self, step: Transition) -> StepRead:
        condition = "" if step.guard == ALWAYS else self.guard(step.guard)
        who = self._by_clock(step.clock) if step.clock else self.any_of([self.role(role) for role in step.who])
        return StepRead(
            event=step.event,
            label=self.text(step.label),
            sources=step.sources,
            target=step.target,
            who=who,
            condition=condition,
            sentence=self._joined((self._may(step, who, condition), *self._effects(step))),
            step=step,
        )

    def guard(self, guard: Guard) -> str:
        """A condition as a clause."""
        match guard:
            case All(parts):
                return reduce(lambda a, b: self.said("guard.and", first=a, second=b), map(self.guard, parts))
            case Either(parts):
                return reduce(lambda a, b: self.said("guard.or", first=a, second=b), map(self.guard, parts))
            case Not(Not(part)):
                return self.guard(part)
            case Not(Holds(fact)):
                return self._flag(fact, False)
            case Not(Compare(fact, relation, operand)):
                return self.guard(Compare(fact, OPPOSITE[relation], operand))
            case Not(part):
                return self.said("guard.not", guard=self.guard(part))
            case Holds(fact):
                return self._flag(fact, True)
            case Nothing(fact):
                return self._nothing(fact)
            case Compare() | Happened():
                return self._comparison(guard)
            case Elapsed(deadline):
                return self.said("guard.stayed", length=self.length(deadline))
            case Expired(clock):
                return self.said("guard.expired", clock=self.clock(clock))
            case Running(clock):
                return self.said("guard.running", clock=self.clock(clock))
            case Recused(roles):
                return self.said("guard.recused", roles=self.listed(map(self.role, roles)))

    def _flag(self, name: str, true: bool) -> str:
        fact = self.procedure.facts[name]
        clause = self.text(fact.holds if true else fact.fails)
        return clause or self.said("guard.holds" if true else "guard.fails", fact=self.text(fact.label))

    def _nothing(self, name: str) -> str:
        fact = self.procedure.facts[name]
        counted = self.said("guard.count", fact=self.text(fact.label))
        return self.text(fact.holds) or self.said("guard.equal", left=counted, right=number(self.language, 0))

    def _comparison(self, guard: Compare | Happened) -> str:
        if isinstance(guard, Happened):
            event = self.event(guard.event)
            simple = _once_or_never(guard)
            if simple:
                since = self.event(guard.since)
                return self.said(f"{simple}_since" if guard.since else simple, event=event, since=since)
            if guard.since:
                left = self.said("guard.times_since", event=event, since=self.event(guard.since))
            else:
                left = self.said("guard.times", event=event)
        else:
            fact = self.procedure.facts[guard.fact]
            if isinstance(guard.operand.content, bool):
                return self._flag(guard.fact, guard.operand.content == (guard.relation == "equal"))
            left = self.text(fact.label)
            if fact.kind == "count":
                left = self.said("guard.count", fact=left)
        return self.said(f"guard.{guard.relation}", left=left, right=self._operand(guard.operand))

    def _operand(self, operand: Operand) -> str:
        if operand.kind == "number":
            named = self.procedure.terms.numbers[str(operand.content)]
            return f"{self._number(named.value)} ({self.text(named.label)})"
        if operand.kind == "fact":
            return self.fact(str(operand.content))
        return clean(operand.content) if isinstance(operand.content, str) else self._number(operand.content)

    def _number(self, value: int | float) -> str:
        return number(self.language, value, 0 if float(value).is_integer() else 2)

    def _may(self, step: Transition, who: str, condition: str) -> str:
        parts = {"state": self._from(step), "what": self.text(step.label)}
        if condition:
            parts["guard"] = condition
        if step.clock:
            parts |= {"clock": self.clock(step.clock), "length": self.length(self._deadline(step.clock))}
            return self.said("procedure.time_if" if condition else "procedure.time", **parts)
        return self.said("procedure.may_if" if condition else "procedure.may", who=who, **parts)

    def _from(self, step: Transition) -> str:
        going = [name for name, state in self.procedure.states.items() if state.kind != "final"]
        if len(going) > 2 and set(going) == set(step.sources):
            return self.said("procedure.any_state")
        return self.any_of([self.said("procedure.state", name=self.state(name)) for name in step.sources])

    def _effects(self, step: Transition) -> Iterator[str]:
        needed = fields_of(step)
        if needed:
            yield self.said("procedure.needs", fields=self.listed(map(self.field, needed)))
        if step.rule:
            yield self.said("procedure.by_rule", rule=self.text(self.procedure.terms.rules[step.rule].label))
        if step.target == STAY:
            yield self.said("procedure.stays")
        elif step.target == BACK:
            yield self.said("procedure.returns")
        else:
            yield self.said("procedure.leads", state=self.state(step.target))
            if self.procedure.states[step.target].kind == PAUSE:
                yield self.said("procedure.stops_clocks")
        for action in step.actions:
            yield self._action(action)

    def _action(self, action: Action) -> str:
        deadline = action.by or self._deadline(action.clock)
        special = "_after" if action.after else "_until" if action.until else ""
        key = f"procedure.clock.{action.do}{special}"
        effect = self.said(
            key,
            clock=self.clock(action.clock),
            length=self.length(deadline),
            fact=self.fact(action.until),
            events=self.listed(map(self.event, action.after)) if action.after else "",
        )
        if action.when == ALWAYS:
            return effect
        return self.said("procedure.clock.when", guard=self.guard(action.when), effect=effect)

    def _by_clock(self, clock: str) -> str:
        return self.said("chart.procedure.clock", clock=self.clock(clock), length=self.length(self._deadline(clock)))

    def _deadline(self, clock: str) -> str:
        return self.procedure.clocks[clock].deadline

    def _joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after another; Chinese puts no space between them."""
        return ("" if resolve(self.language) == "zh_Hans" else " ").join(sentences)

    def listed(self, items: Iterable[str]) -> str:
        return list_of(self.language, list(items))


def _once_or_never(guard: Happened) -> str:
    """The key of a condition that asks whether an event has happened at all, "" where it asks how often."""
    if guard.operand.kind != "value":
        return ""
    asked = (guard.relation, guard.operand.content)
    if asked in (("at_least", 1), ("more", 0)):
        return "guard.once"
    return "guard.never" if asked in (("less", 1), ("equal", 0), ("at_most", 0)) else ""
