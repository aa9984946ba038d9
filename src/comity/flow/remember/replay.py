"""Draws by lot, computed again from the record: deadlines, dealings, who counts, the seed and what was drawn."""

from collections.abc import Iterable, Iterator

from comity.flow.remember.draws.course import KINDS, Course
from comity.flow.remember.draws.payloads import ANNOUNCED, ROOT_FIXED, RootFixed
from comity.terms.errors import ComityError
from comity.terms.record import Discrepancy, Opened

__all__ = ["KINDS", "fixed_roots", "replay", "withheld_draws"]


def replay(entries: Iterable[Opened]) -> Iterator[Discrepancy]:
    """Whatever does not follow, entry by entry; what is refused counts for nothing afterwards.

    entries: those of KINDS, in the order of the record. Whether the roots that draws rest on are the record's own is
    for whoever has the whole record: see `fixed_roots`. A draw whose announcement is withheld cannot be followed and is
    passed over: see `withheld_draws`.
    """
    courses: dict[str, Course] = {}
    withheld: set[str] = set()
    for opened in entries:
        entry = opened.entry
        if entry.kind == ANNOUNCED and opened.payload is None and entry.subject not in courses:
            withheld.add(entry.subject)
        if entry.subject in withheld:
            continue
        course = courses.setdefault(entry.subject, Course())
        try:
            if opened.payload is None:
                raise ComityError("draw.withheld")
            course.take(entry, opened.payload)
        except ComityError as found:
            yield Discrepancy(entry.seq, found.code, found.parameters)
        if course.ended:
            # Only that it is over: a long record has many draws.
            courses[entry.subject] = Course(ended=True)


def fixed_roots(entries: Iterable[Opened]) -> list[tuple[int, int, bytes]]:
    """What draws say the record's root was: (seq of the entry, size, root). An entry that says none is left to
    `replay`."""
    found = []
    for opened in entries:
        if opened.entry.kind == ROOT_FIXED and opened.payload is not None:
            try:
                fixed = RootFixed.from_payload(opened.payload)
            except ComityError:
                continue
            found.append((opened.entry.seq, fixed.size, fixed.root))
    return found


def withheld_draws(entries: Iterable[Opened]) -> list[str]:
    """Subjects of the draws that nobody can follow, since their announcements are withheld."""
    return sorted({one.entry.subject for one in entries if one.entry.kind == ANNOUNCED and one.payload is None})
