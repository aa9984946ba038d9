"""Reading the words of a command line."""

import pytest

from comity.cli.options import FLAG, WHOLE, Command, Option, chosen, language_of, parsed
from comity.terms.errors import ComityError

COMMAND = Command(
    "do",
    argument="THING",
    options=(
        Option("--by", "COLUMN", repeated=True),
        Option("--most-groups", "N", kind=WHOLE, default=5, least=1),
        Option("--method", "a|b", default="a", choices=("a", "b")),
        Option("--json", "FILE|-"),
        Option("--quiet", kind=FLAG, default=False),
    ),
)


def test_what_is_not_given_has_its_default() -> None:
    assert parsed(COMMAND, ["x"]) == {
        "thing": "x",
        "by": (),
        "most_groups": 5,
        "method": "a",
        "json": None,
        "quiet": False,
    }


def test_options_stand_anywhere_with_a_space_or_an_equals_sign() -> None:
    words = ["--by", "region", "--quiet", "x", "--by=a=b", "--json", "-", "--most-groups=07", "--method", "b"]
    assert parsed(COMMAND, words) == {
        "thing": "x",
        "by": ("region", "a=b"),
        "most_groups": 7,
        "method": "b",
        "json": "-",
        "quiet": True,
    }


def test_behind_two_dashes_everything_is_a_word() -> None:
    assert parsed(COMMAND, ["--quiet", "--", "--by"])["thing"] == "--by"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "use.missing_argument"),
        (["x", "y"], "use.unexpected_argument"),
        (["x", "--bye", "z"], "use.unknown_option"),
        (["x", "-q"], "use.unknown_option"),
        (["x", "--by"], "use.missing_value"),
        (["x", "--by", "--quiet"], "use.missing_value"),
        (["x", "--quiet=1"], "use.unwanted_value"),
        (["x", "--json", "a", "--json", "b"], "use.repeated_option"),
        (["x", "--method", "c"], "use.bad_choice"),
        (["x", "--most-groups", "0"], "use.bad_number"),
        (["x", "--most-groups", "1.5"], "use.bad_number"),
        (["x", "--most-groups", "٣"], "use.bad_number"),
        (["x", "--most-groups", "9" * 5000], "use.bad_number"),
    ],
)
def test_every_misuse_has_its_code(words: list[str], code: str) -> None:
    with pytest.raises(ComityError) as caught:
        parsed(COMMAND, words)
    assert caught.value.code == code


def test_a_command_without_arguments_takes_none() -> None:
    with pytest.raises(ComityError) as caught:
        parsed(Command("do"), ["x"])
    assert caught.value.code == "use.unexpected_argument"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["compare", "--language", "zh"], "zh_Hans"),
        (["--language=ar"], "ar"),
        (["--language", "fr", "--language", "es"], "es"),
        (["--language", "de"], "en"),
        (["--language"], "en"),
        ([], "en"),
    ],
)
def test_the_language_is_known_before_anything_else(words: list[str], language: str) -> None:
    assert language_of(words) == language


LEAF = Command("keep key new", argument="FILE", run=lambda **values: 0)
VERBS = Command(
    "keep", verbs={"show": Command("keep show"), "key": Command("keep key", verbs={"new": LEAF, "old": Command("o")})}
)


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ([], "keep", []),
        (["--help"], "keep", ["--help"]),
        (["show", "key"], "keep show", ["key"]),
        (["key"], "keep key", []),
        (["key", "new", "new", "--x"], "keep key new", ["new", "--x"]),
    ],
)
def test_verbs_choose_a_command(words: list[str], name: str, rest: list[str]) -> None:
    command, left = chosen(VERBS, words)
    assert (command.name, list(left)) == (name, rest)


def test_a_command_without_verbs_keeps_all_its_words() -> None:
    assert chosen(COMMAND, ["x", "--quiet"]) == (COMMAND, ["x", "--quiet"])


def test_a_verb_there_is_not_is_refused_and_a_missing_one_asked_for() -> None:
    with pytest.raises(ComityError) as caught:
        chosen(VERBS, ["key", "nwe"])
    assert (caught.value.code, caught.value.parameters["expected"]) == ("use.unknown_command", "new, old")
    with pytest.raises(ComityError) as caught:
        parsed(VERBS, [])
    assert (caught.value.code, caught.value.parameters["expected"]) == ("use.missing_argument", "show, key")


def test_the_words_of_a_verb_have_its_whole_name() -> None:
    assert (VERBS.key, LEAF.key) == ("help.keep", "help.keep.key.new")
