"""Publishing a comparison."""

import gzip
import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from comity.exporters.html import brief, policy, report
from comity.exporters.json import to_json
from comity.terms.comparison import Comparison
from comity.web.rooms.compare.models import Rendering, Snapshot
from comity.web.spine.acting import Acting
from comity.web.spine.acts import texts
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Matter
from comity.web.spine.visibility import EVERYBODY, Audience
from comity.words import LANGUAGES, tag


def publish(
    acting: Acting,
    body: Body,
    result: Comparison,
    titles: Mapping[str, str],
    *,
    notices: Mapping[str, str] | None = None,
    audience: Audience = EVERYBODY,
) -> Snapshot:
    """Keep `result` as a snapshot of `body`, told in every language, and enter it in the record.

    titles: by language; the first is the original. notices: what must stand above the report, by language.
    """
    found = to_json(result)
    packed = gzip.compress(found.encode(), mtime=0)
    digest = hashlib.sha256(found.encode()).hexdigest()
    told = [_told(result, language, titles.get(language), (notices or {}).get(language)) for language in LANGUAGES]
    with transaction.atomic():
        matter = Matter.objects.create(
            body=body,
            stage="compare",
            kind="comparison",
            title=texts.write_in_all(titles, next(iter(titles)), acting.person),
            state=Matter.State.CLOSED,
            opens=timezone.now(),
            level=audience.level,
            group_id=audience.group,
        )
        matter.address = f"/bodies/{body.slug}/comparisons/{matter.pk}/"
        matter.save(update_fields=["address"])
        payload = {
            "matter": matter.pk,
            "input_digest": result.input_digest,
            "result_digest": digest,
            "version": result.version,
            "participants": len(result.participants),
            "statements": len(result.statements.ids),
            "title": {tag(language): title for language, title in titles.items()},
        }
        entry = append(Act(acting, "comparison.published", f"matter:{matter.pk}", payload, body.slug, audience))
        snapshot = Snapshot.objects.create(
            matter=matter,
            input_digest=result.input_digest,
            result_digest=digest,
            version=result.version,
            people=len(result.participants),
            result=packed,
            entry=entry.seq,
        )
        Rendering.objects.bulk_create(
            Rendering(snapshot=snapshot, language=tag(language), **one)
            for language, one in zip(LANGUAGES, told, strict=True)
        )
    return snapshot


def _told(result: Comparison, language: str, title: str | None, notice: str | None) -> dict[str, object]:
    page = report(result, language=language, title=title, notice=notice)
    return {
        "brief": {**brief(result, language), "notice": notice},
        "policy": policy(),
        "report": gzip.compress(page.encode(), mtime=0),
    }
