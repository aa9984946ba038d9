"""comity schema prints what the results keep to."""

import json

from tests.cli.conftest import Say


def test_the_schema_is_printed(say: Say) -> None:
    code, out, err = say("schema", "compare")
    assert (code, err) == (0, "")
    assert json.loads(out)["properties"]["schema"]["properties"]["name"] == {"const": "comity.compare"}


def test_without_a_name_those_there_are_are_named(say: Say) -> None:
    said = "comity: Something is missing behind comity schema; expected compare, verification, charter, events.\n"
    assert say("schema")[::2] == (2, said)
