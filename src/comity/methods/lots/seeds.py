"""One seed of all contributions and of the root that was fixed before any of them was known."""

import hashlib
from collections.abc import Sequence

SEED = 32
"""Bytes of a seed."""
_DOMAIN = b"comity draw 1 seed\n"


def seed_of(root: bytes, contributions: Sequence[bytes]) -> bytes:
    """SHA-256 over the domain, the root (32 bytes) and the contributions (32 bytes each) in the order of the
    participants."""
    return hashlib.sha256(_DOMAIN + root + b"".join(contributions)).digest()
