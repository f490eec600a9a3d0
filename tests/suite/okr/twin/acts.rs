//! Statements that the runtime role tries, each with what the oracle says about it.

use uuid::Uuid;

use super::oracle::{Act, Person};
use super::world::{Objective, World};

/// A statement, and whether it has to reach a row.
pub struct Attempt {
    pub statement: String,
    pub expected: bool,
}

fn quoted(id: Option<Uuid>) -> String {
    id.map_or_else(|| "NULL".to_owned(), |id| format!("'{id}'"))
}

/// What touches one objective and what belongs to it.
pub fn on_objective(world: &World, person: Person, objective: &Objective) -> Vec<Attempt> {
    let (organization, id) = (world.organization, objective.id);
    let me = person.map(|me| world.accounts[me].id);
    let (myself, owner) = (quoted(me), world.accounts[objective.owner].id);
    // background work writes in somebody's name where a name is needed
    let name = me.unwrap_or(owner);
    let other = world
        .accounts
        .iter()
        .map(|account| account.id)
        .find(|other| Some(*other) != me && *other != owner)
        .unwrap_or_default();
    let may = |act| world.may(act, person, objective);
    let (edit, lead, change, comments) =
        (may(Act::Edit), may(Act::Lead), may(Act::Change), world.may_comment(person, objective));
    let submit = may(Act::Submit);
    let is_administrator = person.is_none_or(|me| world.accounts[me].role != "member");
    let is_root = world.objectives.first().is_some_and(|root| root.id == id);
    let root = world.objectives.first().map(|root| root.id).unwrap_or_default();
    let has_contributor = objective.roles.iter().any(|(_, role)| *role != "viewer");
    let new = Uuid::from_u128(0xfeed);

    let mut all = Vec::new();
    let mut add = |expected: bool, statement: String| all.push(Attempt { statement, expected });
    add(edit, format!("UPDATE objectives SET title = 'other' WHERE id = '{id}'"));
    add(lead, format!("UPDATE objectives SET period_id = '{}' WHERE id = '{id}'", world.periods[1]));
    add(lead, format!("UPDATE objectives SET rank = 7 WHERE id = '{id}'"));
    add(lead, format!("SELECT app.place_objective('{id}', NULL)"));
    add(lead, format!("UPDATE objectives SET archived_at = '2026-01-01' WHERE id = '{id}'"));
    add(submit, format!("UPDATE objectives SET stage = 'self_assessment' WHERE id = '{id}'"));
    add(change, format!("UPDATE objectives SET progress = 0.5 WHERE id = '{id}'"));
    // who holds a role is kept by the database
    add(false, format!("UPDATE objectives SET role_holders = role_holders || '{other}'::uuid WHERE id = '{id}'"));
    add(lead, format!("INSERT INTO object_roles VALUES ('{organization}', '{id}', '{other}', 'key_result_owner')"));
    add(
        lead && has_contributor,
        format!("DELETE FROM object_roles WHERE objective_id = '{id}' AND role IN ('contributor', 'reviewer')"),
    );
    if !is_root {
        add(
            lead,
            format!(
                "INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ('{organization}', '{id}', '{root}')"
            ),
        );
        add(lead, format!("UPDATE objective_parents SET contributes = true WHERE objective_id = '{id}'"));
        add(lead, format!("DELETE FROM objective_parents WHERE objective_id = '{id}'"));
        // nobody hangs anything below what they cannot see
        let mine = world.objectives.iter().skip(1).find(|mine| mine.id != id && world.may(Act::Lead, person, mine));
        if let (false, Some(mine)) = (world.sees(person, objective), mine) {
            add(
                false,
                format!(
                    "INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ('{organization}', '{}', '{id}')",
                    mine.id
                ),
            );
            add(false, format!("UPDATE objective_parents SET parent_id = '{id}' WHERE objective_id = '{}'", mine.id));
        }
    }
    add(
        submit,
        format!(
            "INSERT INTO objective_stages (organization_id, objective_id, stage, account_id) VALUES ('{organization}', '{id}', 'active', {myself})"
        ),
    );
    add(
        comments,
        format!(
            "INSERT INTO comments (organization_id, id, objective_id, author_id, body) VALUES ('{organization}', '{new}', '{id}', '{name}', 'c')"
        ),
    );
    add(
        comments && (is_administrator || person == Some(objective.commented_by)),
        format!("UPDATE comments SET body = 'd' WHERE id = '{}'", objective.comment),
    );
    let changed = |by: &str| {
        format!(
            "INSERT INTO changes (organization_id, audit_id, objective_id, subject_kind, subject_id, version, field, account_id) VALUES ('{organization}', '{new}', '{id}', 'objective', '{id}', 1, 'title', {by})"
        )
    };
    add(comments, changed(&myself));
    add(false, changed(&quoted(Some(other))));
    add(false, format!("DELETE FROM objectives WHERE id = '{id}'"));
    if me.is_some() {
        add(
            false,
            format!(
                "INSERT INTO comments (organization_id, id, objective_id, author_id, body) VALUES ('{organization}', '{new}', '{id}', '{other}', 'c')"
            ),
        );
        add(
            false,
            format!(
                "INSERT INTO objective_stages (organization_id, objective_id, stage, account_id) VALUES ('{organization}', '{id}', 'active', '{other}')"
            ),
        );
        add(
            is_administrator && comments,
            format!("UPDATE comments SET author_id = '{other}' WHERE id = '{}'", objective.comment),
        );
    }
    add(edit, format!(
        "INSERT INTO key_results (organization_id, id, objective_id, title, kind, target, owner_id, owner_no)
           SELECT '{organization}', '{new}', '{id}', 'k', 'absolute', 1, a.id, a.account_no FROM accounts a WHERE a.id = '{other}'"
    ));
    for (number, key_result) in objective.key_results.iter().enumerate() {
        let key = key_result.id;
        let (values, correct) = (world.may_set_value(person, objective, key_result), may(Act::Correct));
        add(edit, format!("UPDATE key_results SET target = 2 WHERE id = '{key}'"));
        add(change, format!("UPDATE key_results SET progress = 0.5 WHERE id = '{key}'"));
        add(values || correct, format!("UPDATE key_results SET value = 2 WHERE id = '{key}'"));
        let reading = |source: &str, by: &str| {
            format!(
                "INSERT INTO readings (organization_id, id, key_result_id, value, source, effective_on, account_id) VALUES ('{organization}', '{new}', '{key}', 2, '{source}', '2026-01-02', {by})"
            )
        };
        add(values, reading("inline", &myself));
        add(correct, reading("correction", &myself));
        add(values || correct, reading("import", &myself));
        add(
            values || correct,
            format!(
                "INSERT INTO check_ins (organization_id, id, key_result_id, account_id, effective_on) VALUES ('{organization}', '{new}', '{key}', '{name}', '2026-01-02')"
            ),
        );
        // values are taken back by those who reported them; this one was reported by the owner of the key result
        add(
            person == Some(key_result.owner) && world.sees(person, objective),
            format!(
                "INSERT INTO withdrawn_readings (organization_id, reading_id, account_id) VALUES ('{organization}', '{key}', {myself})"
            ),
        );
        add(edit || values, format!("UPDATE milestones SET done_on = '2026-01-02' WHERE key_result_id = '{key}'"));
        if number > 0 {
            continue;
        }
        add(false, format!("UPDATE readings SET value = 3 WHERE key_result_id = '{key}'"));
        add(false, format!("DELETE FROM withdrawn_readings WHERE reading_id = '{key}'"));
        add(
            edit,
            format!(
                "INSERT INTO target_ledger (organization_id, id, key_result_id, field, reason, account_id) VALUES ('{organization}', '{new}', '{key}', 'target', 'r', '{name}')"
            ),
        );
        if me.is_some() {
            let by = quoted(Some(other));
            add(false, reading("inline", &by));
            add(
                false,
                format!(
                    "INSERT INTO check_ins (organization_id, id, key_result_id, account_id, effective_on) VALUES ('{organization}', '{new}', '{key}', {by}, '2026-01-02')"
                ),
            );
            add(
                false,
                format!(
                    "INSERT INTO target_ledger (organization_id, id, key_result_id, field, reason, account_id) VALUES ('{organization}', '{new}', '{key}', 'target', 'r', {by})"
                ),
            );
        }
        for (table, row, column) in [
            ("milestones", format!("'{organization}', '{new}', '{key}', 'm', 1, 2"), "position"),
            ("scale_levels", format!("'{organization}', '{key}', 2, 'l', 1"), "progress"),
            ("checkpoints", format!("'{organization}', '{key}', 2, 1"), "progress"),
            ("expected_steps", format!("'{organization}', '{key}', '2026-02-01', 1"), "progress"),
            ("recorded_scores", format!("'{organization}', '{key}', 'middle', 1, '2026-02-01'"), "score"),
        ] {
            add(edit, format!("INSERT INTO {table} VALUES ({row})"));
            // who measures, marks milestones
            add(
                edit || values && table == "milestones",
                format!("UPDATE {table} SET {column} = 1 WHERE key_result_id = '{key}'"),
            );
            add(edit, format!("DELETE FROM {table} WHERE key_result_id = '{key}'"));
        }
    }
    all
}

/// Making objectives for oneself and for others.
pub fn creations(world: &World, person: Person) -> Vec<Attempt> {
    let mut all = Vec::new();
    for owner in (0..world.accounts.len()).step_by(5).chain(person) {
        for (workspace, place) in world.workspaces.iter().enumerate().step_by(2) {
            for visibility in ["organization", "workspace", "private"] {
                let statement = format!(
                    "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, visibility)
                       SELECT '{}', '{}', 'T', w.id, w.workspace_no, a.id, a.account_no, '{}', '{visibility}' FROM workspaces w, accounts a WHERE w.id = '{}' AND a.id = '{}'",
                    world.organization,
                    Uuid::from_u128(0xfeed),
                    world.periods[0],
                    place.0,
                    world.accounts[owner].id
                );
                all.push(Attempt { statement, expected: world.may_create(person, owner, workspace, visibility) });
                let holding = format!(
                    "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, visibility, role_holders)
                       SELECT '{}', '{}', 'T', w.id, w.workspace_no, a.id, a.account_no, '{}', '{visibility}', ARRAY[a.id] FROM workspaces w, accounts a WHERE w.id = '{}' AND a.id = '{}'",
                    world.organization,
                    Uuid::from_u128(0xfeed),
                    world.periods[0],
                    place.0,
                    world.accounts[owner].id
                );
                all.push(Attempt { statement: holding, expected: false });
            }
        }
    }
    all
}

/// People, structure, settings, and what everybody has for themselves. `again` inserts a row of a table once more.
pub fn elsewhere(world: &World, person: Person, foreign: Uuid, again: impl Fn(&str) -> String) -> Vec<Attempt> {
    let organization = world.organization;
    let me = person.map(|me| world.accounts[me].id);
    let myself = quoted(me);
    let other = world.accounts.iter().map(|account| account.id).find(|other| Some(*other) != me).unwrap_or_default();
    let all_rights = person.is_none_or(|me| world.accounts[me].role != "member");
    let new = Uuid::from_u128(0xfeed);
    let mut all = Vec::new();
    let mut add = |expected: bool, statement: String| all.push(Attempt { statement, expected });
    for table in [
        "organizations",
        "organization_states",
        "account_states",
        "workspaces",
        "workspace_members",
        "org_relations",
        "periods",
        "sign_in_policies",
        "identity_providers",
        "imports",
        "import_files",
        "import_marks",
    ] {
        add(all_rights, again(table));
    }
    add(all_rights, "UPDATE organizations SET name = 'other'".to_owned());
    add(all_rights, format!("UPDATE accounts SET theme = 'dark' WHERE id = '{other}'"));
    add(me.is_some(), format!("UPDATE accounts SET theme = 'dark' WHERE id = {myself}"));
    add(me.is_some() && all_rights, format!("UPDATE accounts SET is_hr = NOT is_hr WHERE id = {myself}"));
    // the owner alone makes powerful, and ownership is not taken
    let is_owner = person == Some(0);
    let (admin, last) = (world.accounts[1].id, world.accounts.last().map(|account| account.id).unwrap_or_default());
    for (expected, role) in [(all_rights, "member"), (is_owner || me.is_none(), "admin")] {
        add(
            expected,
            format!(
                "INSERT INTO accounts (organization_id, id, name, role) VALUES ('{organization}', '{new}', 'N', '{role}')"
            ),
        );
    }
    add(is_owner || me.is_none(), format!("UPDATE accounts SET role = 'admin' WHERE id = '{last}'"));
    add(is_owner || me.is_none(), format!("UPDATE accounts SET is_auditor = NOT is_auditor WHERE id = '{last}'"));
    add(false, format!("UPDATE accounts SET role = 'owner' WHERE id = '{last}'"));
    add(all_rights, format!("UPDATE accounts SET state = 'suspended' WHERE id = '{last}'"));
    add(is_owner || me.is_none(), format!("UPDATE accounts SET state = 'suspended' WHERE id = '{admin}'"));
    add(
        is_owner,
        format!(
            "INSERT INTO ownership_offers (organization_id, id, from_id, to_id, offered_at, expires_at) VALUES ('{organization}', '{new}', {myself}, '{last}', now(), 'infinity')"
        ),
    );
    for (decision, by) in [("cancelled", Some(0)), ("declined", Some(1)), ("accepted", None)] {
        let expected = by.is_some() && person == by;
        add(expected, format!("UPDATE ownership_offers SET decision = '{decision}', decided_at = now()"));
    }
    add(all_rights, "UPDATE workspaces SET name = 'other'".to_owned());
    add(all_rights, "UPDATE workspace_members SET role = role".to_owned());
    add(all_rights, "UPDATE org_relations SET since = since".to_owned());
    add(all_rights, "UPDATE periods SET name = 'other'".to_owned());
    add(all_rights, "UPDATE sign_in_policies SET second_factor = true".to_owned());
    add(false, format!("UPDATE sign_in_policies SET organization_id = '{foreign}'"));
    add(false, "DELETE FROM sign_in_policies".to_owned());
    add(all_rights, "UPDATE identity_providers SET name = 'new'".to_owned());
    add(all_rights, "DELETE FROM identity_providers".to_owned());
    let provider = world.accounts[0].id;
    add(all_rights, "UPDATE imports SET dry_run = false".to_owned());
    add(all_rights, "UPDATE import_marks SET said = '[]'".to_owned());
    add(all_rights, "UPDATE import_mappings SET mapping = '[]'".to_owned());
    add(all_rights, "DELETE FROM import_mappings".to_owned());
    add(
        all_rights,
        format!(
            "INSERT INTO import_mappings (organization_id, id, name, headers, mapping, account_id, kept_at, used_at) VALUES ('{organization}', '{new}', 'new', '{{}}', '{{}}', '{other}', now(), now())"
        ),
    );
    let is_hr = person.is_some_and(|me| world.accounts[me].is_hr);
    let owns = person.is_none_or(|me| world.accounts[me].role == "owner");
    for (role, expected) in
        [("member", all_rights || is_hr), ("hr", all_rights), ("auditor", owns), ("admin", owns), ("owner", owns)]
    {
        add(
            expected,
            format!(
                "INSERT INTO invitations (organization_id, id, email, role, token_hash, lasts_days, letter_id, created_at, sent_at, expires_at) VALUES ('{organization}', '{new}', 'new', '{role}', sha256('a'), 7, '{new}', now(), now(), 'infinity')"
            ),
        );
        add(expected, format!("UPDATE invitations SET role = '{role}'"));
    }
    add(false, "DELETE FROM invitations".to_owned());
    add(all_rights, "DELETE FROM workspace_members".to_owned());
    add(all_rights, "DELETE FROM org_relations".to_owned());
    add(all_rights, "DELETE FROM import_files".to_owned());
    add(false, "DELETE FROM accounts".to_owned());
    add(false, "INSERT INTO account_closure SELECT * FROM account_closure".to_owned());
    for (mine, who) in [(true, &myself), (false, &quoted(Some(other)))] {
        let expected = mine && me.is_some();
        add(
            expected,
            format!(
                "INSERT INTO drafts (organization_id, account_id, form, content) VALUES ('{organization}', {who}, 'g', '{{}}')"
            ),
        );
        for (is_shared, expected) in [(false, expected), (true, all_rights)] {
            add(
                expected,
                format!(
                    "INSERT INTO saved_views (organization_id, id, account_id, name, query, is_shared) VALUES ('{organization}', '{new}', coalesce({who}, '{other}')::uuid, 'new', '', {is_shared})"
                ),
            );
        }
        add(expected, format!("UPDATE saved_views SET query = 'x' WHERE account_id = {who} AND NOT is_shared"));
        add(expected, format!("DELETE FROM saved_views WHERE account_id = {who} AND NOT is_shared"));
        add(
            expected && all_rights,
            format!("UPDATE saved_views SET is_shared = true WHERE account_id = {who} AND NOT is_shared"),
        );
        add(
            expected,
            format!(
                "INSERT INTO undo_entries (organization_id, id, account_id, act, payload, expires_at) VALUES ('{organization}', '{new}', {who}, 'a', '{{}}', 'infinity')"
            ),
        );
        add(
            expected,
            format!(
                "INSERT INTO once_answers (organization_id, account_id, once, route, request_hash) VALUES ('{organization}', {who}, '{new}', '/', '')"
            ),
        );
        add(
            expected,
            format!(
                "INSERT INTO account_sessions (organization_id, id, account_id, expires_at) VALUES ('{organization}', '{new}', {who}, 'infinity')"
            ),
        );
        add(
            mine,
            format!(
                "INSERT INTO audit_log (organization_id, account_id, action, subject_kind, subject_id) VALUES ('{organization}', {who}, 'a.b', 'c', '{new}')"
            ),
        );
        add(
            expected || all_rights && !mine,
            format!("UPDATE account_sessions SET ip = '::1' WHERE account_id = {who}"),
        );
        let of_all = expected || all_rights && !mine;
        add(
            expected,
            format!(
                "INSERT INTO identities (organization_id, id, provider_id, account_id, issuer, subject, shown, created_at, used_at) VALUES ('{organization}', '{new}', '{provider}', {who}, 'i', 'new', '', now(), now())"
            ),
        );
        add(of_all && all_rights, format!("UPDATE identities SET used_at = now() WHERE account_id = {who}"));
        // the last one has none, so that removing without asking whose finds somebody else's or nothing
        let is_last = person == Some(world.accounts.len() - 1);
        add(of_all && !(mine && is_last), format!("DELETE FROM identities WHERE account_id = {who}"));
        if is_last {
            add(false, "DELETE FROM identities".to_owned());
        }
        add(
            expected || all_rights,
            format!(
                "INSERT INTO provider_sessions (organization_id, id, provider_id, account_id, subject, created_at) VALUES ('{organization}', '{new}', '{provider}', coalesce({who}, '{other}')::uuid, 's', now())"
            ),
        );
        add(of_all, format!("UPDATE provider_sessions SET sid = 's' WHERE account_id = {who}"));
        add(of_all, format!("DELETE FROM provider_sessions WHERE account_id = {who}"));
        for table in ["drafts", "undo_entries", "once_answers"] {
            add(expected, format!("UPDATE {table} SET account_id = account_id WHERE account_id = {who}"));
            add(expected, format!("DELETE FROM {table} WHERE account_id = {who}"));
        }
    }
    if me.is_some() && !all_rights {
        for table in ["drafts", "undo_entries", "once_answers", "account_sessions"] {
            add(false, format!("UPDATE {table} SET account_id = '{other}'"));
        }
    }
    add(all_rights, "UPDATE saved_views SET query = 'x' WHERE is_shared".to_owned());
    add(all_rights, "DELETE FROM saved_views WHERE is_shared".to_owned());
    add(false, "DELETE FROM updates".to_owned());
    add(false, "UPDATE updates SET fact = 'x'".to_owned());
    for (place, expected) in [(organization, true), (foreign, false)] {
        add(expected, format!("INSERT INTO outbox (organization_id, fact, payload) VALUES ('{place}', 'f', '{{}}')"));
        add(expected, format!("INSERT INTO security_log (organization_id, event) VALUES ('{place}', 'e')"));
    }
    for table in ["audit_log", "audit_blocks", "audit_heads"] {
        add(false, format!("DELETE FROM {table}"));
    }
    for table in ["audit_blocks", "audit_heads"] {
        add(false, again(table));
        add(false, format!("UPDATE {table} SET no = 2"));
    }
    add(
        false,
        format!(
            "INSERT INTO audit_log (organization_id, account_id, xid, action, subject_kind, subject_id) VALUES ('{organization}', {myself}, '3', 'a.b', 'c', '{new}')"
        ),
    );
    add(false, "UPDATE audit_log SET action = 'x'".to_owned());
    all
}
