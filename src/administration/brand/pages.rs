//! Handlers of the organization's colour.
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::views::{BrandPage, PreviewView};
use crate::db::Db;
use crate::kernel::{Failure, FieldError, Kind, OrganizationId};
use crate::okr::parts::{Once, problems};
use crate::okr::undo::{self, Act};
use crate::org::brand::colour::Colour;
use crate::org::brand::store::{self, Brand};
use crate::org::brand::{actions, fit};
use crate::web::{self, Flash, Form, Nav, Path, Query, Refusal, Screen, Viewer, parse};

const ADDRESS: &str = "/organization/appearance";
const MOST_CHARACTERS: usize = 40;

/// The viewer, when they may set it.
fn setter(screen: &Screen) -> web::Result<&Viewer> {
    let viewer = screen.signed_in()?;
    actions::require_right(&viewer.actor)?;
    Ok(viewer)
}

#[derive(Deserialize)]
pub struct Ask {
    /// What is typed, to be looked at without being saved.
    colour: Option<String>,
}

/// The form with a preview; for a field that is being typed into, the preview alone.
pub async fn form(State(db): State<Db>, screen: Screen, Query(ask): Query<Ask>) -> web::Result {
    let brand = load(&db, setter(&screen)?).await?;
    let typed = ask.colour.unwrap_or_else(|| brand.colour.clone().unwrap_or_default());
    if screen.is_part() {
        let preview = PreviewView::of(screen.lang(), &typed);
        return screen.show_part(&preview, &preview.said());
    }
    let (l, view) = (screen.lang(), page(&screen, &brand, typed, Vec::new()));
    screen.show(Nav::None, &l.say("brand-title"), &view)
}

async fn load(db: &Db, viewer: &Viewer) -> Result<Brand, Refusal> {
    let mut tx = db.read(&viewer.actor).await?;
    let brand = store::find(&mut tx).await?;
    tx.commit().await?;
    Ok(brand)
}

fn page(screen: &Screen, brand: &Brand, typed: String, errors: Vec<FieldError>) -> BrandPage {
    let l = screen.lang();
    BrandPage {
        l,
        once: Once::new(),
        version: brand.version,
        is_set: brand.colour.is_some(),
        preview: PreviewView::of(l, &typed),
        typed,
        problems: problems(l, &errors),
        changed: None,
    }
}

#[derive(Deserialize)]
pub struct BrandForm {
    #[serde(default)]
    colour: String,
    /// Sent by the button that gives the colour up.
    reset: Option<String>,
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

/// Saves a colour, or goes back to that of OKRio.
pub async fn save(State(db): State<Db>, screen: Screen, Form(form): Form<BrandForm>) -> web::Result {
    let viewer = setter(&screen)?;
    let l = screen.lang();
    let colour = match (&form.reset, read(&form.colour)) {
        (Some(_), _) => None,
        (None, Ok(colour)) => Some(colour),
        (None, Err(error)) => {
            let brand = load(&db, viewer).await?;
            let view = BrandPage { version: form.version, ..page(&screen, &brand, form.colour, vec![error]) };
            return screen.invalid(Nav::None, &l.say("brand-title"), &view);
        }
    };
    let mut tx = db.write(&viewer.actor).await?;
    let changed = match actions::set(&mut tx, form.version, colour).await {
        Ok(changed) => changed,
        Err(failure) if failure.kind == Kind::Conflict => {
            drop(tx);
            let brand = load(&db, viewer).await?;
            let now = brand.colour.clone().unwrap_or_default();
            let view = BrandPage { changed: Some(now), ..page(&screen, &brand, form.colour, Vec::new()) };
            return screen.conflict(Nav::None, &l.say("brand-title"), &view);
        }
        Err(failure) => return Err(failure.into()),
    };
    let act = Act::SetBrand { version: changed.before.version + 1, colour: changed.before.colour };
    let undo = undo::keep(&mut tx, &[changed.audit], &act).await?;
    tx.commit().await?;
    let text = l.say(if colour.is_some() { "brand-saved" } else { "brand-given-up" });
    Ok(screen.go(ADDRESS, Flash { text, undo }))
}

fn read(typed: &str) -> Result<Colour, FieldError> {
    let text = parse::required("colour", typed, MOST_CHARACTERS)?;
    Colour::parse(&text).ok_or_else(|| FieldError::new("colour", "brand-colour-wrong"))
}

/// The sheet of one's own organization. Its name changes with it, so browsers keep it for a year.
pub async fn sheet(State(db): State<Db>, screen: Screen, Path(file): Path<String>) -> web::Result {
    let viewer = screen.signed_in()?;
    let asked = file.strip_suffix(".css").and_then(|name| name.split_once('.'));
    let (organization, hash) = asked.ok_or_else(Failure::not_found)?;
    if Uuid::parse_str(organization).map(OrganizationId) != Ok(viewer.actor.organization) {
        return Err(Failure::not_found().into());
    }
    let mut tx = db.read(&viewer.actor).await?;
    let sheet = store::sheet(&mut tx).await?.ok_or_else(Failure::not_found)?;
    tx.commit().await?;
    // a page that was made just before a change gets what holds now
    let keep = if sheet.hash == hash { "private, max-age=31536000, immutable" } else { "no-store" };
    let mut response: Response = sheet.css.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Ok(response)
}

/// Both themes of a colour.
pub(super) fn both(colour: Colour) -> [fit::Fitted; 2] {
    [fit::fit(colour, fit::Theme::Light), fit::fit(colour, fit::Theme::Dark)]
}
