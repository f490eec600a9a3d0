//! Pages of objectives: the page itself, the title in place, the form, the steps between stages.
use axum::extract::State;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::actions::{self, Edit};
use super::model::{NewObjective, Objective};
use super::show::{self, Shown};
use super::stage::Stage;
use super::views::{FormValues, ObjectiveForm, ReturnForm, TitleForm};
use super::visibility::Visibility;
use super::{policy, store};
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, FieldError, Kind, ObjectiveId, PeriodId, Result, WorkspaceId};
use crate::okr::key_results::pages::problems;
use crate::okr::key_results::views::Problem;
use crate::okr::parts::Once;
use crate::okr::why::WhyView;
use crate::org::{people, workspaces};
use crate::web::flash::Flash;
use crate::web::parse::{self, Errors};
use crate::web::{self, Form, Nav, Path, Query, Saved, Screen, Viewer};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    why: String,
}

/// The page of an objective.
pub async fn show(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let page = shown.page(&mut tx, viewer, ask.why == "progress").await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &shown.objective.title, &page)
}

/// The heading alone, after an edit of the title was given up.
pub async fn head(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let view = shown.head(&tx, screen.lang());
    tx.commit().await?;
    screen.show(Nav::Objectives, &shown.objective.title, &view)
}

/// The explanation of an objective's progress.
pub async fn why(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let names = shown.names(&mut tx).await?;
    tx.commit().await?;
    if screen.is_part() {
        return screen.show(
            Nav::Objectives,
            &shown.objective.title,
            &WhyView::of(screen.lang(), &shown.explained(&names), "", &names),
        );
    }
    Ok(screen.redirect(&format!("/objectives/{id}?why=progress")))
}

/// Opens the heading as a form for the title.
pub async fn edit_title(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
    tx.commit().await?;
    let form = title_form(screen.lang(), &shown, shown.objective.title.clone(), Vec::new(), None);
    screen.show(Nav::Objectives, &screen.lang().t("objective-edit-title"), &form)
}

fn title_form(l: Lang, shown: &Shown, title: String, problems: Vec<Problem>, theirs: Option<String>) -> TitleForm {
    TitleForm {
        l,
        once: Once::new(),
        id: shown.objective.id,
        version: shown.objective.version,
        title,
        problems,
        theirs,
    }
}

#[derive(Deserialize)]
pub struct TitleFields {
    #[serde(default)]
    title: String,
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

/// Saves a title that was typed into the heading.
pub async fn set_title(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<TitleFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let saved = match parse::required("title", &form.title, 200) {
        Ok(title) => {
            let before = store::find(&mut tx, id).await?;
            actions::edit(&mut tx, id, form.version, Edit { title, ..Edit::of(&before) }).await
        }
        Err(error) => Err(Failure::invalid(vec![error])),
    };
    match saved {
        Ok(edited) => {
            let shown = show::shown(&mut tx, id).await?;
            let view = shown.head(&tx, l);
            tx.commit().await?;
            screen.saved(Saved {
                part: &view,
                say: l.t("objective-title-saved"),
                back: format!("/objectives/{id}"),
                undo: edited.undo,
                also: Vec::new(),
            })
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = show::shown(&mut tx, id).await?;
            policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
            tx.commit().await?;
            let heading = l.t("objective-edit-title");
            if failure.kind == Kind::Conflict {
                let theirs = Some(shown.objective.title.clone());
                return screen.conflict(
                    Nav::Objectives,
                    &heading,
                    &title_form(l, &shown, form.title, Vec::new(), theirs),
                );
            }
            screen.invalid(
                Nav::Objectives,
                &heading,
                &title_form(l, &shown, form.title, problems(l, &failure.fields), None),
            )
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The blank form.
pub async fn new(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let home = workspaces::home_of(&mut tx, viewer.account).await?;
    let me = people::find(&mut tx, viewer.account).await?;
    let values = FormValues {
        workspace: home.map(|home| home.to_string()).unwrap_or_default(),
        owner: me.map(|me| me.text()).unwrap_or_default(),
        period: screen.period().map(crate::web::Period::code).unwrap_or_default(),
        visibility: Visibility::Organization.id().to_owned(),
        weight: "1".to_owned(),
        ..FormValues::default()
    };
    let form = form(&mut tx, viewer, None, values, Vec::new()).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &screen.lang().t("objective-new"), &form)
}

/// The form of an objective that is there.
pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
    let values = values_of(&mut tx, viewer, &shown.objective).await?;
    let form = form(&mut tx, viewer, Some(&shown.objective), values, Vec::new()).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &screen.lang().t("objective-edit"), &form)
}

async fn values_of(tx: &mut OrganizationTx, viewer: &Viewer, objective: &Objective) -> Result<FormValues> {
    let owner = people::find(tx, objective.owner).await?;
    let parent = match objective.parent {
        Some(parent) => store::list(tx, &[parent]).await?.pop().map(|parent| parent.title),
        None => None,
    };
    Ok(FormValues {
        title: objective.title.clone(),
        description: objective.description.clone(),
        workspace: objective.workspace.to_string(),
        owner: owner.map(|owner| owner.text()).unwrap_or_default(),
        period: viewer
            .periods
            .iter()
            .find(|period| period.id == objective.period)
            .map(crate::web::Period::code)
            .unwrap_or_default(),
        parent: parent.unwrap_or_default(),
        visibility: objective.visibility.id().to_owned(),
        weight: viewer.lang.input_number(&objective.weight),
        version: objective.version.to_string(),
    })
}

async fn form(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    objective: Option<&Objective>,
    values: FormValues,
    problems: Vec<Problem>,
) -> Result<ObjectiveForm> {
    let l = viewer.lang;
    let period = viewer.period(&values.period).map(|period| period.id);
    Ok(ObjectiveForm {
        l,
        once: Once::new(),
        id: objective.map(|objective| objective.id),
        version: objective.map_or(0, |objective| objective.version),
        heading: l.t(if objective.is_some() { "objective-edit" } else { "objective-new" }),
        workspaces: workspaces::list(tx).await?,
        periods: viewer
            .periods
            .iter()
            .filter(|one| !one.is_closed() || objective.is_some_and(|objective| objective.period == one.id))
            .map(|one| (one.code(), one.label(&l)))
            .collect(),
        people: people::list(tx, 200).await?.iter().map(people::Person::text).collect(),
        parents: store::list_titles(tx, period, 200).await?,
        values,
        problems,
        theirs: Vec::new(),
    })
}

/// What the fields of a form mean.
struct Parsed {
    title: String,
    description: String,
    workspace: WorkspaceId,
    owner: crate::kernel::AccountId,
    period: PeriodId,
    parent: Option<ObjectiveId>,
    visibility: Visibility,
    weight: Decimal,
}

async fn parse_form(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    values: &FormValues,
    before: Option<&Objective>,
) -> Result<Parsed> {
    let l = viewer.lang;
    let mut errors = Errors::default();
    let title = errors.take(parse::required("title", &values.title, 200));
    let description = errors.take(parse::text("description", &values.description, 10_000, true));
    let workspace = errors.take(
        parse::id::<WorkspaceId>("workspace", &values.workspace)
            .and_then(|id| id.ok_or_else(|| FieldError::new("workspace", "field-required"))),
    );
    let owner = if values.owner.trim().is_empty() {
        Err(FieldError::new("owner", "field-required"))
    } else {
        people::find_by_text(tx, "owner", &values.owner).await?
    };
    let owner = errors.take(owner);
    let period = errors.take(
        viewer
            .period(&values.period)
            .map(|period| period.id)
            .ok_or_else(|| FieldError::new("period", "field-unknown-choice")),
    );
    let visibility = errors.take(parse::choice("visibility", &values.visibility, Visibility::parse));
    let weight = errors.take(parse::decimal(&l, "weight", &values.weight).and_then(|weight| match weight {
        Some(weight) if weight.is_sign_negative() => Err(FieldError::new("weight", "field-out-of-range")),
        weight => Ok(weight.unwrap_or(Decimal::ONE)),
    }));
    let parent = match values.parent.trim() {
        "" => Some(None),
        text => errors.take(parent_of(tx, text, period, before).await?).map(Some),
    };
    match (title, description, workspace, owner, period, parent, visibility, weight) {
        (
            Some(title),
            Some(description),
            Some(workspace),
            Some(owner),
            Some(period),
            Some(parent),
            Some(visibility),
            Some(weight),
        ) if errors.is_empty() => {
            Ok(Parsed { title, description, workspace, owner, period, parent, visibility, weight })
        }
        _ => Err(Failure::invalid(errors.0)),
    }
}

/// The parent that a field names by its title or its address. The one that stands stays, whatever else has its title.
async fn parent_of(
    tx: &mut OrganizationTx,
    text: &str,
    period: Option<PeriodId>,
    before: Option<&Objective>,
) -> Result<Result<ObjectiveId, FieldError>> {
    if let Some(parent) = before.and_then(|before| before.parent)
        && store::list(tx, &[parent]).await?.iter().any(|parent| parent.title == text)
    {
        return Ok(Ok(parent));
    }
    if let Some(id) = text.rsplit('/').next().and_then(|last| last.parse::<ObjectiveId>().ok()) {
        let found = store::list(tx, &[id]).await?.pop();
        return Ok(found.map(|parent| parent.id).ok_or_else(|| FieldError::new("parent", "objective-parent-unknown")));
    }
    Ok(match store::find_by_title(tx, text, period).await?.as_slice() {
        [one] => Ok(*one),
        [] => Err(FieldError::new("parent", "objective-parent-unknown")),
        _ => Err(FieldError::new("parent", "objective-parent-ambiguous")),
    })
}

/// Makes a new objective from the form: a draft, to be completed and activated on its page.
pub async fn create(State(db): State<Db>, screen: Screen, Form(values): Form<FormValues>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let made = match parse_form(&mut tx, viewer, &values, None).await {
        Ok(parsed) => {
            let new = NewObjective {
                title: parsed.title,
                description: parsed.description,
                workspace: parsed.workspace,
                owner: parsed.owner,
                period: parsed.period,
                parent: parsed.parent,
                visibility: parsed.visibility,
                stage: Stage::Draft,
                weight: parsed.weight,
                priority: None,
                import_key: None,
            };
            actions::create(&mut tx, new).await
        }
        Err(failure) => Err(failure),
    };
    match made {
        Ok(id) => {
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text: l.t("objective-created"), undo: None }))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Forbidden) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let found = form_problems(l, &failure, "owner", "objective-create-not-for");
            let form = form(&mut tx, viewer, None, values, found).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &l.t("objective-new"), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What to show at the fields; a refusal of the policy stands at the field that caused it.
fn form_problems(l: Lang, failure: &Failure, forbidden_field: &str, forbidden: &str) -> Vec<Problem> {
    if failure.kind == Kind::Forbidden {
        return vec![Problem { field: forbidden_field.to_owned(), text: l.t(forbidden) }];
    }
    let found = problems(l, &failure.fields);
    if found.is_empty() {
        vec![Problem { field: "title".to_owned(), text: l.with(failure.message, &failure.args) }]
    } else {
        found
    }
}

/// Saves the form of an objective that is there.
pub async fn save(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(values): Form<FormValues>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let version: i32 = values.version.parse().unwrap_or_default();
    let saved = match parse_form(&mut tx, viewer, &values, Some(&before)).await {
        Ok(parsed) => {
            let edit = Edit {
                title: parsed.title,
                description: parsed.description,
                workspace: parsed.workspace,
                owner: parsed.owner,
                period: parsed.period,
                parent: parsed.parent,
                visibility: parsed.visibility,
                weight: parsed.weight,
                priority: before.priority,
            };
            actions::edit(&mut tx, id, version, edit).await
        }
        Err(failure) => Err(failure),
    };
    match saved {
        Ok(edited) => {
            let mut text = l.t("objective-saved");
            for kept in edited.kept {
                let line = if kept == viewer.account {
                    l.t("objective-kept-in-sight-you")
                } else {
                    let name = people::find(&mut tx, kept).await?.map(|kept| kept.name).unwrap_or_default();
                    l.tr("objective-kept-in-sight").arg("name", name).to_string()
                };
                text = format!("{text}. {line}");
            }
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text, undo: edited.undo }))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = show::shown(&mut tx, id).await?;
            policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
            if failure.kind == Kind::Conflict {
                let theirs = values_of(&mut tx, viewer, &shown.objective).await?;
                let mut form = form(&mut tx, viewer, Some(&shown.objective), values, Vec::new()).await?;
                form.theirs = differences(l, &form.values, &theirs);
                tx.commit().await?;
                return screen.conflict(Nav::Objectives, &l.t("objective-edit"), &form);
            }
            let found = form_problems(l, &failure, "owner", "failure-forbidden");
            let form = form(&mut tx, viewer, Some(&shown.objective), values, found).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &l.t("objective-edit"), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The fields in which the saved content differs from what was typed.
fn differences(l: Lang, mine: &FormValues, theirs: &FormValues) -> Vec<(String, String)> {
    [
        ("objective-title", &mine.title, &theirs.title),
        ("objective-description", &mine.description, &theirs.description),
        ("objective-owner", &mine.owner, &theirs.owner),
        ("objective-period", &mine.period, &theirs.period),
        ("objective-aligned-to", &mine.parent, &theirs.parent),
        ("objective-weight", &mine.weight, &theirs.weight),
    ]
    .into_iter()
    .filter(|(_, mine, theirs)| mine != theirs)
    .map(|(field, _, theirs)| (l.t(field), theirs.clone()))
    .collect()
}

#[derive(Deserialize)]
pub struct StepFields {
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
    #[serde(default)]
    reason: String,
}

/// Sends a draft on its way; without approval it becomes active at once.
pub async fn submit(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let undo = actions::set_stage(&mut tx, id, form.version, Stage::Active, None).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{id}"), Flash { text: screen.lang().t("objective-activated"), undo }))
}

/// Asks for the reason of a step back to draft.
pub async fn ask_return(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    policy::require(policy::may_withdraw(tx.actor(), &shown.subject, &shown.standing))?;
    tx.commit().await?;
    let form = return_form(screen.lang(), &shown.objective, String::new(), Vec::new());
    screen.show(Nav::Objectives, &screen.lang().t("objective-return"), &form)
}

fn return_form(l: Lang, objective: &Objective, reason: String, problems: Vec<Problem>) -> ReturnForm {
    ReturnForm {
        l,
        once: Once::new(),
        id: objective.id,
        version: objective.version,
        title: objective.title.clone(),
        reason,
        problems,
    }
}

/// Takes an active objective back to draft.
pub async fn return_to_draft(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let moved = match parse::required("reason", &form.reason, 1000) {
        Ok(reason) => actions::set_stage(&mut tx, id, form.version, Stage::Draft, Some(reason)).await,
        Err(error) => Err(Failure::invalid(vec![error])),
    };
    match moved {
        Ok(undo) => {
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text: l.t("objective-returned"), undo }))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            let found = form_problems(l, &failure, "reason", "failure-forbidden");
            let view = return_form(l, &before, form.reason, found);
            let title = l.t("objective-return");
            if failure.kind == Kind::Conflict {
                screen.conflict(Nav::Objectives, &title, &view)
            } else {
                screen.invalid(Nav::Objectives, &title, &view)
            }
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Puts an objective away.
pub async fn archive(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    set_archived(&db, &screen, id, form.version, true, "objective-archived").await
}

/// Takes an objective out again.
pub async fn restore(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    set_archived(&db, &screen, id, form.version, false, "objective-restored").await
}

async fn set_archived(
    db: &Db,
    screen: &Screen,
    id: ObjectiveId,
    version: i32,
    archived: bool,
    done: &str,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let undo = actions::set_archived(&mut tx, id, version, archived).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{id}"), Flash { text: screen.lang().t(done), undo }))
}
