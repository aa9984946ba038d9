"""From a path to checked cells: opening and unpacking, decoding, splitting into rows, numbering what the cells say."""
