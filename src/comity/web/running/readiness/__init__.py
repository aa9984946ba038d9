"""Whether an installation is in order, and whether it is ready for the public: one function a question.

Each answers None where all is well, and otherwise with what is wrong; the sentence `check.NAME.WRONG` says what to do.
"""

from collections.abc import Iterator

from django.db import DatabaseError

from comity.web.running.readiness import data, home, public
from comity.web.running.readiness.findings import Finding, Wrong

__all__ = ["Finding", "Wrong", "findings"]


def findings(*, for_public: bool) -> Iterator[Finding]:
    """The answer to every question; for_public: also to those that matter only where others come in."""
    questions = {**home.QUESTIONS, **(public.QUESTIONS if for_public else {})}
    for name, ask in questions.items():
        yield Finding(name, ask())
    of_data = {**data.QUESTIONS, **(data.FOR_PUBLIC if for_public else {})}
    for name, ask in of_data.items():
        try:
            yield Finding(name, ask())
        except DatabaseError as problem:
            reason = next(iter(str(problem).splitlines()), "")
            yield Finding("database", Wrong("no_answer", {"reason": reason}))
            return
