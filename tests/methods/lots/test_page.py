"""The test vector on the page of the method is what is computed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from comity.methods.lots import assign, sample, seed_of, stratified, ticket
from comity.methods.lots.sharing import Circle, Dealing, Share, is_share, is_sound, opened, rebuilt

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methods" / "lots.md"


@pytest.fixture(scope="module")
def vector() -> dict[str, Any]:
    (block,) = re.findall(r"^```json\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return dict(json.loads(block))


@pytest.fixture(scope="module")
def circle(vector: dict[str, Any]) -> Circle:
    keys = tuple(bytes.fromhex(key) for key in vector["keys"])
    return Circle(bytes.fromhex(vector["context"]), keys, vector["threshold"])


@pytest.fixture(scope="module")
def dealing(vector: dict[str, Any]) -> Dealing:
    found = vector["dealing"]
    return Dealing(
        tuple(bytes.fromhex(share) for share in found["shares"]),
        int(found["challenge"], 16),
        tuple(int(response, 16) for response in found["responses"]),
        int(found["key_response"], 16),
    )


def test_the_dealing_is_sound_and_opens(vector: dict[str, Any], circle: Circle, dealing: Dealing) -> None:
    assert is_sound(dealing, vector["dealing"]["dealer"], circle)
    contribution = opened(dealing, bytes.fromhex(vector["nonces"][0]), circle)
    assert contribution is not None and contribution.hex() == vector["contributions"][0]


def test_the_share_is_one(vector: dict[str, Any], circle: Circle, dealing: Dealing) -> None:
    found = vector["share"]
    share = Share(bytes.fromhex(found["point"]), int(found["challenge"], 16), int(found["response"], 16))
    assert is_share(share, dealing, found["dealer"], found["holder"], circle)
    assert rebuilt({found["holder"]: share}, 1) == share.point


def test_the_seed_follows(vector: dict[str, Any]) -> None:
    contributions = [bytes.fromhex(one) for one in vector["contributions"]]
    assert seed_of(bytes.fromhex(vector["root"]), contributions).hex() == vector["seed"]


def test_what_is_drawn_follows(vector: dict[str, Any]) -> None:
    seed, pool, asked = bytes.fromhex(vector["seed"]), vector["pool"], vector["reviewers"]
    assert ticket(seed, "FRA").hex() == vector["ticket of FRA"]
    assert sample(seed, pool, 3) == vector["sample of 3"]
    assert stratified(seed, pool, pool, vector["quotas"]) == vector["stratified"]
    teams = assign(seed, pool, asked["subjects"], seats=asked["seats"], load=asked["load"], done=asked["done"])
    assert {
        subject: {"reviewers": list(team.reviewers), "stand_in": team.stand_in} for subject, team in teams.items()
    } == asked["teams"]
