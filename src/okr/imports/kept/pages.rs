//! The page of kept mappings: rename and remove.

use axum::extract::State;
use serde::Deserialize;

use super::views::{KeptPage, KeptRow};
use super::{actions, store};
use crate::db::Db;
use crate::kernel::{Failure, Kind, MappingId, Result};
use crate::okr::imports::actions::require_right;
use crate::okr::imports::limits::MAX_MAPPING_NAME;
use crate::web::flash::Flash;
use crate::web::{self, Form, Nav, Path, Refusal, Screen, parse};

const HERE: &str = "/imports/mappings";

pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let page = page(&db, &screen, None).await?;
    screen.show(Nav::Import, &screen.lang().say("imports-kept-title"), &page)
}

async fn page(db: &Db, screen: &Screen, refused: Option<(MappingId, String, String)>) -> Result<KeptPage, Refusal> {
    let viewer = screen.signed_in()?;
    require_right(&viewer.actor)?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let all = store::list(&mut tx).await?;
    tx.commit().await?;
    let rows = all.iter().map(|kept| {
        let row = KeptRow::of(&l, kept);
        match &refused {
            Some((id, name, problem)) if *id == kept.id => {
                KeptRow { name: name.clone(), problem: Some(problem.clone()), ..row }
            }
            _ => row,
        }
    });
    Ok(KeptPage { l, rows: rows.collect() })
}

#[derive(Deserialize)]
pub struct Rename {
    #[serde(default)]
    name: String,
    #[serde(rename = "_ver", default)]
    version: String,
}

pub async fn rename(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<MappingId>,
    Form(form): Form<Rename>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    actions::find(&mut tx, id).await?;
    let done = match parse::required("name", &form.name, MAX_MAPPING_NAME) {
        Ok(name) => actions::rename(&mut tx, id, parse::version_of(&form.version), &name).await.map(|()| name),
        Err(error) => Err(Failure::invalid(vec![error])),
    };
    match done {
        Ok(name) => {
            tx.commit().await?;
            let text = l.tr("imports-kept-renamed").arg("name", name).to_string();
            Ok(screen.go(HERE, Flash::new(text)))
        }
        Err(failure) if failure.kind == Kind::Invalid && !failure.fields.is_empty() => {
            drop(tx);
            let problem = failure.fields.first().map(|error| l.field_error(error)).unwrap_or_default();
            let page = page(&db, &screen, Some((id, form.name, problem))).await?;
            screen.invalid(Nav::Import, &l.say("imports-kept-title"), &page)
        }
        Err(failure) if failure.kind == Kind::Conflict => {
            drop(tx);
            let page = page(&db, &screen, Some((id, form.name, l.say("imports-kept-changed")))).await?;
            screen.conflict(Nav::Import, &l.say("imports-kept-title"), &page)
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove(State(db): State<Db>, screen: Screen, Path(id): Path<MappingId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let (name, undo) = actions::remove(&mut tx, id).await?;
    tx.commit().await?;
    let text = screen.lang().tr("imports-kept-removed").arg("name", name).to_string();
    Ok(screen.go(HERE, Flash { text, undo }))
}
