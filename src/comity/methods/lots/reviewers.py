"""Reviewers by lot: each from another region, none for a subject they may not review, none with too many reviews.

Teams are a flow through a network (subject to region to member), so that they are found wherever they exist; where the
flow may go several ways, tickets decide, and nobody's name or place in a list counts.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from comity.methods.lots.tickets import in_order, ticket
from comity.terms.errors import ComityError

_SUBJECTS, _STAND_IN = "subjects", "stand-in"


@dataclass(frozen=True)
class Team:
    """reviewers: by lot, each from another region, in alphabetical order; stand_in: from yet another region, comes in
    for whichever of them the subject may have replaced, once."""

    reviewers: tuple[str, ...]
    stand_in: str


def assign(
    seed: bytes,
    regions: Mapping[str, str],
    subjects: Mapping[str, Collection[str]],
    *,
    seats: int = 3,
    load: int = 3,
    done: Mapping[str, int] | None = None,
) -> dict[str, Team]:
    """Subject -> team.

    regions: member -> region, for all who may review; subjects: subject -> members who may not review it (declared
    conflicts, those it reviewed last time); a member never reviews itself; load: reviews of one member at most, of
    which `done` counts those it has already. A stand-in may come to one review more.

    Errors: `lots.no_team` naming a subject that the others leave without a full team, `lots.no_stand_in`.
    """
    lot = _Lot(seed, regions, subjects, load, dict(done or {}))
    for subject in lot.subjects:
        for _ in range(seats):
            if not lot.give_one_more(subject):
                raise ComityError("lots.no_team", subject=subject, wanted=seats, load=load)
    teams = {subject: lot.team(subject) for subject in lot.subjects}
    standing: dict[str, int] = {}
    found = {}
    for subject in lot.subjects:
        stand_in = lot.stand_in(subject, standing)
        standing[stand_in] = standing.get(stand_in, 0) + 1
        found[subject] = Team(teams[subject], stand_in)
    return {subject: found[subject] for subject in sorted(found)}


_Node = tuple[str, ...]
"""(subject,), (subject, region) or ("", "", member)."""


@dataclass
class _Lot:
    seed: bytes
    regions: Mapping[str, str]
    excluded: Mapping[str, Collection[str]]
    load: int
    done: Mapping[str, int]
    subjects: list[str] = field(init=False)
    _members: dict[str, list[str]] = field(init=False)  # who may review a subject, by their tickets for it
    _given: dict[tuple[_Node, _Node], None] = field(default_factory=dict)  # edges with flow, in the order they got it

    def __post_init__(self) -> None:
        self.subjects = in_order(self.seed, self.excluded, _SUBJECTS)
        self._members = {
            subject: in_order(self.seed, set(self.regions) - {subject, *self.excluded[subject]}, subject)
            for subject in self.subjects
        }

    def team(self, subject: str) -> tuple[str, ...]:
        return tuple(sorted(to[2] for of, to in self._given if len(of) == 2 and of[0] == subject))

    def reviews(self, member: str) -> int:
        """How many reviews a member has, those of before included."""
        return self.done.get(member, 0) + sum(to == ("", "", member) for _, to in self._given)

    def stand_in(self, subject: str, standing: Mapping[str, int]) -> str:
        """The least burdened member of a region that the team leaves out, by ticket among equals."""
        present = {self.regions[member] for member in self.team(subject)}
        able = [member for member in self._members[subject] if self.regions[member] not in present]
        if not able:
            raise ComityError("lots.no_stand_in", subject=subject)
        label = f"{_STAND_IN} {subject}"
        return min(able, key=lambda name: (self.reviews(name) + standing.get(name, 0), ticket(self.seed, name, label)))

    def give_one_more(self, subject: str) -> bool:
        """One reviewer more for a subject, by the shortest way on which others may have to change places (Edmonds and
        Karp 1972). False where there is none."""
        start: _Node = (subject,)
        before: dict[_Node, _Node | None] = {start: None}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if len(here) == 3 and self.reviews(here[2]) < self.load:
                self._turn(before, here)
                return True
            for there in self._ways(here):
                if there not in before:
                    before[there] = here
                    waiting.append(there)
        return False

    def _ways(self, here: _Node) -> Iterator[_Node]:
        """Where one more review may come from, at `here`: along what is free, or back along what was given."""
        if len(here) == 1:
            for region in dict.fromkeys(self.regions[member] for member in self._members[here[0]]):
                if (here, (here[0], region)) not in self._given:
                    yield here[0], region
        elif len(here) == 2:
            subject, region = here
            for member in self._members[subject]:
                if self.regions[member] == region and (here, ("", "", member)) not in self._given:
                    yield "", "", member
            if ((subject,), here) in self._given:
                yield (subject,)
        else:
            yield from (of for of, to in self._given if to == here)

    def _turn(self, before: Mapping[_Node, _Node | None], end: _Node) -> None:
        """Give along the way that ends here, and take back where it runs backwards."""
        here, previous = end, before[end]
        while previous is not None:
            if (here, previous) in self._given:
                del self._given[here, previous]
            else:
                self._given[previous, here] = None
            here, previous = previous, before[previous]
