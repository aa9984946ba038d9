"""Which catalogue serves whom, and what languages call themselves."""

import pytest

from comity.words import LANGUAGES, direction, own_name, resolve, tag


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("en", "en"),
        ("EN-gb", "en"),
        ("fr-CA", "fr"),
        ("zh", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("ar_EG", "ar"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_catalogue_serves(asked: str, served: str) -> None:
    assert resolve(asked) == served


def test_only_arabic_of_the_six_is_written_from_the_right() -> None:
    assert {language: direction(language) for language in LANGUAGES} == {
        "ar": "rtl",
        "en": "ltr",
        "es": "ltr",
        "fr": "ltr",
        "ru": "ltr",
        "zh_Hans": "ltr",
    }


def test_languages_name_themselves() -> None:
    assert [own_name(language) for language in LANGUAGES] == [
        "العربية",
        "English",
        "español",
        "français",
        "русский",
        "中文",
    ]


def test_tags_are_those_of_html() -> None:
    assert tag("zh_Hans") == "zh-Hans"
