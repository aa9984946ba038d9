"""Whether the installation lives and is ready, for whatever watches over it. Says nothing else, asks for no session."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from comity.web.running.migrating import pending

_known_ready: list[bool] = []
"""Not empty once this process has found every migration applied, which then stays so."""


def health(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return _answer("ok", 200)


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and has the tables of this version: 200, else 503."""
    return _answer("ready", 200) if _is_ready() else _answer("not ready", 503)


AT: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/health": health, "/ready": ready}


class ProbeMiddleware:
    """Answers before anything else is asked: a watcher comes by number, without a name of host, https or cookies."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = AT.get(request.path_info) if request.method in ("GET", "HEAD") else None
        return self.answer(request) if probe is None else probe(request)


def _is_ready() -> bool:
    try:
        if pending(only_reach=bool(_known_ready)):
            return False
    except DatabaseError:
        return False
    if not _known_ready:
        _known_ready.append(True)
    return True


def _answer(status: str, code: int) -> HttpResponse:
    return JsonResponse({"status": status}, status=code, headers={"Cache-Control": "no-store"})
