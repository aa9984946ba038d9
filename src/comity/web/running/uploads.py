"""How much anybody may send at once. Whoever looks for the token of a form reads the form first, and so would keep a
file of any size on the disk before it is asked who sends it."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comity.web.site import refusals

_LONGEST = 16
"""Digits of a length that is one."""


class UploadMiddleware:
    """Refuses with 413, by the length that is announced, what is larger than anything that is taken here. What comes
    without a length is not read by the server at all."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if (
            length.isascii()
            and length.isdecimal()
            and len(length) < 16
            and int(length) <= settings.COMITY_LARGEST_UPLOAD
        ):
            return self.answer(request)
        response = refusals.bad_request(request)
        response.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return response
