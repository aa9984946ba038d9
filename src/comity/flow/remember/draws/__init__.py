"""Draws by lot: what the record says of them, what a participant does, and whether it all follows.

payloads: what each kind of entry says, read as if a stranger had written it; part: what a participant makes on its own
machine; course: a draw as it goes, entry by entry, refusing what does not follow from what came before.
"""
