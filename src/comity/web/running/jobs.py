"""What happens by the clock for running itself."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comity.web.running.counting import forget

_HOUR = 60 * 60
KEPT_FOR = timedelta(days=14)


def forget_sessions() -> None:
    """Remove the sessions that have ended."""
    call_command("clearsessions")


def forget_tasks() -> None:
    """Remove tasks that were done two weeks ago."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()


PERIODIC: dict[str, tuple[int, Callable[[], None]]] = {
    "running.counts": (_HOUR, forget),
    "running.sessions": (24 * _HOUR, forget_sessions),
    "running.tasks": (24 * _HOUR, forget_tasks),
}
