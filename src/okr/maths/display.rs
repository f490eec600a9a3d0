//! Rounding for the eye: the only place where a number loses digits. Words and separators are the language's business.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// Per cent of a share, half-even to one digit: 0.59 → 59, 0.12345 → 12.3.
///
/// 100 only if the share is exactly 1, 0 only if it is exactly 0: what would round there stays a tenth away. Works beyond 0..=1 too.
pub fn percent(share: Decimal) -> Decimal {
    let hundred = Decimal::ONE_HUNDRED;
    let tenth = Decimal::new(1, 1);
    let exact = share.saturating_mul(hundred);
    let shown = rounded(exact, 1);
    match shown {
        zero if zero.is_zero() && !share.is_zero() => {
            if share.is_sign_negative() {
                -tenth
            } else {
                tenth
            }
        }
        full if full == hundred && share < Decimal::ONE => hundred.saturating_sub(tenth),
        full if full == hundred && share > Decimal::ONE => hundred.saturating_add(tenth),
        shown => shown,
    }
}

/// How far one share is from another, in points, as whoever sees both would compute it: 52.66 % and 50.55 % are shown as 52.7
/// and 50.6, and 2.1 points apart.
pub fn points(from: Decimal, to: Decimal) -> Decimal {
    percent(to).saturating_sub(percent(from)).normalize()
}

/// Parts as they are shown, so that whoever adds them up gets the total as it is shown: each is cut to so many digits, and what is
/// missing then goes to those that lost most, a last digit each. The parts have to add up to what the total was rounded from.
pub fn adding_up(parts: &[Decimal], total: Decimal, digits: u32) -> Vec<Decimal> {
    let step = Decimal::new(1, digits);
    let mut cut: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(place, part)| {
            let shown = part.round_dp_with_strategy(digits, RoundingStrategy::ToNegativeInfinity);
            (place, shown, part.saturating_sub(shown))
        })
        .collect();
    let sum = cut.iter().fold(Decimal::ZERO, |sum, (_, shown, _)| sum.saturating_add(*shown));
    let steps = total.saturating_sub(sum).checked_div(step).unwrap_or_default();
    let step = if steps.is_sign_negative() { -step } else { step };
    cut.sort_by_key(|(_, _, lost)| if steps.is_sign_negative() { *lost } else { -*lost });
    for (_, shown, _) in cut.iter_mut().take(steps.abs().to_usize().unwrap_or_default()) {
        *shown = shown.saturating_add(step);
    }
    cut.sort_by_key(|(place, ..)| *place);
    cut.into_iter().map(|(_, shown, _)| shown.normalize()).collect()
}

/// Half-even to so many digits, without trailing zeros and without a negative zero.
pub fn rounded(number: Decimal, digits: u32) -> Decimal {
    number.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn percent_rounds_half_even_and_keeps_the_ends() {
        for (share, shown) in [
            ("0", "0"),
            ("1", "100"),
            ("1.000", "100"),
            ("0.59", "59"),
            ("0.12345", "12.3"),
            ("0.1235", "12.4"),
            ("0.1245", "12.4"),
            ("0.00001", "0.1"),
            ("-0.00001", "-0.1"),
            ("0.99999", "99.9"),
            ("1.00001", "100.1"),
            ("0.9999999999999999999999999999", "99.9"),
            ("0.0000000000000000000000000001", "0.1"),
            ("1.25", "125"),
            ("-0.25", "-25"),
        ] {
            assert_eq!(percent(d(share)).to_string(), shown, "{share}");
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(percent(-Decimal::ZERO).to_string(), "0");
        assert_eq!(rounded(d("-0.0004"), 3).to_string(), "0");
    }

    #[test]
    fn points_agree_with_the_numbers_beside_them() {
        assert_eq!((percent(d("0.52747")), percent(d("0.50551"))), (d("52.7"), d("50.6")));
        assert_eq!(points(d("0.50551"), d("0.52747")), d("2.1"), "and not 2.2, the exact difference rounded");
        assert_eq!(points(d("0.5"), d("0.5")).to_string(), "0");
        assert_eq!(points(d("0.6"), d("0.5")), d("-10"));
    }

    #[test]
    fn parts_add_up_to_the_total() {
        let shown = |parts: &[&str], total: &str, digits| {
            let parts: Vec<_> = parts.iter().map(|part| d(part)).collect();
            adding_up(&parts, d(total), digits).iter().map(Decimal::to_string).collect::<Vec<_>>()
        };
        assert_eq!(shown(&["33.333", "33.333", "33.333"], "100", 1), ["33.4", "33.3", "33.3"]);
        assert_eq!(shown(&["16.66", "0", "16.68"], "33.3", 1), ["16.6", "0", "16.7"]);
        assert_eq!(shown(&["49.998", "49.998"], "99.9", 1), ["50", "49.9"]);
        assert_eq!(shown(&["0.00001", "0"], "0.1", 1), ["0.1", "0"]);
        assert_eq!(shown(&["20.5", "20.5"], "41", 0), ["21", "20"]);
        assert_eq!(shown(&["0.6667", "0.6667"], "1.333", 3), ["0.667", "0.666"]);
        assert_eq!(shown(&[], "0", 1), Vec::<String>::new());
    }

    proptest::proptest! {
        #[test]
        fn points_are_the_difference_of_what_is_shown(a in -3_000_000i64..3_000_000, b in -3_000_000i64..3_000_000) {
            let (from, to) = (Decimal::new(a, 6), Decimal::new(b, 6));
            proptest::prop_assert_eq!(percent(from) + points(from, to), percent(to));
            proptest::prop_assert_eq!(points(from, to), -points(to, from));
        }

        #[test]
        fn percent_never_falls_when_the_share_rises(a in -3_000_000i64..3_000_000, b in 0i64..3_000) {
            let (low, high) = (Decimal::new(a, 6), Decimal::new(a + b, 6));
            proptest::prop_assert!(percent(low) <= percent(high));
            proptest::prop_assert_eq!(percent(low) == Decimal::ONE_HUNDRED, low == Decimal::ONE);
            proptest::prop_assert_eq!(percent(low).is_zero(), low.is_zero());
        }
    }
}
