//! The demo: a made-up delivery company with a finished and a running quarter, in English or Russian. Never in production.
//!
//! All of it is one transaction, written by those who would have done it, at the moments when they would have.
mod calendar;
mod content;
mod course;
mod erase;
mod history;
mod objectives;
mod organization;
mod password;
mod renew;
pub mod size;
mod store;

use chrono_tz::Tz;

use crate::auth::local::examples::organization;
use crate::auth::local::password as hashing;
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Locale, OrganizationId, Result};
use crate::okr::maths::Mode;
use crate::okr::objectives::store as stored;
use crate::okr::recompute;
use calendar::moment;
use content::Content;

pub use crate::auth::local::examples::{OPERATOR, SIGN_INS, SLUG, address};
pub use erase::erase_set_aside;
pub use password::{keep_password, kept_password};
pub use renew::renew;

/// What [`seed`] found or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    Made,
    /// The organization was there already, and its people have this password.
    There,
    /// The organization was there already; its people had another password and now have this one.
    PasswordChanged,
}

/// Whether the database holds no organization at all.
pub async fn is_empty(db: &Db) -> Result<bool> {
    let mut tx = db.system().await?;
    let any = store::has_organizations(&mut tx).await?;
    tx.commit().await?;
    Ok(!any)
}

/// Whether the demo organization is there.
pub async fn exists(db: &Db) -> Result<bool> {
    Ok(organization(db).await?.is_some())
}

/// Makes the demo unless it is there, and sees to it that its people have this password.
pub async fn seed(db: &Db, locale: Locale, password: &str) -> Result<Seeded> {
    if exists(db).await? {
        let changed = settle_password(db, password).await?;
        return Ok(if changed { Seeded::PasswordChanged } else { Seeded::There });
    }
    make(db, locale, password).await
}

async fn make(db: &Db, locale: Locale, password: &str) -> Result<Seeded> {
    let content = Content::read()?;
    let hash = hashing::hash(password.to_owned()).await?;
    let system = Actor::system(OrganizationId::new(), zone(locale));
    let now = db.clock().now();
    let slots = calendar::slots(system.today(now), locale);
    let founded = slots.iter().map(|slot| slot.span.first).min().unwrap_or_else(|| system.today(now));

    let mut tx = db.write(&system).await?;
    store::lock(&mut tx).await?;
    if store::is_taken(&mut tx, SLUG).await? {
        return Ok(Seeded::There);
    }
    tx.go_on_as(&system, moment(founded - chrono::Days::new(14), 0, now)).await?;
    let places = organization::write(&mut tx, &content, &slots, locale, &hash).await?;
    let plan = objectives::write(&mut tx, &content, &places, locale, now).await?;
    history::check_ins(&mut tx, &content, &places, &plan, locale, now).await?;
    history::moved_targets(&mut tx, &content, &places, &plan, locale, now).await?;
    history::comments(&mut tx, &content, &places, &plan, locale, now).await?;
    tx.go_on_as(&system, now).await?;
    count(&mut tx, &plan.objectives).await?;
    // the newest entry of the log: what is newer was done by somebody
    tx.audit(Audit::of("demo.make", "organization", system.organization.0)).await?;
    tx.commit().await?;
    Ok(Seeded::Made)
}

/// Counts all figures; parents that count their children come after them.
async fn count(tx: &mut crate::db::OrganizationTx, ids: &[crate::kernel::ObjectiveId]) -> Result<()> {
    recompute::objectives(tx, ids).await?;
    let all = stored::list(tx, ids).await?;
    // written parents first, so backwards the children come first
    for id in ids.iter().rev() {
        if all.iter().any(|objective| objective.id == *id && objective.rollup != Mode::KeyResults) {
            recompute::objectives(tx, &[*id]).await?;
        }
    }
    Ok(())
}

/// Gives the demo's people this password if they have another one. Says whether they had.
async fn settle_password(db: &Db, password: &str) -> Result<bool> {
    let mut tx = db.system().await?;
    let owner = store::find_password_hash(&mut tx, &address("owner")).await?;
    tx.commit().await?;
    if hashing::verify(password.to_owned(), owner).await? {
        return Ok(false);
    }
    let hash = hashing::hash(password.to_owned()).await?;
    let mut emails: Vec<String> = SIGN_INS.iter().map(|sign_in| address(sign_in)).collect();
    emails.push(OPERATOR.to_owned());
    let mut tx = db.system().await?;
    store::set_passwords(&mut tx, &emails, &hash).await?;
    tx.commit().await?;
    Ok(true)
}

/// Where the demo's company is.
fn zone(locale: Locale) -> Tz {
    match locale {
        Locale::En => chrono_tz::Europe::London,
        Locale::Ru => chrono_tz::Europe::Moscow,
    }
}
