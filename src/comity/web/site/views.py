"""Pages that explain the site itself: its terms, how well everybody can use it, and what it keeps."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from comity.web.people.purposes import purposes
from comity.web.site.language import known_terms, language, said
from comity.web.site.pages import installation, page
from comity.words import direction, has, tag


def glossary(request: HttpRequest) -> HttpResponse:
    """Every term of art with its definition, in the order of the reader's alphabet."""
    found = [(name, said(key), said(f"definition.{name}")) for name, key in known_terms().items()]
    return page(request, "site/glossary.html", {"terms": sorted(found, key=lambda one: one[1].casefold())})


def accessibility(request: HttpRequest) -> HttpResponse:
    """How well everybody can use the site, and whom to tell where it fails."""
    return page(request, "site/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long, and what stays in the record after erasure."""
    kept = [one for one in purposes().values() if has(f"purpose.{one.name}.title")]
    return page(request, "site/privacy.html", {"purposes": kept})


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs in order to put the site on its home screen."""
    here = language()
    return JsonResponse(
        {
            "name": installation(),
            "lang": tag(here),
            "dir": direction(here),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#fbfaf7",
            "theme_color": "#1c4a80",
            "icons": [{"src": static("site/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )
