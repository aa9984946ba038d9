"""What people write: names that pretend, markup, files that are bombs, cells that calculate."""

import csv
import datetime
import io
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.procedure import standard
from comity.web.people.models import Capacity, Person
from comity.web.place.exports import Entry, folded, text
from comity.web.spine.models import Body, Charter, Membership, Party, Wording
from tests.web.people.conftest import Place

pytestmark = pytest.mark.django_db
PARTY = "/en/new-party/"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"
TURNED = "Federal \u202eecnarF\u202c \u2066of\u2069 \u0007\u0000\u200eHarbours"


@pytest.fixture
def officer(
    place: Place, person: Callable[..., Person], hold: Callable[..., Capacity], as_somebody: Callable[..., Client]
) -> Client:
    somebody = person("officer@example.org")
    return as_somebody(somebody, hold(somebody, body=place.body, translates=True))


def entered(officer: Client, name: str, slug: str = "written") -> None:
    """A party with this name, sitting in the forum."""
    given = {"kind": "civil_society", "original": "en", "slug": slug, "name_en": name, "confirm": "1"}
    answer = officer.post(PARTY, given)
    assert answer.status_code == 302
    given = {"party": slug, "capacity": "observer", "start": "2026", "source": name[:200], "confirm": "1"}
    assert officer.post("/en/bodies/forum/members/admit/", given).status_code == 302


@pytest.mark.parametrize("given", [TURNED.replace("\x00", ""), "A\u2028B\u2029C\rD\nE", "\u202e" + "x" * 20])
def test_a_name_turns_nothing_around_it(given: str, officer: Client) -> None:
    """In whose name somebody acts stands in one line with it, and in mails; it holds nothing that turns the line or
    breaks it. What joins letters, and marks of direction that turn nothing else, stay."""
    entered(officer, given)
    kept = Wording.objects.get(text=Party.objects.get(slug="written").name_id).content
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0007\r\n\u2028\u2029") & set(kept)
    for path in ("/en/parties/written/", "/en/bodies/forum/members/", "/en/record/"):
        assert not set("\u202e\u202d") & set(officer.get(path).content.decode())


def test_an_organisation_is_not_called_what_a_state_is_called(officer: Client) -> None:
    """Who reads "France" takes it for France; in every language, whatever the case, and however it is spelt."""
    for name in (
        "France",
        "FRANCE ",
        "Fr\u00e0nce",
        "\uff26rance",
        "Fra\u200bnce",
        "\u0424\u0440\u0430\u043d\u0446\u0438\u044f",
    ):
        given = {"kind": "business", "original": "en", "slug": "pretends", "name_en": name, "confirm": "1"}
        assert officer.post(PARTY, given).status_code == 422, name
    assert not Party.objects.filter(slug="pretends").exists()


def test_markup_is_text_on_every_page(officer: Client, place: Place) -> None:
    entered(officer, MARKUP)
    described = {"original": "en", "name_en": MARKUP, "purpose_en": MARKUP, "confirm": "1"}
    assert officer.post("/en/bodies/forum/edit/", described).status_code == 302
    document = standard()
    for procedure in document["procedures"].values():
        procedure["label"] = {"en": MARKUP}
        for state in procedure["states"].values():
            state["label"] = {"en": MARKUP}
    document["name"], document["source"] = {"en": MARKUP}, f"javascript:alert(1) {MARKUP}"
    answer = officer.post("/en/bodies/forum/charter/edit/", {"document": json.dumps(document), "confirm": "1"})
    assert answer.status_code == 302
    for path in (
        "/en/",
        "/en/bodies/",
        "/en/bodies/forum/",
        "/en/bodies/forum/members/",
        "/en/bodies/forum/charter/",
        "/en/bodies/forum/charter/1/changes/",
        "/en/bodies/forum/calendar/",
        "/en/bodies/forum/people/",
        "/en/bodies/forum/translations/?to=fr",
        "/en/parties/",
        "/en/parties/written/",
        "/en/record/",
        f"/en/record/?q={MARKUP}",
        "/ar/bodies/forum/",
    ):
        shown = officer.get(path).content.decode()
        assert "<script>alert" not in shown and "<img src=x" not in shown and "49" not in shown.split("7*7")[0][-3:], (
            path
        )
        assert 'href="javascript:' not in shown


def test_cells_that_a_spreadsheet_would_calculate_are_text(officer: Client) -> None:
    for number, sign in enumerate("=+-@\t\r"):
        entered(officer, f"x{sign}", f"calc-{number}")
        Wording.objects.filter(text=Party.objects.get(slug=f"calc-{number}").name_id).update(content=f"{sign}1+1")
        Membership.objects.filter(party__slug=f"calc-{number}").update(source=f'{sign}HYPERLINK("http://evil.example")')
    answer = Client().get("/en/bodies/forum/members.csv").content.decode()
    for row in csv.reader(io.StringIO(answer, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row


def test_a_title_adds_no_line_to_a_calendar() -> None:
    hostile = "A\r\nATTENDEE:evil\nURL:http://evil.example\rEND:VEVENT\u2028X\x85Y;,\\"
    assert "\n" not in text(hostile) and "\r" not in text(hostile)
    lines = list(
        Entry("1@x", datetime.date(2026, 1, 1), datetime.datetime.now(datetime.UTC), hostile, "http://a").lines()
    )
    assert sum(line.startswith(("ATTENDEE", "END:")) for line in lines) == 1
    assert all(len(piece.encode()) <= 75 for line in lines for piece in folded(line).split("\r\n"))


BOMBS = {
    "deep": '{"a":' * 200_000,
    "deep in its place": '{"name":' + "[" * 50_000 + "]" * 50_000 + "}",
    "long number": '{"schema": ' + "9" * 900_000 + "}",
    "exponent": '{"schema": 1e999999999}',
    "not a number": '{"schema": NaN}',
    "half a character": json.dumps({**standard(), "source": "\ud800"}),
    "nothing": json.dumps({**standard(), "source": "a\x00b"}),
    "twice": json.dumps(standard())[:-1] + ', "source": "first", "source": "second"}',
    "wide": json.dumps({**standard(), "roles": {f"r{n}": {"label": {"en": "x"}} for n in range(15_000)}}),
    "not text": "\x00\x01\x02",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_charter_that_is_a_bomb_is_refused_in_words(name: str, officer: Client) -> None:
    """Typed and as a file."""
    file = SimpleUploadedFile("charter.json", BOMBS[name].encode("utf-8", "surrogatepass"))
    for given in ({"document": BOMBS[name]}, {"document": "", "file": file}):
        answer = officer.post("/en/bodies/forum/charter/edit/", {**given, "confirm": "1"})
        assert answer.status_code in (400, 422), (name, answer.status_code)
    assert not Charter.objects.exists()


def test_a_file_without_end_is_refused_before_it_is_kept(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody needs to be signed in to send one to any form: it would fill the disk before anybody asks what it is."""
    size = 64 * 1024 * 1024
    for client in (Client(), officer):
        answer = client.generic(
            "POST",
            "/en/bodies/forum/charter/edit/",
            b"--x\r\n",
            "multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(size),
        )
        assert answer.status_code == 413
    assert Body.objects.filter(slug="forum").exists()
