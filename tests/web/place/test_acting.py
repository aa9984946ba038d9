"""Officers at work: members admitted, changed and ended; charters adopted; groups formed; texts translated."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from comity.procedure import standard
from comity.procedure.replay import replay
from comity.web.people.models import Person
from comity.web.spine.models import Charter, Entry, GroupMember, Membership, Party, Wording
from comity.web.spine.queries.record import opened

pytestmark = pytest.mark.django_db


def beside(answer, field):
    """What is said to be wrong with a field."""
    return answer.text.split(f'id="id_{field}_wrong"')[1].split("</ul>")[0]


def test_a_party_is_admitted_after_the_page_that_shows_the_entry(world, django_assert_max_num_queries):
    client = world.client("officer")
    form = {"party": "che", "capacity": "observer", "start": "2026-12", "source": "Letter", "token": "t"}
    preview = client.post("/en/bodies/g20/members/admit/", form)
    assert "Switzerland was admitted to Group of Twenty: observer." in preview.text
    assert not Membership.objects.filter(body=world.g20, party__slug="che").exists()

    for _ in range(2):
        done = client.post("/en/bodies/g20/members/admit/", {**form, "confirm": "1"})

    assert done.status_code == 302
    assert Membership.objects.filter(body=world.g20, party__slug="che", start="2026-12").count() == 1
    with django_assert_max_num_queries(12):
        page = client.get(done["Location"])
    assert "Switzerland" in page.text and "Dec 2026" in page.text


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"end": "2026-11-30"}, "end", "before it starts"),
        ({"start": "then"}, "start", "is no date"),
        ({"party": "fra"}, "party", "already sits here since 1999"),
        ({"party": ""}, "party", "This field is required"),
        ({"capacity": "chair"}, "capacity", "chair"),
        ({"source": "x" * 301}, "source", "300"),
    ],
)
def test_an_admission_that_cannot_be_is_refused_beside_the_field(world, changed, field, sentence):
    client = world.client("officer")
    form = {"party": "che", "capacity": "member", "start": "2026-12", "source": "Letter of today", "confirm": "1"}
    size = Entry.objects.count()
    answer = client.post("/en/bodies/g20/members/admit/", {**form, **changed})
    assert answer.status_code == 422 and sentence in beside(answer, field)
    if "source" not in changed:
        assert 'value="Letter of today"' in answer.text
    assert Entry.objects.count() == size


def test_a_seat_is_changed_and_ended(world):
    client = world.client("officer")
    spain = Membership.objects.get(body=world.g20, party__slug="esp")
    there = f"/en/bodies/g20/members/{spain.pk}/"
    assert "before it starts" in beside(
        client.post(
            f"/en/bodies/g20/members/{Membership.objects.get(body=world.g20, party__slug='fra').pk}/end/",
            {"on": "1999", "confirm": "1"},
        ),
        "on",
    )
    assert client.post(f"{there}change/", {"capacity": "member", "on": "2026-12-01", "confirm": "1"}).status_code == 302
    member = Membership.objects.get(body=world.g20, party__slug="esp", end="")
    assert (member.capacity, member.start) == ("member", "2026-12-01")
    # What has ended is no longer there to be changed.
    assert client.get(f"{there}end/").status_code == 404
    assert client.post(f"/en/bodies/g20/members/{member.pk}/end/", {"on": "2027", "confirm": "1"}).status_code == 302
    assert "ended" in Entry.objects.order_by("-seq").first().kind
    assert "observer" in client.get("/en/bodies/g20/members/?as=observer").text


def test_members_as_data_read_back(world):
    table = world.client("public").get("/en/bodies/g20/members.csv")
    lines = table.content.decode().splitlines()
    assert table["Content-Type"].startswith("text/csv") and lines[0] == "party,kind,name,seat,start,end,source"
    assert sum(",member," in line for line in lines) == 21
    found = world.client("public").get("/fr/bodies/g20/members.json").json()["members"]
    assert {"Allemagne", "Union européenne"} <= {one["name"] for one in found}


def test_a_charter_is_adopted_as_the_record_replays_it(world):
    client = world.client("officer")
    first = standard()
    second = {**first, "name": {"en": "A charter of our own"}}
    for number, document in enumerate((first, second)):
        form = {"document": json.dumps(document), "token": str(number)}
        assert "adopted version" in client.post("/en/bodies/g20/charter/edit/", form).text
        assert client.post("/en/bodies/g20/charter/edit/", {**form, "confirm": "1"}).status_code == 302

    assert list(Charter.objects.filter(body=world.g20).values_list("version", flat=True)) == [1, 2]
    assert list(replay(opened(Entry.objects.order_by("seq"), None))) == []
    public = world.client("public")
    page = public.get("/ar/bodies/g20/charter/")
    assert "A charter of our own" in page.text and "<svg" in page.text
    changes = public.get("/en/bodies/g20/charter/2/changes/").text
    assert "<ins>" in changes and "A charter of our own" in changes
    assert public.get("/en/bodies/g20/charter/1.json").json() == first
    again = client.post("/en/bodies/g20/charter/edit/", {"document": json.dumps(second), "confirm": "1"})
    assert again.status_code == 422 and "word for word version 2" in beside(again, "document")


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("", "Type a charter, or choose a file."),
        ("{", "JSON"),
        ("[]", ""),
        (json.dumps({**standard(), "surprise": 1}), "surprise"),
        ("[" * 100_000, ""),
    ],
)
def test_what_is_no_charter_is_refused_beside_the_field(world, document, sentence):
    answer = world.client("officer").post("/en/bodies/g20/charter/edit/", {"document": document, "confirm": "1"})
    assert answer.status_code == 422 and sentence in beside(answer, "document")
    assert not Charter.objects.filter(body=world.g20).exists()


def test_a_dead_end_is_listed_with_its_place_and_drawn(world):
    document = standard()
    procedures = document["procedures"]
    silence = procedures["silence"]
    silence["states"]["limbo"] = {"label": {"en": "Limbo"}}
    step = dict(silence["transitions"][0])
    silence["transitions"].append({**step, "event": "lose", "to": "limbo", "label": {"en": "lose"}})
    answer = world.client("officer").post(
        "/en/bodies/g20/charter/edit/", {"document": json.dumps(document), "confirm": "1"}
    )
    assert answer.status_code == 422
    assert "<code>procedures.silence" in answer.text and "Limbo" in answer.text and "<svg" in answer.text
    assert not Charter.objects.filter(body=world.g20).exists()


def test_a_charter_comes_from_a_file_too_and_is_carried_to_the_next_page(world, tmp_path):
    from_file = tmp_path / "charter.json"
    from_file.write_text(json.dumps(standard()), encoding="utf-8")
    with from_file.open("rb") as file:
        answer = world.client("officer").post("/en/bodies/g20/charter/edit/", {"document": "", "file": file})
    assert answer.status_code == 200 and 'name="document" value="{&#34;schema&#34;' in answer.text


def test_small_groups_are_for_those_in_them(world):
    officer = world.client("officer")
    people = [world.people["france"].uid, world.people["brazil"].uid]
    form = {"original": "en", "name_en": "Drafting circle", "people": people, "confirm": "1", "token": "g"}
    for _ in range(2):
        assert officer.post("/en/bodies/g20/groups/new/", form).status_code == 302
    assert "Drafting circle" in world.client("france").get("/en/bodies/g20/groups/").text
    for who in ("citizen", "friend", "outsider", "operator"):
        assert "Drafting circle" not in world.client(who).get("/en/bodies/g20/groups/").text
    assert world.client("public").get("/en/bodies/g20/groups/").status_code == 403

    there = f"/en/bodies/g20/groups/{world.group.pk + 1}/"
    assert officer.post(there, {"people": people, "confirm": "1"}).status_code == 422
    assert officer.post(there, {"people": people[:1], "confirm": "1"}).status_code == 302
    assert GroupMember.objects.filter(group=world.group.pk + 1).count() == 1
    assert officer.post(there, {"people": [world.people["outsider"].uid], "confirm": "1"}).status_code == 422


def test_a_text_is_translated_side_by_side_and_says_by_what(world):
    officer = world.client("officer")
    title = world.matters["body"].title_id
    queue = officer.get("/en/bodies/g20/translations/?to=ar").text
    assert "Paper for the body level" in queue and "Paper for the delegation level" not in queue
    there = f"/en/bodies/g20/translations/{title}/?to=ar"
    assert "Paper for the body level" in officer.get(there).text
    form = {"content": "ورقة", "status": "machine", "of_version": "1", "token": "t"}
    done = [officer.post(there, form)["Location"] for _ in range(2)]
    assert done[0] == done[1]
    (wording,) = Wording.objects.filter(text=title, language="ar")
    assert (wording.status, wording.author) == ("machine", world.people["officer"].uid)
    member = world.client("brazil").get("/ar/bodies/g20/").text
    assert "ورقة" in member
    assert "ورقة" not in world.client("public").get("/ar/bodies/g20/").text
    assert Entry.objects.order_by("-seq").first().payload.level == "body"
    # A text that the secretariat may not see cannot be reached by its number.
    assert officer.get(f"/en/bodies/g20/translations/{world.matters['group'].title_id}/?to=ar").status_code == 404


def test_an_empty_translation_keeps_the_page_and_saves_nothing(world):
    title = world.matters["public"].title_id
    answer = world.client("officer").post(
        f"/en/bodies/g20/translations/{title}/?to=ar", {"content": "  ", "status": "human", "of_version": "1"}
    )
    assert answer.status_code == 422 and "required" in beside(answer, "content")
    assert not Wording.objects.filter(text=title, language="ar").exists()


def test_a_party_is_entered_and_then_sits_in_a_body(world):
    officer = world.client("officer")
    form = {"kind": "civil_society", "original": "fr", "name_fr": "Villes fraîches", "slug": "", "confirm": "1"}
    assert "Choose a short name" in beside(officer.post("/en/new-party/", form), "slug")
    done = officer.post("/en/new-party/", {**form, "slug": "villes-fraiches"})
    assert done["Location"].startswith("/en/parties/villes-fraiches/?receipt=")
    assert "Villes fraîches" in world.client("public").get("/ar/parties/?q=FRAÎCHES").text
    assert Party.objects.get(slug="villes-fraiches").kind == "civil_society"
    taken = officer.post("/en/new-party/", {**form, "slug": "eu"})
    assert "exists already" in beside(taken, "slug")


def test_a_known_body_works_here_from_then_on(world):
    operator = world.client("operator")
    assert "works here from now on" in operator.post("/en/bodies/asean/host/", {"seen": "1"}).text
    assert operator.post("/en/bodies/asean/host/", {"seen": "1", "confirm": "1"}).status_code == 302
    assert operator.get("/en/bodies/asean/host/").status_code == 404
    assert "Association of Southeast Asian Nations" in world.client("public").get("/en/").text


def test_a_body_cannot_be_put_above_itself(world):
    operator = world.client("operator")
    answer = operator.post("/en/bodies/g20/nest/", {"parent": "g20-health", "confirm": "1"})
    assert answer.status_code == 422 and "a body cannot be above itself" in beside(answer, "parent")
    assert operator.post("/en/bodies/g20-health/nest/", {"parent": "un", "confirm": "1"}).status_code == 302
    assert "United Nations" in world.client("public").get("/en/bodies/g20-health/").text
    assert world.client("officer").get("/en/bodies/g20/nest/").status_code == 403


@pytest.mark.parametrize("who", ["public", "operator"])
def test_a_fresh_installation_says_how_it_starts(db, who, client):
    if who == "operator":
        person = Person.objects.create_user("operator@example.org", is_operator=True)
        client.force_login(person)
        session = client.session
        session["as_operator"] = True
        session.save()
    page = client.get("/en/").text
    assert "No body works here yet" in page
    (first,) = re.findall(r'<a class="button[^"]*" href="([^"]+)"', page.split('class="empty"')[1].split("</div>")[0])
    assert first == ("/en/new-body/" if who == "operator" else reverse_in("account_login"))


def test_the_first_body_is_set_up_by_the_operator(world):
    form = {"original": "en", "name_en": "A council of cities", "tier": "local", "slug": "", "confirm": "1"}
    done = world.client("operator").post("/en/new-body/", form)
    assert done["Location"].startswith("/en/bodies/a-council-of-cities/?receipt=")
    assert world.client("officer").get("/en/new-body/").status_code == 403


def reverse_in(route):
    with translation.override("en"):
        return reverse(route)
