//! Rows that tests start from, made by the superuser and found again by name.

use chrono::{DateTime, NaiveDate, Utc};
use okrio::kernel::{
    AccountId, Actor, KeyResultId, LoginId, ObjectiveId, OrganizationId, OrganizationRole, PeriodId, WorkspaceId,
};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgPool;
use uuid::Uuid;

use super::app::TestApp;

/// The password of everybody in the tests.
pub const PASSWORD: &str = "a long enough password";
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$7PRcRaU0hKSU5OnIbNO1BQ$uswp6DWBFGOUH49HiHmuuj+JvvzQ5uPzEBjqy6RFuCA";

/// Midnight at the beginning of the running quarter.
const FIRST_DAY: DateTime<Utc> =
    NaiveDate::from_ymd_opt(2026, 10, 1).unwrap().and_time(chrono::NaiveTime::MIN).and_utc();

/// One organization with a root workspace, the running quarter, and nobody in it yet.
#[derive(Clone)]
pub struct World {
    pool: PgPool,
    pub organization: OrganizationId,
    /// Also the domain of its people: `anna@acme.example`.
    pub slug: String,
    pub company: WorkspaceId,
    /// October to December 2026, active.
    pub quarter: PeriodId,
}

impl World {
    /// The organization `acme`.
    pub async fn new(app: &TestApp) -> Self {
        Self::named(app, "acme").await
    }

    /// An organization of this slug. It requires no approval, and its zone is UTC.
    pub async fn named(app: &TestApp, slug: &str) -> Self {
        let organization = OrganizationId(seeded("organization", slug));
        let pool = app.admin.clone();
        sqlx::query(
            "INSERT INTO organizations (id, slug, name, approval_required) VALUES ($1, $2, initcap($2), false)",
        )
        .bind(organization)
        .bind(slug)
        .execute(&pool)
        .await
        .unwrap();
        let mut world = Self {
            pool,
            organization,
            slug: slug.to_owned(),
            company: WorkspaceId(Uuid::nil()),
            quarter: PeriodId(Uuid::nil()),
        };
        world.company = world.workspace("Company", "company", None).await;
        world.quarter = world.period("quarter", day(2026, 10, 1), day(2026, 12, 31), "active").await;
        world
    }

    fn id(&self, kind: &str, name: &str) -> Uuid {
        seeded(kind, &format!("{}/{name}", self.slug))
    }

    pub fn email(&self, name: &str) -> String {
        format!("{name}@{}.example", self.slug)
    }

    /// A member who can sign in as `<name>@<slug>.example` with [`PASSWORD`].
    pub async fn person(&self, name: &str) -> AccountId {
        self.person_as(name, "member").await
    }

    /// With a role: `owner`, `admin`, `member`, `auditor` or `hr`.
    pub async fn person_as(&self, name: &str, role: &str) -> AccountId {
        let login = self.login(&self.email(name)).await;
        self.account(name, role, Some(login)).await
    }

    /// Credentials; those that exist already are taken.
    pub async fn login(&self, email: &str) -> LoginId {
        let id = LoginId(seeded("login", email));
        sqlx::query("INSERT INTO logins (id, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(id)
            .bind(email)
            .bind(PASSWORD_HASH)
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    /// An account, of a login or of nobody yet.
    pub async fn account(&self, name: &str, role: &str, login: Option<LoginId>) -> AccountId {
        let id = AccountId(self.id("account", name));
        let organization_role = if matches!(role, "owner" | "admin") { role } else { "member" };
        sqlx::query("INSERT INTO accounts (organization_id, id, account_no, login_id, email, name, role, is_auditor, is_hr) VALUES ($1, $2, 0, $3, $4, initcap($5), $6, $7, $8)")
            .bind(self.organization)
            .bind(id)
            .bind(login)
            .bind(self.email(name))
            .bind(name)
            .bind(organization_role)
            .bind(role == "auditor")
            .bind(role == "hr")
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    /// The actor of an account, for calling actions directly.
    pub async fn actor(&self, account: AccountId) -> Actor {
        let (role, is_auditor, is_hr): (String, bool, bool) =
            sqlx::query_as("SELECT role, is_auditor, is_hr FROM accounts WHERE organization_id = $1 AND id = $2")
                .bind(self.organization)
                .bind(account)
                .fetch_one(&self.pool)
                .await
                .unwrap();
        let role = OrganizationRole::parse(&role);
        Actor {
            organization: self.organization,
            account: Some(account),
            role,
            is_auditor,
            is_hr,
            zone: chrono_tz::UTC,
            request_id: None,
            once: None,
            tab: None,
        }
    }

    /// The actor of a person by name.
    pub async fn actor_named(&self, name: &str) -> Actor {
        self.actor(AccountId(self.id("account", name))).await
    }

    /// `kind`: `company`, `business_unit`, `team` or `individual`.
    pub async fn workspace(&self, name: &str, kind: &str, parent: Option<WorkspaceId>) -> WorkspaceId {
        let id = WorkspaceId(self.id("workspace", name));
        sqlx::query("INSERT INTO workspaces (organization_id, id, workspace_no, parent_id, kind, name) VALUES ($1, $2, 0, $3, $4, $5)")
            .bind(self.organization)
            .bind(id)
            .bind(parent)
            .bind(kind)
            .bind(name)
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    /// `role`: `member`, `lead`, `admin` or `expert`.
    pub async fn member(&self, workspace: WorkspaceId, account: AccountId, role: &str) {
        sqlx::query(
            "INSERT INTO workspace_members (organization_id, workspace_id, account_id, role) VALUES ($1, $2, $3, $4)",
        )
        .bind(self.organization)
        .bind(workspace)
        .bind(account)
        .bind(role)
        .execute(&self.pool)
        .await
        .unwrap();
    }

    /// `kind`: `solid` or `dotted`.
    pub async fn reports_to(&self, report: AccountId, manager: AccountId, kind: &str) {
        sqlx::query("INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ($1, $2, $3, $4)")
            .bind(self.organization)
            .bind(manager)
            .bind(report)
            .bind(kind)
            .execute(&self.pool)
            .await
            .unwrap();
    }

    /// `kind`: `quarter`, `half_year`, `year` or `custom`; `state`: `planning`, `active`, `closing` or `closed`.
    pub async fn period(&self, kind: &str, starts_on: NaiveDate, ends_on: NaiveDate, state: &str) -> PeriodId {
        let name = format!("{kind} {starts_on}");
        let id = PeriodId(self.id("period", &name));
        sqlx::query("INSERT INTO periods (organization_id, id, kind, name, starts_on, ends_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(self.organization)
            .bind(id)
            .bind(kind)
            .bind(name)
            .bind(starts_on)
            .bind(ends_on)
            .bind(state)
            .execute(&self.pool)
            .await
            .unwrap();
        id
    }

    /// An objective of the whole organization, active since the first day of the running quarter; change what differs with [`World::set`].
    pub async fn objective(&self, title: &str, owner: AccountId) -> ObjectiveId {
        let id = ObjectiveId(self.id("objective", title));
        sqlx::query(
            "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, stage, stage_since)
             SELECT $1, $2, $3, w.id, w.workspace_no, a.id, a.account_no, $6, 'active', $7 FROM workspaces w, accounts a
             WHERE w.organization_id = $1 AND w.id = $4 AND a.organization_id = $1 AND a.id = $5",
        )
        .bind(self.organization)
        .bind(id)
        .bind(title)
        .bind(self.company)
        .bind(owner)
        .bind(self.quarter)
        .bind(FIRST_DAY)
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    /// A key result of kind `absolute` that its objective's owner takes from `baseline` to `target`, made on the first day of the
    /// running quarter. No reading, nothing computed.
    pub async fn key_result(&self, objective: ObjectiveId, title: &str, baseline: i64, target: i64) -> KeyResultId {
        let id = KeyResultId(self.id("key result", title));
        sqlx::query(
            "INSERT INTO key_results (organization_id, id, objective_id, title, kind, baseline, target, owner_id, owner_no, created_at)
             SELECT $1, $2, o.id, $3, 'absolute', $4, $5, o.owner_id, o.owner_no, $7 FROM objectives o WHERE o.organization_id = $1 AND o.id = $6",
        )
        .bind(self.organization)
        .bind(id)
        .bind(title)
        .bind(Decimal::from(baseline))
        .bind(Decimal::from(target))
        .bind(objective)
        .bind(FIRST_DAY)
        .execute(&self.pool)
        .await
        .unwrap();
        id
    }

    /// Changes columns of a row that has this id: `world.set("objectives", objective.0, "visibility = 'private'")`.
    pub async fn set(&self, table: &str, id: Uuid, assignments: &str) {
        let statement = format!("UPDATE {table} SET {assignments} WHERE organization_id = $1 AND id = $2");
        let done = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(self.organization)
            .bind(id)
            .execute(&self.pool)
            .await
            .unwrap();
        assert_eq!(done.rows_affected(), 1, "{table} {id}");
    }
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The same id for the same name in every run.
fn seeded(kind: &str, name: &str) -> Uuid {
    let hash = Sha256::digest(format!("{kind}/{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
