"""Where every state's tile stands: one equal tile each, roughly where the map has it, Tuvalu as large as China.

193 members of the United Nations and its two observer states. Other areas get a tile of their own in a row beneath
when people from there took part.
"""

_LAYOUT = """
.   .   .   .   .   .   .   .   .   .   ISL .   .   .   NOR SWE FIN
.   CAN .   .   .   .   .   .   .   .   IRL GBR .   .   DNK .   EST LVA RUS
.   USA .   .   .   .   .   .   .   .   .   .   BEL NLD DEU POL LTU BLR
MEX .   .   CUB BHS .   .   .   .   .   .   .   LUX LIE CZE SVK UKR MDA
GTM BLZ .   JAM HTI DOM KNA ATG .   .   .   FRA CHE AUT HUN ROU
SLV HND .   .   .   .   .   DMA .   .   AND MCO SMR SVN HRV SRB BGR .   GEO .   KAZ KGZ .   MNG .   PRK
.   NIC .   .   .   .   VCT LCA .   PRT ESP VAT ITA BIH MNE MKD .   TUR ARM AZE UZB TJK .   CHN .   KOR JPN
.   CRI .   .   .   TTO GRD BRB .   .   .   .   MLT .   ALB GRC CYP LBN SYR IRQ TKM AFG NPL BTN
.   .   PAN COL VEN GUY SUR .   .   .   .   .   .   .   .   .   .   ISR JOR KWT IRN PAK IND BGD MMR LAO VNM
.   .   .   ECU PER BRA .   .   .   .   .   MAR DZA TUN LBY EGY .   PSE SAU BHR QAT ARE .   LKA .   THA KHM PHL
.   .   .   .   BOL PRY .   .   .   CPV SEN MRT MLI .   NER TCD SDN ERI .   YEM OMN .   MDV .   .   MYS BRN .   PLW FSM MHL
.   .   .   .   CHL ARG URY .   .   .   GMB GIN BFA BEN NGA CAF SSD ETH DJI .   .   .   .   .   SGP IDN TLS .   .   NRU KIR
.   .   .   .   .   .   .   .   .   .   GNB SLE CIV TGO CMR COD UGA KEN SOM .   .   .   .   .   .   .   .   PNG SLB TUV WSM
.   .   .   .   .   .   .   .   .   .   .   LBR GHA STP GNQ COG RWA TZA .   .   .   .   .   .   .   .   AUS .   VUT FJI TON
.   .   .   .   .   .   .   .   .   .   .   .   .   .   GAB AGO BDI MWI COM SYC .   .   .   .   .   .   .   .   NZL
.   .   .   .   .   .   .   .   .   .   .   .   .   .   .   NAM ZMB MOZ MDG MUS
.   .   .   .   .   .   .   .   .   .   .   .   .   .   .   BWA ZWE SWZ
.   .   .   .   .   .   .   .   .   .   .   .   .   .   .   ZAF LSO
"""  # noqa: E501


def _read(layout: str) -> dict[str, tuple[int, int]]:
    rows = [line.split() for line in layout.strip().splitlines()]
    return {code: (column, row) for row, line in enumerate(rows) for column, code in enumerate(line) if code != "."}


TILES = _read(_LAYOUT)
"""alpha-3 -> (column, row), both from 0 at the top left."""
COLUMNS = max(column for column, _ in TILES.values()) + 1
ROWS = max(row for _, row in TILES.values()) + 1
