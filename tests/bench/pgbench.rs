//! `pgbench` over the socket that the server uses: how fast PostgreSQL itself answers.
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use okrio::db::cluster::PrivateCluster;
use tokio::process::Command;
use uuid::Uuid;

use super::Outcome;
use super::company::DATABASE;

/// How statements are sent, and by how many at a time.
#[derive(Clone, Copy)]
pub struct Way {
    /// As `pgbench -M` calls it.
    pub mode: &'static str,
    pub clients: usize,
}

/// The context of a member: the organization, the account, and what entering knows of their scope.
pub struct Context {
    pub organization: Uuid,
    pub account: Uuid,
    pub scope: Option<(String, String)>,
}

impl Context {
    /// A transaction with the statement in it.
    pub fn around(&self, statement: &str) -> String {
        let scope = self.scope.as_ref().map(|(workspaces, people)| {
            format!(", set_config('app.scope_workspaces', '{workspaces}', true), set_config('app.scope_people', '{people}', true)")
        });
        format!(
            "BEGIN;\nSELECT set_config('app.organization_id', '{}', true), set_config('app.account_id', '{}', true), set_config('app.reach', '', true){};\n{statement};\nCOMMIT;\n",
            self.organization,
            self.account,
            scope.unwrap_or_default()
        )
    }
}

/// Transactions per second as the application's role.
pub async fn rate(cluster: &PrivateCluster, folder: &Path, way: Way, script: &str, duration: Duration) -> Outcome<f64> {
    let file = folder.join("script.sql");
    std::fs::write(&file, script)?;
    let clients = way.clients.to_string();
    let threads = way.clients.min(2).to_string();
    let seconds = duration.as_secs().max(1).to_string();
    let output = Command::new("pgbench")
        .args(["-n", "-M", way.mode, "-c", &clients, "-j", &threads, "-p", "5432", "-U", "okrio_app", "-T", &seconds])
        .arg("-h")
        .arg(cluster.socket_dir())
        .arg("-f")
        .arg(&file)
        .arg(DATABASE)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| format!("pgbench: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    Ok(rate.ok_or_else(|| format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr)))?.parse()?)
}
