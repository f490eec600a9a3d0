//! An app that is being set up: its secret waits, sealed, in the record of the session until the first code proves that the app has it.
use tower_sessions::Session;

use super::qr;
use super::totp::{Authenticator, PURPOSE};
use super::views::NewPage;
use crate::auth::entrance::Door;
use crate::auth::organizations::store as organizations;
use crate::kernel::{Failure, LoginId, Result};
use crate::secrets::Secrets;

/// Key of the record.
const SETTING_UP: &str = "setting_up";

pub struct Setup {
    pub app: Authenticator,
    /// As it will be kept.
    pub sealed: Vec<u8>,
}

/// The app that was begun in this session, so that a page opened twice shows the same secret; else a new one.
pub async fn begun(session: &Session, secrets: &Secrets, login: LoginId) -> Result<Setup> {
    let kept: Option<Vec<u8>> = session.get(SETTING_UP).await.map_err(Failure::unavailable)?;
    if let Some(sealed) = kept
        && let Ok(secret) = secrets.unseal(PURPOSE, login.0, &sealed)
    {
        return Ok(Setup { app: Authenticator::of(secret.expose().to_owned())?, sealed });
    }
    let app = Authenticator::generate()?;
    let sealed = secrets.seal(PURPOSE, login.0, app.secret())?;
    session.insert(SETTING_UP, &sealed).await.map_err(Failure::unavailable)?;
    Ok(Setup { app, sealed })
}

/// Forgets it: it is set up.
pub async fn end(session: &Session) -> Result<()> {
    session.remove::<Vec<u8>>(SETTING_UP).await.map_err(Failure::unavailable)?;
    Ok(())
}

/// The page that shows it to the app, with nothing typed yet; its form goes to `action`.
pub(super) async fn page(door: &Door, login: LoginId, setup: &Setup, action: &'static str) -> Result<NewPage> {
    let mut tx = door.db.system().await?;
    let email = organizations::email(tx.conn(), login).await?;
    tx.commit().await?;
    let l = door.screen.lang();
    Ok(NewPage {
        l,
        action,
        goal: None,
        name: None,
        picture: qr::draw(&setup.app.address(&l.say("product"), &email))?,
        spaced_secret: setup.app.spaced_secret(),
        typed: String::new(),
        problem: None,
    })
}
