//! After five failures in a row the wait doubles from one second to fifteen minutes, per e-mail and address.
use chrono::{DateTime, Duration, Utc};

/// Failures that cost nothing.
pub const FREE_FAILURES: i32 = 5;
const LONGEST: Duration = Duration::minutes(15);

/// How long to wait after this many failures in a row.
pub fn wait(failures: i32) -> Duration {
    if failures < FREE_FAILURES {
        return Duration::zero();
    }
    let doublings = u32::try_from(failures - FREE_FAILURES).unwrap_or_default().min(20);
    Duration::seconds(1 << doublings).min(LONGEST)
}

/// Seconds until the next try is looked at; none when it may come now.
pub fn seconds_left(blocked_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<i64> {
    let left = blocked_until? - now;
    (left > Duration::zero()).then(|| left.num_seconds().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_and_stops_at_fifteen_minutes() {
        assert_eq!(wait(4), Duration::zero());
        assert_eq!(wait(5), Duration::seconds(1));
        assert_eq!(wait(6), Duration::seconds(2));
        assert_eq!(wait(14), Duration::seconds(512));
        assert_eq!(wait(15), LONGEST);
        assert_eq!(wait(i32::MAX), LONGEST);
    }
}
