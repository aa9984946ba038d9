"""Every language says everything, with the same placeholders and the right plural forms; nothing foreign breaks it."""

import re
from pathlib import Path

import pytest

import comity
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.words import LANGUAGES, caution, explain, keys, pattern, say
from comity.words.catalogue import PLACEHOLDER, TERM, catalogue_messages

SOURCE = Path(comity.__file__).parent
FORMS = {"ar": 6, "en": 2, "es": 2, "fr": 2, "ru": 3, "zh_Hans": 1}


def forms(language: str, key: str) -> tuple[str, ...]:
    message = catalogue_messages(language)[key]
    return (message,) if isinstance(message, str) else message


def placeholders(text: str) -> set[tuple[str, str]]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_message(language: str) -> None:
    assert keys(language) == keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_english(language: str) -> None:
    for key in keys("en"):
        wanted = set().union(*(placeholders(text) for text in forms("en", key)))
        found = set().union(*(placeholders(text) for text in forms(language, key)))
        assert found <= wanted, (key, found - wanted)
        # The form for large numbers leaves nothing unsaid, even where "one" or "two" is a word.
        assert placeholders(forms(language, key)[-1]) == placeholders(forms("en", key)[-1]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_messages_have_every_form_of_the_language(language: str) -> None:
    for key, message in catalogue_messages(language).items():
        if isinstance(catalogue_messages("en")[key], tuple):
            assert len(forms(language, key)) == FORMS[language], key
            assert all(forms(language, key)), key
        else:
            assert isinstance(message, str), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_raises_its_voice(language: str) -> None:
    for key in keys(language):
        for text in forms(language, key):
            assert not set(text) & set("!！¡"), (key, text)
            assert not re.search(r"\bplease\b", text, re.IGNORECASE), (key, text)
            assert text == text.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_that_can_be_touched_is_defined(language: str) -> None:
    for key in keys(language):
        for text in forms(language, key):
            for term, _ in TERM.findall(text):
                assert f"term.{term}" in keys(language) and f"definition.{term}" in keys(language), (key, term)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_is_one_sentence(language: str) -> None:
    for key in keys(language):
        if key.startswith("definition."):
            (text,) = forms(language, key)
            assert text[-1] in ".。" and len(re.findall(r"[.。](\s|$)", text)) == 1, (key, text)


def test_arabic_has_six_plural_forms() -> None:
    said = {n: say("ar", "count.statements", n=n) for n in (0, 1, 2, 3, 11, 100)}
    assert said[0] == "لا عبارات"
    assert said[1] == "عبارة واحدة"
    assert said[2] == "عبارتان"
    assert said[3] == "3 عبارات"
    assert said[11] == "11 عبارة"
    people = {n: say("ar", "count.people", n=n) for n in (3, 11, 100)}
    assert people == {3: "3 مشاركين", 11: "11 مشاركًا", 100: "100 مشارك"}


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 утверждение"), (2, "2 утверждения"), (5, "5 утверждений"), (11, "11 утверждений"), (21, "21 утверждение")],
)
def test_russian_counts_as_russian_does(n: int, said: str) -> None:
    assert say("ru", "count.statements", n=n) == said


def test_french_counts_nought_as_singular() -> None:
    assert say("fr", "count.votes", n=0) == "0 vote"
    assert say("fr", "count.votes", n=1500) == "1\u202f500 votes"


def test_a_language_without_a_catalogue_is_served_in_english() -> None:
    assert say("sw", "side.agree") == "Agree"
    assert say("fr-CA", "side.agree") == "D’accord"
    assert say("zh-CN", "side.agree") == "同意"


def test_an_unknown_key_is_shown_with_its_parameters() -> None:
    assert say("fr", "no.such.key", share=0.5, name="x") == "no.such.key (share: 0.50, name: x)"
    assert say("fr", "no.such.key") == "no.such.key"


def test_a_missing_parameter_leaves_its_placeholder() -> None:
    assert say("en", "figure.group") == "Group {label}"


def test_terms_are_plain_words_in_plain_text() -> None:
    assert "[[" not in say("en", "shared.intro")
    assert say("en", "shared.intro").startswith("Common ground is ranked")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert say("en", "finding.missing.some", name="A", share=0.004, reference=0.5) == (
        "Least heard: A, with 0.4% of the participants and 50% of the reference population."
    )
    assert "0,4\xa0%" in say("fr", "finding.missing.some", name="A", share=0.004, reference=0.5)


def test_a_lower_bound_is_never_rounded_up() -> None:
    assert say("en", "figure.sure.agree", share=0.6199) == "61% agree"
    assert say("en", "figure.sure.agree", share=0.62) == "62% agree"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_says_file_row_and_column(language: str) -> None:
    error = ComityError("votes.bad_value", file="votes.csv", row=12345, column="vote", value="7", expected="1, 0, -1")
    sentence = explain(error, language)
    for part in ("votes.csv", "12345", "vote", "7", "1, 0, -1"):
        assert part in sentence
    assert "\n" not in sentence and "{" not in sentence


def test_an_error_from_arrays_needs_no_file() -> None:
    assert explain(ComityError("votes.bad_value", row=3, value=7)) == (
        "Vote 7 in position 3 is none of 1 (agree), 0 (pass) and -1 (disagree)."
    )


def test_an_unknown_error_is_shown_by_its_code() -> None:
    assert explain(ComityError("new.code", row=3, value="x"), "ru") == "new.code (row: 3, value: x)"


def test_foreign_text_cannot_break_or_turn_a_sentence() -> None:
    hostile = "a\nb\x1b[31m\u202egnp\u2069\x00" + "x" * 5000
    sentence = explain(ComityError("file.missing", file=hostile))
    assert not re.search("[\x00-\x1f\u202e\u2069]", sentence)
    assert len(sentence) < 400


def test_foreign_text_is_isolated_where_direction_may_differ() -> None:
    assert "\u2068votes.csv\u2069" in explain(ComityError("file.empty", file="votes.csv"), "ar")
    assert "\u2068أصوات.csv\u2069" in explain(ComityError("file.empty", file="أصوات.csv"), "en")
    assert explain(ComityError("file.empty", file="votes.csv"), "en").startswith("votes.csv is empty")


def test_a_warning_counts_and_lists() -> None:
    one = Warned("csv.columns_ignored", {"file": "v.csv", "count": 1, "columns": ["mood"]})
    two = Warned("csv.columns_ignored", {"file": "v.csv", "count": 2, "columns": ["mood", "<b>"]})
    assert caution(one) == "v.csv: 1 column was not used: mood."
    assert caution(two) == "v.csv: 2 columns were not used: mood and <b>."
    assert caution(Warned("new.code", {"share": 0.5})) == "new.code (share: 0.50)"


def codes(name: str) -> set[str]:
    """Codes that the source raises or warns with, written out as literals."""
    pattern_ = re.compile(rf'{name}\(\s*"([a-z_]+(?:\.[a-z_0-9]+)+)"')
    return {code for path in SOURCE.rglob("*.py") for code in pattern_.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(("name", "kind"), [("ComityError", "error"), ("Refused", "error"), ("Warned", "warning")])
def test_every_code_of_the_source_has_a_sentence(name: str, kind: str) -> None:
    assert codes(name), "no code found: the test looks in the wrong place"
    missing = {
        code
        for code in codes(name)
        if pattern("en", f"{kind}.{code}") is None and pattern("en", f"{kind}.{code}.bare") is None
    }
    assert not missing
