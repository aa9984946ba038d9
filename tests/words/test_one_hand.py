"""What each language's own rules of writing ask of every message, whoever wrote it."""

import re
from collections.abc import Iterator

import pytest

from comity.words import LANGUAGES, keys
from comity.words.catalogue import PLACEHOLDER, TERM, catalogue_messages

ISOLATED = re.compile("\u2066[^\u2069]*\u2069")
HAN = "[\u3400-\u9fff]"


def messages(language: str) -> Iterator[tuple[str, str]]:
    for key, message in catalogue_messages(language).items():
        for text in (message,) if isinstance(message, str) else message:
            yield key, TERM.sub(r"\2", text)


def test_french_never_breaks_a_line_before_its_high_punctuation() -> None:
    # A code such as ?language= or comity[extra] is no French.
    broken = [(key, text) for key, text in messages("fr") if re.search(r" [;:?»%](?![a-z])|« ", text)]
    assert not broken


def test_chinese_punctuation_is_full_width() -> None:
    narrow = re.compile(f"{HAN}[,;:?()]|[,;?()]{HAN}")
    assert not [(key, text) for key, text in messages("zh_Hans") if narrow.search(text) and "://" not in text]


def test_options_dates_and_negative_numbers_keep_their_order_in_arabic() -> None:
    turned = re.compile(r"(?<![\w-])--?[A-Za-z]|\d{2}-\d{2}|(?<![\w])-\d")
    for key, text in messages("ar"):
        bare = PLACEHOLDER.sub("", ISOLATED.sub("", text))
        assert not turned.search(bare), (key, text)
        assert text.count("\u2066") == text.count("\u2069"), (key, text)


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("ar", "المنشأة|التنصيب|المخرج القياسي|الإدخال القياسي|معمى"),
        ("en", r"address of mail|server of mail|opaque|\borganization"),
        ("es", "frase de paso|cofirm|nombre breve|grupos? de participación|administración del sitio"),
        ("fr", r"cosign|nom court|groupes? restreints?|Agir pour|\bInscription\b"),
        ("ru", "кодов(ая|ой|ую) фраз|начальное число|непрозрачн|оператор\\w* сайта"),
        ("zh_Hans", "见证人|联署|参加方|运行方|管理员|根值|磋商"),
    ],
)
def test_a_thing_is_called_by_one_word(language: str, wrong: str) -> None:
    """Words that once stood beside the chosen ones; the chosen ones are in docs/how-to/language.md."""
    names = ("body.", "party.", "country.")
    found = [(key, text) for key, text in messages(language) if not key.startswith(names) and re.search(wrong, text)]
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_has_no_stray_mark_of_direction(language: str) -> None:
    stray = {key for key, text in messages(language) if re.search("[\u200f\u202a-\u202e\u2067]", text)}
    assert not stray and keys(language)
