"""Who is behind the seats of a body, so that nobody is counted twice.

A state may hold a seat of its own and also be a member of a union that holds one: France in the G20 beside the European
Union, South Africa beside the African Union. Method: docs/methods/representation.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.terms.bodies.facts import members, party_named
from comity.terms.errors import ComityError


@dataclass(frozen=True)
class Representation:
    """How one state is represented in a body. own: by a seat of its own; unions: slugs of the parties with a seat
    behind which it also stands, in the order of the seats."""

    own: bool
    unions: tuple[str, ...]

    @property
    def twice(self) -> bool:
        """Whether a count of heads by seats would count the state more than once."""
        return self.own + len(self.unions) > 1


def states_behind_party(party: str, on: date) -> tuple[str, ...]:
    """The states that a party stands for, each once: itself for a state (or area with a code of its own), the members
    of a union and of the unions within it, none for any other party."""
    return tuple(_behind(party, on, ()))


def states_behind(body: str, on: date) -> dict[str, Representation]:
    """State -> how it was represented on a day among the members of a body; each state once, in the order of the seats.

    Only unions (`Party.kind` "union") represent their members. An intergovernmental organisation or an engagement group
    with a seat speaks for itself.
    """
    return represented(_seats_of(body, on))


def population_once(body: str, on: date, weights: Mapping[str, float]) -> dict[str, float]:
    """Seat -> the weight that stands behind it among the members of a body on a day, as `weights_once` shares it."""
    return weights_once(_seats_of(body, on), weights)


def represented(seats: Mapping[str, Iterable[str]]) -> dict[str, Representation]:
    """State -> how it is represented, for any body. seats: seat -> the states it stands for, a state's seat for itself
    (`states_behind_party` knows them for real parties)."""
    through: dict[str, list[str]] = {}
    for seat, states in seats.items():
        for state in dict.fromkeys(states):
            through.setdefault(state, []).append(seat)
    return {
        state: Representation(state in by, tuple(seat for seat in by if seat != state)) for state, by in through.items()
    }


def weights_once(seats: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> dict[str, float]:
    """Seat -> the weight that stands behind it, each state counted once, in the order of the seats.

    seats: as `represented` takes them. weights: by state, in any unit that adds up (people, contributions); must be
    there for every state represented (0 where a state is to count for nothing), neither negative nor infinite nor "not
    a number". A state with a seat of its own counts there and not in its unions, which are left with their rest. A
    state without one, behind several unions, is shared equally among them. A seat with no state behind it has weight 0.
    So the sum over the seats is the sum over the states. Raises ComityError("bodies.weights_missing", states, n) or
    ComityError("bodies.bad_weight", state, value).
    """
    standing = represented(seats)
    missing = [state for state in standing if state not in weights]
    if missing:
        raise ComityError("bodies.weights_missing", states=missing, n=len(missing))
    found = dict.fromkeys(seats, 0.0)
    for state, how in standing.items():
        weight = float(weights[state])
        if not 0 <= weight < float("inf"):
            raise ComityError("bodies.bad_weight", state=state, value=weights[state])
        bearers = (state,) if how.own else how.unions
        for seat in bearers:
            found[seat] += weight / len(bearers)
    return found


def _seats_of(body: str, on: date) -> dict[str, tuple[str, ...]]:
    return {seat: states_behind_party(seat, on) for seat in members(body, on)}


def _behind(party: str, on: date, within: tuple[str, ...]) -> dict[str, None]:
    known = party_named(party)
    if known.alpha3:
        return {party: None}
    if known.kind != "union" or not known.body or party in within:
        return {}
    return {state: None for member in members(known.body, on) for state in _behind(member, on, (*within, party))}
