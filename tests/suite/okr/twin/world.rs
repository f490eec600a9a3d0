//! An organization made up by chance, in memory and as SQL that loads it.

use std::fmt::Write;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

pub struct Account {
    pub id: Uuid,
    pub role: &'static str,
    pub is_auditor: bool,
    pub is_hr: bool,
    /// Position of the solid-line manager.
    pub manager: Option<usize>,
    /// Positions of dotted-line managers.
    pub dotted: Vec<usize>,
}

pub struct Objective {
    pub id: Uuid,
    pub owner: usize,
    pub workspace: usize,
    pub visibility: &'static str,
    pub stage: &'static str,
    pub halted: Option<&'static str>,
    pub archived: bool,
    /// Account and role.
    pub roles: Vec<(usize, &'static str)>,
    pub key_results: Vec<KeyResult>,
    pub comment: Uuid,
    pub commented_by: usize,
}

pub struct KeyResult {
    pub id: Uuid,
    pub owner: usize,
    pub archived: bool,
}

pub struct World {
    pub organization: Uuid,
    pub accounts: Vec<Account>,
    /// Id and position of the parent.
    pub workspaces: Vec<(Uuid, Option<usize>)>,
    /// Workspace, account, role.
    pub members: Vec<(usize, usize, &'static str)>,
    /// The one that objectives are in, and one to move them to.
    pub periods: [Uuid; 2],
    /// The first is everybody's and has no parent.
    pub objectives: Vec<Objective>,
}

const OBJECT_ROLES: [&str; 3] = ["contributor", "reviewer", "viewer"];
const WORKSPACE_ROLES: [&str; 4] = ["member", "lead", "admin", "expert"];
const STAGES: [&str; 4] = ["draft", "active", "manager_review", "closed"];

impl World {
    pub fn generate(seed: u64, accounts: usize, objectives: usize) -> Self {
        let rng = &mut StdRng::seed_from_u64(seed);
        let id = |rng: &mut StdRng| Uuid::from_u128(rng.random());
        let people = (0..accounts)
            .map(|number| Account {
                id: id(rng),
                role: match number {
                    0 => "owner",
                    1 => "admin",
                    _ => "member",
                },
                is_auditor: matches!(number, 2 | 4),
                is_hr: matches!(number, 3 | 4),
                manager: (number > 0 && rng.random_bool(0.7)).then(|| rng.random_range(0..number)),
                dotted: (0..accounts).filter(|other| *other != number && rng.random_bool(0.04)).collect(),
            })
            .collect();
        let workspaces: Vec<_> =
            (0..8).map(|number| (id(rng), (number > 0).then(|| rng.random_range(0..number)))).collect();
        let mut members = Vec::new();
        for account in 0..accounts {
            for workspace in 0..workspaces.len() {
                if rng.random_bool(0.12) {
                    members.push((workspace, account, pick(rng, &WORKSPACE_ROLES)));
                }
            }
        }
        let objectives = (0..objectives)
            .map(|number| {
                let mut roles: Vec<(usize, &'static str)> =
                    (0..accounts).filter(|_| rng.random_bool(0.06)).map(|account| (account, "")).collect();
                for role in &mut roles {
                    role.1 = pick(rng, &OBJECT_ROLES);
                }
                Objective {
                    id: id(rng),
                    owner: rng.random_range(0..accounts),
                    workspace: rng.random_range(0..workspaces.len()),
                    visibility: if number == 0 {
                        "organization"
                    } else {
                        pick(rng, &["organization", "workspace", "private"])
                    },
                    stage: pick(rng, &STAGES),
                    halted: rng.random_bool(0.1).then_some("postponed"),
                    archived: rng.random_bool(0.1),
                    roles,
                    key_results: (0..2)
                        .map(|_| KeyResult {
                            id: id(rng),
                            owner: rng.random_range(0..accounts),
                            archived: rng.random_bool(0.15),
                        })
                        .collect(),
                    comment: id(rng),
                    commented_by: rng.random_range(0..accounts),
                }
            })
            .collect();
        Self { organization: id(rng), accounts: people, workspaces, members, periods: [id(rng), id(rng)], objectives }
    }

    /// Loads it; run by a superuser, whom row security does not hold.
    pub fn sql(&self) -> String {
        let sql = &mut String::new();
        let organization = self.organization;
        let _ = writeln!(
            sql,
            "INSERT INTO organizations (id, slug, name) VALUES ('{organization}', 'o-{organization}', 'Some company');"
        );
        let _ = writeln!(
            sql,
            "INSERT INTO organization_states (organization_id, state) VALUES ('{organization}', 'active');"
        );
        for (number, period) in self.periods.iter().enumerate() {
            let _ = writeln!(
                sql,
                "INSERT INTO periods (organization_id, id, kind, name, starts_on, ends_on) VALUES ('{organization}', '{period}', 'quarter', 'Q', '2026-0{}-01', '2026-0{}-28');",
                number * 3 + 1,
                number * 3 + 3
            );
        }
        self.people(sql);
        for (number, (id, parent)) in self.workspaces.iter().enumerate() {
            let parent = optional(parent.and_then(|parent| self.workspaces.get(parent)).map(|parent| parent.0));
            let _ = writeln!(
                sql,
                "INSERT INTO workspaces (organization_id, id, parent_id, kind, name) VALUES ('{organization}', '{id}', {parent}, 'team', 'W{number}');"
            );
        }
        for (workspace, account, role) in &self.members {
            let (workspace, account) = (self.workspaces[*workspace].0, self.accounts[*account].id);
            let _ = writeln!(
                sql,
                "INSERT INTO workspace_members VALUES ('{organization}', '{workspace}', '{account}', '{role}');"
            );
        }
        for objective in &self.objectives {
            self.objective(sql, objective);
        }
        std::mem::take(sql)
    }

    fn people(&self, sql: &mut String) {
        let organization = self.organization;
        // the one that people are somebody at, and another one
        for (id, name) in [(organization, "known"), (self.accounts[0].id, "other")] {
            let _ = writeln!(
                sql,
                "INSERT INTO identity_providers (organization_id, id, kind, name, issuer, client_id) VALUES ('{organization}', '{id}', 'openid', '{name}', 'i', 'c');"
            );
        }
        let last = self.accounts.last().map(|account| account.id).unwrap_or_default();
        for account in &self.accounts {
            let Account { id, role, is_auditor, is_hr, .. } = account;
            let _ = writeln!(
                sql,
                "INSERT INTO accounts (organization_id, id, name, role, is_auditor, is_hr) VALUES ('{organization}', '{id}', 'Somebody', '{role}', {is_auditor}, {is_hr});
                 INSERT INTO account_states (organization_id, account_id, state) VALUES ('{organization}', '{id}', 'active');
                 INSERT INTO account_sessions (organization_id, id, account_id, expires_at) VALUES ('{organization}', gen_random_uuid(), '{id}', 'infinity');
                 INSERT INTO identities (organization_id, id, provider_id, account_id, issuer, subject, shown, created_at, used_at)
                   SELECT '{organization}', gen_random_uuid(), '{organization}', '{id}', 'i', '{id}', '', now(), now() WHERE '{id}' <> '{last}';
                 INSERT INTO provider_sessions (organization_id, id, provider_id, account_id, subject, created_at)
                   VALUES ('{organization}', gen_random_uuid(), '{organization}', '{id}', '{id}', now());
                 INSERT INTO undo_entries (organization_id, id, account_id, act, payload, expires_at) VALUES ('{organization}', gen_random_uuid(), '{id}', 'a', '{{}}', 'infinity');
                 INSERT INTO once_answers (organization_id, account_id, once, route, request_hash, created_at) VALUES ('{organization}', '{id}', gen_random_uuid(), '/', '', now() - interval '2 days');
                 INSERT INTO drafts (organization_id, account_id, form, content) VALUES ('{organization}', '{id}', 'f', '{{}}');
                 INSERT INTO import_mappings (organization_id, id, name, headers, mapping, account_id, kept_at, used_at) VALUES ('{organization}', gen_random_uuid(), '{id}', '{{}}', '{{}}', '{id}', now(), now());
                 INSERT INTO saved_views (organization_id, id, account_id, name, query) VALUES ('{organization}', gen_random_uuid(), '{id}', '{id}', '');
                 INSERT INTO audit_log (organization_id, account_id, action, subject_kind, subject_id) VALUES ('{organization}', '{id}', 'a.b', 'objective', gen_random_uuid());
                 INSERT INTO invitations (organization_id, id, email, role, token_hash, lasts_days, invited_by, letter_id, created_at, sent_at, expires_at)
                   VALUES ('{organization}', gen_random_uuid(), '{id}', 'member', sha256('a'), 7, '{id}', gen_random_uuid(), now(), now(), 'infinity');
                 INSERT INTO security_log (organization_id, account_id, event) VALUES ('{organization}', '{id}', 'e');
                 INSERT INTO outbox (organization_id, account_id, fact, payload) VALUES ('{organization}', '{id}', 'f', '{{}}');
                 WITH i AS (INSERT INTO imports (organization_id, id, account_id, file_name, file_size) VALUES ('{organization}', gen_random_uuid(), '{id}', 'f', 1) RETURNING id),
                   f AS (INSERT INTO import_files (organization_id, import_id, content) SELECT '{organization}', id, '' FROM i)
                 INSERT INTO import_marks (organization_id, subject_id, import_id, said) SELECT '{organization}', gen_random_uuid(), id, '{{}}' FROM i;"
            );
        }
        let (first, second) = (self.accounts[0].id, self.accounts[1].id);
        let _ = writeln!(
            sql,
            "INSERT INTO ownership_offers (organization_id, id, from_id, to_id, offered_at, expires_at) VALUES ('{organization}', gen_random_uuid(), '{first}', '{second}', now(), 'infinity');
             INSERT INTO saved_views (organization_id, id, account_id, name, query, is_shared) VALUES ('{organization}', gen_random_uuid(), '{first}', 'shared', '', true);
             INSERT INTO sign_in_policies (organization_id, ways, second_factor) VALUES ('{organization}', '{{password}}', false);
             INSERT INTO audit_blocks (organization_id, no, version, row_count, first_xid, first_id, last_xid, last_id, seals, sealed_at, previous, hash)
               VALUES ('{organization}', 1, 1, 1, '3', '{first}', '3', '{first}', '', now(), sha256('a'), sha256('b'));
             INSERT INTO audit_heads (organization_id, no, hash, last_xid, last_id, sealed_at) VALUES ('{organization}', 1, sha256('b'), '3', '{first}', now());"
        );
        for account in &self.accounts {
            let line = |sql: &mut String, manager: usize, kind: &str| {
                let manager = self.accounts[manager].id;
                let _ = writeln!(
                    sql,
                    "INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ('{organization}', '{manager}', '{}', '{kind}');",
                    account.id
                );
            };
            if let Some(manager) = account.manager {
                line(sql, manager, "solid");
            }
            for manager in &account.dotted {
                line(sql, *manager, "dotted");
            }
        }
    }

    fn objective(&self, sql: &mut String, objective: &Objective) {
        let (organization, id) = (self.organization, objective.id);
        let (owner, workspace) = (self.accounts[objective.owner].id, self.workspaces[objective.workspace].0);
        let Objective { visibility, stage, comment, .. } = objective;
        let archived = if objective.archived { "now()" } else { "NULL" };
        let halted = optional(objective.halted);
        let _ = writeln!(
            sql,
            "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, visibility, stage, halted, archived_at)
               SELECT '{organization}', '{id}', 'T', w.id, w.workspace_no, a.id, a.account_no, '{}', '{visibility}', '{stage}', {halted}, {archived}
               FROM workspaces w, accounts a WHERE w.id = '{workspace}' AND a.id = '{owner}';
             INSERT INTO objective_stages (organization_id, objective_id, stage) VALUES ('{organization}', '{id}', '{stage}');
             INSERT INTO updates (organization_id, xid, objective_id, fact) VALUES ('{organization}', '7', '{id}', 'f');
             INSERT INTO comments (organization_id, id, objective_id, author_id, body) VALUES ('{organization}', '{comment}', '{id}', '{}', 'c');
             INSERT INTO changes (organization_id, audit_id, objective_id, subject_kind, subject_id, version, field) VALUES ('{organization}', gen_random_uuid(), '{id}', 'objective', '{id}', 1, 'title');",
            self.periods[0],
            self.accounts[objective.commented_by].id
        );
        let first = self.objectives[0].id;
        if first != id {
            let _ = writeln!(
                sql,
                "INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ('{organization}', '{id}', '{first}');"
            );
        }
        for (account, role) in &objective.roles {
            let _ = writeln!(
                sql,
                "INSERT INTO object_roles VALUES ('{organization}', '{id}', '{}', '{role}');",
                self.accounts[*account].id
            );
        }
        for key_result in &objective.key_results {
            let KeyResult { id: key, archived, .. } = key_result;
            let archived = if *archived { "now()" } else { "NULL" };
            let owner = self.accounts[key_result.owner].id;
            let _ = writeln!(
                sql,
                "INSERT INTO key_results (organization_id, id, objective_id, title, kind, target, owner_id, owner_no, archived_at)
                   SELECT '{organization}', '{key}', '{id}', 'K', 'absolute', 1, a.id, a.account_no, {archived} FROM accounts a WHERE a.id = '{owner}';
                 INSERT INTO milestones (organization_id, id, key_result_id, title, position) VALUES ('{organization}', gen_random_uuid(), '{key}', 'm', 1);
                 INSERT INTO scale_levels VALUES ('{organization}', '{key}', 1, 'l', 0);
                 INSERT INTO checkpoints VALUES ('{organization}', '{key}', 1, 0);
                 INSERT INTO expected_steps VALUES ('{organization}', '{key}', '2026-01-01', 0);
                 INSERT INTO readings (organization_id, id, key_result_id, value, source, effective_on, account_id) VALUES ('{organization}', '{key}', '{key}', 1, 'inline', '2026-01-01', '{owner}');
                 INSERT INTO withdrawn_readings (organization_id, reading_id, account_id) VALUES ('{organization}', '{key}', '{owner}');
                 INSERT INTO recorded_scores VALUES ('{organization}', '{key}', 'final', 0, '2026-01-01');
                 INSERT INTO target_ledger (organization_id, id, key_result_id, field, reason, account_id) VALUES ('{organization}', gen_random_uuid(), '{key}', 'target', 'r', '{owner}');
                 INSERT INTO check_ins (organization_id, id, key_result_id, account_id, effective_on) VALUES ('{organization}', gen_random_uuid(), '{key}', '{owner}', '2026-01-01');"
            );
        }
    }
}

fn pick(rng: &mut StdRng, of: &[&'static str]) -> &'static str {
    of.choose(rng).copied().unwrap_or_default()
}

fn optional(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(|| "NULL".to_owned(), |value| format!("'{value}'"))
}
