"""What must happen by the clock. Each application of Comity may have a module `jobs` with

    PERIODIC = {"notices.digests": (600, send_digests)}

a name of its own, every how many seconds, and a function without arguments. Workers claim what is due in the database,
so that however many there are each thing is done by one.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from comity.web.running.models import Clock, Presence

LOG = logging.getLogger("comity.clock")
Job = tuple[int, Callable[[], object]]
"""Every how many seconds, and what."""
GIVEN_UP = timedelta(hours=1)
"""A worker that has been at something for longer is taken for dead, and another begins it."""
ABSENT = timedelta(seconds=60)
"""A process that has not been heard of for longer is taken to have gone."""


def periodic() -> Mapping[str, Job]:
    """Name -> job, of all applications."""
    found: dict[str, Job] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.jobs"
        if not config.name.startswith("comity.") or find_spec(name) is None:
            continue
        for job, (seconds, function) in import_module(name).PERIODIC.items():
            if job in found:
                raise ValueError(f"two jobs called {job}")
            found[job] = (seconds, function)
    return found


def tick(jobs: Mapping[str, Job]) -> list[str]:
    """Do what is due, and say what was done. What fails is logged and comes again at its next time."""
    return [name for name in _claimed(jobs) if _do(name, jobs[name])]


def present(name: str) -> None:
    """Say that the process `name` is at work."""
    Presence.objects.update_or_create(name=name, defaults={"seen": timezone.now()})


def gone(name: str) -> None:
    """Say that the process `name` has ended."""
    Presence.objects.filter(name=name).delete()


def someone_present() -> bool:
    """Whether any process said lately that it is at work."""
    return Presence.objects.filter(seen__gt=timezone.now() - ABSENT).exists()


def _claimed(jobs: Mapping[str, Job]) -> Iterator[str]:
    now = timezone.now()
    known = set(Clock.objects.values_list("name", flat=True))
    new = [Clock(name=name, due=now) for name in jobs if name not in known]
    if new:
        Clock.objects.bulk_create(new, ignore_conflicts=True)
    free = Q(claimed=None) | Q(claimed__lt=now - GIVEN_UP)
    due = Clock.objects.filter(free, name__in=list(jobs), due__lte=now)
    for name in due.order_by("due").values_list("name", flat=True):
        if Clock.objects.filter(free, pk=name, due__lte=now).update(claimed=now):
            yield name


def _do(name: str, job: Job) -> bool:
    """Whether it went well."""
    seconds, function = job
    begun = timezone.now()
    failed = False
    try:
        function()
    except Exception as fault:
        failed = True
        LOG.error("job failed", exc_info=fault, extra={"fields": {"job": name}})
    now = timezone.now()
    Clock.objects.filter(pk=name).update(
        due=max(now, begun + timedelta(seconds=seconds)), claimed=None, finished=now, failed=failed
    )
    return not failed
