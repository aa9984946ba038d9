"""The pages that --help shows."""

from collections.abc import Iterator, Sequence

from comity.cli.options import FLAG, Command, Option
from comity.exporters.wrapping import wrapped
from comity.words import has, say

WIDTH = 80
_INDENT = "      "


def overview(commands: Sequence[str], language: str) -> str:
    """What comity is and which commands there are."""
    lines = [*wrapped(say(language, "help.comity"), WIDTH), ""]
    lines += [say(language, "help.usage"), "  comity COMMAND …", ""]
    lines.append(say(language, "help.commands"))
    for name in commands:
        lines += [f"  comity {name}", *_indented(say(language, f"help.{name}"))]
    lines += ["", *wrapped(say(language, "help.more"), WIDTH), *wrapped(say(language, "help.codes"), WIDTH)]
    return "\n".join(lines) + "\n"


def command_page(command: Command, language: str) -> str:
    """What one command does, and what may be given to it."""
    more = "…" if command.options or command.verbs else ""
    usage = " ".join(filter(None, ("comity", command.name, command.argument, more)))
    lines = [*wrapped(say(language, command.key), WIDTH), "", say(language, "help.usage"), f"  {usage}"]
    if command.verbs:
        lines += ["", say(language, "help.commands")]
        for verb in command.verbs.values():
            lines += [f"  comity {verb.name}", *_indented(say(language, verb.key))]
    if command.argument:
        choices = f" ({', '.join(command.choices)})" if command.choices else ""
        lines += ["", f"  {command.argument}", *_indented(say(language, f"{command.key}.argument") + choices)]
    if command.options:
        lines += ["", say(language, "help.options")]
        for option in command.options:
            lines += _option(command, option, language)
    if command.examples:
        lines += ["", say(language, "help.examples"), *(f"  {example}" for example in command.examples)]
    return "\n".join(lines) + "\n"


def _option(command: Command, option: Option, language: str) -> Iterator[str]:
    yield "  " + " ".join(filter(None, (option.name, option.metavar)))
    key = f"{command.key}.{option.key}"
    words = [say(language, key if has(key) else f"help.option.{option.key}")]
    if option.kind != FLAG and option.default is not None:
        words.append(say(language, "help.default", value=str(option.default)))
    yield from _indented(" ".join(words))


def _indented(text: str) -> list[str]:
    return wrapped(_INDENT + text, WIDTH, _INDENT)
