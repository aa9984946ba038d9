"""The words of Comity: a catalogue per language, read at run time; numbers, dates and names as each has them.

Nothing above this package writes a sentence. It names one by its key (`say`), an error by its code (`explain`), a
warning by its code (`caution`), and the reader's language decides the rest.
"""

from comity.words.catalogue import caution, explain, has, keys, pattern, say
from comity.words.figures import (
    city,
    clean,
    clock,
    date,
    day,
    list_of,
    moment,
    number,
    percent,
    printable,
    relative,
    whole_percent,
)
from comity.words.languages import LANGUAGES, direction, own_name, resolve, tag
from comity.words.moments import known_zone, moment_there
from comity.words.places import country_name
from comity.words.searching import query_words, search_words

__all__ = [
    "LANGUAGES",
    "caution",
    "city",
    "clean",
    "clock",
    "country_name",
    "date",
    "day",
    "direction",
    "explain",
    "has",
    "keys",
    "known_zone",
    "list_of",
    "moment",
    "moment_there",
    "number",
    "own_name",
    "pattern",
    "percent",
    "printable",
    "query_words",
    "relative",
    "resolve",
    "say",
    "search_words",
    "tag",
    "whole_percent",
]
