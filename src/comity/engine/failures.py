"""What went wrong in a worker, made fit to travel to the process that asked."""

import copyreg
import pickle
import traceback
from collections.abc import Callable

from comity.terms.errors import ComityError


def portable(error: Exception, where: str) -> Exception:
    """`error` itself, with a note of where in the worker it was raised; engine.function_failed in its place where its
    kind cannot be pickled and read again."""
    error.add_note(f"In {where}:\n{''.join(traceback.format_exception(error)).rstrip()}")
    try:
        pickle.loads(pickle.dumps(error, protocol=5))
    except Exception:
        return ComityError("engine.function_failed", error=f"{type(error).__name__}: {error}")
    return error


def _rebuilt(code: str, parameters: dict[str, object]) -> ComityError:
    return ComityError(code, **parameters)


def _taken_apart(error: ComityError) -> tuple[Callable[..., ComityError], tuple[object, ...], dict[str, object]]:
    notes = getattr(error, "__notes__", [])
    return _rebuilt, (error.code, dict(error.parameters)), {"__notes__": notes}


# Exceptions are pickled as a call with their positional arguments; ComityError takes its parameters by name.
copyreg.pickle(ComityError, _taken_apart)
