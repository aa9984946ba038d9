"""What happens by the clock: once a day, what is over its time is erased."""

from collections.abc import Callable

from comity.web.people.acts.retention import erase_what_is_over

_DAY = 24 * 60 * 60


def retention() -> None:
    """Erase what is over its time."""
    erase_what_is_over()


PERIODIC: dict[str, tuple[int, Callable[[], None]]] = {"people.retention": (_DAY, retention)}
