"""Admitting a party to a body, changing as what it sits there, and ending its membership."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Membership, Party
from comity.web.spine.periods import Period
from comity.words import clean

_SEATED = frozenset({Membership.Capacity.MEMBER, Membership.Capacity.OBSERVER})
"""Of these a party holds one at a time; a secretariat or a liaison may be an observer as well."""
LONGEST_SOURCE = 300


@dataclass(frozen=True)
class Seating:
    """A party to sit in a body. capacity: as what; start, end: as `Period`; source: what says so, on one line."""

    body: Body
    party: Party
    capacity: str
    start: str = ""
    end: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", _in_one_line(self.source))


def admit(acting: Acting, seating: Seating) -> Entry:
    """Admit a party. Errors: `bodies.bad_date`, `membership.ends_first`, `membership.overlaps`,
    `membership.unknown_capacity`, `membership.itself`, `membership.source_too_long`."""
    check(seating)
    with transaction.atomic():
        _hold(seating.body)
        check_free(seating)
        (act,) = seat(acting, [seating])
        return append(act)


def change(acting: Acting, membership: Membership, capacity: str, on: str, source: str = "") -> Entry:
    """From the day `on` the party sits as `capacity`: the membership ends on that day and another starts.

    Errors: those of `admit`, `membership.ended`, `membership.same`, `membership.no_day`.
    """
    if capacity == membership.capacity:
        raise ComityError("membership.same")
    if not on:
        raise ComityError("membership.no_day")
    next_one = Seating(membership.body, membership.party, capacity, on, "", source or membership.source)
    check(next_one)
    Period(membership.start, on)
    with transaction.atomic():
        _hold(membership.body)
        _finish(membership, on)
        check_free(next_one)
        Membership.objects.create(
            body=next_one.body, party=next_one.party, capacity=capacity, start=on, source=next_one.source
        )
        payload = {
            "body": membership.body.slug,
            "party": membership.party.slug,
            "was": membership.capacity,
            "seat": capacity,
            "on": on,
            "source": next_one.source,
        }
        return append(Act(acting, "membership.changed", _subject(next_one), payload, membership.body.slug))


def end(acting: Acting, membership: Membership, on: str, source: str = "") -> Entry:
    """End a membership; `on` is the first day on which it no longer holds.

    Errors: `bodies.bad_date`, `membership.ends_first`, `membership.ended`, `membership.no_day`.
    """
    if not on:
        raise ComityError("membership.no_day")
    Period(membership.start, on)
    with transaction.atomic():
        _hold(membership.body)
        _finish(membership, on)
        return append(ended(acting, membership, source))


def seat(acting: Acting, seatings: Sequence[Seating]) -> list[Act]:
    """Write memberships that were checked, many at once; the acts are for the caller to append."""
    Membership.objects.bulk_create(
        Membership(
            body=one.body, party=one.party, capacity=one.capacity, start=one.start, end=one.end, source=one.source
        )
        for one in seatings
    )
    return [admitted(acting, one) for one in seatings]


def admitted(acting: Acting, seating: Seating) -> Act:
    """What the record says of an admission."""
    payload = {
        "body": seating.body.slug,
        "party": seating.party.slug,
        "seat": str(seating.capacity),
        "start": seating.start,
        "end": seating.end,
        "source": seating.source,
    }
    return Act(acting, "membership.admitted", _subject(seating), payload, seating.body.slug)


def ended(acting: Acting, membership: Membership, source: str = "") -> Act:
    """What the record says of an end."""
    payload = {
        "body": membership.body.slug,
        "party": membership.party.slug,
        "seat": membership.capacity,
        "start": membership.start,
        "end": membership.end,
        "source": _in_one_line(source),
    }
    subject = f"membership:{membership.body.slug}/{membership.party.slug}"
    return Act(acting, "membership.ended", subject, payload, membership.body.slug)


def check(seating: Seating) -> None:
    """What can be known of an admission without looking at others. Errors: see `admit`."""
    if seating.capacity not in Membership.Capacity.values:
        raise ComityError("membership.unknown_capacity", value=seating.capacity)
    if seating.party.body_id == seating.body.pk:
        raise ComityError("membership.itself")
    if len(seating.source) > LONGEST_SOURCE:
        raise ComityError("membership.source_too_long", found=len(seating.source), most=LONGEST_SOURCE)
    Period(seating.start, seating.end)


def check_free(seating: Seating) -> None:
    """That the party does not sit there already at that time. Errors: `membership.overlaps`."""
    wanted = Period(seating.start, seating.end)
    for one in Membership.objects.filter(body=seating.body, party=seating.party).order_by("start"):
        clash = one.capacity == seating.capacity or {one.capacity, seating.capacity} <= _SEATED
        if clash and wanted.overlaps(Period(one.start, one.end)):
            raise ComityError(
                "membership.overlaps" if one.end else "membership.holds_still", start=one.start or "…", end=one.end
            )


def _in_one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _hold(body: Body) -> None:
    """Others who change who sits in the body wait until this transaction ends."""
    Body.objects.select_for_update().filter(pk=body.pk).values_list("pk", flat=True).get()


def _finish(membership: Membership, on: str) -> None:
    if not Membership.objects.filter(pk=membership.pk, end="").update(end=on):
        raise ComityError("membership.ended")
    membership.end = on


def _subject(seating: Seating) -> str:
    return f"membership:{seating.body.slug}/{seating.party.slug}"
