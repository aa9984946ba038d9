"""Who witnesses the record, how to become one, and letting one in."""

from django.http import HttpResponse
from django.urls import reverse

from comity.flow.remember.keys import WITNESS_INTRODUCED
from comity.web.people.requests import Request
from comity.web.people.standing import Role
from comity.web.place.consequence import Step, take
from comity.web.place.here import receipt
from comity.web.rooms.remember import bundles, witnesses
from comity.web.rooms.remember.forms import Statement
from comity.web.site.addresses import absolute
from comity.web.site.pages import page, said
from comity.web.spine.acts import checkpoints


def every(request: Request) -> HttpResponse:
    """The witnesses, when each last cosigned, and how to become one."""
    return page(
        request,
        "remember/witnesses.html",
        {
            "witnesses": witnesses.known(),
            "origin": bundles.origin(),
            "keys": bundles.fingerprints(),
            "service": absolute(reverse("api.cosignatures")),
            "may_admit": Role.OPERATOR in request.roles,
            "receipt": receipt(request),
        },
    )


def admit(request: Request) -> HttpResponse:
    """Let a witness in, by the introduction that it signed itself."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Statement(*sent, kinds=frozenset({WITNESS_INTRODUCED}))
    there = reverse("record.witnesses")
    return take(
        request,
        Step(
            form,
            lambda: checkpoints.admit_witness(request.actor.acting, form.payload),
            lambda: there,
            "remember/witness_admit.html",
            {
                "crumbs": [
                    (said("record.title"), reverse("record")),
                    (said("record.witnesses.title"), there),
                    (said("record.witnesses.admit"), None),
                ],
                "origin": bundles.origin(),
            },
            {"record": "statement"},
        ),
    )
