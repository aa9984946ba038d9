"""Texts in many languages: what is missing, what is stale, and whose wording one reads."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from comity.terms.errors import ComityError
from comity.web.spine import seeds
from comity.web.spine.acting import THE_PUBLIC, Acting
from comity.web.spine.acts import bodies, texts
from comity.web.spine.models import Body, Entry, Wording
from comity.web.spine.queries.texts import pending, pending_counts, pending_one, readings

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
OFFICER = Acting("officer", "secretariat", body="g20")
pytestmark = pytest.mark.django_db


@pytest.fixture
def body() -> Body:
    seeds.plant(NOW)
    plan = bodies.Plan("heat", "local", "en", {"en": "Heat", "ru": "Жара"}, {"en": "It is hot."}, parents=("g20",))
    return bodies.found(OFFICER, plan).body


def test_what_has_no_wording_waits_for_one_in_each_language(body: Body) -> None:
    assert pending_counts(body, THE_PUBLIC, ["en", "ru", "zh_Hans"]) == {"en": 0, "ru": 1, "zh_Hans": 2}
    assert [one.original.content for one in pending(body, THE_PUBLIC, "ru", 0, 10)] == ["It is hot."]
    first, second = pending(body, THE_PUBLIC, "zh_Hans", 0, 10)
    assert [one.text for one in pending(body, THE_PUBLIC, "zh_Hans", first.text, 10)] == [second.text]


def test_a_translation_is_read_with_where_it_came_from_and_is_in_the_record(body: Body) -> None:
    entry = texts.enter_translation(OFFICER, body.purpose, "Hace calor.", "es", "machine", of_version=1, body="heat")

    read = readings([body.purpose_id], "es")[body.purpose_id]
    assert (read.content, read.status, read.stale) == ("Hace calor.", "machine", False)
    assert read.original is not None and read.original.content == "It is hot."
    assert (entry.kind, entry.body) == ("text.translated", "heat")
    assert readings([body.purpose_id], "ar")[body.purpose_id].content == "It is hot."
    assert readings([body.name_id], "ru")[body.name_id].original is None


def test_a_translation_of_an_earlier_version_is_stale_until_it_is_renewed(body: Body) -> None:
    texts.translate(body.purpose, "Hace calor.", "es", "translator")
    texts.revise(body.purpose, "It is far too hot.", "officer")

    (waiting,) = (one for one in pending(body, THE_PUBLIC, "es", 0, 10) if one.text == body.purpose_id)
    assert waiting.stale and waiting.version == 2
    assert readings([body.purpose_id], "es")[body.purpose_id].stale
    # Written while the original changed: it renders the version that was on the page, and stays stale.
    texts.enter_translation(OFFICER, body.purpose, "Hace bastante calor.", "es", "human", of_version=1)
    assert pending_one(body, THE_PUBLIC, body.purpose_id, "es").stale
    texts.enter_translation(OFFICER, body.purpose, "Hace demasiado calor.", "es", "human", of_version=2)
    assert not pending_one(body, THE_PUBLIC, body.purpose_id, "es").stale
    assert Wording.objects.filter(text=body.purpose, language="es").count() == 3


@pytest.mark.parametrize(
    ("content", "language", "version", "code"),
    [
        ("  ", "es", 1, "text.empty"),
        ("x" * 20_001, "es", 1, "text.too_long"),
        ("It is hot.", "en", 1, "text.is_original"),
        ("Hace calor.", "es", 7, "text.no_such_version"),
    ],
)
def test_what_cannot_be_a_translation_is_refused_whole(
    body: Body, content: str, language: str, version: int, code: str
) -> None:
    size = Entry.objects.count(), Wording.objects.count()
    with pytest.raises(ComityError, match=code):
        texts.enter_translation(OFFICER, body.purpose, content, language, "human", of_version=version)
    assert (Entry.objects.count(), Wording.objects.count()) == size


def test_rewording_keeps_what_did_not_change(body: Body) -> None:
    bodies.describe(OFFICER, body, {"en": "Heat", "fr": "Chaleur"}, {})
    assert Wording.objects.filter(text=body.name, language="en").count() == 1
    bodies.describe(OFFICER, body, {"en": "Heat in cities"}, {})
    assert readings([body.name_id], "fr")[body.name_id].stale


def test_a_thousand_texts_are_read_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = [texts.write(f"Text {number}", "en", "somebody").pk for number in range(1_000)]
    with django_assert_num_queries(1):
        assert len(readings(made, "fr")) == 1_000
