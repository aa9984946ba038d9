"""The process that does what no reader waits for: queued tasks, and what happens by the clock.

python -m django work
"""

import logging
import secrets
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django_tasks_db.management.commands.db_worker import Worker

from comity.web.running.clock import gone, periodic, present, tick

LOG = logging.getLogger("comity.worker")
PAUSE = 1.0  # seconds between two looks for work
PRESENT_EVERY = 15  # looks between two signs of life


class Command(BaseCommand):
    """Works until told to stop; what is being done is finished first."""

    help = "Do queued tasks and what happens by the clock"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run both until SIGTERM or SIGINT."""
        name = f"worker-{secrets.token_hex(8)}"
        stop = threading.Event()
        keeper = threading.Thread(target=keep_time, args=(name, stop), name="clock")
        keeper.start()
        worker = Worker(
            queue_names=["*"],
            interval=PAUSE,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        LOG.info("worker started")
        try:
            worker.run()
        finally:
            stop.set()
            keeper.join()
            LOG.info("worker stopped")


def keep_time(name: str, stop: threading.Event) -> None:
    """Do what is due, every second, until told to stop. A database that does not answer is asked again."""
    jobs = periodic()
    looks = 0
    while not stop.is_set():
        try:
            if looks % PRESENT_EVERY == 0:
                present(name)
            tick(jobs)
        except DatabaseError as fault:
            LOG.error("the clock could not reach the database", exc_info=fault)
            connections.close_all()
        looks += 1
        stop.wait(PAUSE)
    try:
        gone(name)
    finally:
        connections.close_all()
