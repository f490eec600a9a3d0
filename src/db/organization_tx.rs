//! The transaction of one organization: every store takes it, so a query without an organization does not compile.
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use super::audit::{self, Audit, Change, Look};
use super::connections::{Connection, Connections};
use super::past::{self, PastAct};
use crate::kernel::{Actor, AuditId, Failure, Kind, Result};

/// A transaction whose row-security context is one organization and one account.
#[derive(Debug)]
pub struct OrganizationTx {
    connection: Connection,
    connections: Connections,
    actor: Actor,
    now: DateTime<Utc>,
    reads_only: bool,
    audited: bool,
    looks: Vec<Look>,
}

impl OrganizationTx {
    /// Begins and sets the context in one round trip. The statement is built of typed ids only, so nothing in it comes from outside.
    pub(super) async fn begin(
        connections: &Connections,
        actor: &Actor,
        now: DateTime<Utc>,
        reads_only: bool,
    ) -> Result<Self> {
        let mode = if reads_only { "BEGIN READ ONLY" } else { "BEGIN" };
        let account = actor.account.map(|account| account.to_string()).unwrap_or_default();
        let reach = reach(actor);
        let organization = actor.organization;
        let statement = format!(
            "{mode}; SET LOCAL app.organization_id = '{organization}'; SET LOCAL app.account_id = '{account}'; SET LOCAL app.reach = '{reach}'"
        );
        let mut connection = connections.take().await?;
        connection.begin(statement).await?;
        Ok(Self::new(connection, connections, actor, now, reads_only))
    }

    fn new(
        connection: Connection,
        connections: &Connections,
        actor: &Actor,
        now: DateTime<Utc>,
        reads_only: bool,
    ) -> Self {
        let (connections, actor) = (connections.clone(), actor.clone());
        Self { connection, connections, actor, now, reads_only, audited: false, looks: Vec::new() }
    }

    /// Whether its context is that of this actor.
    pub(super) fn is_of(&self, actor: &Actor) -> bool {
        (self.actor.organization, self.actor.account, reach(&self.actor))
            == (actor.organization, actor.account, reach(actor))
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The moment that everything in this transaction happens at.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Today's date in the organization's zone.
    pub fn today(&self) -> NaiveDate {
        self.actor.today(self.now)
    }

    /// The connection, for the statements of stores.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.connection.conn()
    }

    /// Writes who did what to the append-only audit log. Personal text belongs into changes, not here.
    pub async fn audit(&mut self, audit: Audit) -> Result<AuditId> {
        self.audited = true;
        audit::insert(self, audit).await
    }

    /// Writes what changed, field by field, for history and undo.
    pub async fn change(&mut self, audit: AuditId, change: Change) -> Result<()> {
        audit::insert_change(self, audit, change).await
    }

    /// Notes that the actor sees something whose every look is audited, though nothing is changed. The row is written before
    /// the page is answered, also when this transaction only reads; once for an account, an object and an hour.
    pub fn look(&mut self, look: Look) {
        if !self.looks.contains(&look) {
            self.looks.push(look);
        }
    }

    /// Leaves a fact for the relay, which turns it into jobs once this transaction has committed.
    pub async fn emit(&mut self, fact: &'static str, payload: impl Serialize + Send) -> Result<()> {
        let mut payload = serde_json::to_value(payload).map_err(Failure::internal)?;
        if let (Some(tab), Some(fields)) = (self.actor.tab, payload.as_object_mut()) {
            fields.insert("tab".to_owned(), tab.to_string().into());
        }
        let (organization, account) = (self.actor.organization.0, self.actor.account.map(|account| account.0));
        sqlx::query!(
            "INSERT INTO outbox (organization_id, account_id, fact, payload) VALUES ($1, $2, $3, $4)",
            organization,
            account,
            fact,
            payload
        )
        .execute(self.conn())
        .await?;
        Ok(())
    }

    /// Has all statements planned anew when they are next used. Between the portions of a large import: a plan is made once for a
    /// connection, and one that was made while the tables were small reads them from end to end when they have grown.
    pub async fn plan_anew(&mut self) -> Result<()> {
        self.conn().execute("DISCARD PLANS").await?;
        Ok(())
    }

    /// Like [`Self::change`] for many at once.
    pub async fn changes(&mut self, audit: AuditId, changes: Vec<Change>) -> Result<()> {
        let now = self.now;
        past::insert_changes(self, changes.into_iter().map(|change| (audit.0, now, change)).collect()).await
    }

    /// Like [`Self::emit`] for many facts of one kind.
    pub async fn emit_all(&mut self, fact: &'static str, payloads: &[serde_json::Value]) -> Result<()> {
        let (organization, account) = (self.actor.organization.0, self.actor.account.map(|account| account.0));
        sqlx::query!(
            "INSERT INTO outbox (organization_id, account_id, fact, payload) SELECT $1, $2, $3, * FROM unnest($4::jsonb[])",
            organization,
            account,
            fact,
            payloads
        )
        .execute(self.conn())
        .await?;
        Ok(())
    }

    /// Goes on as somebody else of the same organization, at another moment: for writing down a past in which many took part.
    pub async fn go_on_as(&mut self, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if actor.organization != self.actor.organization {
            return Err(Failure::internal("a transaction belongs to one organization"));
        }
        let account = actor.account.map(|account| account.to_string()).unwrap_or_default();
        sqlx::query!(
            "SELECT set_config('app.account_id', $1, true) AS account, set_config('app.reach', $2, true) AS reach,
               set_config('app.scope_workspaces', '', true) AS workspaces, set_config('app.scope_people', '', true) AS people",
            account,
            reach(actor)
        )
        .fetch_one(self.conn())
        .await?;
        self.actor = actor.clone();
        self.now = now;
        Ok(())
    }

    /// Writes many acts of the actor with the moments they happened at.
    pub async fn past(&mut self, acts: Vec<PastAct>) -> Result<()> {
        self.audited = true;
        past::insert(self, acts).await
    }

    /// Says that what follows is no mutation to be audited: preferences of one's own, drafts, read marks.
    pub fn needs_no_audit(&mut self) {
        self.audited = true;
    }

    /// Makes it final. A writing transaction that has no audit row is refused: it would be a mutation without a trace.
    pub async fn commit(mut self) -> Result<()> {
        if !self.reads_only && !self.audited {
            return Err(Failure::internal("a mutation without an audit row was about to commit"));
        }
        self.mark_acted().await?;
        let looks = std::mem::take(&mut self.looks);
        if looks.is_empty() {
            return if self.reads_only {
                self.connection.end(&self.connections).await
            } else {
                self.connection.commit().await
            };
        }
        let mut traced = if self.reads_only {
            // given back first, so that the one request never holds two connections
            self.connection.end(&self.connections).await?;
            Self::begin(&self.connections, &self.actor, self.now, false).await?
        } else {
            self
        };
        audit::insert_looks(&mut traced, &looks).await?;
        traced.connection.commit().await
    }

    /// Notes with the change that its form has acted. One request may commit more than once; another one that runs beside it
    /// with the same form is refused.
    async fn mark_acted(&mut self) -> Result<()> {
        let (Some(once), Some(account), false) = (self.actor.once, self.actor.account, self.reads_only) else {
            return Ok(());
        };
        let request = self.actor.request_id.clone().unwrap_or_default();
        let marked = sqlx::query!(
            "UPDATE once_answers SET acted_in = $3 WHERE account_id = $1 AND once = $2 AND (acted_in IS NULL OR acted_in = $3)",
            account.0,
            once,
            request
        )
        .execute(self.conn())
        .await?
        .rows_affected();
        if marked == 1 { Ok(()) } else { Err(Failure::new(Kind::Conflict, "failure-once-done")) }
    }
}

/// A transaction that reads, begun for an account whose rights are only being asked for. The question sets the context of the account
/// when it finds that it may enter; before that nothing of an organization is seen.
#[derive(Debug)]
pub struct Begun {
    connection: Connection,
    connections: Connections,
    now: DateTime<Utc>,
}

impl Begun {
    /// Begins and asks, in one round trip. Everything in the statement is built of typed values.
    pub(super) async fn asking(
        connections: &Connections,
        question: &Question,
        now: DateTime<Utc>,
    ) -> Result<(Self, Option<PgRow>)> {
        let mut connection = connections.take().await?;
        let statement = format!("BEGIN READ ONLY; {}", question.asked);
        let answer = connection.begin_asking(question.prepared, statement).await?;
        Ok((Self { connection, connections: connections.clone(), now }, answer))
    }

    /// Goes on with the rights that were found.
    pub async fn go_on_as(mut self, actor: &Actor) -> Result<OrganizationTx> {
        let reach = reach(actor);
        if !reach.is_empty() {
            self.connection.conn().execute(AssertSqlSafe(format!("SET LOCAL app.reach = '{reach}'"))).await?;
        }
        Ok(OrganizationTx::new(self.connection, &self.connections, actor, self.now, true))
    }

    pub async fn end(self) -> Result<()> {
        self.connection.end(&self.connections).await
    }
}

/// A statement that is prepared once for a connection, and its call with values, which are written into it and come back as text.
#[derive(Debug)]
pub struct Question {
    /// `PREPARE …`
    pub prepared: &'static str,
    /// `EXECUTE …`, of typed values only.
    pub asked: String,
}

/// How far row security lets an actor see and change.
fn reach(actor: &Actor) -> &'static str {
    if actor.changes_all() {
        "all"
    } else if actor.is_auditor {
        "read"
    } else {
        ""
    }
}
