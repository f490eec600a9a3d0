//! The form of keys, group by group.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::FieldError;
use crate::web::Keys;
use crate::web::keys::{ACTIONS, Group};

#[derive(Template)]
#[template(path = "accounts/keyboard/page.html")]
pub struct KeyboardPage {
    pub l: Lang,
    /// Single keys are switched off, elsewhere.
    pub is_off: bool,
    /// The standard keys are shown, which are not those that hold.
    pub is_standard: bool,
    pub has_own: bool,
    pub groups: Vec<(Group, Vec<Key>)>,
    pub errors: Vec<FieldError>,
    pub once: uuid::Uuid,
}

pub struct Key {
    /// Of the action.
    pub id: &'static str,
    pub field: String,
    pub typed: String,
    pub error: Option<String>,
}

/// The field of an action in the form.
pub fn field(id: &str) -> String {
    format!("key-{id}")
}

impl KeyboardPage {
    pub fn of(
        l: Lang,
        keys: &Keys,
        is_standard: bool,
        typed: impl Fn(&str) -> String,
        errors: Vec<FieldError>,
    ) -> Self {
        let key = |id: &'static str| {
            let field = field(id);
            let error = errors.iter().find(|error| error.field == field).map(|error| l.field_error(error));
            Key { id, typed: typed(id), error, field }
        };
        let of_group =
            |group: Group| ACTIONS.iter().filter(|action| action.group == group).map(|action| key(action.id)).collect();
        let groups = Group::ALL.into_iter().map(|group| (group, of_group(group))).collect();
        let has_own = keys.own_count() > 0;
        Self { l, is_off: keys.is_off(), is_standard, has_own, groups, errors, once: uuid::Uuid::now_v7() }
    }
}
