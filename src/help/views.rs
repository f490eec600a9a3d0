//! The help pages.
use askama::Template;

use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "help/index.html")]
pub struct IndexPage {
    pub l: Lang,
}

#[derive(Template)]
#[template(path = "help/keys.html")]
pub struct KeysPage {
    pub l: Lang,
}

/// An action and the keys that are pressed for it, one after the other.
type Key = (&'static str, &'static [&'static str]);

impl KeysPage {
    fn groups(&self) -> [(&'static str, &'static [Key]); 4] {
        [
            (
                "everywhere",
                &[
                    ("search", &["Ctrl", "K"]),
                    ("help", &["?"]),
                    ("save", &["Ctrl", "Enter"]),
                    ("cancel", &["Esc"]),
                    ("undo", &["z"]),
                ],
            ),
            (
                "go",
                &[
                    ("my-work", &["g", "h"]),
                    ("check-in", &["g", "c"]),
                    ("objectives", &["g", "o"]),
                    ("alignment", &["g", "a"]),
                ],
            ),
            (
                "rows",
                &[
                    ("next", &["j"]),
                    ("previous", &["k"]),
                    ("edit", &["e"]),
                    ("down", &["Enter"]),
                    ("up", &["Shift", "Enter"]),
                    ("new", &["n"]),
                    ("tree", &["←", "→", "↑", "↓", "Home", "End"]),
                ],
            ),
            (
                "move",
                &[("lift", &["m"]), ("inside", &["m"]), ("before", &["b"]), ("after", &["a"]), ("put-back", &["Esc"])],
            ),
        ]
    }
}
