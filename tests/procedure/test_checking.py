"""What is refused when a charter is saved, and where."""

from typing import Any

import pytest

from comity.procedure import STANDARD, check, parse, standard
from comity.procedure.findings import ERROR
from comity.words import LANGUAGES, explain
from tests.procedure.drafting import Document, amendment, codes, document, en, procedure, starts, state, step

ENDS = {"open": state("open", "start"), "done": state("done", "final")}
DAY = {"day": {"days": 1}, "week": {"days": 7}, "nothing": {"hours": 0}}


def found(described: Document, **more: Any) -> dict[str, str]:
    """Code -> path of everything that a check finds."""
    checked = check(parse(document({"it": described}, **{"deadlines": DAY, **more})))
    return {finding.code.removeprefix("charter."): finding.path for finding in checked}


@pytest.mark.parametrize("name", STANDARD)
def test_the_charters_that_come_with_comity_are_without_fault(name: str) -> None:
    assert [finding for finding in check(parse(standard(name))) if finding.level == ERROR] == []


def test_a_plain_procedure_is_accepted() -> None:
    assert codes(procedure(ENDS, [step("close", "open", "done", "chair member")])) == []


def test_a_state_that_nothing_leads_to() -> None:
    states = {**ENDS, "island": state("island")}
    steps = [step("close", "open", "done", "member"), step("leave", "island", "done", "member")]
    assert found(procedure(states, steps))["unreachable_state"] == "procedures.it.states.island"


def test_a_state_without_a_way_to_an_end() -> None:
    states = {**ENDS, "trap": state("trap")}
    steps = [
        step("close", "open", "done", "member"),
        step("fall", "open", "trap", "member"),
        step("stay", "trap", "=", "member"),
    ]
    assert found(procedure(states, steps)) == {"dead_end": "procedures.it.states.trap"}


def test_two_states_that_only_lead_to_each_other() -> None:
    states = {**ENDS, "a": state("a"), "b": state("b")}
    steps = [step("close", "open", "done", "member"), step("go", "open", "a", "member"),
             step("on", "a", "b", "member"), step("back", "b", "a", "member")]  # fmt: skip
    assert sorted(codes(procedure(states, steps))) == ["dead_end", "dead_end"]


def test_a_clock_that_may_not_be_running_is_no_way_out() -> None:
    states = {**ENDS, "waiting": state("waiting")}
    steps = [
        step("close", "open", "done", "member"),
        step("wait", "open", "waiting", "member", clocks=[{"start": "day"}]),
        step("hurry", "open", "waiting", "chair"),
        step("lapse", "waiting", "done", clock="day"),
    ]
    assert found(procedure(states, steps, clocks={"day": "day"})) == {"dead_end": "procedures.it.states.waiting"}
    started = [*steps[:2], step("hurry", "open", "waiting", "chair", clocks=[{"start": "day"}]), steps[3]]
    assert found(procedure(states, started, clocks={"day": "day"})) == {}


def test_a_step_that_can_be_taken_once_is_no_way_out() -> None:
    states = {**ENDS, "again": state("again")}
    steps = [
        step("go", "open again", "again", "member"),
        step("close", "again", "done", "member", guards=[{"event": "go", "less": 3}]),
    ]
    assert "dead_end" in codes(procedure(states, steps))


def test_waiting_longer_than_a_clock_allows_is_no_way_out() -> None:
    states = {"a": state("a", "start"), "b": state("b"), "done": state("done", "final")}
    steps = [
        step("close", "a", "done", "member", guards=[{"stayed": "week"}]),
        step("turn", "a", "b", clock="day", clocks=[{"start": "day"}]),
        step("return", "b", "a", clock="day", clocks=[{"start": "day"}]),
    ]
    described = procedure(states, steps, clocks={"day": "day"}, starts=starts("day"))
    assert "dead_end" in codes(described, deadlines=DAY)
    assert "dead_end" not in codes(described, deadlines={"day": {"days": 10}, "week": {"days": 7}})


def test_a_pause_in_which_nobody_acts_is_a_dead_end() -> None:
    states = {**ENDS, "paused": state("paused", "pause")}
    steps = [
        step("pause", "open", "paused", "chair member"),
        step("close", "open", "done", "member"),
        step("lapse", "open paused", "done", clock="day"),
    ]
    # The clock stands still in the pause, so it will not end it.
    described = procedure(states, steps, clocks={"day": "day"}, starts=starts("day"))
    assert codes(described, deadlines=DAY) == ["dead_end"]


def test_one_actor_who_can_keep_everybody_waiting_is_warned_of() -> None:
    assert found(procedure(ENDS, [step("close", "open", "done", "chair")])) == {"hostage": "procedures.it.states.open"}
    declared = {**ENDS, "open": {**state("open", "start"), "waits_for": en("the chair decides when")}}
    assert found(procedure(declared, [step("close", "open", "done", "chair")])) == {}
    timed = [step("close", "open", "done", "chair"), step("lapse", "open", "done", clock="day")]
    assert found(procedure(ENDS, timed, clocks={"day": "day"}, starts=starts("day"))) == {}


def test_clocks_that_never_start_or_do_nothing() -> None:
    close = step("close", "open", "done", "member")
    assert found(procedure(ENDS, [close], clocks={"day": "day"})) == {"clock_never_started": "procedures.it.clocks.day"}
    assert found(procedure(ENDS, [close], clocks={"day": "day"}, starts=starts("day"))) == {
        "clock_never_fires": "procedures.it.clocks.day"
    }


def test_a_step_that_waits_for_a_clock_that_is_not_running() -> None:
    states = {**ENDS, "later": state("later")}
    steps = [
        step("go", "open", "later", "member", clocks=[{"start": "day"}]),
        step("lapse", "open later", "done", clock="day"),
        step("extend", "open", "=", "chair", clocks=[{"extend": "day", "by": "week"}]),
        step("close", "open", "done", "member"),
    ]
    assert codes(procedure(states, steps, clocks={"day": "day"}), deadlines=DAY) == [
        "clock_not_running", "clock_not_running",
    ]  # fmt: skip


def test_clocks_due_at_once_need_an_order() -> None:
    steps = [step("one", "open", "done", clock="a"), step("two", "open", "done", clock="b")]
    more: Document = {"clocks": {"a": "day", "b": "day"}, "starts": starts("a", "b")}
    assert found(procedure(ENDS, steps, **more)) == {"no_order": "procedures.it.transitions.1"}
    ordered = [{**one, "order": position} for position, one in enumerate(steps)]
    assert found(procedure(ENDS, ordered, **{**more, "clocks": {"a": "day", "b": "day"}})) == {}


def test_guards_that_exclude_each_other_need_no_order() -> None:
    facts = {"yes": {"label": en("yes"), "kind": "count", "initial": 0}}
    steps = [
        step("pass", "open", "done", clock="a", guards=[{"fact": "yes", "at_least": 3}]),
        step("fail", "open", "done", clock="a", guards=[{"fact": "yes", "less": 3}]),
    ]
    assert found(procedure(ENDS, steps, facts=facts, clocks={"a": "day"}, starts=starts("a"))) == {}
    gap = [steps[0], step("fail", "open", "done", clock="a", guards=[{"fact": "yes", "less": 2}])]
    assert found(procedure(ENDS, gap, facts=facts, clocks={"a": "day"}, starts=starts("a"))) == {
        "dead_end": "procedures.it.states.open"
    }


def test_clocks_that_take_no_time_and_go_round() -> None:
    states = {"a": state("a", "start"), "b": state("b"), "done": state("done", "final")}
    steps = [
        step("close", "a b", "done", "member"),
        step("on", "a", "b", clock="none", clocks=[{"start": "none"}]),
        step("back", "b", "a", clock="none", clocks=[{"start": "none"}]),
    ]
    assert "endless_loop" in codes(
        procedure(states, steps, clocks={"none": "nothing"}, starts=starts("none")), deadlines=DAY
    )


FACTS: Document = {
    "votes": {"label": en("votes"), "kind": "count"},
    "urgent": {"label": en("urgent"), "kind": "flag"},
    "mood": {"label": en("mood"), "kind": "choice", "choices": ["good", "bad"]},
}


@pytest.mark.parametrize(
    "guards",
    [
        [{"holds": "urgent"}, {"not": {"holds": "urgent"}}],
        [{"fact": "votes", "less": 0}],
        [{"fact": "votes", "more": 2}, {"fact": "votes", "less": 3}],
        [{"none": "votes"}, {"fact": "votes", "at_least": {"number": "two"}}],
        [{"fact": "mood", "equal": "good"}, {"fact": "mood", "equal": "bad"}],
        [{"any": [{"fact": "votes", "less": 0}, {"fact": "votes", "equal": 0.5}]}],
        [{"recused": ["member", "chair"]}],
        [{"event": "close", "at_least": 2}, {"event": "close", "at_most": 1}],
        [{"not": {"any": [{"holds": "urgent"}, {"fact": "urgent", "equal": False}]}}],
    ],
)
def test_conditions_that_contradict_themselves(guards: list[Document]) -> None:
    steps = [step("close", "open", "done", "member chair", guards=guards), step("end", "open", "done", "member")]
    numbers = {"two": {"label": en("two"), "value": 2}}
    assert found(procedure(ENDS, steps, facts=FACTS), numbers=numbers) == {
        "guard_never_holds": "procedures.it.transitions.0.guards"
    }


@pytest.mark.parametrize(
    ("guard", "code"),
    [
        ({"holds": "weather"}, "unknown_fact"),
        ({"fact": "votes", "at_least": {"fact": "weather"}}, "unknown_fact"),
        ({"fact": "votes", "at_least": {"number": "ten"}}, "unknown_number"),
        ({"event": "sing", "at_least": 1}, "unknown_event"),
        ({"stayed": "eternity"}, "unknown_deadline"),
        ({"expired": "sundial"}, "unknown_clock"),
        ({"recused": ["king"]}, "unknown_role"),
        ({"holds": "votes"}, "wrong_comparison"),
        ({"fact": "urgent", "at_least": True}, "wrong_comparison"),
        ({"fact": "mood", "equal": "ugly"}, "wrong_comparison"),
        ({"fact": "votes", "equal": "three"}, "wrong_comparison"),
    ],
)
def test_what_a_condition_names_is_there(guard: Document, code: str) -> None:
    steps = [step("close", "open", "done", "member", guards=[guard])]
    assert found(procedure(ENDS, steps, facts=FACTS)) == {code: "procedures.it.transitions.0.guards"}


def test_a_role_that_nobody_can_hold() -> None:
    roles = {
        "duke": {"label": en("duke"), "held_by": ["member"], "appointed_by": ["king"]},
        "king": {"label": en("king"), "held_by": ["member"], "appointed_by": ["duke"]},
    }
    close = [step("close", "open", "done", "member duke")]
    assert codes(procedure(ENDS, close), roles=roles) == ["role_nobody_holds", "role_nobody_holds"]
    alone = [step("close", "open", "done", "duke")]
    assert "dead_end" in codes(procedure(ENDS, alone), roles=roles)


def test_the_rules_can_be_changed_by_those_they_bind() -> None:
    closed = amendment()
    closed["transitions"][0]["who"] = ["chair"]
    excluded = document({"amendment": closed})
    assert {finding.code for finding in check(parse(excluded))} == {"charter.amendment_excludes"}
    gone = document(amendment={"procedure": "revolution", "adopted": "adopted", "affected": ["member"]})
    assert "charter.unknown_procedure" in {finding.code for finding in check(parse(gone))}
    lost = document(amendment={"procedure": "amendment", "adopted": "proposed", "affected": ["member"]})
    assert "charter.amendment_never_adopts" in {finding.code for finding in check(parse(lost))}
    nobody = document(amendment={"procedure": "amendment", "adopted": "adopted", "affected": []})
    assert "charter.nobody_affected" in {finding.code for finding in check(parse(nobody))}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"kind": "shouting"}, "unknown_rule_kind"),
        ({"kind": "majority", "parameters": {"base": "members"}}, "missing_key"),
        ({"kind": "majority", "parameters": {"base": "members", "share": 1.5}}, "bad_parameter"),
        ({"kind": "majority", "parameters": {"base": "everybody", "share": 0.5}}, "bad_parameter"),
        ({"kind": "silence", "parameters": {"window": "eternity"}}, "bad_parameter"),
        ({"kind": "consensus", "parameters": {"loudly": True}}, "unknown_key"),
        ({"kind": "consensus", "fallback": "dice"}, "unknown_rule"),
        ({"kind": "consensus", "fallback": "it"}, "fallback_loop"),
    ],
)
def test_decision_rules_are_known_and_complete(rule: Document, code: str) -> None:
    drafted = document(rules={"it": {"label": en("it"), **rule}})
    (finding,) = check(parse(drafted))
    assert finding.code == f"charter.{code}"
    assert finding.path.startswith("rules.it")


def test_an_unknown_kind_of_rule_lists_the_known_ones() -> None:
    (finding,) = check(parse(document(rules={"it": {"label": en("it"), "kind": "shouting"}})))
    for kind in ("consensus", "silence", "double_majority", "reverse_consensus"):
        assert kind in explain(finding.error(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_a_sentence_with_its_place(language: str) -> None:
    states = {**ENDS, "trap": state("trap")}
    steps = [step("close", "open", "done", "member"), step("fall", "open", "trap", "member")]
    (finding,) = check(parse(document({"it": procedure(states, steps)})))
    said = explain(finding.error(), language)
    assert "procedures.it.states.trap" in said and "charter.dead_end" not in said
