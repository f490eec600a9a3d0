//! Decimal arithmetic that answers [`Unknown::OutOfRange`] instead of overflowing.

use rust_decimal::Decimal;

use super::names::Unknown;

/// A number, or why there is none.
pub(super) type Answer = Result<Decimal, Unknown>;

pub(super) fn add(a: Decimal, b: Decimal) -> Answer {
    a.checked_add(b).ok_or(Unknown::OutOfRange)
}

pub(super) fn sub(a: Decimal, b: Decimal) -> Answer {
    a.checked_sub(b).ok_or(Unknown::OutOfRange)
}

pub(super) fn mul(a: Decimal, b: Decimal) -> Answer {
    a.checked_mul(b).ok_or(Unknown::OutOfRange)
}

/// `a / b`; a divisor of zero is out of range too.
pub(super) fn div(a: Decimal, b: Decimal) -> Answer {
    a.checked_div(b).ok_or(Unknown::OutOfRange)
}

/// Holds `x` in 0..=1.
pub(super) fn clamp(x: Decimal) -> Decimal {
    x.max(Decimal::ZERO).min(Decimal::ONE)
}
