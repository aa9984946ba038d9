"""What may be given to a command, and reading it from the words of a command line.

Every refusal is a `ComityError` with a code of its own, so that it can be said in the reader's language.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from comity.terms.errors import ComityError
from comity.words import LANGUAGES, resolve

TEXT, WHOLE, FLAG = "text", "whole", "flag"
TAGS = tuple(name.split("_")[0] for name in LANGUAGES)
_MOST_DIGITS = 18


@dataclass(frozen=True)
class Option:
    """--name VALUE. metavar: what the value is, in capitals; kind: TEXT, WHOLE (a number of at least `least`) or FLAG
    (no value); choices: the only values there are, or () for any; repeated: whether it may be given several times."""

    name: str
    metavar: str = ""
    kind: str = TEXT
    default: object = None
    least: int = 0
    choices: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def key(self) -> str:
        """What `run` calls it."""
        return self.name.removeprefix("--").replace("-", "_")


@dataclass(frozen=True)
class Command:
    """name: as typed, after "comity"; argument: what must be given besides options, in capitals, or "" for nothing;
    choices: its only values, or () for any; examples: whole command lines, for the help; verbs: for a command of
    several, each by its name, in place of all this; run: what does it, where that is not `run` of the command's
    module."""

    name: str
    argument: str = ""
    choices: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    verbs: Mapping[str, "Command"] = field(default_factory=dict)
    run: Callable[..., int] | None = None

    @property
    def key(self) -> str:
        """What its words begin with in the catalogues."""
        return "help." + self.name.replace(" ", ".")


LANGUAGE = Option("--language", "|".join(TAGS), default="en", choices=TAGS)
QUIET = Option("--quiet", kind=FLAG, default=False)


def language_of(words: Sequence[str]) -> str:
    """The language that `words` ask for, English where they ask for none or for one there is not."""
    asked = [word.partition("=")[2] for word in words if word.startswith("--language=")]
    asked += [after for word, after in pairwise(words) if word == "--language"]
    return resolve(asked[-1]) if asked and asked[-1] in TAGS else resolve("en")


def chosen(command: Command, words: Sequence[str]) -> tuple[Command, Sequence[str]]:
    """The command that the verbs at the front of `words` choose, and what is left of them. Where no verb stands there,
    the command itself. Error: `use.unknown_command`."""
    while command.verbs and words and not words[0].startswith("-"):
        if words[0] not in command.verbs:
            expected = ", ".join(command.verbs)
            raise ComityError("use.unknown_command", found=words[0], command=command.name, expected=expected)
        command, words = command.verbs[words[0]], words[1:]
    return command, words


def parsed(command: Command, words: Sequence[str]) -> dict[str, object]:
    """Key -> value of everything the command takes, defaults included.

    Errors: `use.missing_argument`, `use.unexpected_argument`, `use.unknown_option`, `use.missing_value`,
    `use.unwanted_value`, `use.repeated_option`, `use.bad_choice`, `use.bad_number`.
    """
    if command.verbs:
        raise ComityError("use.missing_argument", command=f"comity {command.name}", expected=", ".join(command.verbs))
    options = {option.name: option for option in command.options}
    given: dict[str, list[str]] = {}
    arguments: list[str] = []
    for name, value in _pairs(command, options, words):
        if not name:
            arguments.append(value)
            continue
        if name in given and not options[name].repeated:
            raise ComityError("use.repeated_option", option=name, command=command.name)
        given.setdefault(name, []).append(value)
    values = {option.key: _value(option, given.get(option.name)) for option in command.options}
    return {**_argument(command, arguments), **values}


def _pairs(command: Command, options: Mapping[str, Option], words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(option, value) for each option given, ("", word) for each word that is none. "-" is a word, and so is all behind
    a "--"."""
    rest = iter(words)
    for word in rest:
        if word == "--":
            yield from (("", other) for other in rest)
        elif not word.startswith("-") or word == "-":
            yield "", word
        else:
            name, equals, value = word.partition("=")
            option = options.get(name)
            if option is None:
                expected = ", ".join(options)
                raise ComityError("use.unknown_option", found=name, command=f"comity {command.name}", expected=expected)
            if option.kind == FLAG:
                if equals:
                    raise ComityError("use.unwanted_value", option=name, found=value)
            elif not equals:
                value = next(rest, "")
                if not value or (value.startswith("--") and value.partition("=")[0] in options):
                    raise ComityError("use.missing_value", option=name, expected=option.metavar)
            yield name, value


def _argument(command: Command, found: Sequence[str]) -> dict[str, object]:
    if not command.argument:
        if found:
            raise ComityError("use.unexpected_argument", found=found[0], command=f"comity {command.name}")
        return {}
    if not found:
        expected = ", ".join(command.choices) or command.argument
        raise ComityError("use.missing_argument", command=f"comity {command.name}", expected=expected)
    if len(found) > 1:
        raise ComityError("use.unexpected_argument", found=found[1], command=f"comity {command.name}")
    if command.choices and found[0] not in command.choices:
        raise ComityError(
            "use.bad_choice", option=command.argument, found=found[0], expected=", ".join(command.choices)
        )
    return {command.argument.lower(): found[0]}


def _value(option: Option, given: Sequence[str] | None) -> object:
    if option.repeated:
        return tuple(given or ())
    if given is None:
        return option.default
    (value,) = given
    if option.kind == FLAG:
        return True
    if option.kind == WHOLE:
        if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS and int(value) >= option.least):
            raise ComityError("use.bad_number", option=option.name, found=value, least=option.least)
        return int(value)
    if option.choices and value not in option.choices:
        raise ComityError("use.bad_choice", option=option.name, found=value, expected=", ".join(option.choices))
    return value
