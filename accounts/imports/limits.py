"""How large a file may be. Named on the page before work starts; more is refused before it is parsed."""

MOST_BYTES = 25 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767  # in a cell; Excel's own limit

# Of a spreadsheet, which is a zip of XML.
MOST_ENTRIES = 1_000
MOST_DIRECTORY_BYTES = 512 * 1024
MOST_INFLATED_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100  # inflated to packed; office programs stay below 30
RATIO_COUNTS_FROM_BYTES = 4 * 1024 * 1024
MOST_CELLS = 3_000_000
READER_MEMORY_BYTES = 1024 * 1024 * 1024
READER_SECONDS = 12
