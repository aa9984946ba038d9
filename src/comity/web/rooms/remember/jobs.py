"""What the room does by the clock."""

from comity.web.rooms.remember import bundles, draws

PERIODIC = {"bundle": (3600, bundles.make_latest), "draws": (20, draws.go_on)}
"""Name -> (seconds between, what is done)."""
