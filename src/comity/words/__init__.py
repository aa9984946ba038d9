"""The words of Comity: a catalogue per language, read at run time; numbers, dates and names as each has them.

Nothing above this package writes a sentence. It names one by its key (`say`), an error by its code (`explain`), a
warning by its code (`caution`), and the reader's language decides the rest.
"""

from comity.words.catalogue import caution, explain, has, keys, pattern, say
from comity.words.figures import clean, date, list_of, number, percent, printable, whole_percent
from comity.words.languages import LANGUAGES, direction, own_name, resolve, tag
from comity.words.places import country_name

__all__ = [
    "LANGUAGES",
    "caution",
    "clean",
    "country_name",
    "date",
    "direction",
    "explain",
    "has",
    "keys",
    "list_of",
    "number",
    "own_name",
    "pattern",
    "percent",
    "printable",
    "resolve",
    "say",
    "tag",
    "whole_percent",
]
