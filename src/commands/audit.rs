//! `okrio audit`: proves that the audit log is as it was written.
use std::io::Write;

use clap::{Args, Subcommand};
use sqlx::PgConnection;

use super::{Outcome, worker, write_line};
use crate::audit::Hash;
use crate::audit::chain::hex;
use crate::audit::verify::{self, Verified, parse_hash};
use crate::config::Config;
use crate::db::open::Database;

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// Compare every row with the block that sealed it, and every block with the one before; fails when something is broken
    Verify(VerifyArguments),
}

#[derive(Args)]
pub(super) struct VerifyArguments {
    /// Slug of one organization; all of them without it
    #[arg(long)]
    organization: Option<String>,
    /// A block that was noted elsewhere: its number, a colon and its hash. Proves that the chain was not made anew
    #[arg(long, value_name = "BLOCK:HASH", requires = "organization", value_parser = parse_expected)]
    expect: Option<(i64, Hash)>,
}

fn parse_expected(text: &str) -> Result<(i64, Hash), String> {
    text.split_once(':')
        .and_then(|(block, hash)| Some((block.trim().parse().ok()?, parse_hash(hash)?)))
        .ok_or_else(|| "write it as 42: and the 64 digits of the hash".to_owned())
}

pub(super) async fn audit(config: Config, AuditCommand::Verify(arguments): AuditCommand) -> Outcome {
    let database = Database::open(&config).await?;
    let pool = worker::pool(&database).await?;
    let mut conn = pool.acquire().await?;
    let broken = verify(&mut conn, &arguments, &mut std::io::stdout()).await?;
    drop(conn);
    pool.close().await;
    if broken == 0 { Ok(()) } else { Err("the audit log is not as it was written".into()) }
}

/// Says for each organization what was found, and how many of them have breaks.
async fn verify(
    conn: &mut PgConnection,
    arguments: &VerifyArguments,
    out: &mut (dyn Write + Send),
) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let mut organizations = verify::organizations(conn).await?;
    if let Some(slug) = &arguments.organization {
        organizations.retain(|(_, known)| known == slug);
        if organizations.is_empty() {
            return Err(format!("there is no organization {slug}").into());
        }
    }
    let mut broken = 0;
    for (organization, slug) in organizations {
        let found = verify::verify(conn, organization, arguments.expect).await?;
        for line in lines(&slug, &found) {
            write_line(out, &line);
        }
        broken += usize::from(!found.is_sound());
    }
    Ok(broken)
}

fn lines(slug: &str, found: &Verified) -> Vec<String> {
    let (rows, blocks) = (found.rows, found.blocks);
    let mut lines = vec![if found.is_sound() {
        format!("{slug}: sound, rows {rows}, blocks {blocks}")
    } else {
        format!("{slug}: BROKEN at {}; sound are rows {rows}, blocks {blocks}", found.broken())
    }];
    lines.extend(found.breaks.iter().map(|broken| format!("  {broken}")));
    if found.unnamed > 0 {
        lines.push(format!("  and more: {}", found.unnamed));
    }
    if found.unsealed > 0 {
        let since = found.unsealed_since.map(|at| format!(", the first of {}", at.format("%Y-%m-%d %H:%M:%S UTC")));
        lines.push(format!("  not sealed yet: rows {}{}", found.unsealed, since.unwrap_or_default()));
    }
    if let Some((number, hash)) = &found.end {
        lines.push(format!("  ends with {number}:{}", hex(hash)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::verify::Break;

    #[test]
    fn what_was_found_is_said_line_by_line() {
        let sound = Verified { blocks: 2, rows: 9, end: Some((2, [171; 32])), ..Verified::default() };
        assert_eq!(
            lines("acme", &sound),
            ["acme: sound, rows 9, blocks 2", &format!("  ends with 2:{}", "ab".repeat(32))]
        );
        let broken = Verified { breaks: vec![Break::Missing(2, 3)], unnamed: 4, unsealed: 1, ..Verified::default() };
        assert_eq!(
            lines("acme", &broken),
            [
                "acme: BROKEN at 5; sound are rows 0, blocks 0",
                "  blocks 2 to 3 are missing",
                "  and more: 4",
                "  not sealed yet: rows 1"
            ]
        );
    }

    #[test]
    fn a_noted_block_is_read_as_it_is_printed() {
        assert_eq!(parse_expected(&format!("2:{}", "ab".repeat(32))), Ok((2, [171; 32])));
        for wrong in ["", "2", "2:", "x:00", &format!(":{}", "ab".repeat(32))] {
            assert!(parse_expected(wrong).is_err(), "{wrong}");
        }
    }
}
