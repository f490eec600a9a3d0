//! Verification: every row of a log is compared with what its block says of it, and every block with the one before it.
//! What is held at a time are some blocks and some rows, however long the log is.
use std::collections::VecDeque;
use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::{Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use super::chain::{BEGINNING, Block, Comparison, Fate, Hash, Place};
use super::store;
use super::text::{Row, VERSION};

/// Breaks that are named at most; others are counted.
const NAMED: usize = 100;
/// Rows and blocks that are read at a time.
const ROWS: i64 = 2_000;
const BLOCKS: i64 = 20;

/// What is not as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// These blocks are not there: from, to.
    Missing(i64, i64),
    /// The content of a block is not what its hash was made of.
    Changed(i64),
    /// A block holds another hash than that of the block before it.
    Unlinked(i64),
    /// A block of a text that this program does not know.
    Unknown(i64, i16),
    /// It is noted otherwise that the chain ends with this block.
    End(i64),
    /// A row is not what its block says.
    Row(i64, Uuid, Fate),
    /// So many rows were sealed in blocks that are not there; from which block on.
    Orphans(i64, i64),
    /// A block has another hash than the one that was noted elsewhere.
    Unexpected(i64),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Blocks that are as they were made, and rows in them that are as they were sealed.
    pub blocks: i64,
    pub rows: i64,
    /// Rows that wait to be sealed, and since when the first of them does.
    pub unsealed: i64,
    pub unsealed_since: Option<DateTime<Utc>>,
    /// Number and hash of the last block.
    pub end: Option<(i64, Hash)>,
    /// The first of what is broken.
    pub breaks: Vec<Break>,
    /// How many more there are.
    pub unnamed: u64,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.breaks.is_empty()
    }

    /// How many breaks there are.
    pub fn broken(&self) -> u64 {
        u64::try_from(self.breaks.len()).unwrap_or(u64::MAX).saturating_add(self.unnamed)
    }

    fn note(&mut self, broken: Break) {
        if self.breaks.len() < NAMED {
            self.breaks.push(broken);
        } else {
            self.unnamed = self.unnamed.saturating_add(1);
        }
    }
}

/// All organizations: id and slug.
pub async fn organizations(conn: &mut PgConnection) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    store::organizations(conn).await
}

/// Verifies the log of one organization as it stands at one moment, as the worker role. `expected` is a block that was noted
/// elsewhere, whose hash must still be that.
pub async fn verify(
    conn: &mut PgConnection,
    organization: Uuid,
    expected: Option<(i64, Hash)>,
) -> Result<Verified, sqlx::Error> {
    let mut tx = conn.begin().await?;
    tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
    let mut walk =
        Walk { rows: Rows::of(organization), found: Verified::default(), number: 0, hash: BEGINNING, expected };
    loop {
        let blocks = store::blocks(&mut tx, organization, walk.number, BLOCKS).await?;
        if blocks.is_empty() {
            break;
        }
        for block in blocks {
            walk.block(&mut tx, block).await?;
        }
    }
    let Walk { rows, mut found, number, hash, expected } = walk;
    let head = store::head(&mut tx, organization).await?;
    match head {
        Some(head) if head.number > number => found.note(Break::Missing(number.saturating_add(1), head.number)),
        Some(head) if (head.number, head.hash, head.last) == (number, hash, rows.end) => {}
        None if number == 0 => {}
        _ => found.note(Break::End(number)),
    }
    if let Some((wanted, _)) = expected {
        found.note(Break::Unexpected(wanted));
    }
    (found.unsealed, found.unsealed_since) = store::count_after(&mut tx, organization, rows.end).await?;
    found.end = (number > 0).then_some((number, hash));
    tx.commit().await?;
    Ok(found)
}

/// The way along a chain.
struct Walk {
    rows: Rows,
    found: Verified,
    /// The block before, and its hash.
    number: i64,
    hash: Hash,
    /// Until it is met.
    expected: Option<(i64, Hash)>,
}

impl Walk {
    async fn block(&mut self, conn: &mut PgConnection, block: Block) -> Result<(), sqlx::Error> {
        let next = self.number.saturating_add(1);
        let broken = self.found.broken();
        if block.number > next {
            self.found.note(Break::Missing(next, block.number.saturating_sub(1)));
            let mut orphans = 0_i64;
            while self.rows.next(conn, |place| place < block.first).await?.is_some() {
                orphans = orphans.saturating_add(1);
            }
            if orphans > 0 {
                self.found.note(Break::Orphans(next, orphans));
            }
        } else if block.previous != self.hash {
            self.found.note(Break::Unlinked(block.number));
        }
        if block.version != VERSION {
            self.found.note(Break::Unknown(block.number, block.version));
        } else if !block.is_whole() {
            self.found.note(Break::Changed(block.number));
        }
        if self.expected.is_some_and(|(number, hash)| number == block.number && hash == block.hash) {
            self.expected = None;
        }
        let mut comparison = Comparison::with(&block);
        while let Some(row) = self.rows.next(conn, |place| place <= block.last).await? {
            match comparison.row(&row) {
                Some(fate) => self.found.note(Break::Row(block.number, row.id, fate)),
                None => self.found.rows = self.found.rows.saturating_add(1),
            }
        }
        for id in comparison.removed() {
            self.found.note(Break::Row(block.number, id, Fate::Removed));
        }
        self.rows.end = block.last;
        (self.number, self.hash) = (block.number, block.hash);
        if self.found.broken() == broken {
            self.found.blocks = self.found.blocks.saturating_add(1);
        }
        Ok(())
    }
}

/// The rows of an organization in order.
struct Rows {
    organization: Uuid,
    ahead: VecDeque<Row>,
    /// Of the last row that was read.
    read: Place,
    is_last: bool,
    /// Where the last block that was met ends.
    end: Place,
}

impl Rows {
    fn of(organization: Uuid) -> Self {
        Self { organization, ahead: VecDeque::new(), read: Place::default(), is_last: false, end: Place::default() }
    }

    /// The next row, if its place is one of those.
    async fn next(
        &mut self,
        conn: &mut PgConnection,
        is_wanted: impl Fn(Place) -> bool,
    ) -> Result<Option<Row>, sqlx::Error> {
        if self.ahead.is_empty() && !self.is_last {
            let rows = store::rows(conn, self.organization, self.read, ROWS).await?;
            self.is_last = rows.is_empty();
            self.read = rows.last().map_or(self.read, Row::place);
            self.ahead = rows.into();
        }
        Ok(self.ahead.pop_front_if(|row| is_wanted(row.place())))
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(from, to) if from == to => write!(f, "block {from} is missing"),
            Self::Missing(from, to) => write!(f, "blocks {from} to {to} are missing"),
            Self::Changed(block) => write!(f, "block {block} was changed"),
            Self::Unlinked(block) => write!(f, "block {block} does not follow from the block before it"),
            Self::Unknown(block, version) => {
                write!(f, "block {block} is of version {version}, which this program does not know")
            }
            Self::End(0) => write!(f, "all blocks are missing"),
            Self::End(block) => write!(f, "the chain ends with block {block}, but that is not noted as its end"),
            Self::Row(block, row, fate) => {
                let fate = match fate {
                    Fate::Changed => "was changed",
                    Fate::Removed => "was removed",
                    Fate::Added => "was added afterwards",
                    Fate::Moved => "is not in its place",
                };
                write!(f, "block {block}: row {row} {fate}")
            }
            Self::Orphans(block, rows) => {
                write!(f, "rows that only missing blocks could vouch for, from block {block} on: {rows}")
            }
            Self::Unexpected(block) => write!(f, "block {block} has not the hash that was noted"),
        }
    }
}

/// The hash that somebody noted, from its hexadecimal digits.
pub fn parse_hash(text: &str) -> Option<Hash> {
    let digits = text.trim();
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = BEGINNING;
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::chain::hex;

    #[test]
    fn a_hash_is_read_as_it_was_written() {
        let hash: Hash = std::array::from_fn(|n| u8::try_from(n * 8 % 256).unwrap());
        assert_eq!(parse_hash(&hex(&hash)), Some(hash));
        assert_eq!(parse_hash(&format!(" {} ", hex(&hash).to_uppercase())), Some(hash));
        for wrong in ["", "12", &"x".repeat(64), &"0".repeat(63), &"я".repeat(32)] {
            assert_eq!(parse_hash(wrong), None, "{wrong}");
        }
    }
}
