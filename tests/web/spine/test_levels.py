"""Viewer by viewer and level by level: what is confidential is in no list, count, calendar, queue or link of others."""

import datetime
from collections.abc import Callable

import pytest

from comity.web.spine import seeds
from comity.web.spine.acting import THE_PUBLIC, Acting, Viewer
from comity.web.spine.acts import groups, matters
from comity.web.spine.models import Body, Entry, Group, Matter
from comity.web.spine.queries import calendar, lately, texts
from comity.web.spine.queries import groups as group_queries
from comity.web.spine.queries import matters as queries
from comity.web.spine.visibility import Audience

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
OFFICER = Acting("officer", "secretariat", body="g20")
LEVELS = ("public", "body", "delegation", "group")
pytestmark = pytest.mark.django_db

VIEWERS: dict[str, Callable[[int], Viewer]] = {
    "the public": lambda group: THE_PUBLIC,
    "a citizen": lambda group: Viewer("citizen"),
    "a delegate elsewhere": lambda group: Viewer("p", frozenset({"un"}), frozenset({"tuv"})),
    "another member": lambda group: Viewer("p", frozenset({"g20"}), frozenset({"bra"})),
    "that delegation": lambda group: Viewer("p", frozenset({"g20"}), frozenset({"fra"})),
    "that delegation, outside the body": lambda group: Viewer("p", frozenset(), frozenset({"fra"})),
    "the secretariat": lambda group: Viewer("p", frozenset({"g20", "g20-health"})),
    "the group": lambda group: Viewer("p", frozenset({"g20"}), frozenset({"jpn"}), frozenset({group})),
    "another group": lambda group: Viewer("p", frozenset({"g20"}), frozenset({"jpn"}), frozenset({group + 1})),
}
SEES = {
    "the public": {"public"},
    "a citizen": {"public"},
    "a delegate elsewhere": {"public"},
    "another member": {"public", "body"},
    "that delegation": {"public", "body", "delegation"},
    "that delegation, outside the body": {"public", "delegation"},
    "the secretariat": {"public", "body"},
    "the group": {"public", "body", "group"},
    "another group": {"public", "body"},
}


@pytest.fixture
def body() -> Body:
    seeds.plant(NOW)
    g20 = Body.objects.get(slug="g20")
    groups.form(OFFICER, g20, {"en": "Friends"}, "en", ["friend"])
    group = Group.objects.get()
    audiences = {
        "public": Audience(),
        "body": Audience("body"),
        "delegation": Audience("delegation", party="fra"),
        "group": Audience("group", group=group.pk),
    }
    hub = _open(g20, "hub", Audience())
    for level, audience in audiences.items():
        made = _open(g20, level, audience)
        matters.link(OFFICER, hub, made, "source")
        matters.link(OFFICER, made, hub, "answer")
    return g20


def _open(body: Body, title: str, audience: Audience) -> Matter:
    opening = matters.Opening(
        body,
        "draft",
        "instrument",
        "en",
        {"en": title},
        {"en": f"About {title}"},
        opens=NOW,
        deadline=NOW + datetime.timedelta(days=3),
        audience=audience,
    )
    return matters.open_matter(OFFICER, opening)


def _titles(found: object) -> set[str]:
    return {one.title.wordings.get().content for one in found} - {"hub"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", VIEWERS)
def test_lists_counts_and_single_matters(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    assert _titles(queries.active_matters(viewer, 50)) == SEES[who]
    assert _titles(queries.active_matters(viewer, 50, "g20")) == SEES[who]
    active, concluded = queries.matters_of("g20", viewer, 50, 50)
    assert _titles(active) == SEES[who] and not concluded
    Matter.objects.filter(body=body).update(state="closed")
    active, concluded = queries.matters_of("g20", viewer, 50, 50)
    assert not active and _titles(concluded) == SEES[who]
    Matter.objects.filter(body=body).update(state="open")
    assert queries.active_count(viewer, "g20") == queries.active_count(viewer) == len(SEES[who]) + 1
    every = Matter.objects.all()
    assert _titles(one for one in every if queries.matter_of(one.pk, viewer)) == SEES[who]
    assert _titles(queries.numbered([one.pk for one in every], viewer).values()) == SEES[who]


@pytest.mark.parametrize("who", VIEWERS)
def test_links_in_both_directions(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    links = queries.links_of(Matter.objects.get(title__wordings__content="hub"), viewer)
    assert _titles(one.matter for one in links.before) == _titles(one.matter for one in links.after) == SEES[who]


@pytest.mark.parametrize("who", VIEWERS)
def test_calendar(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    for asked in ("", "g20"):
        found = calendar.events(viewer, NOW.date(), NOW.date() + datetime.timedelta(days=30), body=asked)
        assert _titles(one.matter for one in found if one.matter) == SEES[who]


@pytest.mark.parametrize("who", VIEWERS)
def test_what_was_done_lately_says_nothing_of_what_others_did_in_confidence(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    for found in (lately.in_body("g20", viewer, 100), lately.by_people(viewer, 100)):
        told = {one.payload["title"]["en"] for one in found if one.entry.kind == "matter.opened"} - {"hub"}  # type: ignore[index]
        assert told == SEES[who]
        # A link is as confidential as the more confidential of what it links.
        assert sum(one.entry.kind == "matter.linked" for one in found) == 2 * len(SEES[who])
        assert any(one.entry.kind == "group.formed" for one in found) == (who == "the group")
    hidden = [
        one.seq
        for one in Entry.objects.filter(kind__startswith="matter.")
        if lately.receipt_of(one.seq, viewer) is None
    ]
    assert bool(hidden) == (SEES[who] != set(LEVELS))


@pytest.mark.parametrize("who", VIEWERS)
def test_the_queue_of_translators(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    found = {one.original.content for one in texts.pending(body, viewer, "fr", 0, 500)}
    expected = {text for level in (*SEES[who], "hub") for text in (level, f"About {level}")}
    assert found == expected | ({"Friends"} if who == "the group" else set())
    assert texts.pending_counts(body, viewer, ["fr"]) == {"fr": len(found)}
    every = [one.title_id for one in Matter.objects.all()]
    seen = [one for one in every if texts.pending_one(body, viewer, one, "fr")]
    assert len(seen) == len(SEES[who]) + 1


@pytest.mark.parametrize("who", VIEWERS)
def test_small_groups(body: Body, who: str) -> None:
    viewer = VIEWERS[who](Group.objects.get().pk)
    assert bool(group_queries.groups_in(body, viewer)) == (who == "the group")
