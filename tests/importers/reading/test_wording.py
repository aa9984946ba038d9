"""Names as errors quote them."""

from comity.importers.reading.wording import column_label, column_list, shown, visible


def test_marks_that_do_not_show_are_written_out() -> None:
    assert visible("a\tb\u202ec\x1b\ud800é声") == "a\\u0009b\\u202ec\\u001b\\ud800é声"
    assert visible("می\u200cخواهم") == "می\u200cخواهم"


def test_long_texts_are_cut() -> None:
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 60 + "…"


def test_columns_are_counted_as_readers_count() -> None:
    assert (column_label(0, ["a", ""]), column_label(1, ["a", ""]), column_label(7, ["a"])) == ("1 (a)", "2", "8")
    assert column_list(list("abcdefgh")) == "a, b, c, d, e, f, g, h"
    assert column_list(list("abcdefghi")) == "a, b, c, d, e, f, g, h, … (9)"
