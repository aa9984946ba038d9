"""The apostrophe that keeps a spreadsheet from calculating a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.importers.reading.cells import unescaped


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("'-x", "-x"),
        ("'+x", "+x"),
        ("'@x", "@x"),
        ("'tis", "'tis"),
        ("-1", "-1"),
        ("''=x", "'=x"),
        ("'", "'"),
    ],
)
def test_only_an_apostrophe_that_was_added_is_taken_off(cell: str, text: str) -> None:
    assert unescaped(cell) == text


@given(st.text("'=+-@ab", max_size=5))
def test_a_text_escaped_by_one_apostrophe_comes_back_as_it_was(text: str) -> None:
    """The rule to write by: one apostrophe more before any text that is apostrophes and then one of = + - @."""
    dangerous = text.lstrip("'")[:1] in ("=", "+", "-", "@")
    assert unescaped("'" + text if dangerous else text) == text
