"""What happens by the clock happens, once, whoever does it."""

import sys
import types
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.web.running import clock
from comity.web.running.clock import gone, periodic, present, someone_present, tick
from comity.web.running.models import Clock, Presence

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def jobs(done: list[str]) -> dict[str, clock.Job]:
    def fails() -> None:
        done.append("fails")
        raise ValueError("somebody@example.org")

    return {
        "often": (60, lambda: done.append("often")),
        "seldom": (3600, lambda: done.append("seldom")),
        "fails": (60, fails),
    }


def later(seconds: int) -> None:
    """Let time pass."""
    for row in Clock.objects.all():
        row.due -= timedelta(seconds=seconds)
        row.claimed = row.claimed and row.claimed - timedelta(seconds=seconds)
        row.save()


def test_each_at_its_time(jobs: dict[str, clock.Job], done: list[str]) -> None:
    assert sorted(tick(jobs)) == ["often", "seldom"]
    assert sorted(done) == ["fails", "often", "seldom"]
    assert tick(jobs) == []
    later(61)
    tick(jobs)
    assert sorted(done) == ["fails", "fails", "often", "often", "seldom"], "what failed comes again at its time"
    assert Clock.objects.get(name="fails").failed and not Clock.objects.get(name="often").failed
    later(3600)
    tick(jobs)
    assert done.count("seldom") == 2


def test_two_workers_do_not_do_the_same(done: list[str]) -> None:
    jobs: dict[str, clock.Job] = {}

    def slow() -> None:
        done.append("slow")
        later(120)  # it takes longer than its period, and meanwhile another worker looks
        assert tick(jobs) == []

    jobs["slow"] = (60, slow)
    tick(jobs)
    assert done == ["slow"]


def test_a_worker_that_died_at_it_is_followed_by_another(jobs: dict[str, clock.Job], done: list[str]) -> None:
    tick(jobs)
    Clock.objects.filter(name="often").update(claimed=timezone.now(), due=timezone.now())
    assert tick(jobs) == []
    later(3601)
    assert "often" in tick(jobs)


def test_jobs_are_found_by_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = periodic()
    assert {"running.counts", "running.sessions", "running.tasks"} < found.keys()
    assert all(seconds > 0 and callable(function) for seconds, function in found.values())
    module = types.ModuleType("comity.web.place.jobs")
    module.PERIODIC = {"running.counts": (60, print)}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "comity.web.place.jobs", module)
    monkeypatch.setattr(clock, "find_spec", lambda name: name in sys.modules or None)
    with pytest.raises(ValueError, match=r"two jobs called running\.counts"):
        periodic()


def test_the_jobs_of_running_do_their_work() -> None:
    for name, (_, function) in periodic().items():
        if name.startswith("running."):
            function()


def test_who_is_at_work() -> None:
    assert not someone_present()
    present("worker-1")
    present("worker-1")
    assert someone_present()
    Presence.objects.update(seen=timezone.now() - timedelta(minutes=2))
    assert not someone_present()
    present("worker-1")
    gone("worker-1")
    assert not someone_present()
