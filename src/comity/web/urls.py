"""All addresses: `/{language}/...` for pages, and a few that have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from comity.web.api import urls as api
from comity.web.people import urls as people
from comity.web.rooms.remember import urls as remember
from comity.web.running import urls as running
from comity.web.site import refusals


def root(request: HttpRequest) -> HttpResponse:
    """To the home page in the reader's language."""
    return redirect("home")


urlpatterns = [
    path("", root, name="root"),
    path("", include(running.PLAIN)),
    path("", include(remember.plain)),
    path("", include(api.plain)),
    path("", include(people.returning)),
    *i18n_patterns(
        path("", include("comity.web.place.urls")),
        path("", include("comity.web.site.urls")),
        path("", include(people.urlpatterns)),
        path("", include("comity.web.notices.urls")),
        path("", include(running.PAGES)),
        path("", include("comity.web.rooms.compare.urls")),
        path("", include(remember.urlpatterns)),
        path("", include(api.urlpatterns)),
    ),
]

handler400 = refusals.bad_request
handler403 = refusals.not_allowed
handler404 = refusals.not_found
handler500 = refusals.fault
handler429 = refusals.limited
