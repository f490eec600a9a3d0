//! A moment of the database: which transactions somebody has seen.
use std::fmt;
use std::str::FromStr;

/// A snapshot as PostgreSQL prints it: `10:14:11,13` has seen all transactions below 14 but 11 and 13.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(String);

/// Many transactions that run at the same time make a snapshot long; no page has one that is longer.
const LONGEST: usize = 4000;

/// It is no snapshot.
#[derive(Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    /// Takes what PostgreSQL takes too.
    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let parts: Vec<&str> = text.split(':').collect();
        let &[first, end, running] = parts.as_slice() else { return Err(NoPosition) };
        let number = |digits: &str| match digits.bytes().all(|byte| byte.is_ascii_digit()) {
            true => digits.parse::<i64>().map_err(|_| NoPosition),
            false => Err(NoPosition),
        };
        let (first, end) = (number(first)?, number(end)?);
        let running: Vec<i64> = match running {
            "" => Vec::new(),
            listed => listed.split(',').map(number).collect::<Result<_, _>>()?,
        };
        let in_order = running.iter().zip(running.iter().skip(1)).all(|(one, next)| one < next);
        let within = running.iter().all(|one| first <= *one && *one < end);
        if text.len() <= LONGEST && 0 < first && first <= end && in_order && within {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoPosition)
        }
    }
}

impl Position {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_snapshots_are_positions() {
        for good in ["10:10:", "10:14:11,13", "10:14:10", "1:9223372036854775807:"] {
            assert_eq!(good.parse::<Position>().map(|position| position.to_string()), Ok(good.to_owned()));
        }
        let long = format!("1:9999:{}", (1..2000).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
        for bad in [
            "",
            "10",
            "10:14",
            "10:14:11:",
            "0:14:",
            "14:10:",
            "10:14:9",
            "10:14:14",
            "10:14:13,11",
            "10:14:11,11",
            "10:14:,",
            "a:14:",
            "-1:14:",
            "+10:14:",
            " 10:14:",
            "10:99999999999999999999:",
            "10:14:11;DROP",
            &long,
        ] {
            assert_eq!(bad.parse::<Position>(), Err(NoPosition), "{bad}");
        }
    }
}
