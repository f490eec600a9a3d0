//! One company with something behind every address, in which each text has a word of its own.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::http::StatusCode;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::app::TestApp;
use crate::okr::imports::steps::upload;
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;
use crate::world::World;

/// Words that stand in no page but through the company's data.
pub const WORDS: [&str; 12] = [
    "quokka", "wombat", "numbat", "bilby", "dunnart", "potoroo", "quoll", "dibbler", "anna", "acme", "mulgara",
    "bettong",
];

const CSV: &[u8] = b"Objective,Key result,Baseline,Target\nMulgara,Mulgara nests,0,10\n";

/// The secret of every link in the scene.
pub const LINK: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9";

/// That of the registration.
pub const FOUNDING: &str = "f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f";

/// Anna owns the organization and what is in it; Mara is a colleague with no part in anything, Sven is suspended while his
/// session lives. Otto owns another organization.
pub struct Scene {
    pub app: TestApp,
    pub world: World,
    ids: Mutex<BTreeMap<&'static str, Uuid>>,
}

impl Scene {
    /// Objectives are visible as said: `organization` or `private`.
    pub async fn new(visibility: &str) -> Self {
        let app = TestApp::new().await;
        let world = World::new(&app).await;
        let anna = world.person_as("anna", "owner").await;
        world.person("mara").await;
        world.person("sven").await;
        let mut ids = BTreeMap::from([("member", world.person("mina").await.0)]);
        for (name, title) in [
            ("objective", "Quokka"),
            ("draft", "Bilby"),
            ("archived", "Quoll"),
            ("spare", "Dunnart"),
            ("extra", "Quoll too"),
        ] {
            let id = world.objective(title, anna).await;
            let state = match name {
                "draft" => ", stage = 'draft'",
                "archived" => ", archived_at = now()",
                _ => "",
            };
            world.set("objectives", id.0, &format!("visibility = '{visibility}'{state}")).await;
            ids.insert(name, id.0);
        }
        let objective = okrio::kernel::ObjectiveId(ids["objective"]);
        ids.insert("key-result", world.key_result(objective, "Wombat", 0, 100).await.0);
        ids.insert("spare-key-result", world.key_result(objective, "Dibbler", 0, 100).await.0);
        let archived = world.key_result(objective, "Kowari", 0, 100).await.0;
        world.set("key_results", archived, "archived_at = now()").await;
        ids.insert("archived-key-result", archived);
        world.set("workspaces", world.company.0, "name = 'Bettong'").await;
        ids.insert("organization", world.organization.0);

        let second = World::named(&app, "numbat").await;
        second.account("anna", "member", Some(world.login("anna@acme.example").await)).await;
        ids.insert("second", second.organization.0);
        let other = World::named(&app, "other").await;
        let otto = other.person_as("otto", "owner").await;
        ids.insert("foreign-objective", other.objective("Elsewhere", otto).await.0);
        ids.insert("foreign-workspace", other.company.0);
        let operator = world.login("olaf@platform.example").await;
        sqlx::query("UPDATE logins SET is_operator = true WHERE id = $1")
            .bind(operator)
            .execute(&app.admin)
            .await
            .unwrap();

        let lost = world.login("lara@acme.example").await;
        let link = "INSERT INTO links (hash, purpose, login_id, created_at, expires_at) VALUES (sha256($1::text::bytea), 'password', $2, now(), '2100-01-01')";
        sqlx::query(link).bind(LINK).bind(lost).execute(&app.admin).await.unwrap();

        let link = "INSERT INTO links (hash, purpose, email, created_at, expires_at) VALUES (sha256($1::text::bytea), 'registration', 'vera@bettong.example', now(), '2100-01-01')";
        sqlx::query(link).bind(FOUNDING).execute(&app.admin).await.unwrap();
        let letter = Uuid::now_v7();
        let write = "INSERT INTO letters (id, kind, recipient, locale, subject, text, html, created_at, next_at, failed_at) VALUES ($1, 'test', 'vera@bettong.example', 'en', 'Bettong', '', '', now(), now(), now())";
        sqlx::query(write).bind(letter).execute(&app.admin).await.unwrap();
        ids.insert("letter", letter);
        for (name, secret) in [("accepted", LINK), ("invitation", "none")] {
            let id = Uuid::now_v7();
            let invite = "INSERT INTO invitations (organization_id, id, email, role, token_hash, lasts_days, letter_id, created_at, sent_at, expires_at)
                VALUES ($1, $2, $3 || '@bettong.example', 'member', sha256($4::text::bytea), 7, $2, now(), now(), '2100-01-01')";
            sqlx::query(invite)
                .bind(world.organization)
                .bind(id)
                .bind(name)
                .bind(secret)
                .execute(&app.admin)
                .await
                .unwrap();
            ids.insert(name, id);
        }

        let scene = Self { app, world, ids: Mutex::new(ids) };
        scene.fill().await;
        scene
    }

    /// What people have to do themselves.
    async fn fill(&self) {
        let anna = self.anna().await;
        for (name, kind, fields) in [
            ("milestones", "milestones", ("milestones", "Potoroo first\nPotoroo last | 2")),
            ("scale", "scale", ("levels", "poor\nfair\ngood")),
            ("binary", "binary", ("title", "Numbat is there")),
            ("band", "band", ("band_low", "10")),
        ] {
            let form = anna.get(&self.at("/objectives/{objective}/key-results/new")).await.form("key-result-form");
            let form = form
                .set("title", &format!("Wombat by {name}"))
                .set("kind", kind)
                .set("band_high", "20")
                .set("tolerance", "5");
            let made = anna.submit(form.set(fields.0, fields.1)).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
            let id = self.find(&format!("SELECT id FROM key_results WHERE kind = '{kind}'")).await;
            self.name(name, id);
        }
        for (name, body) in [("spare-comment", "Numbat is gone"), ("comment", "Numbat")] {
            let form = anna.get(&self.at("/objectives/{objective}")).await.form("comment-form");
            assert_eq!(anna.submit(form.set("body", body)).await.status, StatusCode::SEE_OTHER);
            let id = self.find("SELECT id FROM comments ORDER BY id DESC LIMIT 1").await;
            self.name(name, id);
        }
        let gone = anna.post(&self.at("/comments/{spare-comment}/removal"), &[]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
        let undo = self.find("SELECT id FROM undo_entries ORDER BY id DESC LIMIT 1").await;
        self.name("undo", undo);
        for (name, title) in [("view", "Numbat view"), ("spare-view", "Quoll view")] {
            let form = anna.get("/objectives/views/new?owner=me").await.form("view-form").set("name", title);
            assert_eq!(anna.submit(form).await.status, StatusCode::SEE_OTHER);
            let id = self.find("SELECT id FROM saved_views ORDER BY id DESC LIMIT 1").await;
            self.name(name, id);
        }
        for name in ["import", "checked"] {
            let sent = upload(&anna, "mulgara.csv", CSV).await.location().unwrap();
            self.name(name, sent.rsplit('/').next().unwrap().parse().unwrap());
        }
        for name in ["mapping", "offer", "provider", "identity"] {
            self.name(name, Uuid::now_v7());
        }
        self.app.sql("UPDATE key_results SET due_on = '2026-11-13' WHERE kind <> 'band'").await;
        self.reset().await;
        anna.post("/drafts", &[("form", "objective-new"), ("title", "Bilby to be")]).await;
        // a second device
        let _ = self.anna().await;
        let device = self.find("SELECT id FROM account_sessions ORDER BY created_at, id LIMIT 1").await;
        self.name("session", device);
    }

    /// Brings back what a successful step takes away, so that its form can be filled again.
    pub async fn reset(&self) {
        let known: Vec<Uuid> = self.ids.lock().unwrap().values().copied().collect();
        let [draft, archived, archived_key_result] =
            ["{draft}", "{archived}", "{archived-key-result}"].map(|name| self.at(name).parse::<Uuid>().unwrap());
        // what other forms have made goes out of the way
        let archive =
            "UPDATE key_results SET archived_at = CASE WHEN id = ANY ($1) AND id <> $2 THEN NULL ELSE now() END
            WHERE (id = ANY ($1) AND id <> $2) = (archived_at IS NOT NULL)";
        sqlx::query(archive).bind(&known).bind(archived_key_result).execute(&self.app.admin).await.unwrap();
        let stages = "UPDATE objectives SET stage = CASE id WHEN $2 THEN 'draft' ELSE 'active' END,
            archived_at = CASE id WHEN $3 THEN now() END WHERE id = ANY ($1)";
        sqlx::query(stages).bind(&known).bind(draft).bind(archived).execute(&self.app.admin).await.unwrap();
        let mapping = "INSERT INTO import_mappings (organization_id, id, name, headers, mapping, account_id, kept_at, used_at)
            SELECT organization_id, $1, 'Mulgara sheet', '{}', '{\"columns\": []}', account_id, now(), now() FROM imports ORDER BY id LIMIT 1
            ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, version = 1";
        let id = self.at("{mapping}").parse::<Uuid>().unwrap();
        sqlx::query(mapping).bind(id).execute(&self.app.admin).await.unwrap();
        // Anna owns it and has offered it to Mina
        let offer = "INSERT INTO ownership_offers (organization_id, id, from_id, to_id, offered_at, expires_at)
            SELECT o.organization_id, $1, o.id, m.id, '2026-11-01', '2100-01-01' FROM accounts o JOIN accounts m USING (organization_id)
            WHERE o.role = 'owner' AND o.name = 'Anna' AND m.name = 'Mina'
            ON CONFLICT (organization_id, id) DO UPDATE SET decision = NULL, decided_at = NULL";
        self.app
            .sql(
                "DELETE FROM ownership_offers;
                 UPDATE accounts SET role = 'member', state = 'active', is_auditor = false WHERE name = 'Mina';
                 UPDATE accounts a SET role = 'owner' FROM organizations o WHERE o.id = a.organization_id AND o.slug = 'acme' AND a.name = 'Anna'",
            )
            .await;
        let id = self.at("{offer}").parse::<Uuid>().unwrap();
        sqlx::query(offer).bind(id).execute(&self.app.admin).await.unwrap();
        // switched off, so that nobody asks it anything
        let provider = "INSERT INTO identity_providers (organization_id, id, kind, name, issuer, client_id, is_active)
            SELECT id, $1, 'openid', 'Mulgara sign-in', 'http://127.0.0.1:1', 'okrio', false FROM organizations WHERE slug = 'acme'
            ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
              client_secret = NULL, secret_end = NULL, mfa_value = NULL, groups = '{}', domains = '{}', is_active = false, version = 1";
        let provider_id = self.at("{provider}").parse::<Uuid>().unwrap();
        sqlx::query(provider).bind(provider_id).execute(&self.app.admin).await.unwrap();
        let identity = "INSERT INTO identities (organization_id, id, provider_id, account_id, issuer, subject, shown, created_at, used_at)
            SELECT organization_id, $1, $2, id, 'http://127.0.0.1:1', 'anna', 'anna', now(), now() FROM accounts WHERE email = 'anna@acme.example'
            ON CONFLICT (organization_id, id) DO NOTHING";
        let id = self.at("{identity}").parse::<Uuid>().unwrap();
        sqlx::query(identity).bind(id).bind(provider_id).execute(&self.app.admin).await.unwrap();
        self.app
            .sql(
                "UPDATE imports SET state = 'done', dry_run = true, rows_total = 1, rows_done = 1 WHERE id = (SELECT id FROM imports ORDER BY id DESC LIMIT 1);
                 UPDATE imports SET state = 'uploaded' WHERE id = (SELECT id FROM imports ORDER BY id LIMIT 1);
                 UPDATE comments SET deleted_at = NULL WHERE body = 'Numbat';
                 UPDATE account_sessions SET ended_at = NULL;
                 UPDATE letters SET failed_at = now() WHERE kind = 'test';
                 UPDATE links SET used_at = NULL;
                 UPDATE links SET email = gen_random_uuid() || '@bettong.example' WHERE purpose = 'registration';
                 UPDATE invitations SET email = gen_random_uuid() || '@bettong.example', accepted_at = NULL, account_id = NULL, withdrawn_at = NULL
                   WHERE accepted_at IS NOT NULL OR withdrawn_at IS NOT NULL;
                 DELETE FROM mail_quotas;
                 UPDATE logins SET password_hash = (SELECT password_hash FROM logins WHERE email = 'otto@other.example')",
            )
            .await;
    }

    fn name(&self, name: &'static str, id: Uuid) {
        self.ids.lock().unwrap().insert(name, id);
    }

    async fn find(&self, query: &str) -> Uuid {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&self.app.admin).await.unwrap()
    }

    /// Not signed in, and with every link opened.
    pub fn stranger(&self) -> Client<'_> {
        let client = self.app.client();
        Self::open_links(&client);
        client
    }

    /// As if the links of letters had been followed.
    pub fn open_links(client: &Client<'_>) {
        for page in ["password", "invitation"] {
            client.set_cookie(&format!("okrio-link-{page}"), LINK);
        }
        client.set_cookie("okrio-link-registration", FOUNDING);
    }

    /// Signed in, and in the company: Anna has an account elsewhere too.
    pub async fn anna(&self) -> Client<'_> {
        let anna = self.app.sign_in("anna@acme.example").await;
        assert_eq!(anna.post(&self.at("/organizations/{organization}"), &[]).await.status, StatusCode::SEE_OTHER);
        anna
    }

    /// An address in which names stand for ids: `/objectives/{draft}`.
    pub fn at(&self, address: &str) -> String {
        let mut filled = address.to_owned();
        for (name, id) in &*self.ids.lock().unwrap() {
            filled = filled.replace(&format!("{{{name}}}"), &id.to_string());
        }
        assert!(!filled.contains('{'), "nothing in the scene for {filled}");
        filled
    }

    /// An address of a recorded route: the part before `{id}` says whose.
    pub fn fill_route(&self, path: &str) -> String {
        let named = [
            ("/objectives/views/{id}", "/objectives/views/{view}"),
            ("/objectives/{id}", "/objectives/{objective}"),
            ("/key-results/{id}", "/key-results/{key-result}"),
            ("/comments/{id}", "/comments/{comment}"),
            ("/invitations/{id}", "/invitations/{invitation}"),
            ("/letters/{id}", "/letters/{letter}"),
            ("/imports/mappings/{id}", "/imports/mappings/{mapping}"),
            ("/imports/{id}", "/imports/{import}"),
            ("/members/{id}", "/members/{member}"),
            ("/ownership/{id}", "/ownership/{offer}"),
            ("/undo/{id}", "/undo/{undo}"),
            ("/sessions/{id}", "/sessions/{session}"),
            ("/identity-providers/{id}", "/identity-providers/{provider}"),
            ("/provider/{id}", "/provider/{provider}"),
            ("/signed-out/{id}", "/signed-out/{provider}"),
            ("/identities/{id}", "/identities/{identity}"),
            ("/organizations/{id}", "/organizations/{organization}"),
            ("/check-in/{week}", "/check-in/2026-w46"),
            ("/drafts/{form}", "/drafts/objective-new"),
            ("/language/{code}", "/language/ru"),
            ("{token}", LINK),
            ("/brand/{file}", "/brand/{organization}.0123456789ab.css"),
        ];
        self.at(&named.iter().fold(path.to_owned(), |path, (pattern, name)| path.replace(pattern, name)))
    }

    /// What tells of any write, for each table: how many rows, and by which transactions they were written. Of the company's rows
    /// where the table has organizations.
    pub async fn digest(&self) -> BTreeMap<String, String> {
        let tables: Vec<(String, bool)> = sqlx::query_as(
            "SELECT c.relname::text, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped)
             FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
               AND c.relname NOT IN ('sessions', 'operator_sessions', 'sign_in_attempts', 'security_log', 'once_answers', 'account_scopes', 'letters', 'mail_quotas')",
        )
        .fetch_all(&self.app.admin)
        .await
        .unwrap();
        assert!(tables.len() > 30);
        let each: Vec<String> = tables
            .iter()
            .map(|(table, has_organization)| {
                let organization = self.world.organization;
                let own = if *has_organization { "organization_id" } else { "id" };
                let is_ours = *has_organization || table == "organizations";
                let only = if is_ours { format!("WHERE {own} = '{organization}'") } else { String::new() };
                format!("SELECT '{table}', concat_ws(' ', count(*), max(xmin::text::bigint), sum(xmin::text::bigint)) FROM {table} {only}")
            })
            .collect();
        let rows: Vec<(String, String)> =
            sqlx::query_as(AssertSqlSafe(each.join(" UNION ALL "))).fetch_all(&self.app.admin).await.unwrap();
        rows.into_iter().collect()
    }
}

/// The tables that differ.
pub fn differing(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    after.iter().filter(|(table, digest)| before.get(*table) != Some(digest)).map(|(table, _)| table.clone()).collect()
}

/// The form of a page that is sent to an address of this route.
pub fn form_to(page: &Answer, route: &str) -> Option<FilledForm> {
    page.forms("form[method=post]").into_iter().find(|form| fits(route, &form.action))
}

/// Whether an address is one of a route.
pub fn fits(route: &str, address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(path).all(|(part, given)| part.starts_with('{') || *part == given)
}
