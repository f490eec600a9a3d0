//! What an imported file may be at most. A file beyond a limit is refused with a message; it is never cut short.

/// Size of the file itself, in bytes.
pub const MAX_FILE_BYTES: u64 = 20 * 1024 * 1024;

/// Rows that hold something, the header included.
pub const MAX_ROWS: u32 = 100_001;

/// Columns that hold something.
pub const MAX_COLUMNS: usize = 200;

/// Characters of one cell: the limit of spreadsheet programs.
pub const MAX_CELL_CHARS: usize = 32_767;

/// Entries of a workbook's archive.
pub const MAX_ARCHIVE_ENTRIES: usize = 2_000;

/// All parts of a workbook together, unpacked, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;

/// Unpacked ÷ packed size of one part, once more than [`RATIO_FROM_BYTES`] came out of it.
pub const MAX_UNPACK_RATIO: u64 = 200;

/// Small parts may shrink as much as they like.
pub const RATIO_FROM_BYTES: u64 = 4 * 1024 * 1024;

/// Text that a workbook's cells share, in bytes.
pub const MAX_SHARED_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Number of shared texts.
pub const MAX_SHARED_TEXTS: usize = 4_000_000;

/// One piece of markup (a tag with its attributes, a comment, a run of text), in bytes.
pub const MAX_MARKUP_BYTES: usize = 1024 * 1024;

/// How deep elements of a workbook's XML may nest.
pub const MAX_XML_DEPTH: usize = 64;

/// How deep lists and objects of a JSON file may nest.
pub const MAX_JSON_DEPTH: usize = 32;

/// Entries of a list inside an objective or a key result of a JSON file.
pub const MAX_JSON_LIST: usize = 1_000;

/// Characters of an objective's title.
pub const MAX_OBJECTIVE_TITLE: usize = 200;

/// Characters of a key result's title.
pub const MAX_KEY_RESULT_TITLE: usize = 300;

/// Characters of a description.
pub const MAX_DESCRIPTION: usize = 10_000;

/// Characters of a comment.
pub const MAX_COMMENT: usize = 2_000;

/// Characters of a unit.
pub const MAX_UNIT: usize = 30;

/// Characters of a person's, team's or period's name, or of a key.
pub const MAX_NAME: usize = 200;

/// Characters of the name of a kept mapping.
pub const MAX_MAPPING_NAME: usize = 100;

/// Characters of a period's own name.
pub const MAX_PERIOD_NAME: usize = 100;

/// Characters of a milestone's title.
pub const MAX_MILESTONE_TITLE: usize = 200;

/// Characters of a level's name.
pub const MAX_LEVEL_LABEL: usize = 100;

/// Faulty cells that a report lists one by one; the rest is counted.
pub const MAX_LISTED_ERRORS: usize = 1_000;

/// Changed objectives and key results that a report lists one by one; the rest is counted.
pub const MAX_DIFFERENCES: usize = 2_000;

/// Largest magnitude of a baseline, target or value.
pub const MAX_NUMBER: i64 = 1_000_000_000_000_000;

/// Digits after the decimal mark of a number, as many as forms take.
pub const MAX_DECIMALS: u32 = 10;

/// Largest priority number; 0 is the most urgent.
pub const MAX_PRIORITY: u8 = 9;

/// Largest weight; 0 means «followed, not counted».
pub const MAX_WEIGHT: i64 = 1_000_000;
