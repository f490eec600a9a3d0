//! Handlers of the list and of one member.
use axum::extract::State;
use serde::Deserialize;

use super::filter::Filter;
use super::model::{Act, Roles};
use super::views::{self, LIST, LineView, ListPage, MemberPage, Region, StayView, Typed};
use super::{actions, policy, store};
use crate::auth::confirmation;
use crate::auth::entrance::Door;
use crate::db::{Db, OrganizationTx};
use crate::kernel::{AccountId, Failure, FieldError, Kind, Result};
use crate::okr::parts::problems;
use crate::web::{self, Fields, Flash, Form, Nav, Path, Query, Screen, parse};

/// Rows on a page.
const PAGE: usize = 50;
const MAX_REASON: usize = 500;

pub async fn list(State(db): State<Db>, screen: Screen, Query(fields): Query<Fields>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    policy::require_reading(&viewer.actor)?;
    let filter = Filter::parse(&fields);
    let after = fields.get("after").parse().ok();
    let mut tx = db.read(&viewer.actor).await?;
    let mut rows = store::list(&mut tx, &filter, after, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    tx.commit().await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| filter.address(LIST, Some(row.id)));
    let first = after.map(|_| filter.address(LIST, None));
    let lines = rows.into_iter().map(|row| LineView::of(&l, row)).collect();
    let region = Region { l, filter, lines, next, first };
    if screen.is_part() {
        let address = region.filter.address(LIST, after);
        return screen.show_region(&region, &region.said(), &address);
    }
    screen.show(Nav::Members, &l.say("members-title"), &ListPage { l, region })
}

pub async fn one(State(db): State<Db>, screen: Screen, Path(id): Path<AccountId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let page = page(&screen, &mut tx, id).await?;
    tx.commit().await?;
    screen.show(Nav::Members, &page.member.name.clone(), &page)
}

async fn page(screen: &Screen, tx: &mut OrganizationTx, id: AccountId) -> Result<MemberPage> {
    let l = screen.lang();
    let member = actions::find(tx, id).await?;
    let stays = store::list_states(tx, id).await?;
    let governing = policy::require_governing(tx.actor(), member.whom());
    let is_owner = policy::is_owner(tx.actor());
    Ok(MemberPage {
        l,
        stays: stays.into_iter().map(|stay| StayView::of(&l, stay)).collect(),
        is_owner,
        can_own: is_owner && governing.is_ok() && member.can_sign_in(),
        governing: governing.map_err(|failure| l.with(failure.message, &failure.args)),
        member,
        typed: Typed::default(),
        problems: Vec::new(),
        is_changed: false,
    })
}

#[derive(Deserialize)]
pub struct StateForm {
    #[serde(default)]
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

impl StateForm {
    fn typed(self) -> Typed {
        Typed { act: Act::parse(&self.act), reason: self.reason, roles: None }
    }

    fn read(&self) -> Result<(Act, Option<String>), Vec<FieldError>> {
        let mut errors = parse::Errors::default();
        let act = errors.take(parse::choice("act", &self.act, Act::parse));
        let reason = errors.take(parse::text("reason", &self.reason, MAX_REASON, true));
        if reason.as_deref() == Some("") && act.is_some_and(Act::needs_reason) {
            errors.add(FieldError::new("reason", "members-reason-required"));
        }
        match (act, reason) {
            (Some(act), Some(reason)) if errors.is_empty() => Ok((act, Some(reason).filter(|text| !text.is_empty()))),
            _ => Err(errors.0),
        }
    }
}

pub async fn set_state(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<AccountId>,
    Form(form): Form<StateForm>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let (act, reason) = match form.read() {
        Ok(read) => read,
        Err(errors) => {
            let mut tx = db.read(&viewer.actor).await?;
            let page = page(&screen, &mut tx, id).await?;
            tx.commit().await?;
            policy::require_governing(&viewer.actor, page.member.whom())?;
            let page = MemberPage { typed: form.typed(), problems: problems(l, &errors), ..page };
            return screen.invalid(Nav::Members, &page.member.name.clone(), &page);
        }
    };
    let mut tx = db.write(&viewer.actor).await?;
    match actions::set_state(&mut tx, id, form.version, act, reason).await {
        Ok(member) => {
            tx.commit().await?;
            let text = l.tr(format!("members-done-{}", act.id()).as_str()).arg("name", member.name).to_string();
            Ok(screen.go(&views::address(id), Flash::new(text)))
        }
        Err(failure) => {
            drop(tx);
            changed(&db, &screen, id, failure, form.typed()).await
        }
    }
}

/// The page as it is by now, when somebody else was faster; any other failure as it is.
async fn changed(db: &Db, screen: &Screen, id: AccountId, failure: Failure, typed: Typed) -> web::Result {
    if failure.kind != Kind::Conflict {
        return Err(failure.into());
    }
    let mut tx = db.read(&screen.signed_in()?.actor).await?;
    let page = page(screen, &mut tx, id).await?;
    tx.commit().await?;
    let page = MemberPage { typed, is_changed: true, ..page };
    screen.conflict(Nav::Members, &page.member.name.clone(), &page)
}

#[derive(Deserialize)]
pub struct RolesForm {
    admin: Option<String>,
    auditor: Option<String>,
    hr: Option<String>,
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

impl RolesForm {
    /// A box has one value.
    fn errors(&self) -> Vec<FieldError> {
        let boxes = [("admin", &self.admin), ("auditor", &self.auditor), ("hr", &self.hr)];
        let wrong = boxes.into_iter().filter(|(_, sent)| sent.as_deref().is_some_and(|sent| sent != "1"));
        wrong.map(|(name, _)| FieldError::new(name, "field-unknown-choice")).collect()
    }
}

pub async fn set_roles(
    State(db): State<Db>,
    screen: Screen,
    door: Door,
    Path(id): Path<AccountId>,
    Form(form): Form<RolesForm>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.read(&viewer.actor).await?;
    let page = page(&screen, &mut tx, id).await?;
    tx.commit().await?;
    let before = page.member.roles();
    // what somebody is not offered they do not take away by not sending it
    let keeps = !page.is_owner;
    let roles = Roles {
        is_admin: form.admin.is_some() || keeps && before.is_admin,
        is_auditor: form.auditor.is_some() || keeps && before.is_auditor,
        is_hr: form.hr.is_some(),
    };
    let errors = form.errors();
    if !errors.is_empty() {
        policy::require_governing(&viewer.actor, page.member.whom())?;
        let typed = Typed { roles: Some(roles), ..Typed::default() };
        let page = MemberPage { typed, problems: problems(l, &errors), ..page };
        return screen.invalid(Nav::Members, &page.member.name.clone(), &page);
    }
    // what makes powerful is worth asking again who it is
    if page.is_owner
        && before.power() != roles.power()
        && let Some(asked) = confirmation::ask(&door, &views::address(id)).await?
    {
        return Ok(asked);
    }
    let mut tx = db.write(&viewer.actor).await?;
    match actions::set_roles(&mut tx, id, form.version, roles).await {
        Ok(member) => {
            tx.commit().await?;
            let text = l.tr("members-roles-saved").arg("name", member.name).to_string();
            Ok(screen.go(&views::address(id), Flash::new(text)))
        }
        Err(failure) => {
            drop(tx);
            changed(&db, &screen, id, failure, Typed { roles: Some(roles), ..Typed::default() }).await
        }
    }
}

pub async fn end_sessions(State(db): State<Db>, screen: Screen, Path(id): Path<AccountId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let ended = actions::end_sessions(&mut tx, id).await?;
    tx.commit().await?;
    let text = screen.lang().tr("members-sessions-ended").arg("n", ended).to_string();
    Ok(screen.go(&views::address(id), Flash::new(text)))
}
