//! The help pages.
use askama::Template;

use crate::i18n::Lang;
use crate::web::Keys;
use crate::web::keys::{ACTIONS, Group, pressed};

#[derive(Template)]
#[template(path = "help/index.html")]
pub struct IndexPage {
    pub l: Lang,
}

#[derive(Template)]
#[template(path = "help/keys.html")]
pub struct KeysPage {
    pub l: Lang,
    /// Those of the reader, when one is known.
    pub keys: Option<Keys>,
}

/// What is done, as the message `keys-<id>`, and the ways to do it: keys that are pressed together or one after the other.
struct Row {
    id: &'static str,
    ways: Vec<Vec<String>>,
}

fn row(id: &'static str, keys: &[&str]) -> Row {
    Row { id, ways: vec![keys.iter().map(|key| (*key).to_owned()).collect()] }
}

impl KeysPage {
    fn is_off(&self) -> bool {
        self.keys.as_ref().is_some_and(Keys::is_off)
    }

    /// The keys that can be chosen, and those that stay as they are.
    fn groups(&self) -> Vec<(Group, Vec<Row>)> {
        let standard = Keys::default();
        let keys = self.keys.as_ref().unwrap_or(&standard);
        let of_group = |group: Group| {
            let actions = ACTIONS.iter().filter(move |action| action.group == group);
            let rows = actions.map(|action| {
                let own = Some(pressed(keys.of(action.id))).filter(|way| !way.is_empty());
                let always = (action.id == "search").then(|| vec!["Ctrl".to_owned(), "K".to_owned()]);
                Row { id: action.id, ways: always.into_iter().chain(own).collect() }
            });
            rows.chain(fixed(group)).collect()
        };
        Group::ALL.into_iter().map(|group| (group, of_group(group))).collect()
    }
}

fn fixed(group: Group) -> Vec<Row> {
    match group {
        Group::Everywhere => vec![row("save", &["Ctrl", "Enter"]), row("cancel", &["Esc"])],
        Group::Go => Vec::new(),
        Group::Rows => vec![
            row("down", &["Enter"]),
            row("up", &["Shift", "Enter"]),
            row("tree", &["←", "→", "↑", "↓", "Home", "End"]),
        ],
        Group::Move => vec![row("put-back", &["Esc"])],
    }
}
