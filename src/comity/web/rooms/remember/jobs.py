"""What the room does by the clock."""

from comity.web.rooms.remember import bundles

PERIODIC = {"bundle": (3600, bundles.make_latest)}
"""Name -> (seconds between, what is done)."""
