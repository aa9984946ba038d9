"""Adopting a version of a body's charter."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from comity.procedure import accept, digest
from comity.procedure.payloads import ADOPTED, CharterAdopted
from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Charter


@dataclass(frozen=True)
class Adopted:
    """A version of a charter, and the entry that tells of its adoption."""

    charter: Charter
    entry: Entry


def adopt(acting: Acting, body: Body, document: Mapping[str, object]) -> Adopted:
    """Make `document` the charter of the body, as its next version, whole as it stands.

    Errors: `charter.*` of the first thing that is wrong with it; `charter.same` where it is what is in force already.
    """
    read = accept(document)
    with transaction.atomic():
        Body.objects.select_for_update().filter(pk=body.pk).values_list("pk", flat=True).get()
        latest = Charter.objects.filter(body=body).order_by("-version").first()
        if latest is not None and latest.digest == digest(read):
            raise ComityError("charter.same", version=latest.version)
        version = latest.version + 1 if latest is not None else 1
        claim = CharterAdopted(version, digest(read), dict(document))
        entry = append(Act(acting, ADOPTED, f"body:{body.slug}", claim.to_payload(), body.slug))
        charter = Charter.objects.create(
            body=body,
            version=version,
            document=dict(document),
            digest=digest(read),
            adopted=timezone.now(),
            entry=entry.seq,
        )
    return Adopted(charter, entry)
