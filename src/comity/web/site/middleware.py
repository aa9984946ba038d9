"""What the library and the permission table refuse reaches the reader as a page, whatever view it came from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.terms.errors import ComityError
from comity.web.site import refusals


class RefusalMiddleware:
    """Forms show what is wrong beside the field; what reaches this is wrong with the address or with the state of
    things, and is said on a page of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if response.status_code == 405 and not response.content:
            return refusals.wrong_verb(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a `ComityError`; anything else is left to others."""
        return refusals.refused(request, exception) if isinstance(exception, ComityError) else None
