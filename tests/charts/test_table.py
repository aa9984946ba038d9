"""Tables that a screen reader can walk."""

import xml.etree.ElementTree as ET

from comity.charts import Column, stylesheet, table


def test_headings_have_a_scope_and_cells_are_escaped() -> None:
    made = table("A & B", [Column("Who"), Column("Share", True)], [("<i>x</i>", "5%")])
    root = ET.fromstring(made.__html__())
    assert root.find("caption").text == "A & B"  # type: ignore[union-attr]
    assert [th.get("scope") for th in root.iter("th")] == ["col", "col", "row"]
    assert root.find("tbody/tr/th/bdi").text == "<i>x</i>"  # type: ignore[union-attr]
    assert root.find("tbody/tr/td").get("class") == "n"  # type: ignore[union-attr]


def test_the_style_needs_nothing_from_elsewhere() -> None:
    rules = stylesheet()
    assert "url(" not in rules and "@import" not in rules
    assert "prefers-color-scheme: dark" in rules
