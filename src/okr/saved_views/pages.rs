//! The pages of saved views. Keeping one leads back to the list as the view shows it.
use axum::extract::State;

use super::actions::{self, Said};
use super::views::{ViewForm, ViewsPage};
use crate::db::Db;
use crate::kernel::{Failure, FieldError, Kind, PeriodId, ViewId};
use crate::okr::objective_list::filter::Filter;
use crate::okr::parts::problems;
use crate::web::parse::{self, Errors};
use crate::web::{self, Fields, Flash, Form, Nav, Path, Query, Saved, Screen, Viewer};

/// Characters of a name.
const NAME_MAX: usize = 60;

/// Nothing: the row is gone.
#[derive(askama::Template)]
#[template(source = "", ext = "html")]
struct Removed;

pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let views = actions::list(&mut tx).await?;
    tx.commit().await?;
    let l = screen.lang();
    screen.show(Nav::Objectives, &l.say("views-title"), &ViewsPage::of(l, viewer, views))
}

/// The form for what the address asks for.
pub async fn new(screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let form = ViewForm::new(l, viewer, &Filter::parse(&fields), screen.period());
    screen.show(Nav::Objectives, &l.say("view-new"), &form)
}

pub async fn create(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let asked = url::form_urlencoded::parse(fields.get("query").as_bytes()).into_owned().collect();
    let filter = Filter::parse(&Fields(asked));
    let period = viewer.period(fields.get("of")).or_else(|| screen.period());
    let again = |failure: Failure| refuse(&screen, ViewForm::new(l, viewer, &filter, period), &fields, failure);
    let said = match read(viewer, &fields) {
        Ok(said) => said,
        Err(failure) => return again(failure),
    };
    let mut tx = db.write(&viewer.actor).await?;
    match actions::create(&mut tx, &filter, said).await {
        Ok(view) => {
            tx.commit().await?;
            let kept = l.tr("view-kept").arg("name", view.name.as_str()).to_string();
            Ok(screen.go(&view.address(viewer), Flash::new(kept)))
        }
        Err(failure) => again(failure),
    }
}

pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<ViewId>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.read(&viewer.actor).await?;
    let view = actions::find(&mut tx, id).await?;
    tx.commit().await?;
    let form = ViewForm::edit(l, viewer, &view, screen.period());
    screen.show(Nav::Objectives, &form.heading, &form)
}

pub async fn save(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ViewId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    let view = actions::find(&mut tx, id).await?;
    let again = |failure: Failure| refuse(&screen, ViewForm::edit(l, viewer, &view, screen.period()), &fields, failure);
    let said = match read(viewer, &fields) {
        Ok(said) => said,
        Err(failure) => return again(failure),
    };
    match actions::edit(&mut tx, id, parse::version_of(fields.get("_ver")), said).await {
        Ok((_, undo)) => {
            tx.commit().await?;
            Ok(screen.go("/objectives/views", Flash { text: l.say("view-saved"), undo }))
        }
        Err(failure) => again(failure),
    }
}

pub async fn remove(State(db): State<Db>, screen: Screen, Path(id): Path<ViewId>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    let (view, undo) = actions::remove(&mut tx, id).await?;
    tx.commit().await?;
    let say = l.tr("view-removed").arg("name", view.name).to_string();
    screen.saved(Saved { part: &Removed, say, back: "/objectives/views".to_owned(), undo, also: Vec::new() })
}

/// What the form says, or what is wrong with it.
fn read(viewer: &Viewer, fields: &Fields) -> Result<Said, Failure> {
    let mut errors = Errors::default();
    let name = errors.take(parse::required("name", fields.get("name"), NAME_MAX));
    let fixed = |word: &str| match word {
        "current" => Some(None),
        "fixed" => viewer.period(fields.get("of")).map(|period| Some(period.id)),
        _ => None,
    };
    let period: Option<Option<PeriodId>> = errors.take(parse::choice("period", fields.get("period"), fixed));
    // also when it is not chosen: it was not sent by our form
    let of = fields.get("of");
    if !of.is_empty() && viewer.period(of).is_none() {
        errors.add(FieldError::new("period", "field-unknown-choice"));
    }
    match (name, period.filter(|_| errors.is_empty())) {
        (Some(name), Some(period)) => {
            Ok(Said { name, period, is_shared: fields.has("shared"), is_default: fields.has("default") })
        }
        _ => Err(Failure::invalid(errors.0)),
    }
}

/// The form again with what was typed, when that was wrong or somebody was faster.
fn refuse(screen: &Screen, mut form: ViewForm, fields: &Fields, failure: Failure) -> web::Result {
    let is_stale = failure.kind == Kind::Conflict;
    if !is_stale && failure.fields.is_empty() {
        return Err(failure.into());
    }
    // as it is now, which saving again replaces
    form.theirs = is_stale.then(|| form.name.clone());
    form.name = fields.get("name").to_owned();
    form.is_fixed = fields.get("period") == "fixed";
    form.is_default = fields.has("default");
    form.is_shared = fields.has("shared");
    form.problems = problems(screen.lang(), &failure.fields);
    let heading = form.heading.clone();
    if is_stale {
        screen.conflict(Nav::Objectives, &heading, &form)
    } else {
        screen.invalid(Nav::Objectives, &heading, &form)
    }
}
