//! Scripts: none goes by the clock of the device.
use regex::Regex;

use super::files;

#[test]
fn only_how_far_the_device_is_off_is_asked_of_its_clock() {
    let asks = Regex::new(r"Date\.now|new Date\(\)|performance\.now").unwrap();
    let mut lines = Vec::new();
    for (path, content) in files::read("static/js", "js") {
        lines.extend(content.lines().filter(|line| asks.is_match(line)).map(|line| format!("{path}: {}", line.trim())));
    }
    assert_eq!(
        lines,
        [
            "static/js/drafts.js: const ahead = Date.now() - now;",
            "static/js/drafts.js: const time = () => new Date(Date.now() - ahead);"
        ]
    );
}
