//! The check-in screen.
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Outcome};
use super::model::suggest;
use super::sheet::Sheet;
use super::typed::{self, Typed};
use super::views::{CheckInPage, SaidView};
use super::week::Week;
use crate::db::Db;
use crate::kernel::{Failure, FieldError, Kind as FailureKind, ObjectiveId, UndoId};
use crate::okr::key_results::store as key_results;
use crate::okr::objectives::store as objectives;
use crate::okr::settings::Settings;
use crate::web::flash::Flash;
use crate::web::{self, Fields, Form, Nav, Path, Query, Refusal, Screen, Viewer, parse};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    objective: String,
}

/// The sheet of this week.
pub async fn show(State(db): State<Db>, screen: Screen, Query(ask): Query<Ask>) -> web::Result {
    let week = this_week(screen.signed_in()?)?;
    sheet(&db, &screen, week, &ask).await
}

/// The sheet of a week in the past.
pub async fn show_week(
    State(db): State<Db>,
    screen: Screen,
    Path(week): Path<String>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let week = past_week(screen.signed_in()?, &week)?;
    sheet(&db, &screen, week, &ask).await
}

async fn sheet(db: &Db, screen: &Screen, week: Week, ask: &Ask) -> web::Result {
    let viewer = screen.signed_in()?;
    let only = only(&ask.objective)?;
    let mut tx = db.read(&viewer.actor).await?;
    let sheet = Sheet::load(&mut tx, viewer.account, week, only).await?;
    tx.commit().await?;
    let l = screen.lang();
    screen.live().show(Nav::CheckIn, &l.say("check-in-title"), &CheckInPage::of(l, &sheet, &[], false))
}

/// Saves the sheet of this week.
pub async fn save(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let week = this_week(screen.signed_in()?)?;
    keep(&db, &screen, week, &fields).await
}

/// Saves the sheet of a week in the past.
pub async fn save_week(
    State(db): State<Db>,
    screen: Screen,
    Path(week): Path<String>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let week = past_week(screen.signed_in()?, &week)?;
    keep(&db, &screen, week, &fields).await
}

async fn keep(db: &Db, screen: &Screen, week: Week, fields: &Fields) -> web::Result {
    match attempt(db, screen, week, fields).await {
        // somebody saved between our reading and our writing: the second look shows what
        Err(Refusal(failure)) if failure.kind == FailureKind::Conflict => attempt(db, screen, week, fields).await,
        answer => answer,
    }
}

async fn attempt(db: &Db, screen: &Screen, week: Week, fields: &Fields) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let only = only(fields.get("objective"))?;
    let mut tx = db.write(&viewer.actor).await?;
    let mut sheet = Sheet::load(&mut tx, viewer.account, week, only).await?;
    let outcome = actions::save(&mut tx, &l, &mut sheet, fields).await?;
    let title = l.say("check-in-title");
    match outcome {
        Outcome::Saved(count, undo) => {
            tx.commit().await?;
            Ok(saved(screen, &sheet, fields, count, undo))
        }
        Outcome::Invalid(problems) => {
            screen.invalid(Nav::CheckIn, &title, &CheckInPage::of(l, &sheet, &problems, true))
        }
        Outcome::Clash => screen.conflict(Nav::CheckIn, &title, &CheckInPage::of(l, &sheet, &[], true)),
    }
}

fn saved(screen: &Screen, sheet: &Sheet, fields: &Fields, count: usize, undo: Option<UndoId>) -> Response {
    let text = screen.lang().tr("check-in-saved").arg("n", count).arg("total", sheet.total()).to_string();
    let address = match sheet.next.filter(|_| fields.get("then") == "next") {
        Some(next) => format!("/check-in?objective={next}"),
        None => "/".to_owned(),
    };
    screen.go(&address, Flash { text, undo })
}

/// Status and progress that a row would lead to. Changes nothing.
pub async fn preview(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let id = typed::ids(&fields).into_iter().next().ok_or_else(Failure::not_found)?;
    let mut tx = db.read(&viewer.actor).await?;
    let key_result = key_results::find(&mut tx, id).await?;
    let objective = objectives::find(&mut tx, key_result.objective).await?;
    let settings = Settings::load(&mut tx).await?;
    let today = tx.today();
    tx.commit().await?;
    let row = Typed::read(&fields, id);
    let day = parse::date("day", fields.get("day")).ok().flatten().filter(|day| *day <= today).unwrap_or(today);
    let view = if row.is_touched(&key_result, day) {
        match row.measurement(&l, &key_result, day, day) {
            Ok(measurement) => {
                SaidView::suggestion(l, id, suggest(&key_result, &objective, &settings, today, &measurement))
            }
            Err(errors) => SaidView::mistake(
                l,
                id,
                errors.iter().map(|error: &FieldError| l.field_error(error)).collect::<Vec<_>>().join(" "),
            ),
        }
    } else {
        SaidView::unchanged(l, id)
    };
    screen.show(Nav::CheckIn, &l.say("check-in-title"), &view)
}

fn this_week(viewer: &Viewer) -> Result<Week, Failure> {
    Week::of(viewer.lang.today).ok_or_else(Failure::not_found)
}

/// Weeks ahead cannot be reported on.
fn past_week(viewer: &Viewer, name: &str) -> Result<Week, Failure> {
    Week::parse(name).filter(|week| week.first <= viewer.lang.today).ok_or_else(Failure::not_found)
}

fn only(objective: &str) -> Result<Option<ObjectiveId>, Failure> {
    parse::id("objective", objective).map_err(|_| Failure::not_found())
}
