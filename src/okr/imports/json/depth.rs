//! How deep a text nests, told before it is read.

/// The line in which lists and objects nest deeper than `limit`.
pub fn line_beyond(text: &str, limit: usize) -> Option<u32> {
    let (mut depth, mut line) = (0_usize, 1_u32);
    let (mut in_text, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line = line.saturating_add(1),
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > limit {
                    return Some(line);
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_counts() {
        assert_eq!(line_beyond("[[],[],[]]", 2), None);
        assert_eq!(line_beyond("[\n[\n[]]]", 2), Some(3));
        assert_eq!(line_beyond(r#"{"a[[[": "\"[[[{"}"#, 1), None);
        assert_eq!(line_beyond(&"[".repeat(1_000_000), 32), Some(1));
    }
}
