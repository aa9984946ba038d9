"""A working group is set up under the G20 in one sitting: previewed, written once, or refused with what was typed."""

import pytest

from comity.web.spine.models import Body, Charter, Entry, Membership, Wording

pytestmark = pytest.mark.django_db
MEMBERS = 21


def filled(world, **changed):
    members = Membership.objects.filter(body=world.g20, capacity="member", end="").values_list("party__slug", flat=True)
    return {
        "original": "en",
        "name_en": "Working group on heat in cities",
        "name_ar": "الفريق العامل المعني بالحر في المدن",
        "purpose_en": "Agrees on what cities do when it is too hot to live.",
        "tier": "plurilateral",
        "start": "2026-11-25",
        "slug": "g20-heat",
        "parties": list(members),
        "charter": "standard:standard",
        "token": "one",
        **changed,
    }


def test_the_page_before_shows_every_entry_and_saves_nothing(world):
    client = world.client("officer")
    size = Entry.objects.count()

    answer = client.post("/en/bodies/g20/new/", filled(world))

    assert answer.status_code == 200
    assert "Working group on heat in cities was set up." in answer.text
    assert answer.text.count("<code>membership.admitted</code>") == MEMBERS
    assert "<code>charter.adopted</code>" in answer.text
    assert 'name="confirm"' in answer.text and 'value="الفريق العامل المعني بالحر في المدن"' in answer.text
    assert Entry.objects.count() == size
    assert not Body.objects.filter(slug="g20-heat").exists()


def test_confirmed_twice_it_is_set_up_once_with_its_members_and_charter(world, django_assert_max_num_queries):
    client = world.client("officer")
    size = Entry.objects.count()

    first = client.post("/en/bodies/g20/new/", filled(world, confirm="1"))
    second = client.post("/en/bodies/g20/new/", filled(world, confirm="1"))

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == f"/en/bodies/g20-heat/?receipt={size}"
    body = Body.objects.get(slug="g20-heat")
    assert body.hosted and body.above.get().parent == world.g20
    assert Membership.objects.filter(body=body, capacity="member", start="2026-11-25").count() == MEMBERS
    assert Charter.objects.get(body=body).version == 1
    assert Entry.objects.count() == size + 1 + MEMBERS + 1
    statuses = dict(Wording.objects.filter(text=body.name).values_list("language", "status"))
    assert statuses == {"en": "authentic", "ar": "authentic"}
    with django_assert_max_num_queries(12):
        receipt = client.get(first["Location"])
    assert "Written in the record" in receipt.text or f"/record/{size}/" in receipt.text
    assert "21 members. 97 States stand behind them." in receipt.text
    # One line for the charter, one for all admissions, one for the founding.
    assert receipt.text.count("was admitted to") == 1 and "And others of the kind" in receipt.text
    assert "was set up." in receipt.text and "adopted version 1" in receipt.text


def test_only_those_chosen_are_taken_over(world):
    client = world.client("officer")
    client.post("/en/bodies/g20/new/", filled(world, parties=["fra", "bra"], charter="", confirm="1"))
    body = Body.objects.get(slug="g20-heat")
    assert set(body.memberships.values_list("party__slug", flat=True)) == {"fra", "bra"}
    assert not Charter.objects.filter(body=body).exists()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name_en": " "}, "name_en", "Give a name in the language it is first written in."),
        ({"slug": "g20"}, "slug", "exists already; choose another"),
        ({"slug": "Größe"}, "slug", "cannot be a short name"),
        ({"start": "31-12-2026"}, "start", "is no date"),
        ({"start": "2026-02-30"}, "start", "is no date"),
        ({"purpose_en": "", "purpose_fr": "But"}, "purpose_en", "Give the purpose"),
        ({"tier": "cosmic"}, "tier", "cosmic"),
        ({"parties": ["tuv"]}, "parties", "tuv"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(world, changed, field, sentence):
    client = world.client("officer")
    size = Entry.objects.count()

    answer = client.post("/en/bodies/g20/new/", filled(world, confirm="1", **changed))

    assert answer.status_code == 422
    beside = answer.text.split(f'id="id_{field}_wrong"')[1].split("</ul>")[0]
    assert sentence in beside
    assert "الفريق العامل المعني بالحر في المدن" in answer.text
    assert Entry.objects.count() == size and not Body.objects.filter(slug="g20-heat").exists()


def test_without_a_slug_it_follows_from_the_english_name_or_is_a_number(world):
    client = world.client("officer")
    client.post("/en/bodies/g20/new/", filled(world, slug="", confirm="1"))
    assert Body.objects.filter(slug="working-group-on-heat-in-cities").exists()

    only_chinese = {"slug": "", "original": "zh-Hans", "name_en": "", "purpose_en": "", "name_zh_hans": "高温工作组"}
    client.post("/en/bodies/g20/new/", filled(world, token="two", confirm="1", **only_chinese))
    assert Body.objects.filter(slug="g20-1").exists()


def test_back_from_the_page_between_keeps_what_was_typed(world):
    answer = world.client("officer").post("/en/bodies/g20/new/", filled(world, back="1", parties=["fra"]))
    assert answer.status_code == 200
    assert 'value="Working group on heat in cities"' in answer.text
    assert answer.text.count(" checked") == 1


def test_only_the_secretariat_of_the_body_above_may(world):
    for who in ("public", "citizen", "france", "operator"):
        assert world.client(who).post("/en/bodies/g20/new/", filled(world, confirm="1")).status_code == 403
    assert world.client("officer").get("/en/bodies/un/new/").status_code == 403
