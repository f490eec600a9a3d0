//! Finds out who sends a request, once, before any handler.
use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;
use sqlx::types::Json;
use tower_sessions::Session;
use uuid::Uuid;

use super::{OPERATING, Operating, SIGNED_IN, SignedIn, index};
use crate::auth::operator;
use crate::db::{Begun, Db, OrganizationTx, Question, opened};
use crate::i18n::Lang;
use crate::kernel::clock::day_in;
use crate::kernel::{Actor, Failure, Locale, LoginId, OrganizationId, OrganizationRole, Result, SessionId};
use crate::web::{AppState, Appearance, Keys, Operator, Period, Refusal, Viewer, cookies};

/// Asked in the message that begins, so that a page that only reads finds its transaction open.
const PREPARED: &str = "PREPARE enter (uuid, uuid, uuid, timestamptz) AS SELECT login_id, name, role, is_auditor, is_hr, locale, theme, \
    contrast, density, keys, account_zone, \
    organization_name, organization_zone, brand, last_seen_at, due, periods, has_views, has_scope, pg_current_snapshot()::text AS position FROM app.enter($1, $2, $3, $4)";

/// What an answer has seen, for a page that takes it in.
pub const POSITION: HeaderName = HeaderName::from_static("okrio-position");

/// Puts the viewer into the request when its session is alive. A lost store or database is a refusal, not a sign-out.
pub async fn enter(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    // a request that may change something or send much shall not hold a connection meanwhile
    let only_reads = request.method().is_safe();
    // what a part shows was read after this
    let (opened, position) = match find(&state.db, &session, request.headers(), only_reads).await {
        Ok(Who::Viewer(viewer, opened)) => {
            tracing::Span::current().record("organization.id", tracing::field::display(viewer.actor.organization));
            let position = HeaderValue::from_str(viewer.position.as_str()).ok();
            request.extensions_mut().insert(viewer);
            (opened, position)
        }
        Ok(Who::Operator(operator)) => {
            request.extensions_mut().insert(operator);
            (None, None)
        }
        Ok(Who::Nobody) => (None, None),
        Err(failure) => return Refusal(failure).into_response(),
    };
    let mut response = match opened {
        Some(opened) => opened::during(opened, next.run(request)).await,
        None => next.run(request).await,
    };
    if let Some(position) = position {
        response.headers_mut().insert(POSITION, position);
    }
    response
}

/// Which open page asks, so that it is not told of what it has done itself.
pub const TAB: HeaderName = HeaderName::from_static("okrio-tab");

enum Who {
    Viewer(Arc<Viewer>, Option<OrganizationTx>),
    Operator(Operator),
    Nobody,
}

async fn find(db: &Db, session: &Session, headers: &HeaderMap, only_reads: bool) -> Result<Who> {
    if let Some(signed_in) = session.get::<SignedIn>(SIGNED_IN).await.map_err(Failure::unavailable)? {
        let request_id = headers.get("x-request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let now = db.clock().now();
        let (begun, found) = ask(db, signed_in, now).await?;
        if let Some(found) = found {
            let is_to_be_noted = now - found.last_seen_at > Duration::minutes(5);
            let has_scope = found.has_scope;
            let mut viewer = found.viewer(signed_in, now, request_id)?;
            viewer.actor.tab = headers.get(TAB).and_then(|value| value.to_str().ok()?.parse().ok());
            let opened = if only_reads && has_scope && !is_to_be_noted {
                Some(begun.go_on_as(&viewer.actor).await?)
            } else {
                begun.end().await?;
                None
            };
            if !has_scope {
                keep_scope(db, signed_in).await;
            }
            if is_to_be_noted {
                touch(db, &viewer).await;
            }
            if let Some(chosen) = cookies::read(headers, cookies::LANGUAGE).and_then(Locale::parse) {
                viewer.lang.locale = chosen;
            }
            return Ok(Who::Viewer(Arc::new(viewer), opened));
        }
        begun.end().await?;
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

/// An account that may enter with its session, as `PREPARED` selects.
#[derive(sqlx::FromRow)]
struct Found {
    login_id: Uuid,
    name: String,
    role: String,
    is_auditor: bool,
    is_hr: bool,
    locale: String,
    #[sqlx(flatten)]
    appearance: Appearance,
    keys: String,
    account_zone: String,
    organization_name: String,
    organization_zone: String,
    brand: Option<String>,
    last_seen_at: DateTime<Utc>,
    due: i64,
    periods: Json<Vec<Period>>,
    has_views: bool,
    has_scope: bool,
    position: String,
}

/// Who a session belongs to; none when it has ended or the account may no longer enter.
async fn ask(db: &Db, who: SignedIn, now: DateTime<Utc>) -> Result<(Begun, Option<Found>)> {
    let SignedIn { organization, account, session, .. } = who;
    let asked = format!("EXECUTE enter('{organization}', '{account}', '{session}', '{}')", now.to_rfc3339());
    let question = Question { prepared: PREPARED, asked };
    let (begun, row) = db.read_asking(&question).await?;
    Ok((begun, row.as_ref().map(Found::from_row).transpose()?))
}

impl Found {
    fn viewer(self, who: SignedIn, now: DateTime<Utc>, request_id: Option<String>) -> Result<Viewer> {
        let zone: Tz = self.organization_zone.parse().unwrap_or(chrono_tz::UTC);
        let actor = Actor {
            organization: who.organization,
            account: Some(who.account),
            role: OrganizationRole::parse(&self.role),
            is_auditor: self.is_auditor,
            is_hr: self.is_hr,
            zone,
            request_id,
            once: None,
            tab: None,
        };
        let lang = Lang {
            locale: Locale::parse(&self.locale).unwrap_or_default(),
            zone: self.account_zone.parse().unwrap_or(zone),
            today: day_in(now, zone),
        };
        let position = self.position.parse().map_err(|_| Failure::internal("PostgreSQL printed no snapshot"))?;
        Ok(Viewer {
            actor,
            lang,
            account: who.account,
            login: LoginId(self.login_id),
            session: who.session,
            name: self.name,
            organization_name: self.organization_name,
            appearance: self.appearance,
            brand: self.brand,
            keys: Keys::parse(&self.keys),
            due: self.due,
            periods: self.periods.0,
            has_views: self.has_views,
            position,
            now,
        })
    }
}

/// The viewer of a session as they are now, and a transaction that reads for them; none when the session has ended. For what goes on
/// after the request that began it.
pub async fn again(db: &Db, who: SignedIn) -> Result<Option<(Viewer, OrganizationTx)>> {
    let now = db.clock().now();
    let (begun, found) = ask(db, who, now).await?;
    let Some(found) = found else {
        begun.end().await?;
        return Ok(None);
    };
    let has_scope = found.has_scope;
    let viewer = found.viewer(who, now, None)?;
    let tx = if has_scope {
        begun.go_on_as(&viewer.actor).await?
    } else {
        begun.end().await?;
        keep_scope(db, who).await;
        db.read(&viewer.actor).await?
    };
    Ok(Some((viewer, tx)))
}

/// Of these sessions, with the organizations that they belong to, those that are alive.
pub async fn living(db: &Db, sessions: &[(OrganizationId, SessionId)]) -> Result<HashSet<SessionId>> {
    let now = db.clock().now();
    let (organizations, ids): (Vec<Uuid>, Vec<Uuid>) =
        sessions.iter().map(|(organization, session)| (organization.0, session.0)).unzip();
    let living = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM app.living_sessions($1, $2, $3) AS id"#,
        &organizations,
        &ids,
        now
    );
    Ok(db.alone(async |conn| living.fetch_all(conn).await).await?.into_iter().map(SessionId).collect())
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
