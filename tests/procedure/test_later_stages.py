"""The procedures of later stages as data: an instrument with its side exits, a ladder of measures, a case."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedure import Instance, advance, apply, ended, options, start
from comity.terms.errors import ComityError
from tests.procedure.drafting import Document, at, en, event, one, procedure, starts, state, step

FIELDS: dict[str, Any] = {"decision": "matter:1", "reason": "r", "text": "t", "provision": "p"}
DAY = dt.timedelta(days=1)


def count(label: str, **more: Any) -> Document:
    return {"label": en(label), "kind": "count", "initial": 0, **more}


def flag(label: str) -> Document:
    return {"label": en(label), "kind": "flag", "initial": False}


INSTRUMENT = one(
    procedure(
        {
            "proposed": state("proposed", "start"),
            "zero_draft": state("zero draft"),
            "open_comment": state("open for comment"),
            "first_reading": state("first reading"),
            "negotiation": state("negotiation"),
            "chairs_text": state("chair's text"),
            "ad_referendum": state("ad referendum"),
            "silence": state("silence"),
            "vote": state("vote"),
            "adopted": state("adopted", "final"),
            "adopted_with_positions": state("adopted with positions", "final"),
            "chair_summary": state("chair's summary", "final"),
            "plurilateral": state("plurilateral", "final"),
            "deferred": state("deferred", "final"),
            "withdrawn": state("withdrawn", "final"),
        },
        [
            step("table", "proposed", "zero_draft", "chair member"),
            step("open", "zero_draft", "open_comment", "chair member", clocks=starts("comment")),
            step("comments_close", "open_comment", "first_reading", clock="comment"),
            step("read", "first_reading negotiation", "negotiation", "chair", sets={"reopened": False}),
            step("agree_unit", "negotiation chairs_text", "=", "chair", guards=[{"not": {"holds": "package"}}]),
            step("replace_brackets", "negotiation", "chairs_text", "chair", requires=["text"]),
            step("revert", "chairs_text", "negotiation", "chair member", requires=["provision"]),
            step("refer", "negotiation chairs_text", "ad_referendum", "chair", clocks=starts("capitals")),
            step("reopen", "ad_referendum", "negotiation", "member", requires=["reason"],
                 clocks=[{"stop": "capitals"}]),
            step("circulate", "ad_referendum", "silence", "chair",
                 guards=[{"none": "brackets"}, {"expired": "capitals"}],
                 sets={"circulated": {"fact": "text_digest"}}, clocks=[{"stop": "capitals"}, {"start": "silence"}]),
            step("edit", "silence", "=", "chair", sets={"circulated": {"fact": "text_digest"}},
                 clocks=[{"reset": "silence"}]),
            step("break", "silence", "negotiation", "member", requires=["provision", "reason", "text"],
                 clocks=[{"stop": "silence"}]),
            step("adopt", "silence", "adopted", clock="silence", guards=[{"none": "positions"}], order=1),
            step("adopt_with_positions", "silence", "adopted_with_positions", clock="silence",
                 guards=[{"fact": "positions", "more": 0}], order=2),
            step("certify", "negotiation chairs_text", "vote", "chair", guards=[
                {"event": "read", "at_least": 2}, {"event": "replace_brackets", "at_least": 1},
                {"none": "unanswered"}]),
            step("adopt_by_vote", "vote", "adopted", "chair member", rule="consensus"),
            step("summarise", "negotiation chairs_text vote", "chair_summary", "chair", requires=["text"]),
            step("go_ahead", "negotiation chairs_text vote", "plurilateral", "member", requires=["text"],
                 guards=[{"fact": "willing", "at_least": {"number": "critical"}}, {"holds": "others_unharmed"}]),
            step("defer", "any", "deferred", "chair", requires=["reason"]),
            step("withdraw", "any", "withdrawn", "member", requires=["reason"]),
        ],
        facts={
            "brackets": count("open brackets"),
            "positions": count("positions"),
            "unanswered": count("objections without an answer"),
            "willing": count("willing members"),
            "package": flag("nothing is agreed until everything is agreed"),
            "reopened": flag("reopened"),
            "others_unharmed": flag("the rights of others are not diminished"),
            "text_digest": {"label": en("text"), "kind": "text"},
            "circulated": {"label": en("text as circulated"), "kind": "text"},
        },
        clocks={"comment": "comment", "capitals": "capitals", "silence": "silence"},
    ),
    deadlines={"comment": {"days": 28}, "capitals": {"days": 14}, "silence": {"hours": 72}},
    numbers={"critical": {"label": en("critical mass"), "value": 9}},
)  # fmt: skip


def go(described: Any, found: Instance, name: str, when: dt.datetime, *by: str, **facts: Any) -> Instance:
    return apply(described, found, event(name, when, *by, fields=FIELDS, **facts))


def negotiated() -> Instance:
    found = go(INSTRUMENT, start(INSTRUMENT, at("2026-01-01 00:00")), "table", at("2026-01-02 00:00"), "chair")
    found = go(INSTRUMENT, found, "open", at("2026-01-03 00:00"), "chair")
    return go(INSTRUMENT, found, "read", at("2026-02-01 00:00"), "chair")


def test_comments_stay_open_for_28_days() -> None:
    assert [(move.event, move.at) for move in negotiated().history][2] == ("comments_close", at("2026-01-31 00:00"))


def test_an_instrument_is_adopted_as_circulated_with_or_without_positions() -> None:
    found = go(INSTRUMENT, negotiated(), "refer", at("2026-03-01 00:00"), "chair")
    with pytest.raises(ComityError, match="guard_failed"):
        go(INSTRUMENT, found, "circulate", at("2026-03-14 23:59"), "chair")
    with pytest.raises(ComityError, match="guard_failed"):
        go(INSTRUMENT, found, "circulate", at("2026-03-15 00:00"), "chair", brackets=1)
    found = go(INSTRUMENT, found, "circulate", at("2026-03-15 00:00"), "chair", text_digest="a1")
    found = go(INSTRUMENT, found, "edit", at("2026-03-17 12:00"), "chair", text_digest="b2")
    assert found.facts["circulated"] == "b2"
    assert found.timers["silence"].due == at("2026-03-20 12:00")
    assert advance(INSTRUMENT, found, at("2026-03-20 12:00")).state == "adopted"
    reserved = go(INSTRUMENT, found, "edit", at("2026-03-18 12:00"), "chair", positions=2)
    assert advance(INSTRUMENT, reserved, at("2026-04-20 12:00")).state == "adopted_with_positions"


def test_a_package_is_not_agreed_piecemeal() -> None:
    with pytest.raises(ComityError, match="guard_failed"):
        go(INSTRUMENT, negotiated(), "agree_unit", at("2026-02-02 00:00"), "chair", package=True)
    assert go(INSTRUMENT, negotiated(), "agree_unit", at("2026-02-02 00:00"), "chair").state == "negotiation"


def test_a_vote_needs_two_readings_a_chairs_text_and_every_objection_answered() -> None:
    found = negotiated()
    for missing in ("read", "replace_brackets", "revert"):
        with pytest.raises(ComityError, match="guard_failed"):
            go(INSTRUMENT, found, "certify", at("2026-02-05 00:00"), "chair")
        found = go(INSTRUMENT, found, missing, at("2026-02-05 00:00"), "chair", unanswered=1)
    assert go(INSTRUMENT, found, "certify", at("2026-02-06 00:00"), "chair", unanswered=0).state == "vote"


def test_the_willing_go_ahead_only_where_others_lose_nothing() -> None:
    found = negotiated()
    with pytest.raises(ComityError, match="guard_failed"):
        go(INSTRUMENT, found, "go_ahead", at("2026-02-05 00:00"), "member", willing=9)
    ahead = go(INSTRUMENT, found, "go_ahead", at("2026-02-05 00:00"), "member", willing=9, others_unharmed=True)
    assert ahead.state == "plurilateral"


STEPS = ("good_standing", "inquiry", "assistance", "caution", "listing", "suspension", "response")


def ladder() -> Any:
    """Procedures 4.2: one step at a time, a least time in each, and every step lapses."""
    states = {name: state(name) for name in STEPS} | {"closed": state("closed", "final")}
    states["good_standing"] = state("good standing", "start")
    least = {"assistance": "days90", "caution": "days180", "listing": "days180", "suspension": "days180"}
    transitions = [step("close_file", "good_standing", "closed", "committee member", requires=["reason"])]
    for below, above in pairwise(STEPS):
        guards: list[Document] = [{"recused": ["subject", "complainant"]}]
        if below in least:
            guards.append({"stayed": least[below]})
        if above in ("listing", "suspension", "response"):
            guards.append({"not": {"holds": "disputed"}})
        if above == "caution":
            guards += [{"holds": "assistance_offered"}, {"not": {"holds": "self_reported"}}]
        transitions.append(
            step("escalate", below, above, "committee member", rule="finding", requires=["reason"], guards=guards,
                 clocks=starts("lapse"))
        )  # fmt: skip
        down: list[Document] = starts("lapse") if below != "good_standing" else [{"stop": "lapse"}]
        transitions.append(step("comply", above, below, "committee", requires=["reason"], clocks=down))
        transitions.append(step("decay", above, below, clock="lapse", clocks=down))
    facts = {name: flag(name) for name in ("disputed", "assistance_offered", "self_reported")}
    roles = {
        "committee": {"label": en("the committee"), "held_by": ["member"]},
        "subject": {"label": en("the subject"), "held_by": ["member"], "single": True},
        "complainant": {"label": en("the complainant"), "held_by": ["member"], "single": True},
    }
    return one(
        procedure(states, transitions, facts=facts, clocks={"lapse": "year"}),
        roles=roles,
        rules={"finding": {"label": en("three quarters"), "kind": "majority",
                           "parameters": {"share": 0.75, "base": "members", "excluded": ["subject", "complainant"]}}},
        deadlines={"days90": {"days": 90}, "days180": {"days": 180}, "year": {"days": 365}},
    )  # fmt: skip


LADDER = ladder()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["escalate", "comply"]), st.integers(0, 400), st.booleans()), max_size=12))
def test_the_ladder_never_skips_and_always_expires(acts: list[tuple[str, int, bool]]) -> None:
    found, now = start(LADDER, at("2026-01-01 00:00")), at("2026-01-01 00:00")
    for name, days, disputed in acts:
        now += days * DAY
        try:
            found = go(LADDER, found, name, now, "committee", disputed=disputed, assistance_offered=True)
        except ComityError:
            found = advance(LADDER, found, now)
    for move in found.history:
        assert abs(STEPS.index(move.source) - STEPS.index(move.target)) == 1
    assert advance(LADDER, found, now + 7 * 365 * DAY).state == "good_standing"


def test_a_step_takes_its_least_time_and_a_dispute_freezes_the_upper_ones() -> None:
    found = go(LADDER, start(LADDER, at("2026-01-01 00:00")), "escalate", at("2026-01-01 00:00"), "committee")
    found = go(LADDER, found, "escalate", at("2026-02-01 00:00"), "committee")
    with pytest.raises(ComityError, match="too_early"):
        go(LADDER, found, "escalate", at("2026-05-01 00:00"), "committee", assistance_offered=True)
    with pytest.raises(ComityError, match="guard_failed"):
        go(LADDER, found, "escalate", at("2026-05-02 00:00"), "committee", assistance_offered=False)
    found = go(LADDER, found, "escalate", at("2026-05-02 00:00"), "committee", assistance_offered=True)
    with pytest.raises(ComityError, match="guard_failed"):
        go(LADDER, found, "escalate", at("2026-12-02 00:00"), "committee", disputed=True)
    assert go(LADDER, found, "escalate", at("2026-12-02 00:00"), "committee", disputed=False).state == "listing"


@pytest.mark.parametrize("role", ["subject", "complainant"])
def test_nobody_takes_part_in_a_finding_about_themselves(role: str) -> None:
    with pytest.raises(ComityError, match="guard_failed"):
        go(LADDER, start(LADDER, at("2026-01-01 00:00")), "escalate", at("2026-01-01 00:00"), "committee", role)


GOING = ("filed", "negotiation", "facilitated", "composing", "panel", "reported")
CASE = one(
    procedure(
        {
            "filed": state("filed", "start"),
            **{name: state(name) for name in GOING[1:]},
            "suspended": state("suspended", "pause"),
            "adopted": state("adopted", "final"),
            "settled": state("settled", "final"),
            "inadmissible": state("inadmissible", "final"),
            "lapsed": state("lapsed", "final"),
        },
        [
            step("admit", "filed", "negotiation", "secretariat",
                 clocks=[{"stop": "admission"}, *starts("reply", "talks")]),
            step("refuse", "filed", "inadmissible", "secretariat", requires=["reason"]),
            step("admitted_by_time", "filed", "negotiation", clock="admission", clocks=starts("reply", "talks")),
            step("reply", "negotiation", "=", "member", requires=["text"], clocks=[{"stop": "reply"}]),
            step("proceed_on_file", "negotiation", "composing", clock="reply", order=1,
                 clocks=[{"stop": "talks"}, {"start": "composition"}]),
            step("extend", "negotiation", "=", "member", guards=[{"holds": "agreed"}, {"event": "extend", "less": 1}],
                 clocks=[{"extend": "talks", "by": "d30"}]),
            step("facilitate", "negotiation", "facilitated", clock="talks", order=2, clocks=starts("talks")),
            step("compose_after", "facilitated", "composing", clock="talks", clocks=starts("composition")),
            step("draw_by_lot", "composing", "panel", clock="composition", clocks=starts("panel")),
            step("agree_panel", "composing", "panel", "member",
                 clocks=[{"stop": "composition"}, {"start": "panel"}]),
            step("report", "panel", "reported", "chair", requires=["text"],
                 clocks=[{"stop": "panel"}, {"start": "adoption"}]),
            step("replace_panel", "panel", "composing", clock="panel", clocks=starts("composition")),
            step("adopt", "reported", "adopted", clock="adoption"),
            step("settle", "any", "settled", "member", requires=["text"]),
            step("suspend", list(GOING), "suspended", "member", guards=[{"holds": "agreed"}], clocks=starts("longest")),
            step("resume", "suspended", "<", "member", clocks=[{"stop": "longest"}]),
            step("lapse", "suspended", "lapsed", clock="longest"),
        ],
        facts={"agreed": flag("both sides agree")},
        clocks={"admission": "d10", "reply": "d10", "talks": "d30", "composition": "d10", "panel": "d90",
                "adoption": "d20", "longest": "d180"},
        starts=starts("admission"),
    ),
    deadlines={f"d{days}": {"days": days} for days in (10, 20, 30, 90, 180)},
)  # fmt: skip


def days_after_filing(found: Instance) -> int:
    return (found.entered - at("2026-01-01 00:00")).days


def test_without_a_reply_a_case_proceeds_on_the_file() -> None:
    found = go(CASE, start(CASE, at("2026-01-01 00:00")), "admit", at("2026-01-05 00:00"), "secretariat")
    assert advance(CASE, found, at("2026-01-15 00:00")).state == "composing"


def test_time_alone_takes_a_case_to_a_panel_within_its_deadlines() -> None:
    """Ten days to admit, a reply, thirty and thirty days of talks, ten to compose: a panel after eighty days."""
    found = advance(CASE, start(CASE, at("2026-01-01 00:00")), at("2026-01-11 00:00"))
    found = go(CASE, found, "reply", at("2026-01-12 00:00"), "member")
    found = advance(CASE, found, at("2026-03-22 00:00"))
    assert (found.state, days_after_filing(found)) == ("panel", 80)
    found = go(CASE, found, "report", at("2026-06-19 00:00"), "chair")
    assert days_after_filing(advance(CASE, found, at("2026-07-09 00:00"))) == 189


def test_an_extension_takes_both_and_happens_once() -> None:
    found = advance(CASE, start(CASE, at("2026-01-01 00:00")), at("2026-01-11 00:00"))
    found = go(CASE, found, "reply", at("2026-01-12 00:00"), "member")
    with pytest.raises(ComityError, match="guard_failed"):
        go(CASE, found, "extend", at("2026-01-13 00:00"), "member")
    found = go(CASE, found, "extend", at("2026-01-13 00:00"), "member", agreed=True)
    assert found.timers["talks"].due == at("2026-03-12 00:00")
    with pytest.raises(ComityError, match="guard_failed"):
        go(CASE, found, "extend", at("2026-01-14 00:00"), "member", agreed=True)


def test_a_suspended_case_comes_back_or_lapses() -> None:
    found = advance(CASE, start(CASE, at("2026-01-01 00:00")), at("2026-01-11 00:00"))
    found = go(CASE, found, "reply", at("2026-01-12 00:00"), "member")
    found = go(CASE, found, "suspend", at("2026-01-20 00:00"), "member", agreed=True)
    back = go(CASE, found, "resume", at("2026-03-01 00:00"), "member")
    assert (back.state, back.timers["talks"].due) == ("negotiation", at("2026-03-22 00:00"))
    lapsed = advance(CASE, found, at("2026-07-19 00:00"))
    assert (lapsed.state, ended(CASE, lapsed), options(CASE, lapsed, None, lapsed.entered)) == ("lapsed", True, ())
