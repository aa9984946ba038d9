"""Procedures read out: every step and every condition is a sentence in six languages, and so is every refusal."""

import re
from pathlib import Path

import pytest

import comity.procedure
from comity.procedure import STANDARD, accept, apply, describe, kinds, refusal, standard, start
from comity.procedure.parsing_procedures import GUARDS
from comity.procedure.readings import Reader
from comity.terms.errors import ComityError
from comity.words import LANGUAGES, has, keys
from tests.procedure.drafting import at, document, en, event, one, procedure, state, step

SILENCE = accept(standard()).procedures["silence"]
SOURCE = Path(comity.procedure.__file__).parent


def test_a_step_reads_as_the_rule_it_is() -> None:
    circulate = next(one for one in describe(SILENCE, "en").steps if one.event == "circulate")
    assert circulate.sentence == (
        "From “In negotiation”, the chair may circulate the final text, provided that no bracket is open. The state is "
        "then “Circulated”. The clock “time to agree” stops. A clock of 3 days starts (“time to confirm receipt”)."
    )


def test_what_a_clock_does_reads_as_what_happens() -> None:
    adopt = next(one for one in describe(SILENCE, "fr").steps if one.event == "adopt")
    assert adopt.sentence == (
        "Dans « Sous procédure d’approbation tacite », dès que l’horloge « silence » (72 heures) arrive à échéance, le "
        "texte est adopté. L’état devient « Adopté »."
    )


def test_chinese_sentences_stand_without_a_space() -> None:
    assert "。 " not in describe(SILENCE, "zh_Hans").steps[0].sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STANDARD)
def test_nothing_is_left_unsaid(name: str, language: str) -> None:
    for described in accept(standard(name)).procedures.values():
        read = describe(described, language)
        assert len(read.steps) == len(described.transitions)
        for said in read.steps:
            assert not re.search(r"[{}]|procedure\.|guard\.|length\.", said.sentence), said.sentence


CONDITIONS = {
    "all": ({"all": [{"holds": "urgent"}, {"none": "open"}]}, "this holds: urgent, and the number of open is 0"),
    "any": ({"any": [{"holds": "urgent"}, {"none": "open"}]}, "this holds: urgent, or the number of open is 0"),
    "not": ({"not": {"expired": "day"}}, "it is not so that the clock “day” has run out"),
    "holds": ({"not": {"holds": "urgent"}}, "this does not hold: urgent"),
    "none": ({"none": "open"}, "the number of open is 0"),
    "fact": ({"fact": "open", "at_most": {"number": "ten"}}, "the number of open is at most 10 (ten)"),
    "event": (
        {"event": "close", "at_least": 2, "since": "wait"},
        "the number of times of “close” since “wait” is at least 2",
    ),
    "stayed": ({"stayed": "office"}, "this state has lasted 16 hours of working time (Geneva)"),
    "expired": ({"expired": "day"}, "the clock “day” has run out"),
    "running": ({"running": "day"}, "the clock “day” is running"),
    "recused": ({"recused": ["chair", "secretariat"]}, "whoever acts is none of these: the chair and the secretariat"),
}


@pytest.mark.parametrize("kind", GUARDS)
def test_every_kind_of_condition_can_be_read(kind: str) -> None:
    guard, said = CONDITIONS[kind]
    described = one(
        procedure(
            {"open": state("open", "start"), "done": state("done", "final")},
            [
                step("close", "open", "done", "member", guards=[guard]),
                step("wait", "open", "=", "member", clocks=[{"start": "day"}]),
                step("end", "open", "done", "member"),
                step("ring", "open", "=", clock="day"),
            ],
            facts={"urgent": {"label": en("urgent"), "kind": "flag"}, "open": {"label": en("open"), "kind": "count"}},
            clocks={"day": "day"},
        ),
        deadlines={"day": {"days": 1}, "office": {"hours": 16, "business": "geneva"}},
        numbers={"ten": {"label": en("ten"), "value": 10}},
        calendars={"geneva": {"label": en("Geneva"), "time_zone": "Europe/Zurich", "weekdays": [1],
                              "hours": [["09:00", "17:00"]]}},
    )  # fmt: skip
    assert describe(described, "en").steps[0].condition == said
    for language in LANGUAGES:
        read = Reader(described, language).guard(described.transitions[0].guard)
        assert "{" not in read and "guard." not in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_what_is_missing_in_the_names_of_the_charter(language: str) -> None:
    begun = start(SILENCE, at("2026-11-02 09:00"))
    with pytest.raises(ComityError) as caught:
        apply(SILENCE, begun, event("circulate", at("2026-11-02 10:00"), "chair", open_brackets=2))
    said = refusal(SILENCE, caught.value, language)
    read = Reader(SILENCE, language)
    for part in (read.event("circulate"), read.state("negotiation"), read.text(SILENCE.facts["open_brackets"].holds)):
        assert part in said
    with pytest.raises(ComityError) as caught:
        apply(SILENCE, begun, event("circulate", at("2026-11-02 10:00"), "member"))
    assert read.role("chair") in refusal(SILENCE, caught.value, language)


def test_every_finding_and_refusal_has_a_sentence() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in SOURCE.glob("*.py"))
    charter = set(re.findall(r'(?:refused|found|_known)\(\s*"([a-z_]+)"', source))
    assert len(charter) > 50
    assert not {code for code in charter if f"error.charter.{code}" not in keys("en")}
    assert not {
        code for code in re.findall(r'warned\("([a-z_]+)"', source) if f"warning.charter.{code}" not in keys("en")
    }
    assert not {code for code in re.findall(r'ComityError\("([a-z_.]+)"', source) if f"error.{code}" not in keys("en")}
    replayed = set(re.findall(r'yield "(record_[a-z_]+)"', source))
    assert len(replayed) > 8
    assert not {code for code in replayed if f"error.procedure.{code}" not in keys("en")}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_rule_has_a_name(kind: str) -> None:
    assert has(f"rule.{kind}")


def test_a_text_is_read_in_the_nearest_language_there_is() -> None:
    drafted = document()
    drafted["roles"]["chair"]["label"] = {"fr": "la présidence", "pt-BR": "a presidência"}
    read = Reader(accept(drafted).procedures["amendment"], "pt")
    assert read.role("chair") == "a presidência"
    assert Reader(accept(drafted).procedures["amendment"], "ru").role("chair") == "la présidence"
