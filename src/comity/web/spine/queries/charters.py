"""Charters of a body, version by version."""

from comity.web.spine.models import Body, Charter


def charter_of(body: Body, version: int | None = None) -> Charter | None:
    """A version of the body's charter, the one in force where none is given; None where there is none."""
    found = Charter.objects.filter(body=body)
    if version is not None:
        found = found.filter(version=version)
    return found.order_by("-version").first()


def versions_of(body: Body, most: int = 50) -> list[Charter]:
    """The versions of the body's charter, the latest first, without their documents."""
    return list(Charter.objects.filter(body=body).defer("document").order_by("-version")[:most])
