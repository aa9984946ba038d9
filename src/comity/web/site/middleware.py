"""A refusal by the library reaches the reader as a sentence, whatever view it came from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comity.terms.errors import ComityError
from comity.web.site.language import language
from comity.web.site.pages import page
from comity.words import explain


class RefusalMiddleware:
    """Forms show what is wrong beside the field; what reaches this is wrong with the address or with the state of
    things, and is said on a page of its own."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a `ComityError`; anything else is left to others."""
        if not isinstance(exception, ComityError):
            return None
        sentence = explain(exception, language())
        return page(request, "site/refusal.html", {"what": "refused", "sentence": sentence}, status=409)
