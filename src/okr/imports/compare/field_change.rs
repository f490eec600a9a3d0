//! One field that changes: what the file says of it against what is there.
use rust_decimal::Decimal;

use crate::okr::imports::said::Said;

pub(super) struct FieldChange {
    pub(super) field: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

/// Takes over what a file says of a field, when it is news and something else than what is there.
pub(super) fn take<T: PartialEq>(
    said: &mut Said,
    field: &'static str,
    file: Option<T>,
    current: &mut T,
    text: impl Fn(&T) -> Option<String>,
    changes: &mut Vec<FieldChange>,
) {
    let Some(file) = file else { return };
    let new = text(&file);
    if said.news(field, new.as_deref().unwrap_or_default()) && file != *current {
        changes.push(FieldChange { field, old: text(current), new });
        *current = file;
    }
}

/// Text of one line as it is there, when the file says the same: reading a file tidies spaces.
pub(super) fn one_line(file: &str, current: &str) -> String {
    let is_same = file.split_whitespace().eq(current.split_whitespace());
    if is_same { current.to_owned() } else { file.to_owned() }
}

pub(super) fn plain(number: &Decimal) -> Option<String> {
    Some(number.normalize().to_string())
}

pub(super) fn small(number: &Option<i16>) -> Option<String> {
    number.map(|number| number.to_string())
}

pub(super) fn text(text: &impl AsRef<str>) -> Option<String> {
    Some(text.as_ref()).filter(|text| !text.is_empty()).map(str::to_owned)
}
