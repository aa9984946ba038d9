"""The charters that come with Comity: a working group to start from, and some that are in use, with their sources."""

import json
from importlib.resources import files

from comity.terms.errors import ComityError

STANDARD = ("standard", "g20_summit", "eu_council", "un_general_assembly", "wto_dispute")


def standard(name: str = "standard") -> dict[str, object]:
    """The document of a charter that comes with Comity. Error: `charter.unknown_standard`."""
    known = name.replace("-", "_")
    if known not in STANDARD:
        raise ComityError("charter.unknown_standard", found=name, expected=", ".join(STANDARD))
    text = files("comity.procedure").joinpath("charters", f"{known}.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document
