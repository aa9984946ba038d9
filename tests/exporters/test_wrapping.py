"""Text folded to a width, in scripts with and without spaces."""

from hypothesis import given
from hypothesis import strategies as st

from comity.exporters.wrapping import columns, wrapped


def test_lines_break_at_spaces_and_go_on_behind_the_indent() -> None:
    assert wrapped("  one two three", 9, "    ") == ["  one two", "    three"]


def test_wide_characters_take_two_columns_and_break_anywhere_but_before_a_full_stop() -> None:
    assert columns("一á") == 3
    assert wrapped("一二三四五六。", 12) == ["一二三四五", "六。"]


def test_a_very_long_word_is_cut() -> None:
    assert wrapped("x" * 100, 60) == ["x" * 40, "x" * 60]


@given(st.text(st.sampled_from("ab 一二。é\u0301"), max_size=120))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str) -> None:
    lines = wrapped(text, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= 42 for line in lines)
    if not any(len(word) > 8 for word in text.split()):
        assert all(columns(line) <= 20 for line in lines)
