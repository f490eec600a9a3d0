//! The form to write an objective or to change one.
use axum::extract::State;

use super::actions::{self, Edit, Edited};
use super::form::{self, FormValues, Standing};
use super::model::{NewObjective, Objective};
use super::stage::Stage;
use super::views::{ObjectiveForm, WeightRow};
use super::visibility::Visibility;
use super::{policy, standing, store};
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, Kind, ObjectiveId, Result};
use crate::okr::drafts::actions as drafts;
use crate::okr::drafts::views::DraftNote;
use crate::okr::figures::ObjectiveFigures;
use crate::okr::history::actions as history;
use crate::okr::history::model::LastChange;
use crate::okr::key_results::store as key_results;
use crate::okr::maths::Mode;
use crate::okr::parts::{Once, percent_text};
use crate::okr::parts::{Problem, problems};
use crate::okr::settings::Settings;
use crate::org::{people, workspaces};
use crate::web::flash::Flash;
use crate::web::merge::{self, MergeView, Merged, Texts};
use crate::web::{self, Fields, Form, Nav, Path, Period, Refusal, Screen, Viewer};

/// The draft of a new objective.
const NEW: &str = "objective-new";

fn draft_of(id: ObjectiveId) -> String {
    format!("objective-{id}")
}

/// What a form shows, whoever's words stand in it.
#[derive(Default)]
struct Filled {
    values: FormValues,
    /// What stood there when it was opened.
    seen: String,
    problems: Vec<Problem>,
    draft: Option<DraftNote>,
}

/// The blank form, or with what was typed there last time.
pub async fn new(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let home = workspaces::home_of(&mut tx, viewer.account).await?;
    let me = people::find(&mut tx, viewer.account).await?;
    let values = FormValues {
        workspace: home.map(|home| home.to_string()).unwrap_or_default(),
        owner: me.map(|me| me.text()).unwrap_or_default(),
        period: screen.period().map(Period::code).unwrap_or_default(),
        visibility: Visibility::Organization.id().to_owned(),
        rollup: Mode::default().id().to_owned(),
        weight: "1".to_owned(),
        ..FormValues::default()
    };
    let mut filled = Filled { values, ..Filled::default() };
    if let Some(restored) = drafts::restore(&mut tx, NEW, &merge::texts(&filled.values)?).await? {
        filled.values = merge::form(&restored.texts)?;
        filled.draft = Some(DraftNote::new(l, NEW, restored.at, "/objectives/new".to_owned()));
    }
    let form = form(&mut tx, viewer, None, filled).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &l.say("objective-new"), &form)
}

/// The form of an objective that is there, or with what was typed there last time.
pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let open = open(&mut tx, viewer, id).await?;
    let texts = merge::texts(&open.values)?;
    let mut filled = Filled { values: open.values.clone(), seen: merge::carried(&texts), ..Filled::default() };
    let name = draft_of(id);
    if let Some(restored) = drafts::restore(&mut tx, &name, &texts).await? {
        filled.values = merge::form(&restored.texts)?;
        // what others changed since then is put together when this is saved
        filled.seen = restored.texts.get(merge::SEEN).cloned().unwrap_or(filled.seen);
        filled.draft = Some(DraftNote::new(l, &name, restored.at, format!("/objectives/{id}/edit")));
    }
    let title = title(l, &open.objective);
    let form = form(&mut tx, viewer, Some(open), filled).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &title, &form)
}

fn title(l: Lang, objective: &Objective) -> String {
    l.tr("objective-edit-of").arg("title", objective.title.as_str()).to_string()
}

/// An objective whose form the actor may see.
struct Open {
    objective: Objective,
    values: FormValues,
    standing: Standing,
    may_move: bool,
    may_give_roles: bool,
}

async fn open(tx: &mut OrganizationTx, viewer: &Viewer, id: ObjectiveId) -> Result<Open> {
    let objective = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_edit_text(tx.actor(), &subject, &standing))?;
    let (may_move, may_give_roles) = (
        policy::may_move(tx.actor(), &subject, &standing).is_allowed(),
        policy::may_give_roles(tx.actor(), &subject, &standing).is_allowed(),
    );
    let (values, standing) = form::standing(tx, viewer, &objective).await?;
    Ok(Open { objective, values, standing, may_move, may_give_roles })
}

async fn form(tx: &mut OrganizationTx, viewer: &Viewer, open: Option<Open>, filled: Filled) -> Result<ObjectiveForm> {
    let l = viewer.lang;
    let period = viewer.period(&filled.values.period).map(|period| period.id);
    let objective = open.as_ref().map(|open| &open.objective);
    let weights = match objective {
        Some(objective) => weights(tx, l, objective).await?,
        None => Vec::new(),
    };
    let workspaces = workspaces::list(tx).await?;
    let standing_values = open.as_ref().map(|open| open.values.clone()).unwrap_or_default();
    let fact = |field: &str, text: &str| form::said(l, viewer, &workspaces, field, text);
    let facts = [
        ("owner", &standing_values.owner, false),
        ("contributors", &standing_values.contributors, false),
        ("workspace", &standing_values.workspace, true),
        ("period", &standing_values.period, true),
        ("parent", &standing_values.parent, true),
        ("parents", &standing_values.parents, true),
        ("visibility", &standing_values.visibility, false),
    ]
    .into_iter()
    .filter(|(_, text, of_place)| {
        let offered = open.as_ref().is_none_or(|open| if *of_place { open.may_move } else { open.may_give_roles });
        !offered && !text.is_empty()
    })
    .map(|(field, text, _)| fact(field, text))
    .collect();
    Ok(ObjectiveForm {
        l,
        once: Once::new(),
        id: objective.map(|objective| objective.id),
        title: objective.map(|objective| objective.title.clone()).unwrap_or_default(),
        version: objective.map_or(0, |objective| objective.version),
        heading: l.say(if objective.is_some() { "objective-edit" } else { "objective-new" }),
        draft_name: objective.map_or_else(|| NEW.to_owned(), |objective| draft_of(objective.id)),
        periods: viewer
            .periods
            .iter()
            .filter(|one| !one.is_closed() || objective.is_some_and(|objective| objective.period == one.id))
            .map(|one| (one.code(), one.label(&l)))
            .collect(),
        people: people::list(tx, 200).await?.iter().map(people::Person::text).collect(),
        parents: store::list_titles(tx, period, 200).await?,
        may_move: open.as_ref().is_none_or(|open| open.may_move),
        may_give_roles: open.as_ref().is_none_or(|open| open.may_give_roles),
        has_hidden_parent: open.as_ref().is_some_and(|open| matches!(open.standing.parent, Some((_, None)))),
        facts,
        weights,
        workspaces,
        values: filled.values,
        seen: filled.seen,
        problems: filled.problems,
        draft: filled.draft,
    })
}

/// The key results with what each counts.
async fn weights(tx: &mut OrganizationTx, l: Lang, objective: &Objective) -> Result<Vec<WeightRow>> {
    let all = key_results::list_of_objectives(tx, &[objective.id]).await?;
    let children = store::list_counted_children(tx, objective).await?;
    let figures = ObjectiveFigures::of(objective, &all, &children, &Settings::load(tx).await?, tx.today());
    Ok(all
        .iter()
        .map(|one| WeightRow {
            id: one.id,
            title: one.title.clone(),
            weight: l.number(&one.weight),
            share: match figures.share_of(one.id).filter(|share| !share.is_zero()) {
                Some(share) => percent_text(&l, share),
                None => l.say("key-result-tracked"),
            },
        })
        .collect())
}

/// Makes a new objective from the form: a draft, to be completed and activated on its page.
pub async fn create(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let values: FormValues = merge::form(&merge::sent(&fields))?;
    let mut tx = db.write(&viewer.actor).await?;
    match made(&mut tx, viewer, &values).await {
        Ok(id) => {
            drafts::forget(&mut tx, NEW).await?;
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text: l.say("objective-created"), undo: None }))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Forbidden) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let problems = form_problems(l, &failure, "owner", "objective-create-not-for");
            let form = form(&mut tx, viewer, None, Filled { values, problems, ..Filled::default() }).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &l.say("objective-new"), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn made(tx: &mut OrganizationTx, viewer: &Viewer, values: &FormValues) -> Result<ObjectiveId> {
    let parsed = form::parse(tx, viewer, values, &Standing::default()).await?;
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
        rollup: parsed.rollup,
        import_key: None,
    };
    let id = actions::create(tx, new).await?;
    if !parsed.contributors.is_empty() || !parsed.parents.is_empty() {
        let made = store::find(tx, id).await?;
        let edit = Edit {
            contributors: Some(parsed.contributors),
            secondary_parents: Some(parsed.parents),
            ..Edit::of(&made)
        };
        actions::edit(tx, id, made.version, edit).await.map_err(|failure| match failure.kind {
            // whoever may write it for somebody else does not always lead it afterwards
            Kind::Forbidden => Failure::field("contributors", "objective-links-not-for"),
            _ => failure,
        })?;
    }
    Ok(id)
}

/// What to show at the fields; a refusal of the policy stands at the field that caused it.
pub fn form_problems(l: Lang, failure: &Failure, forbidden_field: &str, forbidden: &str) -> Vec<Problem> {
    if failure.kind == Kind::Forbidden {
        return vec![Problem { field: forbidden_field.to_owned(), text: l.say(forbidden) }];
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
    Form(fields): Form<Fields>,
) -> web::Result {
    match attempt(&db, &screen, id, &fields).await {
        // somebody saved between our reading and our writing: the second look puts both together
        Err(Refusal(failure)) if failure.kind == Kind::Conflict => attempt(&db, &screen, id, &fields).await,
        answer => answer,
    }
}

async fn attempt(db: &Db, screen: &Screen, id: ObjectiveId, fields: &Fields) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let open = open(&mut tx, viewer, id).await?;
    let theirs = merge::texts(&open.values)?;
    let mut mine = merge::sent(fields);
    form::complete(&mut mine, &theirs);
    let is_current = fields.get("_ver") == open.objective.version.to_string();
    let seen = merge::seen(&mine).or_else(|| is_current.then(|| theirs.clone()));
    let merged = merge::merge(seen.as_ref(), &theirs, &mine);
    if !merged.clashes.is_empty() {
        let page = both_versions(&mut tx, viewer, &open, &theirs, &merged).await?;
        return screen.conflict(Nav::Objectives, &page.heading.clone(), &page);
    }
    let values: FormValues = merge::form(&merged.texts)?;
    match saved(&mut tx, viewer, &open, &values).await {
        Ok(edited) => {
            drafts::forget(&mut tx, &draft_of(id)).await?;
            let text = said_saved(&mut tx, viewer, id, &edited, &merged).await?;
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text, undo: edited.undo }))
        }
        Err(failure) if failure.kind == Kind::Invalid => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let problems = form_problems(l, &failure, "owner", "failure-forbidden");
            let title = title(l, &open.objective);
            let filled = Filled { values, seen: merge::carried(&theirs), problems, draft: None };
            let form = form(&mut tx, viewer, Some(open), filled).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &title, &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn saved(tx: &mut OrganizationTx, viewer: &Viewer, open: &Open, values: &FormValues) -> Result<Edited> {
    let parsed = form::parse(tx, viewer, values, &open.standing).await?;
    let edit = Edit {
        title: parsed.title,
        description: parsed.description,
        workspace: parsed.workspace,
        owner: parsed.owner,
        period: parsed.period,
        parent: parsed.parent,
        visibility: parsed.visibility,
        weight: parsed.weight,
        priority: open.objective.priority,
        rollup: parsed.rollup,
        contributors: Some(parsed.contributors),
        secondary_parents: Some(parsed.parents),
    };
    actions::edit(tx, open.objective.id, open.objective.version, edit).await
}

/// «Objective saved», who stays on it, and what of others stands beside it now.
async fn said_saved(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    id: ObjectiveId,
    edited: &Edited,
    merged: &Merged,
) -> Result<String> {
    let l = viewer.lang;
    let mut text = l.say("objective-saved");
    for kept in &edited.kept {
        let line = if *kept == viewer.account {
            l.say("objective-kept-in-sight-you")
        } else {
            let name = people::find(tx, *kept).await?.map(|kept| kept.name).unwrap_or_default();
            l.tr("objective-kept-in-sight").arg("name", name).to_string()
        };
        text = format!("{text}. {line}");
    }
    if merged.taken.is_empty() {
        return Ok(text);
    }
    let labels: Vec<_> = merged.taken.iter().map(|field| form::said(l, viewer, &[], field, "").0).collect();
    Ok(match history::last(tx, id, id.0, Some(viewer.account)).await? {
        Some(LastChange { name, .. }) => {
            format!("{text}. {}", l.tr("merge-also-kept").arg("name", name).arg("fields", labels.join(", ")))
        }
        None => text,
    })
}

/// The page to choose on, where both changed the same.
async fn both_versions(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    open: &Open,
    theirs: &Texts,
    merged: &Merged,
) -> Result<MergeView> {
    let l = viewer.lang;
    let Open { objective, .. } = open;
    let workspaces = workspaces::list(tx).await?;
    let last = history::last(tx, objective.id, objective.id.0, None).await?;
    let by = last.map(|last| merge::by(&l, tx.actor().is(last.by), &last.name, &l.moment(last.at)));
    let said = |field: &str, text: &str| form::said(l, viewer, &workspaces, field, text);
    let address = format!("/objectives/{}", objective.id);
    Ok(MergeView {
        heading: l.tr("merge-heading").arg("title", objective.title.as_str()).to_string(),
        crumbs: vec![("/objectives".to_owned(), l.say("nav-objectives")), (address.clone(), objective.title.clone())],
        form: "objective-form",
        action: address.clone(),
        back: address,
        draft: draft_of(objective.id),
        by,
        ..MergeView::new(l, merged, theirs, objective.version, &form::FIELDS, said)
    })
}
