"""Bodies and parties: real facts, dates known as far as they are, and nobody counted twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.bodies import (
    BODIES,
    MEMBERSHIPS,
    NESTING,
    PARTIES,
    PartialDate,
    above,
    below,
    bodies_of,
    check_nesting,
    exists,
    members,
    memberships,
    population_once,
    represented,
    states_behind,
    states_behind_party,
    weights_once,
)
from comity.terms.countries import COUNTRIES
from comity.terms.errors import ComityError

NOW = date(2026, 1, 15)


# --- Representation: nobody is counted twice ---


def test_behind_the_twenty_one_of_the_g20_stand_ninety_seven_states() -> None:
    seats = members("g20", NOW)
    own = [seat for seat in seats if PARTIES[seat].kind == "state"]
    unions = [seat for seat in seats if PARTIES[seat].kind == "union"]
    assert (len(seats), len(own), sorted(unions)) == (21, 19, ["au", "eu"])

    standing = states_behind("g20", NOW)
    european, african = len(members("eu", NOW)), len(members("au", NOW))
    assert len(standing) == 19 + (european - 3) + (african - 1) == 97
    assert {state for state, how in standing.items() if how.twice} == {"fra", "deu", "ita", "zaf"}
    assert standing["fra"].own and standing["fra"].unions == ("eu",)
    assert not standing["ken"].own and standing["ken"].unions == ("au",)
    assert standing["jpn"].own and standing["jpn"].unions == ()


def test_before_the_african_union_joined_the_g20_fewer_stood_behind_it() -> None:
    standing = states_behind("g20", date(2023, 9, 8))
    assert len(members("g20", date(2023, 9, 8))) == 20
    assert len(standing) == 19 + 27 - 3
    assert "ken" not in standing and standing["zaf"].unions == ()
    assert "ken" in states_behind("g20", date(2023, 9, 9))


def test_the_united_kingdom_left_the_union_behind_which_it_stood() -> None:
    assert states_behind("g20", date(2020, 1, 31))["gbr"].twice
    assert not states_behind("g20", date(2020, 2, 1))["gbr"].twice
    assert len(members("eu", date(2020, 1, 31))) == 28


def test_unions_are_left_with_the_people_of_those_without_a_seat() -> None:
    weights = dict.fromkeys(states_behind("g20", NOW), 1.0)
    weights["fra"], weights["zaf"], weights["nga"] = 68.0, 63.0, 230.0
    shares = population_once("g20", NOW, weights)
    assert shares["fra"] == 68 and shares["zaf"] == 63
    assert shares["eu"] == 24
    assert shares["au"] == 53 + 230
    assert sum(shares.values()) == sum(weights.values())


@given(st.data())
def test_no_weight_is_lost_or_counted_twice(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(["g20", "g7", "wto", "un", "eu", "brics"]))
    states = list(states_behind(body, NOW))
    values = data.draw(st.lists(st.integers(0, 2_000_000_000), min_size=len(states), max_size=len(states)))
    shares = population_once(body, NOW, dict(zip(states, values, strict=True)))
    assert list(shares) == list(members(body, NOW))
    assert sum(shares.values()) == sum(values)


def test_a_body_of_ones_own_is_shared_in_the_same_way() -> None:
    seats = {"kenya": ["kenya"], "east": ["kenya", "chad", "chad"], "west": ["chad", "mali"], "institute": []}
    assert represented(seats)["chad"].unions == ("east", "west") and represented(seats)["chad"].twice
    assert represented(seats)["kenya"].own and represented(seats)["kenya"].unions == ("east",)
    shares = weights_once(seats, {"kenya": 50, "chad": 20, "mali": 5})
    assert shares == {"kenya": 50, "east": 10, "west": 15, "institute": 0}


def test_a_working_group_with_delegations_of_its_own_counts_nobody_twice() -> None:
    seats = {party: states_behind_party(party, NOW) for party in ("eu", "fra", "t20", "ken")}
    standing = represented(seats)
    assert len(standing) == 27 + 1
    assert weights_once(seats, dict.fromkeys(standing, 1.0)) == {"eu": 26, "fra": 1, "t20": 0, "ken": 1}


def test_a_state_without_a_weight_is_named() -> None:
    weights = dict.fromkeys(states_behind("g20", NOW), 1.0)
    del weights["esh"]
    with pytest.raises(ComityError) as caught:
        population_once("g20", NOW, weights)
    assert caught.value.code == "bodies.weights_missing"
    assert caught.value.parameters["states"] == ["esh"]


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_weight_is_a_number_and_not_negative(value: float) -> None:
    weights = {**dict.fromkeys(states_behind("g7", NOW), 1.0), "fra": value}
    with pytest.raises(ComityError, match=r"bodies\.bad_weight"):
        population_once("g7", NOW, weights)


def test_only_a_union_stands_for_its_members() -> None:
    assert states_behind_party("fra", NOW) == ("fra",)
    assert len(states_behind_party("eu", NOW)) == 27
    assert states_behind_party("un", NOW) == states_behind_party("t20", NOW) == ()


# --- Who sits where ---


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("un", 193),
        ("un-ga", 193),
        ("un-sc", 15),
        ("g20", 21),
        ("g20-health", 21),
        ("g77", 134),
        ("eu", 27),
        ("au", 55),
        ("asean", 11),
        ("brics", 11),
        ("g7", 8),
        ("oecd", 38),
        ("wto", 166),
        ("arab-league", 22),
        ("caricom", 15),
        ("pif", 18),
        ("ecowas", 12),
        ("sadc", 16),
        ("eac", 8),
        ("gcc", 6),
        ("oic", 57),
        ("commonwealth", 56),
        ("aosis", 39),
        ("ldc", 44),
        ("lldc", 32),
        ("un-africa", 54),
        ("un-eeg", 23),
        ("un-grulac", 33),
    ],
)
def test_bodies_have_the_members_they_publish(body: str, count: int) -> None:
    assert len(members(body, NOW)) == count


def test_engagement_groups_and_liaisons_sit_in_the_g20_as_such() -> None:
    groups = members("g20", NOW, "engagement_group")
    assert {"t20", "b20", "c20", "l20", "w20", "y20", "s20", "u20", "sai20", "p20", "j20", "startup20", "o20"} == {
        *groups
    }
    assert all(PARTIES[slug].kind == "engagement_group" and BODIES[slug].parents == ("g20",) for slug in groups)
    assert {"un", "imf", "world-bank", "wto", "oecd", "ilo", "fsb"} == {*members("g20", NOW, "liaison")}
    assert members("g20", NOW, "observer") == ("esp",)


def test_think_tanks_sit_in_the_g20_since_2012() -> None:
    assert "t20" not in members("g20", date(2011, 12, 31), "engagement_group")
    assert "t20" in members("g20", date(2012, 1, 1), "engagement_group")
    assert str(BODIES["t20"].founded) == "2012"


def test_a_small_island_speaks_for_several_coalitions() -> None:
    assert {"un", "g77", "aosis", "caricom", "un-grulac"} <= {*bodies_of("jam", NOW)}
    assert {"ldc", "lldc", "au", "un-africa", "g77"} <= {*bodies_of("mli", NOW)}
    assert "g20" in bodies_of("eu", NOW) and "un" in bodies_of("eu", NOW, "observer")


def test_namibia_is_a_country() -> None:
    assert PARTIES["nam"].alpha3 == "NAM"
    assert str(next(one.start for one in MEMBERSHIPS if (one.body, one.party) == ("un", "nam"))) == "1990-04-23"
    assert {"au", "un-africa", "g77"} <= {*bodies_of("nam", NOW)}


@pytest.mark.parametrize(
    ("party", "body", "day"),
    [
        ("hrv", "eu", date(2013, 7, 1)),
        ("ssd", "un", date(2011, 7, 14)),
        ("tls", "asean", date(2025, 10, 26)),
        ("idn", "brics", date(2025, 1, 6)),
        ("mar", "au", date(2017, 1, 31)),
        ("tls", "wto", date(2024, 8, 30)),
    ],
)
def test_members_sit_from_the_day_on_which_they_joined(party: str, body: str, day: date) -> None:
    assert party in members(body, day)
    assert party not in members(body, date.fromordinal(day.toordinal() - 1))


def test_the_list_of_least_developed_countries_is_that_of_its_day() -> None:
    today = {alpha3.lower() for alpha3, land in COUNTRIES.items() if land.ldc}
    assert {*members("ldc", NOW)} == today
    assert len(members("ldc", date(2024, 12, 12))) == 45
    assert "btn" in members("ldc", date(2023, 12, 12)) and "btn" not in members("ldc", date(2023, 12, 13))


def test_nobody_sits_in_a_body_before_it_is_founded() -> None:
    assert not exists("aosis", date(1989, 12, 31)) and members("aosis", date(1989, 12, 31)) == ()
    assert exists("aosis", date(1990, 1, 1)) and len(members("aosis", date(1990, 1, 1))) == 39


def test_a_part_does_not_exist_before_the_whole() -> None:
    assert BODIES["un-grulac"].founded is None
    assert members("un-grulac", date(1945, 10, 23)) == ()
    assert "bra" in members("un-grulac", date(1990, 1, 1))
    assert members("g20-sherpa", date(1998, 12, 31)) == ()


def test_coalitions_can_speak_as_parties() -> None:
    assert {PARTIES[slug].kind for slug in ("aosis", "g77", "ldc", "lldc", "un-africa", "un-grulac")} == {"other"}
    assert PARTIES["aosis"].body == "aosis"


def test_all_that_is_recorded_is_given_without_a_day() -> None:
    assert memberships() == MEMBERSHIPS
    assert {one.party for one in memberships() if one.body == "eu"} - {*members("eu", NOW)} == {"gbr"}


@pytest.mark.parametrize("ask", [lambda: members("g21", NOW), lambda: bodies_of("xkx", NOW)])
def test_an_unknown_name_is_refused(ask: object) -> None:
    with pytest.raises(ComityError, match=r"bodies\.unknown_(body|party)"):
        ask()  # type: ignore[operator]


# --- Tiers ---


def test_tiers_above_and_below() -> None:
    assert above(NESTING, "g20-health") == ("g20-sherpa", "g20")
    assert {"g20-sherpa", "g20-health", "t20"} <= {*below(NESTING, "g20")}
    assert above(NESTING, "g20") == () and below(NESTING, "g20-health") == ()


def test_a_body_may_have_two_parents_and_none_above_is_named_twice() -> None:
    parents = {"top": (), "left": ("top",), "right": ("top",), "both": ("left", "right")}
    check_nesting(parents)
    assert above(parents, "both") == ("left", "right", "top")
    assert below(parents, "top") == ("left", "right", "both")


def test_a_body_above_itself_is_refused_with_the_way_round() -> None:
    with pytest.raises(ComityError) as caught:
        check_nesting({"a": ("b",), "b": ("c",), "c": ("b",)})
    assert caught.value.code == "bodies.cycle"
    assert caught.value.parameters["path"] == ["b", "c", "b"]


def test_a_body_that_is_its_own_parent_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        check_nesting({"a": (), "b": ("a", "b")})
    assert caught.value.parameters["path"] == ["b", "b"]


def test_a_tall_tower_is_no_circle_and_a_ring_of_it_is() -> None:
    tower = {str(floor): (str(floor - 1),) if floor else () for floor in range(5000)}
    check_nesting(tower)
    assert len(above(tower, "4999")) == 4999
    with pytest.raises(ComityError) as caught:
        check_nesting({**tower, "0": ("4999",)})
    path = caught.value.parameters["path"]
    assert isinstance(path, list)
    assert (len(path), path[0], path[1], path[-1]) == (5001, "0", "4999", "0")


def test_a_parent_that_is_not_there_is_refused() -> None:
    with pytest.raises(ComityError, match=r"bodies\.unknown_parent"):
        check_nesting({"a": ("b",)})


# --- Days known in part ---


@pytest.mark.parametrize(
    ("text", "precision", "first"),
    [
        ("2023-09-09", "day", date(2023, 9, 9)),
        ("2009-04", "month", date(2009, 4, 1)),
        ("2012", "year", date(2012, 1, 1)),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(text: str, precision: str, first: date) -> None:
    found = PartialDate.parse(text)
    assert (str(found), found.precision, found.first_day) == (text, precision, first)


@pytest.mark.parametrize(
    "text", ["", "23", "2023-9", "2023-13", "2023-02-29", "2023-00", "0000", "2023-09-09T", "２０２３"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ComityError, match=r"bodies\.bad_date"):
        PartialDate.parse(text)


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert PartialDate.parse(day.isoformat()).first_day == day
    assert str(PartialDate.parse(day.isoformat())) == day.isoformat()
