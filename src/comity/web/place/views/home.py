"""Home of the installation."""

from django.http import HttpResponse

from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.today import matter_address
from comity.web.site.addresses import where
from comity.web.site.pages import language, page
from comity.web.spine.queries import bodies, matters, record
from comity.web.spine.queries.texts import readings

BODIES_SHOWN, MATTERS_SHOWN = 24, 8


def home(request: Request) -> HttpResponse:
    """What this place is, which bodies work here, what is open now, how to take part, and how far the record goes."""
    viewer = request.actor.viewer
    hosted = bodies.hosted_bodies(BODIES_SHOWN)
    active = matters.active_matters(viewer, MATTERS_SHOWN)
    wanted = [*(one.name_id for one in hosted), *(one.purpose_id for one in hosted)]
    wanted += [text for one in active for text in (one.title_id, one.body.name_id)]
    return page(
        request,
        "place/home.html",
        {
            "hosted": hosted,
            "active": [(one, matter_address(one)) for one in active],
            "texts": readings(wanted, language()),
            "size": record.size(),
            "checkpoint": record.latest_checkpoint(),
            "record_at": where("record"),
            "checkpoint_at": where("record.checkpoint"),
            "sign_in_at": where("account_login") if request.actor.person is None else "",
            "is_operator": Role.OPERATOR in request.roles,
        },
    )
