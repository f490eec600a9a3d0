//! Finds out who sends a request, once, before any handler.
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use tower_sessions::Session;

use super::{OPERATING, Operating, SIGNED_IN, SignedIn, index};
use crate::auth::operator;
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::clock::day_in;
use crate::kernel::{Actor, Failure, Locale, LoginId, OrganizationRole, Result};
use crate::web::{AppState, Operator, Refusal, Viewer, cookies};

/// Puts the viewer into the request when its session is alive. A lost store or database is a refusal, not a sign-out.
pub async fn enter(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    match find(&state.db, &session, request.headers()).await {
        Ok(Who::Viewer(viewer)) => {
            tracing::Span::current().record("organization.id", tracing::field::display(viewer.actor.organization));
            request.extensions_mut().insert(viewer);
        }
        Ok(Who::Operator(operator)) => {
            request.extensions_mut().insert(operator);
        }
        Ok(Who::Nobody) => {}
        Err(failure) => return Refusal(failure).into_response(),
    }
    next.run(request).await
}

enum Who {
    Viewer(Arc<Viewer>),
    Operator(Operator),
    Nobody,
}

async fn find(db: &Db, session: &Session, headers: &HeaderMap) -> Result<Who> {
    if let Some(signed_in) = session.get::<SignedIn>(SIGNED_IN).await.map_err(Failure::unavailable)? {
        let request_id = headers.get("x-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        if let Some((mut viewer, last_seen_at)) = viewer(db, signed_in, request_id).await? {
            if db.clock().now() - last_seen_at > Duration::minutes(5) {
                touch(db, &viewer).await;
            }
            if let Some(chosen) = cookies::read(headers, cookies::LANGUAGE).and_then(Locale::parse) {
                viewer.lang.locale = chosen;
            }
            return Ok(Who::Viewer(Arc::new(viewer)));
        }
    } else if let Some(operating) = session.get::<Operating>(OPERATING).await.map_err(Failure::unavailable)? {
        if let Some(operator) = operator::actions::find(db, operating).await? {
            return Ok(Who::Operator(operator));
        }
    } else {
        return Ok(Who::Nobody);
    }
    // it has ended: the record goes too; should that fail, the index still says so next time
    let _ = session.flush().await;
    Ok(Who::Nobody)
}

/// The viewer of a session; none when it has ended or the account may no longer enter.
async fn viewer(db: &Db, who: SignedIn, request_id: Option<String>) -> Result<Option<(Viewer, DateTime<Utc>)>> {
    let now = db.clock().now();
    let asked = sqlx::query!(
        r#"SELECT login_id AS "login_id!", name AS "name!", role AS "role!", is_auditor AS "is_auditor!", is_hr AS "is_hr!", locale AS "locale!", theme AS "theme!",
             account_zone AS "account_zone!", organization_name AS "organization_name!", organization_zone AS "organization_zone!",
             last_seen_at AS "last_seen_at!", due AS "due!", periods AS "periods!", has_scope AS "has_scope!"
           FROM app.enter($1, $2, $3, $4)"#,
        who.organization.0,
        who.account.0,
        who.session.0,
        now,
    );
    let row = db.alone(async |conn| asked.fetch_optional(conn).await).await?;
    let Some(row) = row else { return Ok(None) };
    if !row.has_scope {
        keep_scope(db, who).await;
    }
    let zone: Tz = row.organization_zone.parse().unwrap_or(chrono_tz::UTC);
    let actor = Actor {
        organization: who.organization,
        account: Some(who.account),
        role: OrganizationRole::parse(&row.role),
        is_auditor: row.is_auditor,
        is_hr: row.is_hr,
        zone,
        request_id,
        once: None,
    };
    let lang = Lang {
        locale: Locale::parse(&row.locale).unwrap_or_default(),
        zone: row.account_zone.parse().unwrap_or(zone),
        today: day_in(now, zone),
    };
    let viewer = Viewer {
        actor,
        lang,
        account: who.account,
        login: LoginId(row.login_id),
        session: who.session,
        name: row.name,
        organization_name: row.organization_name,
        theme: row.theme,
        due: row.due,
        periods: serde_json::from_value(row.periods).map_err(Failure::internal)?,
    };
    Ok(Some((viewer, row.last_seen_at)))
}

/// Keeps what the account sees by its place, which has changed. Without it pages are slower and right all the same.
async fn keep_scope(db: &Db, who: SignedIn) {
    let keep = sqlx::query!("SELECT app.keep_scope($1, $2)", who.organization.0, who.account.0);
    if let Err(failure) = db.alone(async |conn| keep.execute(conn).await).await {
        tracing::warn!(error = %failure, "a scope could not be kept");
    }
}

/// Notes that the session is in use. Not worth failing a request over.
async fn touch(db: &Db, viewer: &Viewer) {
    let moved = async {
        let mut tx = db.write(&viewer.actor).await?;
        tx.needs_no_audit();
        index::touch(&mut tx, viewer.session).await?;
        tx.commit().await
    };
    if let Err(failure) = moved.await {
        tracing::warn!(error = %failure, "a session could not be touched");
    }
}
