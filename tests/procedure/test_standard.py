"""The charters that come with Comity, run against the timetables that are published."""

import datetime as dt
import json

import pytest

from comity.procedure import STANDARD, Instance, accept, advance, apply, canonical, digest, start
from comity.procedure import standard as document
from comity.procedure.charter import Charter, Procedure
from comity.terms.errors import ComityError
from comity.words import LANGUAGES
from tests.procedure.drafting import at, event

WTO = accept(document("wto_dispute")).procedures["dispute"]
FILED = at("2026-01-15 09:00")
"""A Thursday; Geneva is an hour ahead of UTC, from 29 March two."""


def go(described: Procedure, instance: Instance, name: str, when: dt.datetime, *by: str, **facts: object) -> Instance:
    return apply(
        described, instance, event(name, when, *by, fields={"decision": "1", "text": "t", "reason": "r"}, **facts)
    )


def dues(instance: Instance) -> dict[str, str]:
    return {name: timer.due.strftime("%Y-%m-%d %H:%M") for name, timer in instance.timers.items()}


def test_the_wto_timetable_from_the_day_of_filing() -> None:
    """DSU 4.3, 4.7, 8.7, 12.8, 12.9, 16.4, 17.5, 17.14, 21.3: from a request on 15 January 2026."""
    case = start(WTO, FILED)
    assert dues(case) == {"reply": "2026-01-25 09:00", "enter": "2026-02-14 09:00", "join": "2026-01-25 09:00"}
    case = go(WTO, case, "reply", at("2026-01-20 09:00"), "respondent")
    case = go(WTO, case, "enter", at("2026-02-10 09:00"), "respondent")
    with pytest.raises(ComityError, match="guard_failed"):
        go(WTO, case, "request_panel", at("2026-03-16 08:59"), "complainant")
    case = go(WTO, case, "request_panel", at("2026-03-16 09:00"), "complainant")
    case = go(WTO, case, "establish", at("2026-04-01 08:00"), "dsb")
    assert dues(case) == {"nine_months": "2027-01-01 09:00"}
    with pytest.raises(ComityError, match="too_early"):
        go(WTO, case, "ask_director_general", at("2026-04-20 08:00"), "complainant")
    case = go(WTO, case, "ask_director_general", at("2026-04-21 08:00"), "complainant")
    assert dues(case)["appointment"] == "2026-05-01 08:00"
    case = go(WTO, case, "appoint", at("2026-04-30 08:00"), "director_general")
    assert dues(case) == {"nine_months": "2027-01-01 09:00", "report": "2026-10-30 09:00"}
    case = go(WTO, case, "circulate", at("2026-10-20 08:00"), "panel")
    assert dues(case) == {"adoption": "2026-12-19 09:00"}
    with pytest.raises(ComityError, match="too_early"):
        go(WTO, case, "adopt", at("2026-11-09 08:59"), "dsb")
    appealed = go(WTO, case, "appeal", at("2026-12-01 09:00"), "respondent")
    assert dues(appealed) == {"appeal_target": "2027-01-30 09:00", "appeal_most": "2027-03-01 09:00"}
    appealed = go(WTO, appealed, "circulate_appellate", at("2027-02-15 09:00"), "appellate_body")
    assert dues(appealed) == {"appellate_adoption": "2027-03-17 09:00"}
    case = go(WTO, case, "adopt", at("2026-11-09 09:00"), "dsb")
    assert dues(case) == {"intentions": "2026-12-09 09:00", "period_set": "2027-02-07 09:00"}
    agreed = go(WTO, case, "agree_period", at("2026-12-20 09:00"), "respondent", period_ends="2027-06-30T22:00:00Z")
    assert dues(agreed) == {"reasonable_period": "2027-06-30 22:00"}
    unset = advance(WTO, case, at("2027-02-07 09:00"))
    assert (unset.state, dues(unset)) == ("implementation", {"reasonable_period": "2028-05-07 08:00"})
    assert advance(WTO, unset, at("2028-05-07 08:00")).state == "implemented_late"


def test_no_reply_within_ten_days_opens_the_way_to_a_panel() -> None:
    """DSU 4.3, last sentence."""
    case = start(WTO, FILED)
    with pytest.raises(ComityError, match="guard_failed"):
        go(WTO, case, "request_panel", at("2026-01-25 08:59"), "complainant")
    assert go(WTO, case, "request_panel", at("2026-01-25 09:00"), "complainant").state == "panel_requested"


def test_perishable_goods_wait_twenty_days() -> None:
    """DSU 4.8."""
    case = start(WTO, FILED, {"urgent": True})
    case = go(WTO, case, "reply", at("2026-01-16 09:00"), "respondent")
    case = go(WTO, case, "enter", at("2026-01-17 09:00"), "respondent")
    with pytest.raises(ComityError, match="guard_failed"):
        go(WTO, case, "request_panel", at("2026-02-04 08:59"), "complainant")
    assert go(WTO, case, "request_panel", at("2026-02-04 09:00"), "complainant").state == "panel_requested"


def test_a_panel_suspended_for_twelve_months_lapses() -> None:
    """DSU 12.12: the time limits stand still meanwhile, and the authority lapses after twelve months."""
    case = go(WTO, start(WTO, FILED), "request_panel", at("2026-03-16 09:00"), "complainant")
    case = go(WTO, case, "establish", at("2026-04-01 08:00"), "dsb")
    case = go(WTO, case, "compose", at("2026-04-11 08:00"), "complainant", "respondent")
    case = go(WTO, case, "suspend", at("2026-06-11 08:00"), "complainant")
    resumed = go(WTO, case, "resume", at("2026-07-11 08:00"), "complainant")
    assert dues(resumed)["report"] == "2026-11-10 08:00"  # 11 October, and 30 days to the hour
    lapsed = advance(WTO, case, at("2027-07-01 00:00"))
    assert (lapsed.state, lapsed.entered) == ("lapsed", at("2027-06-11 08:00"))


def test_in_the_council_a_proposal_of_others_needs_the_reinforced_majority() -> None:
    """TFEU 238(2); and no act is examined before the eight weeks of the national parliaments are over."""
    act = accept(document("eu_council")).procedures["act"]
    found = advance(act, start(act, at("2026-01-01 12:00"), {"by_commission": False}), at("2026-02-26 12:00"))
    assert (found.state, found.entered) == ("working_party", at("2026-02-26 12:00"))
    rules = {step.rule: step for step in act.transitions if step.event == "adopt"}
    assert set(rules) == {"qualified_majority", "reinforced_majority"}
    found = go(act, found, "to_coreper", at("2026-03-01 12:00"), "presidency")
    found = go(act, found, "to_council", at("2026-03-02 12:00"), "presidency")
    assert go(act, found, "adopt", at("2026-03-03 12:00"), "presidency").state == "adopted"


def test_a_third_of_the_parliaments_votes_brings_a_review() -> None:
    """Protocol 2, Article 7(2)."""
    act = accept(document("eu_council")).procedures["act"]
    begun = start(act, at("2026-01-01 12:00"))
    with pytest.raises(ComityError, match="guard_failed"):
        go(act, begun, "yellow_card", at("2026-02-01 12:00"), "presidency", opinions=0.33)
    assert go(act, begun, "yellow_card", at("2026-02-01 12:00"), "presidency", opinions=0.34).state == "review"


def test_a_draft_of_the_general_assembly_is_adopted_after_72_hours_of_silence() -> None:
    """General Assembly decision 74/544."""
    silence = accept(document("un_general_assembly")).procedures["silence"]
    found = go(silence, start(silence, at("2026-03-06 17:00")), "circulate", at("2026-03-06 17:00"), "president")
    assert advance(silence, found, at("2026-03-09 16:59")).state == "silence"
    assert advance(silence, found, at("2026-03-09 17:00")).state == "adopted"


def test_leaders_without_agreement_have_a_summary_and_no_declaration() -> None:
    summit = accept(document("g20_summit")).procedures["summit"]
    found = go(
        summit, start(summit, at("2025-12-01 00:00")), "circulate_zero_draft", at("2026-02-01 00:00"), "presidency"
    )
    found = advance(summit, found, at("2026-02-15 00:00"))
    assert found.state == "negotiation"
    with pytest.raises(ComityError, match="guard_failed"):
        go(summit, found, "refer", at("2026-10-01 00:00"), "presidency", open_brackets=3)
    assert advance(summit, found, at("2026-12-01 00:00")).state == "summary"


def labels(charter: Charter) -> list[tuple[str, dict[str, str]]]:
    """Every text of a charter with its place."""
    terms = charter.terms
    found = [("name", charter.name)]
    for kind in ("roles", "rules", "numbers", "calendars"):
        found += [(f"{kind}.{name}", one.label) for name, one in getattr(terms, kind).items()]
    for procedure in charter.procedures.values():
        found.append((procedure.path, procedure.label))
        for kind in ("states", "facts", "clocks"):
            found += [(f"{procedure.path}.{kind}.{name}", one.label) for name, one in getattr(procedure, kind).items()]
        found += [(step.path, step.label) for step in procedure.transitions]
    return [(place, dict(text)) for place, text in found]


@pytest.mark.parametrize("name", STANDARD)
def test_every_text_is_there_in_every_language(name: str) -> None:
    wanted = {language.split("_")[0] for language in LANGUAGES}
    for place, text in labels(accept(document(name))):
        assert set(text) == wanted, place
        assert all(one.strip() == one and one for one in text.values()), place


@pytest.mark.parametrize("name", STANDARD)
def test_the_digest_is_of_the_document_and_not_of_its_spelling(name: str) -> None:
    read = document(name)
    shuffled = json.loads(json.dumps(read, indent=3), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert digest(accept(json.dumps(read))) == digest(accept(shuffled))
    changed = {**read, "attribution": "withheld"}
    assert digest(accept(changed)) != digest(accept(read))


def test_canonical_json_is_that_of_the_standard() -> None:
    """RFC 8785: no space, keys in order, whole numbers without a point, letters as they are."""
    assert (
        canonical({"b": [1.0, 0.65, True, None], "a": "é\n\u2028"})
        == '{"a":"é\\n\u2028","b":[1,0.65,true,null]}'.encode()
    )


def test_another_name_is_refused() -> None:
    with pytest.raises(ComityError, match="unknown_standard"):
        document("../errors")
