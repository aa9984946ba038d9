"""A site with some of everything that the service tells of."""

import datetime

import pytest
from django.db import transaction

from comity.web.spine import search, seeds
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts import checkpoints, matters
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Body, Matter
from comity.web.spine.visibility import Audience

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
OFFICER = Acting("0f" * 16, "secretariat", body="g20")
LEVELS = {"public": Audience(), "body": Audience("body"), "delegation": Audience("delegation", party="fra")}


def fill() -> dict[str, Matter]:
    """Bodies and parties from facts, a matter of each level, and a signed record. Level -> matter."""
    seeds.plant(NOW)
    g20 = Body.objects.get(slug="g20")
    Body.objects.filter(pk=g20.pk).update(hosted=True)
    made = {
        level: matters.open_matter(
            OFFICER,
            matters.Opening(
                g20,
                "draft",
                "instrument",
                "en",
                {"en": f"Paper for the {level} level", "fr": f"Document, niveau {level}"},
                {},
                opens=NOW,
                deadline=NOW + datetime.timedelta(days=10),
                audience=audience,
            ),
        )
        for level, audience in LEVELS.items()
    }
    with transaction.atomic():
        append(Act(OFFICER, "trial.said", "matter:1", {"text": "unspeakable"}, "g20", LEVELS["delegation"]))
        append(Act(THE_SYSTEM, "trial.said", "matter:1", {"text": "harmless"}, "g20"))
    search.catch_up()
    checkpoints.sign()
    return made


@pytest.fixture
def site(db: None) -> dict[str, Matter]:
    """The site; see `fill`."""
    return fill()
