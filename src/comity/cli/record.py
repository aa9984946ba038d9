"""comity record: the memory, checked by anyone, cosigned by witnesses, signed by keys with a ceremony.

What needs no database is here; everything works on files, on a machine that has only the library.
"""

import sys
from importlib import import_module
from pathlib import Path

from comity.analysis.verifying import verify
from comity.cli.options import FLAG, LANGUAGE, Command, Option
from comity.cli.record_keys import KEY
from comity.cli.record_witness import WITNESS
from comity.cli.writing import new_file, refuse_unwritable
from comity.exporters.verification import summary, to_json
from comity.flow.remember.verification import SOUND, TAMPERED
from comity.words import resolve, say

STANDARD = "-"
DONE, NO, UNVERIFIABLE = 0, 1, 2


def verify_bundle(*, bundle: str, trust: str | None, against: str | None, json: str | None, language: str) -> int:
    """Verify a bundle and say what was found. Returns 0 (sound), 1 (tampered) or 2 (unverifiable)."""
    language = resolve(language)
    if json is not None and json != STANDARD:
        refuse_unwritable(Path(json))
    found = verify(bundle, trust=trust, against=against)
    if json == STANDARD:
        sys.stdout.write(to_json(found, language))
    else:
        sys.stdout.write(summary(found, language))
        if json is not None:
            with new_file(Path(json)) as stream:
                stream.write(to_json(found, language).encode("utf-8"))
    if found.verdict == TAMPERED:
        return NO
    if found.verdict == SOUND:
        return DONE
    sys.stderr.write(f"comity: {say(language, 'verification.only_consistent')}\n")
    return UNVERIFIABLE


def export_bundle(*, bundle: str, whole: bool, replace: bool, home: str | None, language: str) -> int:
    """Write the record of an installation as a bundle. Returns 0."""
    work = import_module("comity.cli.record_home")
    return int(work.export(file=bundle, whole=whole, replace=replace, home=home, language=resolve(language)))


VERIFY = Command(
    "record verify",
    argument="BUNDLE",
    options=(
        Option("--trust", "FINGERPRINT"),
        Option("--against", "CHECKPOINT"),
        Option("--json", "FILE|-"),
        LANGUAGE,
    ),
    examples=(
        "comity record verify bundle.jsonl --trust 3f5a-…",
        "comity record verify bundle.jsonl --against checkpoint.txt --json -",
    ),
    run=verify_bundle,
)
EXPORT = Command(
    "record export",
    argument="BUNDLE",
    options=(
        Option("--whole", kind=FLAG, default=False),
        Option("--replace", kind=FLAG, default=False),
        Option("--home", "DIR"),
        LANGUAGE,
    ),
    examples=("comity record export bundle.jsonl", "comity record export all.jsonl --whole --home /srv/comity"),
    run=export_bundle,
)
COMMAND = Command("record", verbs={"export": EXPORT, "verify": VERIFY, "witness": WITNESS, "key": KEY})
