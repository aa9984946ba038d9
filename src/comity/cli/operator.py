"""comity operator: let somebody run the installation."""

import sys

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from comity.cli.installation import HOME, home_folder, refuse_missing, set_up, using
from comity.cli.options import LANGUAGE, Command
from comity.terms.errors import ComityError
from comity.web.running.first import make_operator
from comity.web.running.preparing import refuse_other_version
from comity.words import resolve, say, tag

COMMAND = Command(
    "operator", argument="EMAIL", options=(HOME, LANGUAGE), examples=("comity operator operator@example.org",)
)


def run(*, email: str, home: str | None, language: str) -> int:
    """Mark the person as an operator, and make the person where there is none. Returns the exit code."""
    folder = home_folder(home)
    refuse_missing(folder)
    with using(folder):
        set_up(folder)
        try:
            validate_email(email)
        except ValidationError as problem:
            raise ComityError("running.not_an_address", found=email) from problem
        refuse_other_version()
        make_operator(email, tag(language))
    sys.stdout.write(say(resolve(language), "running.operator_made", email=email) + "\n")
    return 0
