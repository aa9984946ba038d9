"""What the spine does by the clock."""

from comity.web.spine import search
from comity.web.spine.acts import checkpoints, sendings

PERIODIC = {
    "checkpoint": (300, checkpoints.sign),
    "search": (5, search.catch_up),
    "sendings": (24 * 60 * 60, sendings.forget),
}
"""Name -> (seconds between, what is done)."""
