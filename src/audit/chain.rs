//! Blocks: which rows they seal, and what ties each to the one before it.
use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::text::Row;

/// SHA-256.
pub type Hash = [u8; 32];

/// What stands for the hash of the block before the first one.
pub const BEGINNING: Hash = [0; 32];

/// Bytes of a seal: an id and a hash.
const SEAL: usize = 48;

/// Where a row stands among those of its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    pub xid: u64,
    pub id: Uuid,
}

impl Row {
    pub fn place(&self) -> Place {
        Place { xid: self.xid, id: self.id }
    }

    pub fn hash(&self) -> Hash {
        Sha256::digest(self.text()).into()
    }
}

/// Rows that follow each other, sealed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub organization: Uuid,
    /// From 1 without a gap.
    pub number: i64,
    /// Of the text that is hashed.
    pub version: i16,
    pub rows: i32,
    pub first: Place,
    pub last: Place,
    /// Of each row in order: its id and its hash.
    pub seals: Vec<u8>,
    pub sealed_at: DateTime<Utc>,
    /// Hash of the block before it.
    pub previous: Hash,
    pub hash: Hash,
}

/// What a block says of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    pub id: Uuid,
    pub hash: Hash,
}

impl Block {
    pub fn seals_hash(&self) -> Hash {
        Sha256::digest(&self.seals).into()
    }

    /// The hash that it must have.
    pub fn true_hash(&self) -> Hash {
        Sha256::digest(self.text()).into()
    }

    /// What it says of each row, in order. Nothing of what is cut off at the end, which a block of the right hash does not have.
    pub fn seals(&self) -> impl Iterator<Item = Seal> + '_ {
        self.seals.chunks_exact(SEAL).filter_map(|seal| {
            let (id, hash) = seal.split_first_chunk::<16>()?;
            Some(Seal { id: Uuid::from_bytes(*id), hash: *hash.first_chunk()? })
        })
    }

    /// Whether it is what was sealed: its hash is that of its content, and the content fits together.
    pub fn is_whole(&self) -> bool {
        let count = usize::try_from(self.rows).unwrap_or_default();
        self.hash == self.true_hash()
            && count.checked_mul(SEAL) == Some(self.seals.len())
            && self.seals().next().map(|seal| seal.id) == Some(self.first.id)
            && self.seals().last().map(|seal| seal.id) == Some(self.last.id)
    }
}

/// A block in the making.
#[derive(Debug, Default)]
pub struct Making {
    rows: i32,
    ends: Option<(Place, Place)>,
    seals: Vec<u8>,
}

impl Making {
    /// The next row in order.
    pub fn add(&mut self, row: &Row) {
        self.rows = self.rows.saturating_add(1);
        let first = self.ends.map_or(row.place(), |(first, _)| first);
        self.ends = Some((first, row.place()));
        self.seals.extend_from_slice(row.id.as_bytes());
        self.seals.extend_from_slice(&row.hash());
    }

    /// The block, unless there was no row. It follows the block of `number - 1`, whose hash is `previous`.
    pub fn close(self, organization: Uuid, number: i64, previous: Hash, sealed_at: DateTime<Utc>) -> Option<Block> {
        let (first, last) = self.ends?;
        let (version, rows, seals) = (super::text::VERSION, self.rows, self.seals);
        let open =
            Block { organization, number, version, rows, first, last, seals, sealed_at, previous, hash: BEGINNING };
        Some(Block { hash: open.true_hash(), ..open })
    }
}

/// What became of a row after it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Changed,
    Removed,
    Added,
    /// It stands before one that it was sealed after.
    Moved,
}

/// Compares rows, one after the other, with what a block says of them.
#[derive(Debug)]
pub struct Comparison {
    seals: Vec<(Seal, bool)>,
    at: HashMap<Uuid, usize>,
    reached: Option<usize>,
}

impl Comparison {
    pub fn with(block: &Block) -> Self {
        let seals: Vec<_> = block.seals().map(|seal| (seal, false)).collect();
        let at = seals.iter().enumerate().map(|(nth, (seal, _))| (seal.id, nth)).collect();
        Self { seals, at, reached: None }
    }

    /// What is wrong with the next row.
    pub fn row(&mut self, row: &Row) -> Option<Fate> {
        let Some((nth, (seal, is_met))) =
            self.at.get(&row.id).and_then(|nth| self.seals.get_mut(*nth).map(|seal| (*nth, seal)))
        else {
            return Some(Fate::Added);
        };
        *is_met = true;
        let is_late = self.reached.is_some_and(|reached| nth < reached);
        self.reached = self.reached.max(Some(nth));
        if seal.hash != row.hash() { Some(Fate::Changed) } else { is_late.then_some(Fate::Moved) }
    }

    /// Rows that are not there any more.
    pub fn removed(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.seals.iter().filter(|(_, is_met)| !is_met).map(|(seal, _)| seal.id)
    }
}

/// As people compare it: hexadecimal digits.
pub fn hex(hash: &[u8]) -> String {
    hash.iter().fold(String::with_capacity(2 * hash.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(count: u64) -> Vec<Row> {
        let row = |n: u64| Row {
            organization: Uuid::nil(),
            id: Uuid::from_u128(u128::from(n)),
            xid: n / 2,
            at: Some(0),
            account: None,
            action: "objective.edit".to_owned(),
            subject_kind: "objective".to_owned(),
            subject: Uuid::nil(),
            request: None,
            detail: "{}".to_owned(),
        };
        (1..=count).map(row).collect()
    }

    fn block(rows: &[Row]) -> Block {
        let mut making = Making::default();
        rows.iter().for_each(|row| making.add(row));
        making.close(Uuid::nil(), 1, BEGINNING, DateTime::UNIX_EPOCH).unwrap()
    }

    fn fates(block: &Block, rows: &[Row]) -> Vec<(u128, Fate)> {
        let mut comparison = Comparison::with(block);
        let mut found: Vec<_> = rows.iter().filter_map(|row| Some((row.id.as_u128(), comparison.row(row)?))).collect();
        found.extend(comparison.removed().map(|id| (id.as_u128(), Fate::Removed)));
        found
    }

    #[test]
    fn a_block_without_rows_is_none() {
        assert_eq!(Making::default().close(Uuid::nil(), 1, BEGINNING, DateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn each_thing_that_happens_to_a_row_is_named() {
        let sealed = rows(5);
        let block = block(&sealed);
        assert_eq!(fates(&block, &sealed), []);
        let mut now = sealed.clone();
        now[2].action = "objective.move".to_owned();
        assert_eq!(fates(&block, &now), [(3, Fate::Changed)]);
        now = sealed.clone();
        now.remove(4);
        assert_eq!(fates(&block, &now), [(5, Fate::Removed)]);
        now = sealed.clone();
        now.swap(0, 1);
        assert_eq!(fates(&block, &now), [(1, Fate::Moved)]);
        now = rows(6);
        assert_eq!(fates(&block, &now), [(6, Fate::Added)]);
    }

    proptest! {
        #[test]
        fn a_block_of_which_any_part_is_changed_is_not_whole(rows in 1..6_u64, part in 0..9, bit in 0..2000_usize) {
            let rows = self::rows(rows);
            let mut block = block(&rows);
            prop_assert!(block.is_whole());
            let turn = |bytes: &mut [u8]| { let at = bit / 8 % bytes.len(); bytes[at] ^= 1 << (bit % 8); };
            match part {
                0 => turn(&mut block.seals),
                1 => turn(&mut block.previous),
                2 => turn(&mut block.hash),
                3 => block.number += 1,
                4 => block.rows += 1,
                5 => block.first.xid += 1,
                6 => block.last.xid += 1,
                7 => block.organization = Uuid::from_u128(9),
                _ => block.sealed_at += chrono::TimeDelta::microseconds(1),
            }
            prop_assert!(!block.is_whole());
            // also when its hash is made to fit, the next one does not follow it any more
            let forged = block.true_hash();
            prop_assert!(part == 2 || forged != self::block(&rows).hash);
        }
    }
}
