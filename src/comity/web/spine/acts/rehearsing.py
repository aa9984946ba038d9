"""Doing an act and undoing it at once, to see exactly what it would write in the record."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction

from comity.terms.record import Opened
from comity.web.spine.models import Entry, Head
from comity.web.spine.queries.record import opened

Shown = TypeVar("Shown")


def rehearse(act: Callable[[], object], show: Callable[[Sequence[Opened]], Shown]) -> Shown:
    """What `show` makes of the entries that `act` would write, shown while they are there; then all of it is undone.

    Errors: those of the act itself, so that whatever would be refused is refused before anybody confirms it.
    """
    with transaction.atomic():
        # Nobody else appends meanwhile, so that every entry from here on is this act's.
        head, _ = Head.objects.select_for_update().get_or_create(pk=1)
        act()
        shown = show(opened(Entry.objects.filter(seq__gte=head.size).order_by("seq"), None))
        transaction.set_rollback(True)
    return shown
