"""Procedures as data: charters, and the one engine that runs their states, guards and clocks.

A charter is a JSON document. `parse` reads it, `check` says what is wrong with it, `accept` does both and refuses. An
`Instance` is where one run of a procedure stands; `start`, `apply` and `advance` take it further, `options` says what
may be done next, and `replay` recomputes all of it from the record.
"""

from comity.procedure.charter import Charter, Procedure, canonical, in_language
from comity.procedure.checking import accept, check
from comity.procedure.engine import Option, advance, apply, due, ended, fields_of, latest, next_firing, options, start
from comity.procedure.findings import Finding
from comity.procedure.instance import Event, Instance, Move, Timer
from comity.procedure.parsing import parse
from comity.procedure.readings import Description, StateRead, StepRead, describe, refusal
from comity.procedure.rules import kinds
from comity.procedure.standard import STANDARD, standard

__all__ = [
    "STANDARD",
    "Charter",
    "Description",
    "Event",
    "Finding",
    "Instance",
    "Move",
    "Option",
    "Procedure",
    "StateRead",
    "StepRead",
    "Timer",
    "accept",
    "advance",
    "apply",
    "canonical",
    "check",
    "describe",
    "digest",
    "due",
    "ended",
    "fields_of",
    "in_language",
    "kinds",
    "latest",
    "next_firing",
    "options",
    "parse",
    "refusal",
    "standard",
    "start",
]


def digest(charter: Charter) -> str:
    """What a charter is known by: SHA-256 (hex) of its document in canonical JSON (RFC 8785)."""
    return charter.digest
