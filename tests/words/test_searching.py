"""What a reader types finds what was written, in each of the six languages."""

from comity.words.searching import query_words, search_words


def test_chinese_is_found_within_a_longer_run() -> None:
    written = search_words("全球治理体系的改革")
    assert "治理" in written
    assert [word for word, _ in query_words("治理")] == ["治理"]
    assert all(word in written for word, _ in query_words("治理体系"))


def test_one_chinese_character_is_looked_for_as_a_beginning() -> None:
    assert query_words("革") == [("革", True)]
    assert any(word.startswith("革") for word in search_words("全球治理体系的改革"))


def test_arabic_is_found_without_vowel_signs_and_whatever_the_alef() -> None:
    assert search_words("أَمَانَة") == search_words("امانه")


def test_case_and_accents_do_not_matter() -> None:
    assert search_words("Élaboration ÉQUITÉ") == ["elaboration", "equite"]
    assert search_words("Ёлка") == search_words("елка")


def test_the_last_word_may_be_unfinished_until_a_space_follows_it() -> None:
    assert query_words("global gov") == [("global", False), ("gov", True)]
    assert query_words("global gov ") == [("global", False), ("gov", False)]


def test_nothing_but_words_is_left() -> None:
    assert search_words('"; DROP TABLE -- * ^ : ( ) {}') == ["drop", "table"]
    assert query_words("") == []
