"""comity mail: whether mail goes out, and what comes back."""

import sys
from importlib import import_module

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from comity.cli.installation import HOME, home_folder, refuse_missing, set_up, using
from comity.cli.options import LANGUAGE, Command
from comity.terms.errors import ComityError
from comity.words import resolve, say

DONE, NO, TRY_AGAIN = 0, 1, 75
"""75 is how a server of mail is told to hand the same report over again later (EX_TEMPFAIL of sysexits.h)."""
LARGEST = 2 * 1024 * 1024


def bounce(*, home: str | None, language: str) -> int:
    """Take in one report from standard input, as a server of mail hands it over. Says nothing, and returns 0 also where
    the report is none of ours, because a server would answer anything else with a mail. Returns 75 where the database
    does not answer."""
    folder = home_folder(home)
    refuse_missing(folder)
    raw = sys.stdin.buffer.read(LARGEST)
    with using(folder):
        set_up(folder)
        try:
            import_module("comity.web.notices.mail.bounces").take_in(raw)
            return DONE
        except DatabaseError:
            return TRY_AGAIN


def test(*, address: str, home: str | None, language: str) -> int:
    """Send a mail to the address and say what the server answered. Returns 0 where it was taken, otherwise 1."""
    folder, chosen = home_folder(home), resolve(language)
    refuse_missing(folder)
    try:
        validate_email(address)
    except ValidationError as problem:
        raise ComityError("running.not_an_address", found=address) from problem
    with using(folder):
        set_up(folder)
        delivery = import_module("comity.web.notices.mail.trying").send_test(address, chosen)
    sys.stdout.write(
        say(chosen, f"mail.test.{delivery.outcome}", address=address, status=delivery.status or "–") + "\n"
    )
    return DONE if delivery.outcome == "sent" else NO


COMMAND = Command(
    "mail",
    verbs={
        "bounce": Command(
            "mail bounce",
            options=(HOME, LANGUAGE),
            examples=("comity mail bounce --home /srv/comity < report.eml",),
            run=bounce,
        ),
        "test": Command(
            "mail test",
            argument="ADDRESS",
            options=(HOME, LANGUAGE),
            examples=("comity mail test operator@example.org",),
            run=test,
        ),
    },
)


def run() -> int:
    """Never called: every verb has its own."""
    return NO
