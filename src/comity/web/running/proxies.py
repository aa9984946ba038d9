"""Where a request comes from: the nearest address, or what the proxy in front of us says, only where there is one."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class ProxyMiddleware:
    """Puts the sender's address into REMOTE_ADDR, and takes away what anybody could have written into the headers.

    The proxy adds the address it saw at the end of X-Forwarded-For; all before it came from outside and is not
    believed. Without COMITY_BEHIND_PROXY none of these headers is.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.COMITY_BEHIND_PROXY:
            last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if _address(last) is not None:
                request.META["REMOTE_ADDR"] = last
        kept = ("HTTP_X_FORWARDED_PROTO",) if settings.COMITY_BEHIND_PROXY else ()
        for name in _FORWARDED:
            if name not in kept:
                request.META.pop(name, None)
        return self.answer(request)


def neighbourhood(request: HttpRequest) -> str:
    """The network the request comes from: the address for IPv4, the first 56 bits, which one line is given, for
    IPv6. "" where it is not known."""
    found = _address(request.META.get("REMOTE_ADDR", ""))
    if found is None:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 32 if found.version == 4 else 56), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
