"""Where heavy work runs: this process, processes of this machine, a cluster. All follow `terms.work.Engine`."""

from contextlib import AbstractContextManager, nullcontext

from comity.engine.cluster import Cluster
from comity.engine.processes import Processes
from comity.engine.serial import Serial
from comity.terms.errors import ComityError
from comity.terms.work import Engine

__all__ = ["Cluster", "Processes", "Serial", "engine_named"]


def engine_named(text: str) -> AbstractContextManager[Engine]:
    """The engine that `text` names, to be opened with `with`: "serial"; "processes" or "processes:4" with so many;
    "cluster:tcp://host:8786" with the address of a dask scheduler.

    Raises ComityError: engine.unknown; engine.bad_workers; and for a cluster engine.not_installed, engine.unreachable,
    engine.no_workers, engine.other_version.
    """
    kind, colon, detail = text.strip().partition(":")
    if kind == "serial" and not colon:
        return nullcontext(Serial())
    if kind == "processes":
        return Processes(_whole(detail) if colon else None)
    if kind == "cluster" and detail:
        return Cluster(detail)
    raise ComityError("engine.unknown", engine=text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ComityError("engine.bad_workers", workers=text)
    return int(text)
