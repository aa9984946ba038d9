"""Draws by lot: announced, taken part in, moved on by the clock. The record is all there is of them: every entry is
checked against those before it, as it will be again by whoever replays the record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from comity.flow.remember.draws.course import KINDS, Course, course_of
from comity.flow.remember.draws.fields import identifier
from comity.flow.remember.draws.payloads import (
    ANNOUNCED,
    COMMITTED,
    CONCLUDED,
    FAILED,
    REBUILT,
    REVEALED,
    ROOT_FIXED,
    Announced,
    Failed,
    RootFixed,
    subject_of,
)
from comity.terms.errors import ComityError
from comity.terms.record import Entry, Opened
from comity.web.spine.acting import THE_PUBLIC, THE_SYSTEM, Acting
from comity.web.spine.acts.record import Act, append, stamp
from comity.web.spine.models import Entry as Row
from comity.web.spine.models import Head
from comity.web.spine.queries import record

PARTS = frozenset({COMMITTED, REVEALED, REBUILT})
"""What participants make on machines of their own."""
SHOWN = 100
STEPS = ("committing", "fixing", "revealing", "rebuilding", "concluded", "failed")


@dataclass(frozen=True)
class Standing:
    """Where a draw stands, by what was entered; all of it was checked when it came. committed, revealed, shared: names;
    fixed: the entry that fixed the root; end: the entry that ended it, and what it says."""

    announced: Announced
    entries: tuple[Opened, ...]
    committed: frozenset[str]
    revealed: frozenset[str]
    shared: frozenset[str]
    fixed: Entry | None
    end: Opened | None

    def step(self, now: str) -> str:
        """Which of STEPS it is at."""
        if self.end is not None:
            return "concluded" if self.end.entry.kind == CONCLUDED else "failed"
        if self.fixed is None:
            return "committing" if now <= self.announced.commit_by else "fixing"
        return "revealing" if now <= self.announced.reveal_by else "rebuilding"

    @property
    def silent(self) -> tuple[str, ...]:
        """Those who sealed a number and have not opened it."""
        return tuple(who for who in self.announced.participants if who in self.committed - self.revealed)

    def may_go_on(self, now: str) -> bool:
        """Whether the clock may have something to do."""
        if self.end is not None:
            return False
        if self.fixed is None:
            return now > self.announced.commit_by or len(self.committed) == len(self.announced.participants)
        enough = len(self.shared) >= self.announced.threshold
        return not self.silent or enough or now > self.announced.rebuild_by


def standing(draw: str, body: str) -> Standing | None:
    """Where the draw of this body stands; None where there is none. One query."""
    entries = _entries(draw)
    if not entries or entries[0].entry.body != body or entries[0].payload is None:
        return None
    by_kind: dict[str, list[Opened]] = {}
    for one in entries:
        by_kind.setdefault(one.entry.kind, []).append(one)
    ends = [*by_kind.get(CONCLUDED, ()), *by_kind.get(FAILED, ())]
    return Standing(
        Announced.from_payload(entries[0].payload),
        tuple(entries),
        committed=_names(by_kind.get(COMMITTED, ())),
        revealed=_names(by_kind.get(REVEALED, ())),
        shared=_names(by_kind.get(REBUILT, ())),
        fixed=next((one.entry for one in by_kind.get(ROOT_FIXED, ())), None),
        end=ends[0] if ends else None,
    )


def announced_in(body: str) -> list[tuple[Opened, str]]:
    """The draws of a body, the newest first, each with the kind of the entry that ended it, or "". Two queries."""
    rows = Row.objects.filter(kind=ANNOUNCED, body=body).order_by("-seq")[:SHOWN]
    found = record.opened(rows, THE_PUBLIC)
    ended = Row.objects.filter(kind__in=(CONCLUDED, FAILED), subject__in=[one.entry.subject for one in found])
    ends = dict(ended.values_list("subject", "kind"))
    return [(one, ends.get(one.entry.subject, "")) for one in found]


def announce(acting: Acting, body: str, payload: Mapping[str, object]) -> Entry:
    """Announce a draw in the body. Errors: those of `Course.take`."""
    return _take(acting, body, ANNOUNCED, payload)


def take_part(acting: Acting, body: str, draw: str, kind: str, payload: Mapping[str, object]) -> Entry:
    """Enter what a participant made, and what follows from it at once. The secretariat may enter it for a participant:
    nobody but the participant can have made it.

    Errors: those of `Course.take`; `draw.other_subject`; `draw.other_hand`.
    """
    if kind not in PARTS or payload.get("draw") != draw:
        raise ComityError("draw.other_subject", subject=subject_of(draw))
    if acting.capacity != "secretariat" and payload.get("participant") != acting.party:
        raise ComityError("draw.other_hand", name=str(payload.get("participant"))[:60])
    with transaction.atomic():
        entry = _take(acting, body, kind, payload)
        _settle(draw, body)
    return entry


def go_on() -> int:
    """Do what is due in every draw that has not ended. Returns how many entries were made."""
    ends = Row.objects.filter(subject=OuterRef("subject"), kind__in=(CONCLUDED, FAILED))
    waiting = Row.objects.filter(~Exists(ends), kind=ANNOUNCED).values_list("subject", "body")
    made = 0
    for subject, body in list(waiting):
        draw = subject.partition(":")[2]
        there = standing(draw, body)
        if there is not None and there.may_go_on(stamp(timezone.now())):
            with transaction.atomic():
                made += _settle(draw, body)
    return made


def _settle(draw: str, body: str) -> int:
    """Make the entries that are due, one after the other. Returns how many. Inside a transaction."""
    made = 0
    while True:
        # Nobody else appends meanwhile: the root is of the record as it is now.
        head, _ = Head.objects.select_for_update().get_or_create(pk=1)
        due = _due(course_of(_entries(draw)), stamp(timezone.now()), head.size)
        if due is None:
            return made
        _take(THE_SYSTEM, body, *due)
        made += 1


def _due(course: Course, now: str, size: int) -> tuple[str, Mapping[str, object]] | None:
    """Kind and payload of the entry that the clock must make now."""
    announced = course.announced
    if announced is None or course.ended:
        return None
    if course.fixed is None:
        late, there = now > announced.commit_by, len(course.dealings)
        if there == len(announced.participants) or (late and there >= announced.threshold):
            return ROOT_FIXED, RootFixed(announced.draw, size, record.root_at(size)).to_payload()
        return (FAILED, Failed(announced.draw, ()).to_payload()) if late else None
    if not course.missing:
        return CONCLUDED, course.conclusion().to_payload()
    if now > announced.rebuild_by:
        return FAILED, Failed(announced.draw, course.missing).to_payload()
    return None


def _take(acting: Acting, body: str, kind: str, payload: Mapping[str, object]) -> Entry:
    """Append, if it follows from what came before."""
    draw = identifier(payload.get("draw"), "draw")
    with transaction.atomic():
        entry = append(Act(acting, kind, subject_of(draw), payload, body))
        course_of(one for one in _entries(draw) if one.entry.seq < entry.seq).take(entry, payload)
    return entry


def _entries(draw: str) -> list[Opened]:
    found = Row.objects.filter(subject=subject_of(draw), kind__in=KINDS).order_by("seq")
    return record.opened(found, THE_PUBLIC)


def _names(entries: Iterable[Opened]) -> frozenset[str]:
    return frozenset(str(one.payload["participant"]) for one in entries if one.payload is not None)
