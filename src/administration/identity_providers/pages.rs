//! Handlers of the sign-in services of an organization.
use axum::response::Response;
use serde::Deserialize;

use super::form::ProviderForm;
use super::store::{self, Kept};
use super::views::{Addresses, FormPage, ListPage, TestView};
use super::{ADDRESS, actions};
use crate::auth::confirmation;
use crate::auth::entrance::Door;
use crate::auth::oidc::pages::Tools;
use crate::db::Db;
use crate::kernel::{Failure, FieldError, Kind, ProviderId};
use crate::okr::parts::{Once, problems};
use crate::web::{self, Flash, Form, Nav, Path, Query, Refusal, Screen, Viewer};
use axum::extract::State;

/// The viewer, when they may set them.
fn setter(screen: &Screen) -> web::Result<&Viewer> {
    let viewer = screen.signed_in()?;
    actions::require_right(&viewer.actor)?;
    Ok(viewer)
}

pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = setter(&screen)?;
    let mut tx = db.read(&viewer.actor).await?;
    let providers = store::list(&mut tx).await?;
    tx.commit().await?;
    let l = screen.lang();
    screen.show(Nav::None, &l.say("providers-title"), &ListPage { l, providers })
}

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    kind: String,
}

impl Ask {
    /// As addresses hold it; what is typed into one does not come back from here.
    fn kind_word(&self) -> &'static str {
        if self.kind == "entra" { "entra" } else { "openid" }
    }
}

pub async fn new(screen: Screen, door: Door, Query(ask): Query<Ask>) -> web::Result {
    setter(&screen)?;
    if let Some(asked) = confirmation::ask(&door, &format!("{ADDRESS}/new?kind={}", ask.kind_word())).await? {
        return Ok(asked);
    }
    let l = screen.lang();
    let view = page(&screen, ProviderForm::empty(&ask.kind), None, &[]);
    screen.show(Nav::None, &l.say("provider-new-title"), &view)
}

fn page(screen: &Screen, form: ProviderForm, of: Option<(&Tools, &Kept)>, errors: &[FieldError]) -> FormPage {
    let l = screen.lang();
    FormPage {
        l,
        once: Once::new(),
        form,
        kept: of.map(|(tools, kept)| Addresses::of(&tools.config, kept)),
        problems: problems(l, errors),
        is_conflict: false,
        test: None,
    }
}

pub async fn add(
    State(db): State<Db>,
    tools: Tools,
    screen: Screen,
    door: Door,
    Form(form): Form<ProviderForm>,
) -> web::Result {
    let viewer = setter(&screen)?;
    if let Some(asked) = confirmation::ask(&door, ADDRESS).await? {
        return Ok(asked);
    }
    let l = screen.lang();
    let settings = match form.settings(tools.providers.outbound()) {
        Ok(settings) => settings,
        Err(errors) => {
            return screen.invalid(Nav::None, &l.say("provider-new-title"), &page(&screen, form, None, &errors));
        }
    };
    let secret = form.secret().map_err(|error| Failure::invalid(vec![error]))?;
    let mut tx = db.write(&viewer.actor).await?;
    let id = actions::add(&mut tx, &tools.secrets, &settings, secret).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("{ADDRESS}/{id}"), Flash::new(l.say("provider-added"))))
}

async fn load(db: &Db, viewer: &Viewer, id: ProviderId) -> Result<Kept, Refusal> {
    let mut tx = db.read(&viewer.actor).await?;
    let kept = store::find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(kept.ok_or_else(Failure::not_found)?)
}

pub async fn edit(
    State(db): State<Db>,
    tools: Tools,
    screen: Screen,
    door: Door,
    Path(id): Path<ProviderId>,
) -> web::Result {
    let kept = load(&db, setter(&screen)?, id).await?;
    if let Some(asked) = confirmation::ask(&door, &format!("{ADDRESS}/{id}")).await? {
        return Ok(asked);
    }
    let view = page(&screen, ProviderForm::of(&kept.settings, kept.version), Some((&tools, &kept)), &[]);
    screen.show(Nav::None, &kept.settings.name, &view)
}

pub async fn save(
    State(db): State<Db>,
    tools: Tools,
    screen: Screen,
    door: Door,
    Path(id): Path<ProviderId>,
    Form(form): Form<ProviderForm>,
) -> web::Result {
    let viewer = setter(&screen)?;
    if let Some(asked) = confirmation::ask(&door, &format!("{ADDRESS}/{id}")).await? {
        return Ok(asked);
    }
    let saved = match (form.settings(tools.providers.outbound()), form.secret()) {
        (Ok(settings), Ok(secret)) => {
            let mut tx = db.write(&viewer.actor).await?;
            match actions::edit(&mut tx, &tools.secrets, id, form.version, &settings, secret).await {
                Ok(()) => tx.commit().await,
                Err(failure) => Err(failure),
            }
        }
        (Err(errors), _) => Err(Failure::invalid(errors)),
        (_, Err(error)) => Err(Failure::invalid(vec![error])),
    };
    match saved {
        Ok(()) => Ok(screen.go(&format!("{ADDRESS}/{id}"), Flash::new(screen.lang().say("provider-saved")))),
        Err(failure) if failure.kind == Kind::Invalid => {
            let kept = load(&db, viewer, id).await?;
            let view = page(&screen, form, Some((&tools, &kept)), &failure.fields);
            screen.invalid(Nav::None, &kept.settings.name, &view)
        }
        Err(failure) if failure.kind == Kind::Conflict => conflict(&db, &tools, &screen, viewer, id, form).await,
        Err(failure) => Err(failure.into()),
    }
}

/// What was typed, over the version that somebody else has saved.
async fn conflict(
    db: &Db,
    tools: &Tools,
    screen: &Screen,
    viewer: &Viewer,
    id: ProviderId,
    form: ProviderForm,
) -> Result<Response, Refusal> {
    let kept = load(db, viewer, id).await?;
    let form = ProviderForm { version: kept.version, client_secret: String::new(), ..form };
    let view = FormPage { is_conflict: true, ..page(screen, form, Some((tools, &kept)), &[]) };
    screen.conflict(Nav::None, &kept.settings.name, &view)
}

/// Asks the provider what it is, as it is saved.
pub async fn test(State(db): State<Db>, tools: Tools, screen: Screen, Path(id): Path<ProviderId>) -> web::Result {
    let kept = load(&db, setter(&screen)?, id).await?;
    let l = screen.lang();
    let test = TestView::of(&l, tools.providers.ask(&kept.settings.issuer).await);
    let form = ProviderForm::of(&kept.settings, kept.version);
    let view = FormPage { test: Some(test), ..page(&screen, form, Some((&tools, &kept)), &[]) };
    screen.show(Nav::None, &kept.settings.name, &view)
}

pub async fn remove(State(db): State<Db>, screen: Screen, door: Door, Path(id): Path<ProviderId>) -> web::Result {
    let viewer = setter(&screen)?;
    if let Some(asked) = confirmation::ask(&door, &format!("{ADDRESS}/{id}")).await? {
        return Ok(asked);
    }
    let mut tx = db.write(&viewer.actor).await?;
    actions::remove(&mut tx, id).await?;
    tx.commit().await?;
    Ok(screen.go(ADDRESS, Flash::new(screen.lang().say("provider-removed"))))
}
