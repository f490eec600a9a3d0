//! The form to add a key result or to change one.
use axum::extract::State;

use super::actions::{self, Edit, Edited, NewKeyResult};
use super::form::{self, FormValues};
use super::form_views::KeyResultForm;
use super::model::{CurveKind, KeyResult, Kind};
use super::store;
use super::words::kind_message;
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{AccountId, Failure, FieldError, KeyResultId, Kind as FailureKind, ObjectiveId, Result};
use crate::okr::drafts::actions as drafts;
use crate::okr::drafts::views::DraftNote;
use crate::okr::history::actions as history;
use crate::okr::history::model::LastChange;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::parts::Once;
use crate::okr::parts::{Problem, problems};
use crate::org::people;
use crate::web::flash::Flash;
use crate::web::merge::{self, MergeView, Merged, Texts};
use crate::web::{self, Fields, Form, Nav, Path, Refusal, Screen, Viewer};

/// What a form shows, whoever's words stand in it.
#[derive(Default)]
struct Filled {
    values: FormValues,
    /// What stood there when it was opened.
    seen: String,
    problems: Vec<Problem>,
    draft: Option<DraftNote>,
}

fn draft_of_new(objective: ObjectiveId) -> String {
    format!("key-result-new-{objective}")
}

fn draft_of(id: KeyResultId) -> String {
    format!("key-result-{id}-form")
}

/// The blank form, or with what was typed there last time.
pub async fn new(State(db): State<Db>, screen: Screen, Path(objective): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let objective = editable(&mut tx, objective).await?;
    let me = people::find(&mut tx, viewer.account).await?;
    let values = FormValues {
        kind: Kind::Absolute.code().to_owned(),
        curve: CurveKind::Linear.code().to_owned(),
        weight: "1".to_owned(),
        owner: me.map(|me| me.text()).unwrap_or_default(),
        ..FormValues::default()
    };
    let mut filled = Filled { values, ..Filled::default() };
    let name = draft_of_new(objective.id);
    if let Some(restored) = drafts::restore(&mut tx, &name, &merge::texts(&filled.values)?).await? {
        filled.values = merge::form(&restored.texts)?;
        let address = format!("/objectives/{}/key-results/new", objective.id);
        filled.draft = Some(DraftNote::new(l, &name, restored.at, address));
    }
    let form = form(&mut tx, l, &objective, None, filled).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &l.say("key-result-new"), &form)
}

async fn editable(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Objective> {
    let objective = objectives::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_edit_key_results(tx.actor(), &subject, &standing))?;
    Ok(objective)
}

async fn form(
    tx: &mut OrganizationTx,
    l: Lang,
    objective: &Objective,
    key_result: Option<&KeyResult>,
    filled: Filled,
) -> Result<KeyResultForm> {
    Ok(KeyResultForm {
        l,
        once: Once::new(),
        id: key_result.map(|key_result| key_result.id),
        title: key_result.map(|key_result| key_result.title.clone()).unwrap_or_default(),
        version: key_result.map_or(0, |key_result| key_result.version),
        objective: objective.id,
        objective_title: objective.title.clone(),
        heading: l.say(if key_result.is_some() { "key-result-edit" } else { "key-result-new" }),
        draft_name: key_result.map_or_else(|| draft_of_new(objective.id), |key_result| draft_of(key_result.id)),
        kinds: Kind::ALL.iter().map(|kind| (kind.code(), l.say(kind_message(*kind)))).collect(),
        people: people::list(tx, 200).await?.iter().map(people::Person::text).collect(),
        reason_needed: key_result.is_some() && objective.stage != Stage::Draft,
        values: filled.values,
        seen: filled.seen,
        problems: filled.problems,
        draft: filled.draft,
    })
}

async fn owner_of(tx: &mut OrganizationTx, values: &FormValues) -> Result<AccountId> {
    if values.owner.trim().is_empty() {
        return Err(Failure::field("owner", "field-required"));
    }
    people::find_by_text(tx, "owner", &values.owner).await?.map_err(|error| Failure::invalid(vec![error]))
}

/// Adds a key result.
pub async fn create(
    State(db): State<Db>,
    screen: Screen,
    Path(objective): Path<ObjectiveId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let values: FormValues = merge::form(&merge::sent(&fields))?;
    let mut tx = db.write(&viewer.actor).await?;
    editable(&mut tx, objective).await?;
    let made = async {
        let parsed = values.parse(l, None);
        let owner = owner_of(&mut tx, &values).await;
        let (parsed, owner) = both(parsed, owner)?;
        let new = NewKeyResult {
            objective,
            title: parsed.title,
            description: parsed.description,
            definition: parsed.definition,
            weight: parsed.weight,
            priority: None,
            owner,
            rhythm: parsed.rhythm,
            import_key: None,
        };
        actions::create(&mut tx, new).await
    }
    .await;
    match made {
        Ok(_) => {
            drafts::forget(&mut tx, &draft_of_new(objective)).await?;
            tx.commit().await?;
            Ok(screen
                .go(&format!("/objectives/{objective}#krs-h"), Flash { text: l.say("key-result-created"), undo: None }))
        }
        Err(failure) if failure.kind == FailureKind::Invalid => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let objective = editable(&mut tx, objective).await?;
            let filled = Filled { values, problems: found(l, &failure), ..Filled::default() };
            let form = form(&mut tx, l, &objective, None, filled).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &l.say("key-result-new"), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Both, or the errors of both.
fn both<A, B>(one: Result<A, Vec<FieldError>>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut errors), Err(failure)) if failure.kind == FailureKind::Invalid => {
            errors.extend(failure.fields);
            Err(Failure::invalid(errors))
        }
        (_, Err(failure)) => Err(failure),
        (Err(errors), Ok(_)) => Err(Failure::invalid(errors)),
    }
}

fn found(l: Lang, failure: &Failure) -> Vec<Problem> {
    let found = problems(l, &failure.fields);
    if found.is_empty() {
        vec![Problem { field: "title".to_owned(), text: l.with(failure.message, &failure.args) }]
    } else {
        found
    }
}

/// The form of a key result that is there, or with what was typed there last time.
pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let key_result = store::find(&mut tx, id).await?;
    let objective = editable(&mut tx, key_result.objective).await?;
    let values = values_of(&mut tx, l, &key_result).await?;
    let texts = merge::texts(&values)?;
    let mut filled = Filled { values, seen: merge::carried(&texts), ..Filled::default() };
    let name = draft_of(id);
    if let Some(restored) = drafts::restore(&mut tx, &name, &texts).await? {
        filled.values = merge::form(&restored.texts)?;
        // what others changed since then is put together when this is saved
        filled.seen = restored.texts.get(merge::SEEN).cloned().unwrap_or(filled.seen);
        filled.draft = Some(DraftNote::new(l, &name, restored.at, format!("/key-results/{id}/edit")));
    }
    let form = form(&mut tx, l, &objective, Some(&key_result), filled).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &title(l, &key_result), &form)
}

fn title(l: Lang, key_result: &KeyResult) -> String {
    l.tr("objective-edit-of").arg("title", key_result.title.as_str()).to_string()
}

async fn values_of(tx: &mut OrganizationTx, l: Lang, key_result: &KeyResult) -> Result<FormValues> {
    let owner = people::find(tx, key_result.owner).await?.map(|owner| owner.text()).unwrap_or_default();
    Ok(FormValues::of(l, key_result, owner))
}

/// Saves the form of a key result that is there.
pub async fn save(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    match attempt(&db, &screen, id, &fields).await {
        // somebody saved between our reading and our writing: the second look puts both together
        Err(Refusal(failure)) if failure.kind == FailureKind::Conflict => attempt(&db, &screen, id, &fields).await,
        answer => answer,
    }
}

async fn attempt(db: &Db, screen: &Screen, id: KeyResultId, fields: &Fields) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let objective = editable(&mut tx, before.objective).await?;
    let theirs = merge::texts(&values_of(&mut tx, l, &before).await?)?;
    let mine = merge::sent(fields);
    let is_current = fields.get("_ver") == before.version.to_string();
    let seen = merge::seen(&mine).or_else(|| is_current.then(|| theirs.clone()));
    // why it changes is said by whoever changes it
    let content = Texts::from_iter(theirs.clone().into_iter().filter(|(field, _)| field != "reason"));
    let merged = merge::merge(seen.as_ref(), &content, &mine);
    if !merged.clashes.is_empty() {
        let page = both_versions(&mut tx, l, &before, &objective, &theirs, &merged).await?;
        return screen.conflict(Nav::Objectives, &page.heading.clone(), &page);
    }
    let values: FormValues = merge::form(&merged.texts)?;
    match saved(&mut tx, l, &before, &values).await {
        Ok(edited) => {
            drafts::forget(&mut tx, &draft_of(id)).await?;
            let mut text = said_saved(&mut tx, viewer, &before, &merged).await?;
            if let Some(kept) = edited.kept {
                let name = people::find(&mut tx, kept).await?.map(|kept| kept.name).unwrap_or_default();
                text = format!("{text}. {}", l.tr("key-result-kept-in-sight").arg("name", name));
            }
            tx.commit().await?;
            let back = format!("/objectives/{}#key-result-{id}", before.objective);
            Ok(screen.go(&back, Flash { text, undo: edited.undo }))
        }
        Err(failure) if failure.kind == FailureKind::Invalid => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let problems = found(l, &failure);
            let filled = Filled { values, seen: merge::carried(&theirs), problems, draft: None };
            let form = form(&mut tx, l, &objective, Some(&before), filled).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &title(l, &before), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn saved(tx: &mut OrganizationTx, l: Lang, before: &KeyResult, values: &FormValues) -> Result<Edited> {
    let parsed = values.parse(l, Some(&before.definition));
    let owner = owner_of(tx, values).await;
    let (parsed, owner) = both(parsed, owner)?;
    let edit = Edit {
        title: parsed.title,
        description: parsed.description,
        definition: parsed.definition,
        weight: parsed.weight,
        owner,
        rhythm: parsed.rhythm,
        reason: parsed.reason,
    };
    actions::edit(tx, before.id, before.version, edit).await
}

/// «Key result saved», and what of others stands beside it now.
async fn said_saved(tx: &mut OrganizationTx, viewer: &Viewer, before: &KeyResult, merged: &Merged) -> Result<String> {
    let l = viewer.lang;
    let text = l.say("key-result-saved");
    if merged.taken.is_empty() {
        return Ok(text);
    }
    let labels: Vec<_> = merged.taken.iter().map(|field| form::said(l, field, "").0).collect();
    Ok(match history::last(tx, before.objective, before.id.0, Some(viewer.account)).await? {
        Some(LastChange { name, .. }) => {
            format!("{text}. {}", l.tr("merge-also-kept").arg("name", name).arg("fields", labels.join(", ")))
        }
        None => text,
    })
}

/// The page to choose on, where both changed the same.
async fn both_versions(
    tx: &mut OrganizationTx,
    l: Lang,
    key_result: &KeyResult,
    objective: &Objective,
    theirs: &Texts,
    merged: &Merged,
) -> Result<MergeView> {
    let last = history::last(tx, objective.id, key_result.id.0, None).await?;
    let by = last.map(|last| merge::by(&l, tx.actor().is(last.by), &last.name, &l.moment(last.at)));
    let address = format!("/key-results/{}", key_result.id);
    Ok(MergeView {
        heading: l.tr("merge-heading").arg("title", key_result.title.as_str()).to_string(),
        crumbs: vec![
            ("/objectives".to_owned(), l.say("nav-objectives")),
            (format!("/objectives/{}", objective.id), objective.title.clone()),
            (address.clone(), key_result.title.clone()),
        ],
        form: "key-result-form",
        action: address.clone(),
        back: address,
        draft: draft_of(key_result.id),
        by,
        ..MergeView::new(l, merged, theirs, key_result.version, &form::FIELDS, |field, text| form::said(l, field, text))
    })
}
