"""The engine: who may do what and when, and that time does the rest whoever looks."""

import datetime as dt

import pytest

from comity.procedure import Event, Instance, Procedure, accept, advance, apply, due, options, standard, start
from comity.terms.errors import ComityError
from tests.procedure.drafting import at, event, one, procedure, starts, state, step

STANDARD = accept(standard())
SILENCE = STANDARD.procedures["silence"]
CONSULTATION = STANDARD.procedures["consultation"]
BREAK = {"provision": "paragraph 4", "reason": "not agreed in capital", "text": "as appropriate"}
SECOND = dt.timedelta(seconds=1)


def under_silence() -> Instance:
    """Received by everybody on 2 November at 12:00, so that silence ends on 5 November at 12:00."""
    found = start(SILENCE, at("2026-11-02 09:00"))
    found = apply(SILENCE, found, event("circulate", at("2026-11-02 10:00"), "chair", open_brackets=0))
    found = apply(SILENCE, found, event("receive", at("2026-11-02 11:00"), "member", outstanding=1))
    assert found.state == "circulated"
    return apply(SILENCE, found, event("receive", at("2026-11-02 12:00"), "member", outstanding=0))


def refused(described: Procedure, instance: Instance, one: Event) -> ComityError:
    with pytest.raises(ComityError) as caught:
        apply(described, instance, one)
    return caught.value


def test_silence_runs_from_the_last_receipt() -> None:
    assert under_silence().timers["silence"].due == at("2026-11-05 12:00")


def test_silence_broken_a_second_before_the_deadline_is_broken() -> None:
    broken = apply(SILENCE, under_silence(), event("break", at("2026-11-05 12:00") - SECOND, "member", fields=BREAK))
    assert broken.state == "negotiation"
    assert "silence" not in broken.timers


@pytest.mark.parametrize("late", [dt.timedelta(), SECOND])
def test_silence_broken_at_the_deadline_or_after_is_too_late(late: dt.timedelta) -> None:
    error = refused(SILENCE, under_silence(), event("break", at("2026-11-05 12:00") + late, "member", fields=BREAK))
    assert error.code == "procedure.too_late"
    assert error.parameters["due"] == "2026-11-05 12:00:00 UTC"


def test_too_late_also_where_a_worker_has_moved_it_on_already() -> None:
    adopted = advance(SILENCE, under_silence(), at("2026-11-05 12:00"))
    assert refused(SILENCE, adopted, event("break", at("2026-11-05 12:01"), "member", fields=BREAK)).code == (
        "procedure.too_late"
    )


@pytest.mark.parametrize("missing", sorted(BREAK))
def test_who_breaks_silence_says_where_why_and_what_instead(missing: str) -> None:
    fields = {name: text for name, text in BREAK.items() if name != missing}
    error = refused(SILENCE, under_silence(), event("break", at("2026-11-03 12:00"), "member", fields=fields))
    assert (error.code, error.parameters["field"]) == ("procedure.missing_field", missing)


def test_silence_is_extended_once_for_each_circulation() -> None:
    extend = {"reason": "a member's feast day"}
    longer = apply(SILENCE, under_silence(), event("extend", at("2026-11-03 12:00"), "chair", fields=extend))
    assert longer.timers["silence"].due == at("2026-11-08 12:00")
    again = event("extend", at("2026-11-04 12:00"), "chair", fields=extend)
    assert refused(SILENCE, longer, again).code == "procedure.guard_failed"
    broken = apply(SILENCE, longer, event("break", at("2026-11-04 12:00"), "member", fields=BREAK))
    anew = apply(SILENCE, broken, event("circulate", at("2026-11-05 12:00"), "chair", open_brackets=0))
    anew = advance(SILENCE, anew, at("2026-11-08 12:00"))
    assert anew.state == "silence"
    anew = apply(SILENCE, anew, event("extend", at("2026-11-09 12:00"), "chair", fields=extend))
    assert anew.timers["silence"].due == at("2026-11-14 12:00")


def test_an_edit_begins_the_time_anew() -> None:
    edited = apply(SILENCE, under_silence(), event("edit", at("2026-11-05 11:00"), "chair", fields={"reason": "typo"}))
    assert edited.state == "circulated"
    assert {name: timer.due for name, timer in edited.timers.items()} == {"receipt": at("2026-11-08 11:00")}


def test_a_late_worker_comes_to_the_same_result() -> None:
    received = apply(
        SILENCE,
        start(SILENCE, at("2026-11-02 09:00")),
        event("circulate", at("2026-11-02 10:00"), "chair", open_brackets=0),
    )
    step_by_step = received
    for hour in range(0, 24 * 20, 5):
        step_by_step = advance(SILENCE, step_by_step, at("2026-11-02 10:00") + dt.timedelta(hours=hour))
    at_once = advance(SILENCE, received, at("2027-06-01 00:00"))
    assert at_once == step_by_step
    assert [(move.event, move.at) for move in at_once.history[1:]] == [
        ("received_by_time", at("2026-11-05 10:00")),
        ("adopt", at("2026-11-08 10:00")),
    ]


def test_due_tells_what_fires_without_doing_it() -> None:
    before = under_silence()
    assert due(SILENCE, before, at("2026-11-05 12:00") - SECOND) == ()
    assert [move.event for move in due(SILENCE, before, at("2026-11-05 12:00"))] == ["adopt"]


def test_only_those_whose_step_it_is() -> None:
    error = refused(SILENCE, under_silence(), event("extend", at("2026-11-03 12:00"), "member", fields={"reason": "x"}))
    assert error.code == "procedure.not_your_role"
    assert error.parameters["who"] == ("chair",)


def test_an_open_bracket_keeps_the_text_from_being_circulated() -> None:
    begun = start(SILENCE, at("2026-11-02 09:00"))
    circulate = event("circulate", at("2026-11-02 10:00"), "chair", open_brackets=1)
    assert refused(SILENCE, begun, circulate).code == "procedure.guard_failed"
    # Not known is not nought.
    unknown = event("circulate", at("2026-11-02 10:00"), "chair")
    assert refused(SILENCE, begun, unknown).code == "procedure.guard_failed"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (event("sing", at("2026-11-03 12:00"), "chair"), "procedure.unknown_event"),
        (event("adopt", at("2026-11-03 12:00"), "chair"), "procedure.unknown_event"),
        (event("circulate", at("2026-11-03 12:00"), "chair"), "procedure.not_from_here"),
        (event("withdraw", at("2026-11-01 12:00"), "chair"), "procedure.time_backwards"),
        (event("withdraw", dt.datetime(2026, 11, 3), "chair"), "procedure.no_zone"),
        (event("withdraw", at("2026-11-03 12:00"), "chair", weather=1), "procedure.unknown_fact"),
        (event("withdraw", at("2026-11-03 12:00"), "chair", outstanding=-1), "procedure.bad_fact"),
        (event("withdraw", at("2026-11-03 12:00"), "chair", outstanding=True), "procedure.bad_fact"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: Event, code: str) -> None:
    assert refused(SILENCE, under_silence(), wrong).code == code


def test_nothing_can_be_done_after_the_end() -> None:
    ended = apply(SILENCE, under_silence(), event("withdraw", at("2026-11-03 12:00"), "chair", fields={"reason": "x"}))
    assert ended.timers == {}
    again = event("withdraw", at("2026-11-04 12:00"), "chair", fields={"reason": "x"})
    assert refused(SILENCE, ended, again).code == "procedure.ended"


def test_a_pause_stops_the_clock_and_gives_back_what_was_left() -> None:
    found = start(CONSULTATION, at("2026-03-01 12:00"))
    opened = event("open", at("2026-03-01 12:00"), "chair", closes="2026-03-31T12:00:00Z")
    found = apply(CONSULTATION, found, opened)
    assert found.timers["window"].due == at("2026-03-31 12:00")
    found = apply(CONSULTATION, found, event("pause", at("2026-03-11 12:00"), "chair", fields={"reason": "floods"}))
    assert advance(CONSULTATION, found, at("2026-04-20 12:00")).state == "paused"
    found = apply(CONSULTATION, found, event("resume", at("2026-04-10 12:00"), "secretariat"))
    assert found.state == "open" and set(found.timers) == {"window"}
    assert found.timers["window"].due == at("2026-04-30 12:00")


def test_a_pause_that_lasts_too_long_ends_by_itself() -> None:
    found = start(CONSULTATION, at("2026-03-01 12:00"))
    found = apply(CONSULTATION, found, event("open", at("2026-03-01 12:00"), "chair"))
    found = apply(CONSULTATION, found, event("pause", at("2026-03-11 12:00"), "chair", fields={"reason": "floods"}))
    closed = advance(CONSULTATION, found, at("2027-01-01 00:00"))
    assert (closed.state, closed.entered) == ("closed", at("2026-06-09 12:00"))


@pytest.mark.parametrize("closes", ["2026-03-01T11:00:00Z", "2026-06-01T00:00:00Z"])
def test_a_chosen_end_lies_ahead_and_within_the_deadline(closes: str) -> None:
    planned = start(CONSULTATION, at("2026-03-01 12:00"))
    error = refused(CONSULTATION, planned, event("open", at("2026-03-01 12:00"), "chair", closes=closes))
    assert error.code == "procedure.out_of_time"


def test_options_say_what_by_whom_until_when_and_what_is_missing() -> None:
    found = {one.event: one for one in options(SILENCE, under_silence(), frozenset({"chair"}), at("2026-11-03 12:00"))}
    assert set(found) == {"edit", "extend", "withdraw"}
    assert found["extend"].until == at("2026-11-05 12:00")
    assert found["extend"].requires == ("reason",)
    assert found["extend"].ready
    begun = start(SILENCE, at("2026-11-02 09:00"))
    (circulate,) = (one for one in options(SILENCE, begun, None, begun.entered) if one.event == "circulate")
    assert not circulate.ready and len(circulate.unmet) == 1


def test_options_after_a_deadline_are_those_after_it() -> None:
    assert options(SILENCE, under_silence(), None, at("2026-11-06 00:00")) == ()


def test_too_early_says_when_it_opens() -> None:
    amendment = STANDARD.procedures["amendment"]
    found = apply(
        amendment, start(amendment, at("2026-03-01 12:00")), event("discuss", at("2026-03-02 12:00"), "chair")
    )
    adopt = event("adopt", at("2026-03-20 12:00"), "chair", fields={"decision": "matter:9"})
    error = refused(amendment, found, adopt)
    assert (error.code, error.parameters["opens"]) == ("procedure.too_early", "2026-03-30 12:00:00 UTC")
    (option,) = (o for o in options(amendment, found, None, at("2026-03-20 12:00")) if o.event == "adopt")
    assert option.not_before == at("2026-03-30 12:00")


RESERVATION = one(
    procedure(
        {
            "made": state("made", "start"),
            "accepted": state("accepted", "final"),
            "objected": state("objected to", "final"),
            "withdrawn": state("withdrawn", "final"),
        },
        [
            step("notify", "made", "=", "secretariat", clocks=[{"start": "tacit", "after": ["notify", "consent"]}]),
            step("consent", "made", "=", "member", clocks=[{"start": "tacit", "after": ["notify", "consent"]}]),
            step("object", "made", "objected", "member", requires=["reason"]),
            step("withdraw", "made", "withdrawn", "member"),
            step("accept_tacitly", "made", "accepted", clock="tacit"),
        ],
        clocks={"tacit": "tacit"},
        source="VCLT 1969, article 20(5)",
    ),
    deadlines={"tacit": {"months": 12}},
)


@pytest.mark.parametrize("order", [("notify", "consent"), ("consent", "notify")])
def test_tacit_acceptance_comes_twelve_months_after_the_later_of_two_events(order: tuple[str, str]) -> None:
    """VCLT 20(5): by the end of twelve months after notification or by the date of consent, whichever is later."""
    found = start(RESERVATION, at("2026-01-10 00:00"))
    found = apply(RESERVATION, found, event(order[0], at("2026-02-28 09:00"), "secretariat", "member"))
    assert found.timers == {}
    found = apply(RESERVATION, found, event(order[1], at("2027-02-28 15:00"), "secretariat", "member"))
    assert found.timers["tacit"].due == at("2028-02-28 15:00")
    objected = event("object", at("2028-02-28 15:00") - SECOND, "member", fields={"reason": "incompatible"})
    assert apply(RESERVATION, found, objected).state == "objected"
    assert advance(RESERVATION, found, at("2028-02-28 15:00")).state == "accepted"


def test_suspended_working_time_is_given_back_as_working_time() -> None:
    office = {"geneva": {"label": {"en": "Geneva"}, "time_zone": "Europe/Zurich", "weekdays": [1, 2, 3, 4, 5],
                         "hours": [["09:00", "17:00"]], "holidays": ["12-25", "01-01"]}}  # fmt: skip
    reply = one(
        procedure(
            {"asked": state("asked", "start"), "out": state("out of time", "final"), "done": state("done", "final")},
            [
                step("hold", "asked", "=", "chair", clocks=[{"suspend": "reply"}]),
                step("go_on", "asked", "=", "chair", clocks=[{"resume": "reply"}]),
                step("reply", "asked", "done", "member"),
                step("lapse", "asked", "out", clock="reply"),
            ],
            clocks={"reply": "reply"},
            starts=starts("reply"),
        ),
        calendars=office,
        deadlines={"reply": {"hours": 16, "business": "geneva"}},
    )
    found = start(reply, at("2026-12-22 08:00"))
    assert found.timers["reply"].due == at("2026-12-23 16:00")
    found = apply(reply, found, event("hold", at("2026-12-23 08:00"), "chair"))
    assert advance(reply, found, at("2027-03-01 08:00")).state == "asked"
    found = apply(reply, found, event("go_on", at("2026-12-24 15:00"), "chair"))
    # One hour is left of the 24th; the 25th is a holiday, then a weekend; seven hours on Monday.
    assert found.timers["reply"].due == at("2026-12-28 15:00")


def test_an_instance_survives_being_stored() -> None:
    for found in (under_silence(), start(CONSULTATION, at("2026-03-01 12:00"))):
        assert Instance.from_payload(found.to_payload()) == found


@pytest.mark.parametrize("key", ["state", "timers", "history", "entered"])
def test_a_stored_instance_that_was_damaged_is_refused(key: str) -> None:
    payload = {**under_silence().to_payload(), key: 7}
    with pytest.raises(ComityError, match=r"procedure\.bad_payload"):
        Instance.from_payload(payload)


def test_another_charters_instance_is_refused() -> None:
    with pytest.raises(ComityError, match=r"procedure\.other"):
        advance(CONSULTATION, under_silence(), at("2026-11-03 12:00"))
