"""The room of comparisons: immutable snapshots of what was found, and the report of each."""
