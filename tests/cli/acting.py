"""People who act on an installation, and whether its tables and its record are in step afterwards."""

import json
import subprocess

from tests.cli.installations import Installation

ACT = """
from django.db import transaction
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Text

def act(number):
    with transaction.atomic():
        text = Text.objects.create(original="en")
        append(Act(THE_SYSTEM, "text.written", f"text:{text.pk}", {"number": number}))
"""
WRITER = f"""{ACT}
number = 0
while True:
    act(number)
    print(number, flush=True)
    number += 1
"""
"""Acts one by one, and says of each when it is done."""

_STATE = """
import json
from comity.flow.remember.entries import commit, encoded
from comity.flow.remember.merkle import leaf_hash, root_of
from comity.web.spine.models import Entry, Head, Payload, Text
from comity.web.spine.queries import record
size = Head.objects.get(pk=1).size
opened = list(record.whole(None, size))
leaves = [leaf_hash(encoded(one.entry)) for one in opened]
print(json.dumps({
    "size": size,
    "entries": Entry.objects.count(),
    "payloads": Payload.objects.count(),
    "rooted": record.root_at(size) == root_of(leaves),
    "committed": all(commit(one.payload, bytes.fromhex(one.salt)) == one.entry.commitment for one in opened),
    "texts": sorted(f"text:{pk}" for pk in Text.objects.filter(wordings=None).values_list("pk", flat=True)),
    "subjects": sorted(one.entry.subject for one in opened if one.entry.kind == "text.written"),
    "numbers": sorted(one.payload["number"] for one in opened if one.entry.kind == "text.written"),
}))
"""


def in_step(installation: Installation) -> list[int]:
    """The numbers of the acts there are. Fails where tables and record are not in step, or the record is not sound.

    The texts of the acts have no wording; those that were planted from facts do."""
    found = json.loads(installation.python(_STATE))
    assert found["size"] == found["entries"] == found["payloads"]
    assert found["rooted"] and found["committed"]
    assert found["texts"] == found["subjects"]
    numbers: list[int] = found["numbers"]
    return numbers


def acknowledged(writer: "subprocess.Popen[str]", least: int) -> int:
    """The last act that was acknowledged, once `least` was."""
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= least:
            return int(line)
    raise AssertionError("the writer ended")
