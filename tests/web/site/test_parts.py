"""The components: a text says its language and where it comes from, a moment its zone, a field what is wrong."""

import datetime
import re

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from markupsafe import Markup

from comity.terms.record import Entry
from comity.web.people.actor import Actor
from comity.web.people.models import Person
from comity.web.site.language import known_terms
from comity.web.site.times import instant, zone_of
from comity.words import LANGUAGES, say, tag
from tests.web.site.patterns import ARABIC, READINGS, Example

EVENING = datetime.datetime(2026, 11, 24, 18, 0, tzinfo=datetime.UTC)


def show(source: str, **context: object) -> str:
    """What a piece of a template becomes on a page in the language that is active."""
    whole = '{% import "site/parts.html" as parts with context %}' + source
    return engines["jinja2"].from_string(whole).render(context, RequestFactory().get("/en/")).strip()


def test_a_text_in_the_readers_language_needs_no_badge() -> None:
    assert show("{{ parts.reading(r) }}", r=READINGS["here"]) == (
        '<span class="reading" lang="en" dir="ltr">Members meet twice a year.</span>'
    )


@pytest.mark.parametrize("tag_", ["span", "p", "div", "blockquote"])
def test_a_translation_says_by_whom_and_has_its_original_beside_it(tag_: str) -> None:
    shown = show("{{ parts.reading(r, tag) }}", r=READINGS["human"], tag=tag_)
    assert shown.startswith(f'<{tag_} class="reading" lang="en" dir="ltr">')
    assert say("en", "provenance.human") in shown
    assert f'lang="ar" dir="rtl">{ARABIC.content}</span>' in shown
    assert say("en", "provenance.original", name="Arabic").replace("\u2068", "").replace("\u2069", "") in shown


def test_a_machine_and_a_stale_translation_say_so() -> None:
    assert say("en", "provenance.machine") in show("{{ parts.reading(r) }}", r=READINGS["machine"])
    assert say("en", "provenance.stale") in show("{{ parts.reading(r) }}", r=READINGS["stale"])
    assert say("en", "provenance.authentic") in show("{{ parts.reading(r) }}", r=READINGS["authentic"])


def test_a_text_without_a_translation_is_shown_in_its_own_language_and_direction() -> None:
    shown = show("{{ parts.reading(r) }}", r=READINGS["only"])
    assert shown.startswith('<span class="reading" lang="ar" dir="rtl">')
    assert "original in Arabic" in shown


def test_a_text_cannot_bring_markup() -> None:
    hostile = type(ARABIC)(9, "<script>alert(1)</script>", "en", "ltr", "human", original=ARABIC)
    assert "<script>" not in show("{{ parts.reading(r) }}{{ parts.crumbs([(r, '/')]) }}", r=hostile)


def test_ids_on_one_page_are_never_the_same() -> None:
    shown = show("{{ parts.term('record') }}{{ parts.term('record') }}{{ parts.reading(r) }}", r=READINGS["human"])
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids)) == 3
    assert re.findall(r'popovertarget="([^"]+)"', shown) == ids


def test_a_moment_is_said_in_utc_and_where_the_reader_is() -> None:
    assert instant(EVENING).said == "24 Nov 2026, 18:00 UTC"
    assert instant(EVENING, "Europe/Zurich").said == "24 Nov 2026, 18:00 UTC; 19:00 in Zurich"
    assert instant(EVENING, "Asia/Tokyo").said == "24 Nov 2026, 18:00 UTC; 25 Nov 2026, 03:00 in Tokyo"
    assert instant("2026-11-24T18:00:00.000000Z").iso == "2026-11-24T18:00:00Z"


def test_where_the_clock_is_that_of_utc_nothing_is_said_twice() -> None:
    assert instant(EVENING, "Africa/Accra").said == "24 Nov 2026, 18:00 UTC"


def test_a_deadline_knows_whether_it_is_near_or_over() -> None:
    now = timezone.now()
    near, far, over = (instant(now + datetime.timedelta(hours=hours)) for hours in (20, 100, -1))
    assert (near.soon, near.past) == (True, False)
    assert (far.soon, far.past) == (False, False)
    assert (over.soon, over.past) == (False, True)
    shown = show("{{ parts.deadline(m) }}", m=now + datetime.timedelta(days=3, minutes=1))
    assert "Closes in 3 days" in shown


def test_a_zone_that_nobody_knows_is_utc() -> None:
    assert zone_of(Actor(person=Person(timezone="Mars/Olympus"))) == "UTC"
    assert zone_of(Actor(person=Person(timezone="Europe/Zurich"))) == "Europe/Zurich"
    assert zone_of(Actor()) == "UTC"


def test_a_field_is_tied_to_its_hint_and_to_what_is_wrong() -> None:
    shown = show("{{ parts.field(form['name'], 'At most 60.') }}", form=Example({"two-name": "x" * 61}, prefix="two"))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', shown)[1].split()
    assert described == ["id_two-name_hint", "id_two-name_wrong"]
    assert all(f'id="{one}"' in shown for one in described)
    assert 'aria-invalid="true"' in shown and f'value="{"x" * 61}"' in shown
    assert 'for="id_two-name"' in shown


def test_a_set_of_choices_is_a_group_with_a_name() -> None:
    shown = show("{{ parts.field(form['who']) }}", form=Example(prefix="one"))
    assert shown.startswith("<fieldset") and "<legend>Who may see it" in shown


def test_what_is_wrong_is_summed_up_with_links() -> None:
    shown = show("{{ parts.form_errors(form) }}", form=Example({}, prefix="two"))
    assert '<a href="#id_two-name">' in shown and 'role="alert"' in shown
    assert say("en", "form.wrong", n=5) in shown
    assert show("{{ parts.form_errors(form) }}", form=Example(prefix="one")) == ""


def test_a_receipt_has_the_number_and_the_address() -> None:
    entry = Entry(1234, "2026-11-24T18:00:00.000000Z", "", "", "", "g20", "body.founded", "body:g20", "")
    shown = show("{{ parts.receipt(e) }}", e=entry)
    assert "1,234" in shown and "/en/record/1234/" in shown and "24 Nov 2026, 18:00 UTC" in shown


def test_what_will_be_written_names_the_act_and_who_acts() -> None:
    shown = show("{{ parts.written('a.kind', 'body:g20', [('Member', 'France'), 'France is told.']) }}")
    for part in ("a.kind", "body:g20", "Member", "France", "France is told.", say("en", "acting.self")):
        assert part in shown


def test_text_of_a_caller_is_escaped_and_markup_is_kept() -> None:
    shown = show("{{ parts.facts([('a', t), ('b', m)]) }}", t="<b>x</b>", m=Markup("<b>y</b>"))
    assert "&lt;b&gt;x" in shown and "<b>y</b>" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_has_a_name_and_a_definition(language: str) -> None:
    for name, key in known_terms().items():
        assert say(language, key) != key
        assert say(language, f"definition.{name}") != f"definition.{name}"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar", "zh_Hans"])
def test_the_glossary_has_every_term(client: Client, language: str) -> None:
    page = client.get(f"/{tag(language).lower()}/glossary/").content.decode()
    for name, key in known_terms().items():
        assert f'<div id="{name}"><dt>' in page
        assert say(language, key) in page


def test_languages_are_named_in_the_readers() -> None:
    with translation.override("fr"):
        assert "original en arabe" in show("{{ parts.reading(r) }}", r=READINGS["only"]).replace("\u2068", "")


def test_fields_of_the_same_name_in_two_forms_have_labels_of_their_own() -> None:
    shown = show("{{ parts.field(a['tier']) }}{{ parts.field(b['tier']) }}", a=Example(), b=Example())
    assert re.findall(r'<select[^>]* id="([^"]+)"', shown) == ["id_tier", "id_tier_2"]
    assert re.findall(r'<label for="([^"]+)"', shown) == ["id_tier", "id_tier_2"]
