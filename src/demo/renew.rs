//! A demo of an earlier week becomes one of this week, as long as nobody has changed anything in it.
use chrono_tz::Tz;

use super::calendar::monday;
use super::{SLUG, make, store};
use crate::auth::local::examples::organization;
use crate::db::{Audit, Db};
use crate::kernel::clock::day_in;
use crate::kernel::{Actor, Locale, Result};

/// Sets aside the demo when it tells of an earlier week, and makes one of this week in its language. Says whether it did.
///
/// A demo in which anybody did more than sign in and look stays as it is, for good. What is set aside is archived, under a
/// name with its date.
pub async fn renew(db: &Db, password: &str) -> Result<bool> {
    let Some(organization) = organization(db).await? else { return Ok(false) };

    let mut tx = db.write(&Actor::system(organization, Tz::UTC)).await?;
    store::lock(&mut tx).await?;
    let Some(untouched) = store::find_untouched(&mut tx, SLUG).await? else { return Ok(false) };
    let zone = untouched.time_zone.parse().unwrap_or(Tz::UTC);
    let made_on = day_in(untouched.made_at, zone);
    if monday(made_on) >= monday(day_in(tx.now(), zone)) {
        return Ok(false);
    }
    store::set_aside(&mut tx, &format!("{SLUG}-{made_on}")).await?;
    tx.audit(Audit::of("demo.set_aside", "organization", organization.0)).await?;
    tx.commit().await?;
    make(db, Locale::parse(&untouched.locale).unwrap_or_default(), password).await?;
    Ok(true)
}
