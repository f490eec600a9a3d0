//! Handlers of the sign-in policy.
use axum::response::Response;

use super::views::PolicyPage;
use crate::auth::confirmation;
use crate::auth::entrance::{Door, Policy, Way, actions, store};
use crate::kernel::{FieldError, Kind};
use crate::okr::parts::{Once, problems};
use crate::web::{self, Fields, Flash, Form, Nav, Refusal, Viewer, parse};

const ADDRESS: &str = "/organization/sign-in";

/// The viewer, when they may set it.
fn setter(door: &Door) -> web::Result<&Viewer> {
    let viewer = door.screen.signed_in()?;
    actions::require_right(&viewer.actor)?;
    Ok(viewer)
}

pub async fn form(door: Door) -> web::Result {
    let viewer = setter(&door)?;
    if let Some(asked) = confirmation::ask(&door, ADDRESS).await? {
        return Ok(asked);
    }
    let policy = load(&door, viewer).await?;
    let l = door.screen.lang();
    door.screen.show(Nav::None, &l.say("sign-in-policy-title"), &page(&door, &policy, Vec::new()))
}

async fn load(door: &Door, viewer: &Viewer) -> Result<Policy, Refusal> {
    let mut tx = door.db.read(&viewer.actor).await?;
    let policy = store::find(&mut tx).await?;
    tx.commit().await?;
    Ok(policy)
}

fn page(door: &Door, shown: &Policy, errors: Vec<FieldError>) -> PolicyPage {
    let l = door.screen.lang();
    PolicyPage {
        l,
        once: Once::new(),
        version: shown.version,
        ways: Way::ALL.map(|way| (way, shown.ways.contains(&way))),
        second_factor: shown.second_factor,
        problems: problems(l, &errors),
        changed: false,
    }
}

/// Saves the policy and signs out whoever would not have come in under it.
pub async fn save(door: Door, Form(fields): Form<Fields>) -> web::Result {
    let viewer = setter(&door)?;
    if let Some(asked) = confirmation::ask(&door, ADDRESS).await? {
        return Ok(asked);
    }
    let (wanted, errors) = read(viewer, &fields);
    if !errors.is_empty() {
        return refused(&door, &wanted, errors);
    }
    let proof = door.proof().await?;
    let mut tx = door.db.write(&viewer.actor).await?;
    let ended = match actions::set(&mut tx, &wanted, &proof, viewer.session).await {
        Ok(ended) => ended,
        Err(failure) if failure.kind == Kind::Conflict => {
            drop(tx);
            let now = load(&door, viewer).await?;
            let view = PolicyPage { changed: true, ..page(&door, &now, Vec::new()) };
            return door.screen.conflict(Nav::None, &door.screen.lang().say("sign-in-policy-title"), &view);
        }
        Err(failure) if failure.kind == Kind::Invalid => return refused(&door, &wanted, failure.fields),
        Err(failure) => return Err(failure.into()),
    };
    tx.commit().await?;
    let l = door.screen.lang();
    let text = if ended == 0 {
        l.say("sign-in-policy-saved")
    } else {
        l.tr("sign-in-policy-saved-ended").arg("n", ended).to_string()
    };
    Ok(door.screen.go(ADDRESS, Flash::new(text)))
}

fn refused(door: &Door, wanted: &Policy, errors: Vec<FieldError>) -> Result<Response, Refusal> {
    let title = door.screen.lang().say("sign-in-policy-title");
    door.screen.invalid(Nav::None, &title, &page(door, wanted, errors))
}

fn read(viewer: &Viewer, fields: &Fields) -> (Policy, Vec<FieldError>) {
    let mut errors = parse::Errors::default();
    let read: Vec<_> = fields.all("ways").map(|word| errors.take(parse::choice("ways", word, Way::parse))).collect();
    if read.is_empty() {
        errors.add(FieldError::new("ways", "sign-in-policy-no-way"));
    }
    let sent: Vec<_> = read.into_iter().flatten().collect();
    let ways = Way::ALL.into_iter().filter(|way| sent.contains(way)).collect();
    let typed = fields.get("second_factor");
    let second_factor = errors.take(parse::choice("second_factor", typed, |word| match word {
        "" => Some(false),
        "1" => Some(true),
        _ => None,
    }));
    let version = parse::version_of(fields.get("_ver"));
    let second_factor = second_factor.unwrap_or_default();
    (Policy { organization: viewer.actor.organization, ways, second_factor, version }, errors.0)
}
