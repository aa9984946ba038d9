"""How large what comes in may be. Each limit turns an endless or hostile file into one early, clear error."""

BLOCK = 1 << 20  # bytes read, unpacked or decoded at a time
LONGEST_LINE = 1 << 20  # bytes in one line, and in one record that spans several lines
MOST_COLUMNS = 20_000
LARGEST_UNPACKED = 4 << 30  # bytes that an archive may hold
FREE_UNPACKED = 32 << 20  # bytes up to which the ratio of an archive does not matter
HIGHEST_RATIO = 400  # unpacked bytes per packed byte; a wide file with 1 % of its cells filled has 40, with 0.1 % 190
LARGEST_TEXT_ARRAY = 2 << 30  # bytes of one array of text, whose every cell is as wide as its longest
