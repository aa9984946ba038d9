"""A draw as it goes: each entry must follow from those before it, or it is refused and counts for nothing.

The same rules stand at the door, before an entry is appended, and behind it, when the record is replayed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from comity.flow.remember.canonical import encode
from comity.flow.remember.draws.payloads import (
    ANNOUNCED,
    COMMITTED,
    CONCLUDED,
    FAILED,
    REBUILT,
    REVEALED,
    ROOT_FIXED,
    Announced,
    Committed,
    Concluded,
    Failed,
    Rebuilt,
    Revealed,
    RootFixed,
    subject_of,
)
from comity.methods.lots import seed_of
from comity.methods.lots.sharing import Dealing, Share, is_share, is_sound, opened, rebuilt
from comity.terms.errors import ComityError
from comity.terms.record import Entry, Opened


@dataclass
class Course:
    """What is known of one draw so far. dealings: of those who count, sound and in time; contributions: of those who
    revealed; shares: dealer -> place of the holder -> share, checked."""

    announced: Announced | None = None
    dealings: dict[str, Dealing] = field(default_factory=dict)
    fixed: RootFixed | None = None
    contributions: dict[str, bytes] = field(default_factory=dict)
    shares: dict[str, dict[int, Share]] = field(default_factory=dict)
    ended: bool = False
    _seq: int = 0  # of the last entry that the root must cover

    def take(self, entry: Entry, payload: Mapping[str, object]) -> None:
        """Go on by one entry of this draw. Raises ComityError, and stays as it was, where the entry does not follow."""
        if self.ended:
            raise ComityError("draw.ended")
        if payload.get("draw") is None or subject_of(str(payload["draw"])) != entry.subject:
            raise ComityError("draw.other_subject", subject=entry.subject)
        if self.announced is None and entry.kind != ANNOUNCED:
            raise ComityError("draw.unannounced")
        _STEPS[entry.kind](self, entry, payload)

    @property
    def qualified(self) -> tuple[str, ...]:
        """Those whose dealings count, in the order of the announcement."""
        return tuple(who for who in self._announced.participants if who in self.dealings)

    @property
    def silent(self) -> tuple[str, ...]:
        """Those of the qualified who have not revealed."""
        return tuple(who for who in self.qualified if who not in self.contributions)

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of the silent whose dealings too few have opened to rebuild what they contribute."""
        return tuple(who for who in self.silent if len(self.shares.get(who, {})) < self._announced.threshold)

    def conclusion(self) -> Concluded:
        """What comes out. Errors: `draw.root_open`, `draw.incomplete`."""
        announced, fixed = self._announced, self.fixed
        if fixed is None:
            raise ComityError("draw.root_open")
        contributions = []
        for who in self.qualified:
            known = self.contributions.get(who) or rebuilt(self.shares.get(who, {}), announced.threshold)
            if known is None:
                raise ComityError("draw.incomplete", names=self.missing)
            contributions.append(known)
        seed = seed_of(fixed.root, contributions)
        drawn = announced.asked.drawn(seed, announced.pool)
        return Concluded(announced.draw, self.qualified, self.silent, seed, drawn)

    @property
    def _announced(self) -> Announced:
        if self.announced is None:
            raise ComityError("draw.unannounced")
        return self.announced

    def _announce(self, entry: Entry, payload: object) -> None:
        if self.announced is not None:
            raise ComityError("draw.announced_twice")
        found = Announced.from_payload(payload)
        if entry.time >= found.commit_by:
            raise ComityError("draw.announced_late", deadline=found.commit_by)
        self.announced, self._seq = found, entry.seq

    def _commit(self, entry: Entry, payload: object) -> None:
        found, announced = Committed.from_payload(payload), self._announced
        place = self._place(found.participant)
        if self.fixed is not None or entry.time > announced.commit_by:
            raise ComityError("draw.committed_late", name=found.participant, deadline=announced.commit_by)
        if found.participant in self.dealings:
            raise ComityError("draw.committed_twice", name=found.participant)
        if not is_sound(found.dealing, place, announced.circle):
            raise ComityError("draw.dealing_unsound", name=found.participant)
        self.dealings[found.participant] = found.dealing
        self._seq = entry.seq

    def _fix(self, entry: Entry, payload: object) -> None:
        found, announced = RootFixed.from_payload(payload), self._announced
        if self.fixed is not None:
            raise ComityError("draw.root_twice")
        if entry.time <= announced.commit_by and len(self.dealings) < len(announced.participants):
            raise ComityError("draw.root_early", deadline=announced.commit_by)
        if len(self.dealings) < announced.threshold:
            raise ComityError("draw.too_few", there=len(self.dealings), threshold=announced.threshold)
        if not self._seq < found.size <= entry.seq:
            raise ComityError("draw.root_size", size=found.size, least=self._seq + 1, most=entry.seq)
        self.fixed = found

    def _reveal(self, entry: Entry, payload: object) -> None:
        found = Revealed.from_payload(payload)
        dealing = self._dealing(found.participant)
        if found.participant in self.contributions:
            raise ComityError("draw.revealed_twice", name=found.participant)
        contribution = opened(dealing, found.nonce, self._announced.circle)
        if contribution is None:
            raise ComityError("draw.nonce_differs", name=found.participant)
        self.contributions[found.participant] = contribution

    def _rebuild(self, entry: Entry, payload: object) -> None:
        found, announced = Rebuilt.from_payload(payload), self._announced
        holder = self._place(found.participant)
        for dealer, share in found.shares.items():
            dealing = self._dealing(dealer)
            if dealer in self.contributions:
                raise ComityError("draw.rebuilt_though_revealed", name=dealer)
            if entry.time <= announced.reveal_by:
                raise ComityError("draw.rebuilt_early", name=dealer, deadline=announced.reveal_by)
            if not is_share(share, dealing, announced.places[dealer], holder, announced.circle):
                raise ComityError("draw.share_unsound", name=dealer, holder=found.participant)
        for dealer, share in found.shares.items():
            self.shares.setdefault(dealer, {})[holder] = share

    def _conclude(self, entry: Entry, payload: object) -> None:
        found, expected = Concluded.from_payload(payload), self.conclusion()
        if found.qualified != expected.qualified:
            raise ComityError("draw.qualified_differs", names=_differing(found.qualified, expected.qualified))
        if found.rebuilt != expected.rebuilt:
            raise ComityError("draw.rebuilt_differs", names=_differing(found.rebuilt, expected.rebuilt))
        if found.seed != expected.seed:
            raise ComityError("draw.seed_differs", found=found.seed.hex(), expected=expected.seed.hex())
        if encode(found.drawn) != encode(expected.drawn):
            raise ComityError("draw.drawn_differs")
        self.ended = True

    def _fail(self, entry: Entry, payload: object) -> None:
        found, announced = Failed.from_payload(payload), self._announced
        if self.fixed is None:
            justified = entry.time > announced.commit_by and len(self.dealings) < announced.threshold
            missing: tuple[str, ...] = ()
        else:
            missing = self.missing
            justified = entry.time > announced.rebuild_by and bool(missing)
        if not justified or found.missing != missing:
            raise ComityError("draw.failed_wrongly")
        self.ended = True

    def _place(self, who: str) -> int:
        if who not in self._announced.places:
            raise ComityError("draw.not_participant", name=who)
        return self._announced.places[who]

    def _dealing(self, who: str) -> Dealing:
        """The dealing of a participant, once the root is fixed."""
        self._place(who)
        if self.fixed is None:
            raise ComityError("draw.before_root", name=who)
        if who not in self.dealings:
            raise ComityError("draw.not_qualified", name=who)
        return self.dealings[who]


def _differing(found: tuple[str, ...], expected: tuple[str, ...]) -> list[str]:
    """Names that stand in one list only; all of them where the lists differ in order or repeat a name."""
    return sorted(set(found) ^ set(expected)) or sorted({*found, *expected})


def course_of(entries: Iterable[Opened]) -> Course:
    """One draw as it stands after these entries of it; what does not follow counts for nothing."""
    course = Course()
    for one in entries:
        if one.payload is not None:
            try:
                course.take(one.entry, one.payload)
            except ComityError:
                continue
    return course


_STEPS: Mapping[str, Callable[[Course, Entry, object], None]] = {
    ANNOUNCED: Course._announce,
    COMMITTED: Course._commit,
    ROOT_FIXED: Course._fix,
    REVEALED: Course._reveal,
    REBUILT: Course._rebuild,
    CONCLUDED: Course._conclude,
    FAILED: Course._fail,
}
KINDS = frozenset(_STEPS)
"""The kinds of entries that a draw is made of."""
