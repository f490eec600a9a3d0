//! The form of keys: as they are, or as they are by standard when the address asks for that, to be saved or not.
use axum::extract::State;
use serde_json::json;

use super::store;
use super::views::{KeyboardPage, field};
use crate::db::{Audit, Db};
use crate::i18n::Lang;
use crate::kernel::FieldError;
use crate::web::keys::{ACTIONS, Problem};
use crate::web::{self, Fields, Flash, Form, Keys, Nav, Query, Screen};

/// In the address: the standard keys, to be looked at before they are saved.
const STANDARD: &str = "standard";

pub async fn form(screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let keys = &screen.signed_in()?.keys;
    let (l, is_standard) = (screen.lang(), fields.has(STANDARD));
    let standard = Keys::default();
    let shown = if is_standard { &standard } else { keys };
    let typed = |id: &str| shown.of(id).chars().map(String::from).collect::<Vec<_>>().join(" ");
    let view = KeyboardPage::of(l, keys, is_standard, typed, Vec::new());
    screen.show(Nav::None, &l.say("keyboard-title"), &view)
}

/// Saves all keys, or none of them when two actions would have the same one. A field that was not sent stays as it is.
pub async fn save(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let sent = |id: &str| fields.has(&field(id)).then(|| fields.get(&field(id)));
    let keys = match viewer.keys.choose(|action| sent(action.id)) {
        Ok(keys) => keys,
        Err(problems) => {
            let errors = problems.into_iter().map(|(id, problem)| error(&l, id, problem)).collect();
            let typed = |id: &str| sent(id).unwrap_or_else(|| viewer.keys.of(id)).to_owned();
            let view = KeyboardPage::of(l, &viewer.keys, false, typed, errors);
            return screen.invalid(Nav::None, &l.say("keyboard-title"), &view);
        }
    };
    let mut tx = db.write(&viewer.actor).await?;
    store::set_keys(&mut tx, viewer.account, &keys).await?;
    let differing: Vec<_> =
        ACTIONS.iter().map(|action| action.id).filter(|id| keys.of(id) != viewer.keys.of(id)).collect();
    let audit = Audit::of("account.keys", "account", viewer.account.0);
    tx.audit(audit.detail(json!({ "actions": differing, "own": keys.own_count() }))).await?;
    tx.commit().await?;
    Ok(screen.go("/account/keyboard", Flash::new(l.say("keyboard-saved"))))
}

fn error(l: &Lang, id: &'static str, problem: Problem) -> FieldError {
    let name = |id: &str| l.say(&format!("keys-{id}"));
    match problem {
        Problem::TooMany => FieldError::new(field(id), "keyboard-too-many"),
        Problem::OnlyOne => FieldError::new(field(id), "keyboard-only-one"),
        Problem::NoKey => FieldError::new(field(id), "keyboard-no-key"),
        Problem::Taken(other) => FieldError::new(field(id), "keyboard-taken").arg("other", name(other)),
        Problem::Begins(other) => FieldError::new(field(id), "keyboard-begins").arg("other", name(other)),
    }
}
