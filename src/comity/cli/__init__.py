"""The command `comity`: arguments in, files and an exit code out, one module a command.

A command is a module of this package with `COMMAND`, which says what may be given to it, and `run`, which does it; one
of several verbs has a `Command` for each, with a `run` of its own. Only the module asked for is loaded, so that help
and versions come at once.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import PurePath

from comity.cli.help import command_page, overview
from comity.cli.options import Command, chosen, language_of, parsed
from comity.cli.suggestions import with_suggestion
from comity.terms.errors import ComityError
from comity.version import __version__
from comity.words import explain, say

COMMANDS = (
    "backup",
    "check",
    "compare",
    "demo",
    "draw",
    "mail",
    "operator",
    "procedure",
    "record",
    "restore",
    "sample",
    "schema",
    "serve",
    "upgrade",
)
DONE, BAD_USE, INTERRUPTED, PIPE_CLOSED = 0, 2, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    0: done; 1: the answer is "no"; 2: bad input or use, with one line on standard error that says what, where and what
    was expected. 130 and 141, quietly, where the user interrupts or whatever reads our output has closed it.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    language = language_of(words)
    try:
        code = _run(words, language)
        sys.stdout.flush()
        return code
    except ComityError as error:
        return _refused(explain(with_suggestion(error), language))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes standard output once more at the end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except MemoryError:
        return _refused(say(language, "fault.memory"))
    except Exception as fault:
        if sys.flags.dev_mode:
            raise
        kind, place = _described(fault)
        return _refused(say(language, "fault.ours", version=__version__, kind=kind, place=place))


def _run(words: Sequence[str], language: str) -> int:
    if not words or words[0] in ("--help", "-h"):
        sys.stdout.write(overview(COMMANDS, language))
        return DONE
    if words[0] == "--version":
        sys.stdout.write(f"comity {__version__}\n")
        return DONE
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        code = "use.unknown_option" if name.startswith("-") else "use.unknown_command"
        raise ComityError(code, found=name, command="comity", expected=", ".join(COMMANDS))
    module = import_module(f"{__name__}.{name}")
    whole: Command = module.COMMAND
    command, rest = chosen(whole, rest)
    if {"--help", "-h"} & set(rest):
        sys.stdout.write(command_page(command, language))
        return DONE
    values = parsed(command, rest)
    run: Callable[..., int] = command.run or module.run
    return run(**values)


def _refused(sentence: str) -> int:
    """Say in one line on standard error why nothing was done."""
    sys.stderr.write(" ".join(f"comity: {sentence}".splitlines()) + "\n")
    return BAD_USE


def _described(fault: Exception) -> tuple[str, str]:
    """What kind of fault it is, and the line of our code it came from."""
    steps = traceback.extract_tb(fault.__traceback__)
    own = [step for step in steps if "comity" in PurePath(step.filename).parts]
    last = (own or steps)[-1]
    parts = PurePath(last.filename).parts
    start = len(parts) - 1 - parts[::-1].index("comity") if "comity" in parts else len(parts) - 1
    return ": ".join([type(fault).__name__, *str(fault).splitlines()[:1]]), f"{'/'.join(parts[start:])}:{last.lineno}"
