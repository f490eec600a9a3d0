//! Whoever and whatever an organization has before its objectives.
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rust_decimal::Decimal;
use sqlx::postgres::PgConnection;

use super::words::Words;
use super::{Made, Rows, Size, address};
use crate::demo::calendar::{Slot, slots};
use crate::kernel::{AccountId, Locale, LoginId, OrganizationId, PeriodId, Result, WorkspaceId};
use crate::okr::maths::Limits;
use crate::okr::rhythm::{Rhythm, Schedule};
use crate::okr::settings::Settings;

/// Reports of a manager.
const SPAN: u32 = 8;
/// People of a workspace, in the mean.
const TEAM: u32 = 8;
/// Business units, and teams below each of them that other teams stand below.
const UNITS: u32 = 10;
const UPPER_TEAMS: u32 = 60;

/// People and workspaces are known by their numbers, which are the dense ones of the database too.
pub(super) struct Company {
    pub id: OrganizationId,
    slug: String,
    name: String,
    locale: Locale,
    pub zone: Tz,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    people: Vec<(AccountId, String)>,
    workspaces: Vec<(WorkspaceId, String)>,
    pub periods: Vec<(PeriodId, Slot)>,
}

impl Company {
    pub(super) fn of(
        made: &Made,
        size: Size,
        words: &Words,
        locale: Locale,
        now: DateTime<Utc>,
        rng: &mut StdRng,
    ) -> Self {
        let zone = crate::demo::zone(locale);
        let today = now.with_timezone(&zone).date_naive();
        let number = made.slug.rsplit('-').next().unwrap_or_default();
        let workspaces = (size.people / TEAM).max(1);
        Self {
            id: made.id,
            slug: made.slug.clone(),
            name: words.organization(number),
            locale,
            zone,
            now,
            today,
            people: (0..size.people.max(1)).map(|_| (AccountId::new(), words.person(rng))).collect(),
            workspaces: (0..workspaces)
                .map(|number| {
                    let name = match number {
                        0 => words.organization(made.slug.rsplit('-').next().unwrap_or_default()),
                        unit if unit <= UNITS => words.unit(unit),
                        team => words.team(team - UNITS),
                    };
                    (WorkspaceId::new(), name)
                })
                .collect(),
            periods: slots(today, locale).into_iter().map(|slot| (PeriodId::new(), slot)).collect(),
        }
    }

    pub(super) fn head_count(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn account(&self, person: u32) -> Option<(AccountId, &str)> {
        self.people.get(at(person)).map(|(id, name)| (*id, name.as_str()))
    }

    /// Where somebody works.
    pub(super) fn home(&self, person: u32) -> Option<(u32, WorkspaceId, &str)> {
        let number = person % u32::try_from(self.workspaces.len()).unwrap_or(1).max(1);
        self.workspaces.get(at(number)).map(|(id, name)| (number, *id, name.as_str()))
    }

    /// How check-ins and pace are set when nobody has changed them.
    pub(super) fn settings(&self) -> Settings {
        let limits = Limits { on_track: Decimal::new(10, 2), behind: Decimal::new(25, 2), ..Limits::default() };
        let schedule = Schedule { rhythm: Rhythm::Weekly, weekday: 5 };
        Settings { limits, schedule, zone: self.zone, approval_required: false }
    }

    pub(super) async fn write(&self, conn: &mut PgConnection, password_hash: &str) -> Result<()> {
        let founded = self.founded();
        sqlx::query!(
            "INSERT INTO organizations (id, slug, name, locale, time_zone, approval_required, next_account_no, next_workspace_no, created_at)
             VALUES ($1, $2, $3, $4, $5, false, $6, $7, $8)",
            self.id.0,
            self.slug,
            self.name,
            self.locale.code(),
            self.zone.name(),
            i32::try_from(self.people.len()).unwrap_or(i32::MAX),
            i32::try_from(self.workspaces.len()).unwrap_or(i32::MAX),
            founded
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "INSERT INTO organization_states (organization_id, state, from_at) VALUES ($1, 'active', $2)",
            self.id.0,
            founded
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "INSERT INTO audit_log (organization_id, at, action, subject_kind, subject_id) VALUES ($1, $2, 'organization.create', 'organization', $1)",
            self.id.0,
            self.now
        )
        .execute(&mut *conn)
        .await?;
        self.write_periods(conn).await?;
        self.write_workspaces(conn).await?;
        self.write_people(conn, password_hash).await?;
        self.write_lines(conn).await
    }

    async fn write_periods(&self, conn: &mut PgConnection) -> Result<()> {
        let mut rows = Rows::default();
        for (id, slot) in &self.periods {
            let year = self
                .periods
                .iter()
                .find(|(_, year)| slot.kind != "year" && year.kind == "year" && year.span.overlaps(&slot.span));
            let row = rows.row().plain(self.id).plain(id).optional(year.map(|(id, _)| id)).plain(slot.kind);
            row.text(&slot.name).plain(slot.span.first).plain(slot.span.last).plain(slot.state).end();
        }
        rows.write(conn, "periods (organization_id, id, parent_id, kind, name, starts_on, ends_on, state)").await?;
        sqlx::query!("SELECT app.keep_periods($1)::text AS kept", self.id.0).fetch_one(conn).await?;
        Ok(())
    }

    async fn write_workspaces(&self, conn: &mut PgConnection) -> Result<()> {
        let (mut rows, mut closure) = (Rows::default(), Rows::default());
        for (number, (id, name)) in (0_u32..).zip(&self.workspaces) {
            let above = chain(number, parent_workspace);
            let parent = above.first().and_then(|parent| self.workspaces.get(at(*parent)));
            let kind = match number {
                0 => "company",
                unit if unit <= UNITS => "business_unit",
                _ => "team",
            };
            let row = rows.row().plain(self.id).plain(id).plain(number).optional(parent.map(|(id, _)| id));
            row.plain(kind).text(name).end();
            closure.row().plain(self.id).plain(id).plain(id).plain(0).end();
            for (depth, ancestor) in (1_u32..).zip(above.iter().filter_map(|above| self.workspaces.get(at(*above)))) {
                closure.row().plain(self.id).plain(ancestor.0).plain(id).plain(depth).end();
            }
        }
        rows.write(conn, "workspaces (organization_id, id, workspace_no, parent_id, kind, name)").await?;
        closure.write(conn, "workspace_closure (organization_id, ancestor_id, descendant_id, depth)").await
    }

    async fn write_people(&self, conn: &mut PgConnection, password_hash: &str) -> Result<()> {
        let [mut logins, mut accounts, mut states, mut members, mut places] = [(); 5].map(|()| Rows::default());
        for person in 0..self.head_count() {
            let (Some((id, name)), Some((_, workspace, _))) = (self.account(person), self.home(person)) else {
                continue;
            };
            let (login, email) = (LoginId::new(), address(&self.slug, person));
            logins.row().plain(login).text(&email).text(password_hash).end();
            let role = if person == 0 { "owner" } else { "member" };
            let row = accounts.row().plain(self.id).plain(id).plain(person).plain(login).text(&email);
            row.text(name).plain(role).end();
            states.row().plain(self.id).plain(id).plain("active").end();
            members.row().plain(self.id).plain(workspace).plain(id).end();
            places.row().plain(self.id).plain(id).end();
        }
        logins.write(conn, "logins (id, email, password_hash)").await?;
        accounts.write(conn, "accounts (organization_id, id, account_no, login_id, email, name, role)").await?;
        states.write(conn, "account_states (organization_id, account_id, state)").await?;
        members.write(conn, "workspace_members (organization_id, workspace_id, account_id)").await?;
        places.write(conn, "account_places (organization_id, account_id)").await
    }

    /// Who reports to whom.
    async fn write_lines(&self, conn: &mut PgConnection) -> Result<()> {
        let (mut rows, mut closure) = (Rows::default(), Rows::default());
        for person in 1..self.head_count() {
            let Some((report, _)) = self.account(person) else { continue };
            let above = chain(person, manager);
            if let Some((manager, _)) = above.first().and_then(|manager| self.account(*manager)) {
                rows.row().plain(self.id).plain(manager).plain(report).plain("solid").end();
            }
            for (depth, (ancestor, _)) in (1_u32..).zip(above.iter().filter_map(|above| self.account(*above))) {
                closure.row().plain(self.id).plain(ancestor).plain(report).plain(depth).end();
            }
        }
        rows.write(conn, "org_relations (organization_id, manager_id, report_id, kind)").await?;
        closure.write(conn, "account_closure (organization_id, ancestor_id, descendant_id, depth)").await
    }

    /// Before its first period began.
    fn founded(&self) -> DateTime<Utc> {
        let first = self.periods.iter().map(|(_, slot)| slot.span.first).min().unwrap_or(self.today);
        crate::demo::calendar::moment(first.checked_sub_days(Days::new(14)).unwrap_or(first), 0, self.now)
    }
}

/// Person 0 leads 1 to 8, person 1 leads 9 to 16, and so on.
fn manager(person: u32) -> Option<u32> {
    Some(person.checked_sub(1)? / SPAN)
}

/// The company, its business units, the teams of these, and the teams below them.
fn parent_workspace(number: u32) -> Option<u32> {
    match number {
        0 => None,
        unit if unit <= UNITS => Some(0),
        upper if upper <= UNITS + UPPER_TEAMS => Some(1 + (upper - UNITS - 1) % UNITS),
        lower => Some(UNITS + 1 + (lower - UNITS - UPPER_TEAMS - 1) % UPPER_TEAMS),
    }
}

/// Everything above, the nearest first.
fn chain(of: u32, above: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
    std::iter::successors(above(of), |number| above(*number)).collect()
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_but_one_has_a_manager_and_everything_leads_to_the_top() {
        assert_eq!((manager(0), manager(8), manager(9)), (None, Some(0), Some(1)));
        assert_eq!(chain(100, manager), [12, 1, 0]);
        for workspace in 1..2_000 {
            let above = chain(workspace, parent_workspace);
            assert_eq!(above.last(), Some(&0));
            assert!(above.len() <= 3 && above.iter().all(|above| *above < workspace), "{workspace}: {above:?}");
        }
    }
}
