"""Addresses of the service, and of the page about it."""

from django.urls import include, path

from comity.web.api import description
from comity.web.api.service import addresses

plain = [
    path(
        "api/",
        include(
            [
                path("", description.root, name="api"),
                path("openapi.json", description.openapi, name="api.openapi"),
                *addresses(),
            ]
        ),
    )
]
"""For programs."""

urlpatterns = [path("api/", description.reference, name="api.reference")]
"""Under a language."""
