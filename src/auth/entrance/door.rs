//! A request on its way in, and where it goes from here.
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use tower_sessions::Session;

use super::proof::FRESH_MINUTES;
use super::{Goal, Missing, Proof};
use crate::auth::organizations::store::{self as organizations, AccountRow};
use crate::auth::sessions::actions::Entry;
use crate::auth::sessions::{self, ABSOLUTE_DAYS, OPERATING, PROOF, SIGNED_IN, record};
use crate::auth::{operator, second_factor};
use crate::db::Db;
use crate::kernel::{Failure, Kind, LoginId};
use crate::web::{self, AppState, Peer, Refusal, Screen};

/// What the steps of a sign-in need of a request. Each of them ends in [`Door::go_on`].
pub struct Door {
    pub db: Db,
    pub screen: Screen,
    pub session: Session,
    pub peer: Peer,
}

impl FromRequestParts<AppState> for Door {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let session = Session::from_request_parts(parts, state).await;
        let session = session.map_err(|(_, reason)| Failure::internal(reason))?;
        let Ok(peer) = Peer::from_request_parts(parts, state).await;
        Ok(Self { db: Db::from_ref(state), screen: Screen::of(parts, state), session, peer })
    }
}

impl Door {
    pub fn now(&self) -> DateTime<Utc> {
        self.db.clock().now()
    }

    /// Whoever is signed in here, as a member or as an operator.
    fn here(&self) -> Option<LoginId> {
        let operator = || self.screen.operator().ok().map(|operator| operator.login);
        self.screen.viewer().map(|viewer| viewer.login).or_else(operator)
    }

    /// What was shown in this session, or a moment ago by somebody who is not in yet. Else the way to sign-in.
    pub async fn proof(&self) -> Result<Proof, Refusal> {
        let kept: Option<Proof> = self.session.get(PROOF).await.map_err(Failure::unavailable)?;
        let lasts = |proof: &Proof, time| self.now() - proof.at < time;
        match (self.here(), kept) {
            (Some(login), Some(kept)) if kept.login == login && lasts(&kept, Duration::days(ABSOLUTE_DAYS)) => Ok(kept),
            (Some(login), _) => Ok(Proof::nothing(login)),
            (None, Some(kept)) if lasts(&kept, Duration::minutes(FRESH_MINUTES)) => Ok(kept),
            (None, _) => Err(Failure::unauthenticated().into()),
        }
    }

    /// Keeps a proof with the session that it is about; whoever else was signed in here has left.
    pub async fn keep(&self, proof: &Proof) -> Result<(), Refusal> {
        if self.here() == Some(proof.login) {
            if let Some(viewer) = self.screen.viewer() {
                sessions::actions::note(&self.db, viewer, proof).await?;
            }
            record::add_proof(&self.session, proof).await?;
        } else {
            sessions::pages::leave(&self.db, &self.screen).await?;
            record::put_proof(&self.session, proof).await?;
        }
        Ok(())
    }

    /// To the operator's page, for logins that may also work elsewhere and chose this. Not found for those who are no operators.
    pub async fn go_on_as_operator(&self, proof: Proof) -> web::Result {
        let mut tx = self.db.system().await?;
        let is_operator = organizations::is_operator(&mut tx, proof.login).await?;
        let has_second_factor = second_factor::store::is_set_up(tx.conn(), proof.login).await?;
        tx.commit().await?;
        if !is_operator {
            return Err(Failure::not_found().into());
        }
        if has_second_factor && proof.lacks_second_factor() {
            return self.pause(&proof, &Goal::default(), "/sign-in/second-factor").await;
        }
        self.operate(&proof).await
    }

    /// Leads on whoever has shown who they are: to what is still missing, to the choice between organizations, or in.
    /// Forbidden where no organization waits for them; not found where the goal is not one of theirs.
    pub async fn go_on(&self, proof: Proof, goal: &Goal) -> web::Result {
        let mut tx = self.db.system().await?;
        let mut accounts = organizations::list_accounts(&mut tx, proof.login).await?;
        let is_operator = organizations::is_operator(&mut tx, proof.login).await?;
        let has_second_factor = second_factor::store::is_set_up(tx.conn(), proof.login).await?;
        tx.commit().await?;
        accounts.retain(AccountRow::may_enter);
        // whoever has one is asked for it, whatever their organization asks for
        if has_second_factor && proof.lacks_second_factor() {
            return self.pause(&proof, goal, "/sign-in/second-factor").await;
        }
        match (goal.organization, accounts.as_slice()) {
            (Some(id), all) => {
                let account = all.iter().find(|account| account.organization_id == id);
                self.enter(account.ok_or_else(Failure::not_found)?, &proof, goal).await
            }
            (None, [only]) if !is_operator => self.enter(only, &proof, goal).await,
            (None, []) if is_operator => self.operate(&proof).await,
            (None, []) => Err(Failure::new(Kind::Forbidden, "entrance-nowhere").into()),
            (None, _) => self.pause(&proof, goal, "/organizations").await,
        }
    }

    /// To the operator's page, where more can be done than anywhere else: what is shown for it has to be recent, and about the login
    /// itself, because a provider can let its people say that they are anybody.
    async fn operate(&self, proof: &Proof) -> web::Result {
        if self.screen.viewer().is_some() && !(proof.is_of_login() && proof.is_fresh(self.now())) {
            let goal = Goal { return_to: "/organizations".to_owned(), ..Goal::default() };
            return Ok(self.screen.redirect(&goal.at("/sign-in/again")));
        }
        if !proof.is_of_login() {
            return self.pause(proof, &Goal::default(), "/sign-in/another-way").await;
        }
        let operating = operator::actions::begin(&self.db, proof.login, &self.peer).await?;
        sessions::pages::leave(&self.db, &self.screen).await?;
        record::put(&self.session, OPERATING, operating, proof).await?;
        Ok(self.screen.redirect("/operator"))
    }

    async fn enter(&self, account: &AccountRow, proof: &Proof, goal: &Goal) -> web::Result {
        let goal = Goal { organization: Some(account.organization_id), ..goal.clone() };
        match sessions::actions::begin(&self.db, account, proof, &self.peer).await? {
            Entry::In(signed_in) => {
                sessions::pages::leave(&self.db, &self.screen).await?;
                record::put(&self.session, SIGNED_IN, signed_in, proof).await?;
                Ok(self.screen.redirect(goal.back()))
            }
            Entry::Held(Missing::Way) => self.pause(proof, &goal, "/sign-in/another-way").await,
            Entry::Held(Missing::SecondFactor) => self.pause(proof, &goal, "/sign-in/second-factor").await,
        }
    }

    /// To the step that is missing, which takes the proof and the goal along.
    async fn pause(&self, proof: &Proof, goal: &Goal, step: &str) -> Result<Response, Refusal> {
        self.keep(proof).await?;
        Ok(self.screen.redirect(&goal.at(step)))
    }
}
