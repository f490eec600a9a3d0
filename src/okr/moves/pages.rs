//! The page that moves an objective, and what the tree sends when a row is dropped.
use axum::Extension;
use axum::extract::State;

use super::actions::{self, Moved, Target};
use super::rules::Place;
use super::store;
use super::views::{MovePage, places};
use crate::db::{Db, OrganizationTx};
use crate::kernel::{Failure, Kind, ObjectiveId, Result};
use crate::okr::alignment::{self, Ask};
use crate::okr::objectives::form;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::parts::{Once, Problem, Problems as _, problems};
use crate::org::workspace_tree::Trees;
use crate::web::flash::Flash;
use crate::web::parse::Errors;
use crate::web::{self, Fields, Form, Nav, Path, Query, Saved, Screen, Viewer};

/// What was sent. An empty field is not the same as none.
#[derive(Debug, Clone)]
struct Sent {
    /// Title or address of the parent; empty is the top. Without the field, the parent of the sibling that the place names.
    parent: Option<String>,
    place: String,
    /// The query of the tree that was dropped in; the answer is that tree.
    tree: Option<String>,
    version: i32,
}

impl Sent {
    fn read(fields: &Fields) -> Self {
        let text = |name| fields.has(name).then(|| fields.get(name).to_owned());
        Self {
            parent: text("parent"),
            place: fields.get("place").to_owned(),
            tree: text("tree"),
            version: fields.get("_ver").parse().unwrap_or_default(),
        }
    }
}

/// Asks where to; `parent` in the address shows the places below that one.
pub async fn ask(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(fields): Query<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    // which place was chosen among others says nothing here
    let sent = Sent { place: String::new(), ..Sent::read(&fields) };
    let page = page(&mut tx, viewer, id, sent, Vec::new()).await?;
    tx.commit().await?;
    if page.problems.is_empty() {
        screen.show(Nav::Alignment, &heading(&page), &page)
    } else {
        screen.invalid(Nav::Alignment, &heading(&page), &page)
    }
}

fn heading(page: &MovePage) -> String {
    page.l.tr("objective-move-of").arg("title", page.title.as_str()).to_string()
}

/// The objective, where the actor may move it, and its parent with the title, if that is seen.
async fn open(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<(Objective, form::Standing)> {
    let objective = objectives::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_move(tx.actor(), &subject, &standing))?;
    let parent = match objective.parent {
        Some(parent) => Some((parent, objectives::list(tx, &[parent]).await?.pop().map(|parent| parent.title))),
        None => None,
    };
    Ok((objective, form::Standing { parent, parents: Vec::new(), period: None }))
}

async fn page(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    id: ObjectiveId,
    sent: Sent,
    mut found: Vec<Problem>,
) -> Result<MovePage> {
    let l = viewer.lang;
    let (objective, standing) = open(tx, id).await?;
    let stands = standing.parent.as_ref().and_then(|(_, title)| title.clone()).unwrap_or_default();
    let text = sent.parent.unwrap_or(stands);
    // what was refused as a parent is none to list places below
    let mut parent = objective.parent;
    if found.at("parent").is_none() {
        let mut errors = Errors::default();
        let named = form::parent(tx, &text, Some(objective.period), &standing, &mut errors).await?;
        parent = if errors.is_empty() { named } else { parent };
        found.extend(problems(l, &errors.0));
    }
    let mut siblings = store::list_siblings(tx, &objective, parent).await?;
    let at = siblings.iter().position(|sibling| sibling.id == id);
    siblings.retain(|sibling| sibling.id != id);
    let here = match at {
        None => Place::Last,
        Some(0) => Place::First,
        Some(at) => siblings.get(at - 1).map_or(Place::Last, |before| Place::After(before.id)),
    };
    let ids: Vec<_> = siblings.iter().map(|sibling| sibling.id).collect();
    let chosen = Place::parse(&sent.place).filter(|place| place.predecessor(&ids).is_some()).unwrap_or(here);
    let above = match parent {
        Some(parent) => objectives::list(tx, &[parent]).await?.pop(),
        None => None,
    };
    let places_label = match (parent, above) {
        (None, _) => l.say("objective-move-place-top"),
        (Some(_), Some(above)) => l.tr("objective-move-place").arg("title", above.title).to_string(),
        (Some(_), None) => l.say("objective-move-place-hidden"),
    };
    Ok(MovePage {
        l,
        once: Once::new(),
        id,
        version: objective.version,
        title: objective.title.clone(),
        parent: text,
        has_hidden_parent: matches!(standing.parent, Some((_, None))),
        parents: objectives::list_titles(tx, Some(objective.period), 200).await?,
        places: places(l, &siblings, chosen),
        places_label,
        problems: found,
    })
}

/// Moves it. The page goes on to the alignment, at its row; the tree gets its rows again.
pub async fn act(
    State(db): State<Db>,
    Extension(trees): Extension<Trees>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let sent = Sent::read(&fields);
    let mut tx = db.write(&viewer.actor).await?;
    match moved(&mut tx, id, &sent).await {
        Ok(moved) => {
            let say = said(&mut tx, viewer, id, moved).await?;
            match sent.tree.as_deref().filter(|_| screen.is_part()) {
                Some(tree) => {
                    let answer = tree_again(&mut tx, &screen, &trees, id, tree, say, moved).await?;
                    tx.commit().await?;
                    Ok(answer)
                }
                None => {
                    let objective = objectives::find(&mut tx, id).await?;
                    let to = store::address(&mut tx, &objective).await?;
                    tx.commit().await?;
                    Ok(screen.go(&to, Flash { text: say, undo: moved.undo }))
                }
            }
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            drop(tx);
            if sent.tree.is_some() && screen.is_part() {
                return Err(in_words(failure).into());
            }
            let mut tx = db.read(&viewer.actor).await?;
            let mut found = problems(l, &failure.fields);
            if found.is_empty() {
                found.push(Problem { field: "parent".to_owned(), text: l.with(failure.message, &failure.args) });
            }
            let page = page(&mut tx, viewer, id, sent, found).await?;
            tx.commit().await?;
            if failure.kind == Kind::Conflict {
                screen.conflict(Nav::Alignment, &heading(&page), &page)
            } else {
                screen.invalid(Nav::Alignment, &heading(&page), &page)
            }
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The first field's error as the failure itself: where no form stands, there is one place for words.
fn in_words(failure: Failure) -> Failure {
    let kind = failure.kind;
    match failure.fields.into_iter().next() {
        Some(error) => {
            error.args.into_iter().fold(Failure::new(kind, error.message), |all, (name, value)| all.arg(name, value))
        }
        None => Failure::new(kind, failure.message),
    }
}

async fn moved(tx: &mut OrganizationTx, id: ObjectiveId, sent: &Sent) -> Result<Moved> {
    let (objective, standing) = open(tx, id).await?;
    let place = match sent.place.as_str() {
        "" => None,
        text => Some(Place::parse(text).ok_or_else(|| Failure::field("place", "field-unknown-choice"))?),
    };
    let (parent, place) = match (&sent.parent, place.and_then(Place::sibling)) {
        (Some(text), sibling) => {
            let mut errors = Errors::default();
            let parent = form::parent(tx, text, Some(objective.period), &standing, &mut errors).await?;
            if !errors.is_empty() {
                return Err(Failure::invalid(errors.0));
            }
            // the places that were offered are those below the parent before
            let is_of_before = match sibling {
                Some(sibling) if parent != objective.parent => {
                    objectives::list(tx, &[sibling]).await?.iter().any(|one| one.parent == objective.parent)
                }
                _ => false,
            };
            (parent, if is_of_before { Some(Place::Last) } else { place })
        }
        (None, Some(sibling)) => {
            let beside = objectives::list(tx, &[sibling]).await?.pop();
            (beside.ok_or_else(|| Failure::field("place", "objective-move-no-sibling"))?.parent, place)
        }
        (None, None) => (objective.parent, place),
    };
    actions::move_to(tx, id, sent.version, Target { parent, place }).await
}

/// «“Grow” moved below “Be found”», or that it stands there already.
async fn said(tx: &mut OrganizationTx, viewer: &Viewer, id: ObjectiveId, moved: Moved) -> Result<String> {
    let l = viewer.lang;
    if !moved.is_moved {
        return Ok(l.say("objective-move-stays"));
    }
    let objective = objectives::find(tx, id).await?;
    let above = match objective.parent {
        Some(parent) => objectives::list(tx, &[parent]).await?.pop(),
        None => None,
    };
    let text = match above {
        Some(above) => l.tr("objective-moved-below").arg("parent", above.title),
        None => l.tr("objective-moved"),
    };
    Ok(text.arg("title", objective.title).to_string())
}

/// The tree with the moved row in sight and in focus.
async fn tree_again(
    tx: &mut OrganizationTx,
    screen: &Screen,
    trees: &Trees,
    id: ObjectiveId,
    tree: &str,
    say: String,
    moved: Moved,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let query = url::form_urlencoded::parse(tree.trim_start_matches('?').as_bytes());
    let fields = Fields(query.into_owned().collect());
    let mut ask = Ask::parse(&fields);
    let above = store::above(tx, id).await?;
    ask.reveal(&above.ids, above.is_unaligned);
    let Some(period) = viewer.period(fields.get("period")).or_else(|| screen.period()) else {
        return Err(Failure::not_found().into());
    };
    let (_, _, mut region) = alignment::region(tx, trees, viewer, period, &ask).await?;
    region.focus = Some(id);
    let mut answer =
        screen.saved(Saved { part: &region, say, back: String::new(), undo: moved.undo, also: Vec::new() })?;
    if let Ok(address) = ask.address(&period.code()).parse() {
        answer.headers_mut().insert("hx-push-url", address);
    }
    Ok(answer)
}
