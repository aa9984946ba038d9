"""A draw through the site, from the announcement to what came out, with files made by `comity draw` alone."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from comity.cli import main
from comity.methods.lots.sharing import key_of
from comity.web.people.acts.capacities import Offer, grant
from comity.web.people.models import Person
from comity.web.rooms.remember import draws
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.models import Membership, Party
from comity.web.spine.queries import record
from tests.web.people.conftest import Place, make_person, make_place, sign_in

pytestmark = pytest.mark.django_db
STATES = ("FRA", "BRA", "DEU", "IND", "ZAF")
NAMES = tuple(state.lower() for state in STATES)
DRAW = "/en/bodies/forum/draws/panel-1/"
NOW = timezone.now().replace(microsecond=0) + datetime.timedelta(hours=1)


class Hall:
    """Five delegations and an officer at their browsers, each delegation with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, place = folder, make_place()
        self.clients = {name: self._delegate(name, place) for name in NAMES}
        officer = make_person("officer@example.org")
        held = grant(THE_SYSTEM, officer, Offer("secretariat", body=place.body), "system")[0]
        self.officer = sign_in(Client(), officer, held)
        self.keys = {name: self._key(name) for name in NAMES}

    def _delegate(self, name: str, place: Place) -> Client:
        party, new = Party.objects.get_or_create(slug=name, defaults={"kind": "state", "iso3": name.upper()})
        if new:
            Membership.objects.create(body=place.body, party=party, capacity="member", start="1999")
        person: Person = make_person(f"{name}@example.org")
        held = grant(THE_SYSTEM, person, Offer("delegation", party, may_speak=True), "system")[0]
        return sign_in(Client(), person, held)

    def _key(self, name: str) -> str:
        (self.folder / name).mkdir()
        assert main(["draw", "key", str(self.folder / name / "key.json")]) == 0
        return str(json.loads((self.folder / name / "key.json").read_text())["key"])

    def lines(self) -> str:
        """The draw as anybody downloads it, in a file."""
        file = self.folder / "panel-1.jsonl"
        file.write_bytes(Client().get(f"{DRAW[:-1]}.jsonl").content)
        return str(file)

    def made(self, name: str, verb: str) -> Path:
        """What a delegation makes on its own machine."""
        own, out = self.folder / name, self.folder / name / f"{verb}.json"
        named = ["--name", name, "--secret", str(own / "key.json")] if verb != "reveal" else []
        nonce = ["--nonce", str(own / "nonce.json")] if verb != "shares" else []
        assert main(["draw", verb, self.lines(), *named, *nonce, "--out", str(out)]) == 0
        return out

    def hand_in(self, name: str, file: Path) -> int:
        """Upload it, confirm it; the status of the second answer."""
        client, there = self.clients[name], f"{DRAW}enter/"
        shown = client.post(there, {"statement": "", "file": SimpleUploadedFile(file.name, file.read_bytes())})
        assert shown.status_code == 200, shown.content.decode()
        token = re.search(r'name="token" value="([^"]+)"', shown.content.decode())
        assert token is not None
        sent = {"statement": file.read_text(), "confirm": "1", "token": token[1]}
        return client.post(there, sent).status_code

    def announce(self, **changed: str) -> object:
        """The officer announces: two of eight, from five participants."""
        moments = {name: NOW + datetime.timedelta(hours=n) for n, name in enumerate(("commit", "reveal", "rebuild"), 1)}
        asked = {
            "draw": "panel-1",
            "purpose": "Two states for the panel",
            "pool": "\n".join([*NAMES, "tuv", "nam"]),
            "count": "2",
            "participants": "\n".join(f"{name} {key}" for name, key in self.keys.items()),
            **{f"{name}_by": f"{moment:%Y-%m-%dT%H:%M}" for name, moment in moments.items()},
            **changed,
        }
        return self.officer.post("/en/bodies/forum/new-draw/", asked)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """at(1.5): the clock of the site says that it is an hour and a half later."""

    def later(hours: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + datetime.timedelta(hours=hours))

    later(0)
    return later


def test_five_draw_and_one_stays_silent(hall: Hall, at: Callable[[float], None]) -> None:
    assert hall.announce().status_code == 200  # type: ignore[attr-defined]
    assert draws.standing("panel-1", "forum") is None, "shown, and not yet entered"
    done = hall.announce(confirm="1", token="t")
    assert done.status_code == 302 and "receipt=" in done["Location"]  # type: ignore[attr-defined, index]
    for name in NAMES:
        assert "Participants hand in their sealed numbers." in Client().get(DRAW).content.decode()
        assert hall.hand_in(name, hall.made(name, "commit")) == 302
    # All have sealed: the root is fixed at once.
    assert "nobody knows it yet" in Client().get(DRAW).content.decode()
    for name in NAMES[1:]:
        assert hall.hand_in(name, hall.made(name, "reveal")) == 302
    at(1.5)
    assert draws.go_on() == 0, "the silent one still has time"
    at(2.1)
    assert "Some have not opened their numbers." in Client().get(DRAW).content.decode()
    for name in NAMES[1:4]:
        assert hall.hand_in(name, hall.made(name, "shares")) == 302
    page = Client().get(DRAW).content.decode()
    assert "The lots are drawn" in page and "silent" in page
    there = draws.standing("panel-1", "forum")
    assert there is not None and there.end is not None and there.end.payload is not None
    drawn = there.end.payload["drawn"]
    assert len(drawn) == 2 and there.end.payload["rebuilt"] == ["fra"]  # type: ignore[arg-type]
    assert main(["draw", "check", hall.lines()]) == 0
    assert draws.go_on() == 0
    for language in ("ar", "es", "fr", "ru", "zh-hans"):
        assert Client().get(DRAW.replace("/en/", f"/{language}/")).status_code == 200


def test_too_few_and_the_draw_fails_in_the_open(hall: Hall, at: Callable[[float], None]) -> None:
    hall.announce(confirm="1", token="t")
    hall.hand_in("fra", hall.made("fra", "commit"))
    at(1.1)
    assert draws.go_on() == 1 and draws.go_on() == 0
    page = Client().get(DRAW).content.decode()
    assert "Too few handed in a sealed number." in page
    assert "failed" in Client().get("/en/bodies/forum/draws/").content.decode()


def test_those_in_time_go_on_without_the_one_who_missed_it(hall: Hall, at: Callable[[float], None]) -> None:
    hall.announce(confirm="1", token="t")
    for name in NAMES[:3]:
        hall.hand_in(name, hall.made(name, "commit"))
    late = hall.made("ind", "commit")
    at(1.1)
    shown = hall.clients["ind"].post(f"{DRAW}enter/", {"statement": late.read_text()})
    assert shown.status_code == 422 and "ind" in shown.content.decode()
    assert draws.go_on() == 1
    for name in NAMES[:3]:
        hall.hand_in(name, hall.made(name, "reveal"))
    there = draws.standing("panel-1", "forum")
    assert there is not None and there.end is not None and there.end.entry.kind == "draw.concluded"


def test_nobody_hands_in_what_another_made_nor_twice(hall: Hall, at: Callable[[float], None]) -> None:
    hall.announce(confirm="1", token="t")
    made, size = hall.made("fra", "commit"), record.size()
    shown = hall.clients["bra"].post(f"{DRAW}enter/", {"statement": made.read_text()})
    assert shown.status_code == 422 and "This was made by fra" in shown.content.decode()
    changed = made.read_text().replace('"participant":"fra"', '"participant":"bra"')
    shown = hall.clients["bra"].post(f"{DRAW}enter/", {"statement": changed})
    assert shown.status_code == 422 and record.size() == size
    assert hall.hand_in("fra", made) == 302
    again = hall.clients["fra"].post(f"{DRAW}enter/", {"statement": made.read_text()})
    assert again.status_code == 422 and record.size() == size + 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"count": "99"}, "99"),
        ({"count": "", "quotas": ""}, "Give either a number or quotas."),
        ({"threshold": "2"}, "The threshold is 2"),
        ({"participants": "fra 00"}, "fra"),
        ({"draw": "Not A Name"}, "small letters"),
        ({"reveal_by": f"{NOW:%Y-%m-%dT%H:%M}"}, "follow"),
        ({"commit_by": "soon"}, "commit_by"),
    ],
)
def test_what_could_never_be_drawn_is_refused_beside_the_field(
    hall: Hall, at: Callable[[float], None], changed: dict[str, str], sentence: str
) -> None:
    answer, size = hall.announce(**changed), record.size()
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422 and sentence in page  # type: ignore[attr-defined]
    assert "Two states for the panel" in page and record.size() == size


def test_pages_of_draws_cost_little(
    hall: Hall, at: Callable[[float], None], django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        payload = {"draw": f"panel-{number}", "confirm": "1", "token": f"t{number}"}
        assert hall.announce(**payload).status_code == 302  # type: ignore[attr-defined]
    for address in ("/en/bodies/forum/draws/", DRAW, f"{DRAW}enter/", "/en/bodies/forum/new-draw/"):
        client = hall.officer
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(address).status_code == 200
    assert Client().get("/en/bodies/council/draws/panel-1/").status_code == 404
    assert Client().get("/en/bodies/forum/draws/none/").status_code == 404


def test_a_key_shown_is_that_of_the_secret_kept(hall: Hall) -> None:
    kept = json.loads((hall.folder / "fra" / "key.json").read_text())
    assert key_of(int(kept["secret"], 16)).hex() == kept["key"] == hall.keys["fra"]
