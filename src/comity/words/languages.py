"""The languages there is a catalogue for. A further one is one more name here and one more folder in `catalogues/`."""

from functools import cache

from babel import Locale

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh_Hans")
FALLBACK = "en"


@cache
def resolve(language: str) -> str:
    """The catalogue that serves `language` best: `fr-CA` is served by `fr`, `zh-CN` by `zh_Hans`, an unknown one by
    English."""
    wanted = language.strip().replace("-", "_").lower()
    by_lower = {name.lower(): name for name in LANGUAGES}
    if wanted in by_lower:
        return by_lower[wanted]
    primary = wanted.split("_")[0]
    return next((name for name in LANGUAGES if name.lower().split("_")[0] == primary), FALLBACK)


@cache
def locale(language: str) -> Locale:
    """Babel's locale of the catalogue that serves `language`."""
    return Locale.parse(resolve(language))


def tag(language: str) -> str:
    """The language tag (BCP 47) of the catalogue that serves `language`, as in an HTML `lang` attribute."""
    return resolve(language).replace("_", "-")


def direction(language: str) -> str:
    """ "rtl" where the language is written from right to left, otherwise "ltr"."""
    return "rtl" if locale(language).text_direction == "rtl" else "ltr"


def own_name(language: str) -> str:
    """What the language calls itself, such as "français"."""
    found = locale(language)
    return found.languages.get(found.language) or found.get_display_name() or tag(language)
