//! The form to add a key result or to change one.
use axum::extract::State;

use super::actions::{self, Edit, NewKeyResult};
use super::form::FormValues;
use super::model::{CurveKind, Kind};
use super::pages::problems;
use super::store;
use super::views::{KeyResultForm, Problem, kind_message};
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{AccountId, Failure, FieldError, KeyResultId, Kind as FailureKind, ObjectiveId, Result};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::parts::Once;
use crate::org::people;
use crate::web::flash::Flash;
use crate::web::{self, Form, Nav, Path, Screen};

/// The blank form.
pub async fn new(State(db): State<Db>, screen: Screen, Path(objective): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
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
    let form = form(&mut tx, screen.lang(), &objective, None, values, Vec::new()).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &screen.lang().t("key-result-new"), &form)
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
    id: Option<KeyResultId>,
    values: FormValues,
    problems: Vec<Problem>,
) -> Result<KeyResultForm> {
    Ok(KeyResultForm {
        l,
        once: Once::new(),
        id,
        objective: objective.id,
        objective_title: objective.title.clone(),
        heading: l.t(if id.is_some() { "key-result-edit" } else { "key-result-new" }),
        kinds: Kind::ALL.iter().map(|kind| (kind.code(), l.t(kind_message(*kind)))).collect(),
        people: people::list(tx, 200).await?.iter().map(people::Person::text).collect(),
        reason_needed: id.is_some() && objective.stage != Stage::Draft,
        values,
        problems,
        theirs: Vec::new(),
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
    Form(values): Form<FormValues>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
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
            tx.commit().await?;
            Ok(screen
                .go(&format!("/objectives/{objective}#krs-h"), Flash { text: l.t("key-result-created"), undo: None }))
        }
        Err(failure) if failure.kind == FailureKind::Invalid => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let objective = editable(&mut tx, objective).await?;
            let form = form(&mut tx, l, &objective, None, values, found(l, &failure)).await?;
            tx.commit().await?;
            screen.invalid(Nav::Objectives, &l.t("key-result-new"), &form)
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

/// The form of a key result that is there.
pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let key_result = store::find(&mut tx, id).await?;
    let objective = editable(&mut tx, key_result.objective).await?;
    let owner = people::find(&mut tx, key_result.owner).await?.map(|owner| owner.text()).unwrap_or_default();
    let form = form(&mut tx, l, &objective, Some(id), FormValues::of(l, &key_result, owner), Vec::new()).await?;
    tx.commit().await?;
    screen.show(Nav::Objectives, &l.t("key-result-edit"), &form)
}

/// Saves the form of a key result that is there.
pub async fn save(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(values): Form<FormValues>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    editable(&mut tx, before.objective).await?;
    let saved = async {
        let parsed = values.parse(l, Some(&before.definition));
        let owner = owner_of(&mut tx, &values).await;
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
        actions::edit(&mut tx, id, values.version.parse().unwrap_or_default(), edit).await
    }
    .await;
    match saved {
        Ok(edited) => {
            let mut text = l.t("key-result-saved");
            if let Some(kept) = edited.kept {
                let name = people::find(&mut tx, kept).await?.map(|kept| kept.name).unwrap_or_default();
                text = format!("{text}. {}", l.tr("key-result-kept-in-sight").arg("name", name));
            }
            tx.commit().await?;
            let back = format!("/objectives/{}#key-result-{id}", before.objective);
            Ok(screen.go(&back, Flash { text, undo: edited.undo }))
        }
        Err(failure) if matches!(failure.kind, FailureKind::Invalid | FailureKind::Conflict) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let now = store::find(&mut tx, id).await?;
            let objective = editable(&mut tx, now.objective).await?;
            let owner = people::find(&mut tx, now.owner).await?.map(|owner| owner.text()).unwrap_or_default();
            let theirs = FormValues::of(l, &now, owner);
            let is_conflict = failure.kind == FailureKind::Conflict;
            let problems = if is_conflict { Vec::new() } else { found(l, &failure) };
            let mut form = form(&mut tx, l, &objective, Some(id), values, problems).await?;
            tx.commit().await?;
            if is_conflict {
                form.theirs = differences(l, &form.values, &theirs);
                // what is sent again is meant for the version that was just shown
                form.values.version = theirs.version;
                return screen.conflict(Nav::Objectives, &l.t("key-result-edit"), &form);
            }
            screen.invalid(Nav::Objectives, &l.t("key-result-edit"), &form)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The fields in which the saved content differs from what was typed.
fn differences(l: Lang, mine: &FormValues, theirs: &FormValues) -> Vec<(String, String)> {
    [
        ("key-result-field-title", &mine.title, &theirs.title),
        ("key-result-field-baseline", &mine.baseline, &theirs.baseline),
        ("key-result-field-target", &mine.target, &theirs.target),
        ("key-result-field-unit", &mine.unit, &theirs.unit),
        ("key-result-field-weight", &mine.weight, &theirs.weight),
        ("key-result-field-owner", &mine.owner, &theirs.owner),
    ]
    .into_iter()
    .filter(|(_, mine, theirs)| mine != theirs)
    .map(|(field, _, theirs)| (l.t(field), theirs.clone()))
    .collect()
}
