"""Pages of the place."""

from django.http import HttpResponse

from comity.web.people.requests import Request
from comity.web.site.pages import page


def home(request: Request) -> HttpResponse:
    """Home of the installation."""
    return page(request, "place/home.html")
