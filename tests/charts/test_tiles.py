"""The world as tiles: every state once, all of one size."""

import re

from comity.charts import Tile, level_of, region_map, tile_map, tile_table
from comity.charts.world import COLUMNS, ROWS, TILES
from comity.terms.countries import COUNTRIES


def test_every_member_and_observer_state_has_one_place() -> None:
    assert set(TILES) == {code for code, land in COUNTRIES.items() if land.un}
    assert len(set(TILES.values())) == len(TILES) == 195
    assert (min(c for c, _ in TILES.values()), min(r for _, r in TILES.values())) == (0, 0)


def test_states_stand_where_the_map_has_them() -> None:
    def east(a: str, b: str) -> bool:
        return TILES[a][0] > TILES[b][0]

    def south(a: str, b: str) -> bool:
        return TILES[a][1] > TILES[b][1]

    assert (
        east("RUS", "DEU") and east("CHN", "IND") and east("JPN", "CHN") and east("NZL", "AUS") and east("BRA", "PER")
    )
    assert (
        south("USA", "CAN")
        and south("MEX", "USA")
        and south("ZAF", "EGY")
        and south("ITA", "DEU")
        and south("IDN", "VNM")
    )


def test_tuvalu_is_as_large_as_china() -> None:
    svg = tile_map("w", "en", "t", {"TUV": Tile("1"), "CHN": Tile("1400")}).svg
    assert len(set(re.findall(r'<rect class="face" width="([\d.]+)" height="\1"', svg))) == 1
    assert svg.count('class="tile blank"') == 193


def test_a_tile_carries_code_and_value() -> None:
    svg = tile_map("w", "en", "t", {"TUV": Tile("7", 3)}).svg
    assert re.search(r'class="tile level3"[^>]*><rect[^>]*/><text[^>]*>TUV</text><text[^>]*>7</text>', svg)


def test_other_areas_stand_in_a_row_beneath() -> None:
    svg = tile_map("w", "en", "t", {"GRL": Tile("2"), "FJI": Tile("1")}).svg
    at = re.search(r'translate\(([\d.]+) ([\d.]+)\)"><rect[^>]*/><text[^>]*>GRL', svg)
    assert at and float(at[2]) == (ROWS + 1) * 30
    assert f'viewBox="0 0 {COLUMNS * 30} {(ROWS + 2) * 30}"' in svg


def test_narrow_places_list_tiles_by_region() -> None:
    figure = region_map("n", "fr", "t", {"FJI": Tile("1"), "ATA": Tile("1")})
    headings = re.findall(r'class="strong">([^<]*)<', figure.svg)
    assert headings == ["Afrique", "Amériques", "Asie", "Europe", "Océanie", "Autres zones"]
    assert figure.svg.count('class="tile') == 196


def test_levels_keep_small_numbers_apart() -> None:
    assert [level_of(n, 1) for n in (1,)] == [1]
    assert [level_of(n, 81) for n in (1, 3, 4, 9, 10, 27, 28, 81)] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_the_table_names_countries_in_the_readers_language() -> None:
    rows = tile_table("es", "c", "Personas", {"FJI": Tile("3"), "COD": Tile("1")}).rows
    assert rows == (("República Democrática del Congo", "COD", "África", "1"), ("Fiyi", "FJI", "Oceanía", "3"))
