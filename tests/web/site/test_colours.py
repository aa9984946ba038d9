"""Every colour of the stylesheet can be read on every ground it stands on, by day and by night."""

import re
from pathlib import Path

import pytest

import comity.web.site

SHEET = (Path(comity.web.site.__file__).parent / "static" / "site" / "comity.css").read_text(encoding="utf-8")
DARK = "@media (prefers-color-scheme: dark)"
TEXTS = ("ink", "quiet", "accent", "says-agree", "says-disagree", "good", "caution", "danger")
GROUNDS = ("paper", "sheet", "shade")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-paper"),
    ("ink", "accent-paper"),
    ("ink", "good-paper"),
    ("ink", "caution-paper"),
    ("ink", "danger-paper"),
    ("paper", "danger"),
]
SHAPES = [(shape, ground) for shape in ("edge", "accent", "danger", "agree", "disagree", "pass") for ground in GROUNDS]


def colours(scheme: str) -> dict[str, tuple[int, int, int]]:
    """Name of each colour -> red, green, blue, as the scheme has them."""
    blocks = re.findall(r":root\s*\{([^}]*)\}", SHEET.split(DARK)[0])
    if scheme == "dark":
        blocks += re.findall(r":root\s*\{([^}]*)\}", SHEET.split(DARK)[1])[:1]
    found = re.findall(r"--([\w-]+):\s*#([0-9a-f]{6})", "".join(blocks))
    return {name: tuple(int(value[at : at + 2], 16) for at in (0, 2, 4)) for name, value in found}


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x77, 0x77, 0x77), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable(scheme: str, text: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[text], known[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_borders_of_fields_and_marks_are_seen(scheme: str, shape: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[shape], known[ground]) >= 3


def test_agreement_and_disagreement_have_the_colours_of_the_charts() -> None:
    known = colours("light")
    assert known["agree"] == (0x0B, 0x6E, 0x99)
    assert known["disagree"] == (0xC2, 0x57, 0x0C)
    assert known["pass"] == (0x6B, 0x72, 0x80)


def test_the_dark_scheme_changes_every_ground_and_text() -> None:
    light, dark = colours("light"), colours("dark")
    assert all(light[name] != dark[name] for name in (*TEXTS, *GROUNDS))


def test_layout_knows_no_left_and_no_right() -> None:
    """Only the arrow of a select, a picture, must say where right is."""
    rules = [line for line in SHEET.splitlines() if not line.startswith("select")]
    sided = re.compile(r"\b(margin|padding|border)-(left|right)\b|(?<![\w-])(left|right):|text-align:\s*(left|right)")
    assert not [line for line in rules if sided.search(line)]


def test_motion_is_short_and_only_for_who_wants_it() -> None:
    outside = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{.*\}", "", SHEET)
    assert "transition" not in outside and "animation" not in outside
    assert all(float(seconds) < 0.2 for seconds in re.findall(r"(?<![\w.])(\.\d+)s\b", SHEET))
