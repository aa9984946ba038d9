"""The stages, named by verbs, in the order in which a text travels; a stage is a folder here once it is built."""

STAGES = (
    "elicit",
    "classify",
    "compare",
    "deliberate",
    "draft",
    "assess",
    "agree",
    "commit",
    "monitor",
    "resolve",
    "remember",
)
