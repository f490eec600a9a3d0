//! Versions of an objective and its key result in one cell: `v3.7`, or `v3` for an objective alone. The letter keeps
//! spreadsheet programs from making a date or a number of it.

/// The text of the cell.
pub fn written(objective: i32, key_result: Option<i32>) -> String {
    match key_result {
        Some(key_result) => format!("v{objective}.{key_result}"),
        None => format!("v{objective}"),
    }
}

/// The versions in a cell; nothing when it holds something else.
pub fn parse(text: &str) -> Option<(i32, Option<i32>)> {
    let numbers = text.trim().strip_prefix(['v', 'V'])?;
    let number = |text: &str| text.parse().ok().filter(|number: &i32| *number > 0);
    match numbers.split_once('.') {
        Some((objective, key_result)) => Some((number(objective)?, Some(number(key_result)?))),
        None => Some((number(numbers)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_they_are_written() {
        for (objective, key_result) in [(1, None), (3, Some(7)), (i32::MAX, Some(1))] {
            assert_eq!(parse(&written(objective, key_result)), Some((objective, key_result)));
        }
        for other in ["", "3.7", "v", "v0", "v1.", "v1.2.3", "v-1", "version 2", "v99999999999"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
