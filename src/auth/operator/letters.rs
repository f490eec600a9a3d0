//! Letters that have not left, for the operator: which, to whom, why not, and another try. What stands in them is nobody's business.
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::auth::security_log::{self, SecurityEvent};
use crate::config::Config;
use crate::db::{Db, SystemTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, LetterId, Result, SessionId};
use crate::web::{self, Flash, Nav, Path, Peer, Screen};

struct LetterRow {
    id: LetterId,
    recipient: String,
    subject: String,
    created_at: DateTime<Utc>,
    attempts: i16,
    is_given_up: bool,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "auth/operator/letters.html")]
struct LettersPage {
    l: Lang,
    has_mail: bool,
    letters: Vec<LetterRow>,
}

async fn list(tx: &mut SystemTx, session: SessionId) -> Result<Vec<LetterRow>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        LetterRow,
        r#"SELECT id AS "id!: LetterId", recipient AS "recipient!", subject AS "subject!", created_at AS "created_at!", attempts AS "attempts!",
             is_given_up AS "is_given_up!", error AS "error?" FROM app.letters_for_operator($1, $2)"#,
        session.0,
        now
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn show(State(db): State<Db>, State(config): State<Arc<Config>>, screen: Screen) -> web::Result {
    let operator = screen.operator()?;
    let mut tx = db.system().await?;
    let letters = list(&mut tx, operator.session).await?;
    tx.commit().await?;
    let l = screen.lang();
    let view = LettersPage { l, has_mail: config.has_mail(), letters };
    screen.show(Nav::Operator, &l.say("operator-letters-title"), &view)
}

/// Tries a letter again that was given up.
pub async fn try_again(State(db): State<Db>, screen: Screen, peer: Peer, Path(id): Path<LetterId>) -> web::Result {
    let operator = screen.operator()?;
    let mut tx = db.system().await?;
    let now = tx.now();
    let is_tried =
        sqlx::query_scalar!(r#"SELECT app.try_letter_again($1, $2, $3) AS "tried!""#, operator.session.0, now, id.0)
            .fetch_one(tx.conn())
            .await?;
    if !is_tried {
        return Err(Failure::not_found().into());
    }
    let event = SecurityEvent {
        event: "operator.send_again",
        organization: None,
        account: None,
        login: Some(operator.login),
        peer: &peer,
        detail: json!({ "letter": id }),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.commit().await?;
    Ok(screen.go("/operator/letters", Flash::new(screen.lang().say("operator-letters-tried"))))
}
