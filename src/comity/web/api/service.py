"""All operations as one service, and their addresses."""

from collections.abc import Callable, Iterator
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from comity.version import __version__
from comity.web.api import matters, memory, places, refusing

SIGNED = frozenset({"api.cosignatures"})
"""What is written without a session, because a signature says who sends it."""
Answer = Callable[..., HttpResponseBase]


class Readable(JSONRenderer):
    """JSON in which letters of all languages are themselves."""

    json_dumps_params = {"ensure_ascii": False}


def made() -> NinjaAPI:
    """The service. Its pages of documentation, which load things from elsewhere, stay off: there is one of our own."""
    service = NinjaAPI(
        title="Comity", version=__version__, openapi_url=None, docs_url=None, urls_namespace="api", renderer=Readable()
    )
    refusing.install(service)
    for routes in (places.OPERATIONS, matters.OPERATIONS, memory.OPERATIONS):
        service.add_router("", routes)
    return service


SERVICE = made()


def addresses() -> list[URLPattern]:
    """Each operation at its address, under its own name. What writes with a session is guarded against forged forms;
    what is only read cannot be forged, and says so to whoever sends something."""
    found = [one for one in SERVICE.urls[0] if isinstance(one, URLPattern) and str(one.name).startswith("api.")]
    return [path(str(one.pattern), _view(one), name=one.name) for one in found]


def writes(name: str) -> bool:
    """Whether an operation of this name takes something in."""
    return any(name == getattr(one, "url_name", "") and set(one.methods) - {"GET"} for one in _operations())


def _view(one: URLPattern) -> Answer:
    def view(request: HttpRequest, **named: object) -> HttpResponseBase:
        verb = request.method
        if verb == "HEAD":
            # The server sends the head of the answer to GET.
            request.method = "GET"
        try:
            return cast(HttpResponseBase, one.callback(request, **named))
        finally:
            request.method = verb

    return view if writes(str(one.name)) and one.name not in SIGNED else csrf_exempt(view)


def _operations() -> Iterator[Operation]:
    for _, bound in SERVICE._routers:
        for shown in bound.path_operations.values():
            yield from shown.operations
