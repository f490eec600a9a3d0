//! `okrio seed`: the demo organization, or organizations of a size, outside production.
use std::time::Instant;

use clap::Args;

use super::{Outcome, write_line};
use crate::auth::local::password as hashing;
use crate::config::Config;
use crate::db::Db;
use crate::db::migrate::migrate;
use crate::db::open::{Database, data_dir};
use crate::demo::size::{self, Size};
use crate::demo::{self, OPERATOR, SIGN_INS, Seeded};
use crate::kernel::{Clock, Locale};

type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Args)]
pub(super) struct SeedArguments {
    /// en or ru; without it OKRIO_DEMO_LANGUAGE, then the machine's language
    #[arg(long)]
    language: Option<String>,
    /// Make so many organizations for measuring, instead of the demo
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    organizations: Option<u32>,
    /// People in each of them; without it one for twenty objectives, and at least 60
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000), requires = "objectives")]
    people: Option<u32>,
    /// Objectives in each of them
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    objectives: Option<u32>,
}

impl SeedArguments {
    /// None where the demo is asked for.
    fn size(&self) -> Option<Size> {
        if self.organizations.is_none() && self.objectives.is_none() {
            return None;
        }
        let objectives = self.objectives.unwrap_or(1_000);
        let people = self.people.unwrap_or((objectives / 20).max(60));
        Some(Size { organizations: self.organizations.unwrap_or(1), people, objectives })
    }
}

pub(super) async fn seed(config: Config, arguments: SeedArguments) -> Outcome {
    if config.is_production() {
        return Err("the demo is not for production".into());
    }
    let locale = match &arguments.language {
        Some(language) => Locale::parse(language).ok_or("--language: expected en or ru")?,
        None => config.demo_language,
    };
    let database = Database::open(&config).await?;
    if let Some(size) = arguments.size() {
        return of_size(&config, &database, size, locale).await;
    }
    let db = database.db(Clock::system());
    let found = demo::seed(&db, locale, &password(&config)?).await?;
    let out = &mut std::io::stdout();
    write_line(
        out,
        match found {
            Seeded::Made => "the demo organization is made",
            Seeded::There => "the demo organization is there already",
            Seeded::PasswordChanged => "the demo organization is there already; its people now have another password",
        },
    );
    sign_ins(&config, &db, out).await
}

/// Makes organizations of a size; whoever is in them signs in with the demo's password.
async fn of_size(config: &Config, database: &Database, size: Size, locale: Locale) -> Outcome {
    let (began, password) = (Instant::now(), password(config)?);
    migrate(database.owner.clone()).await?;
    let hash = hashing::hash(password.clone()).await?;
    let out = &mut std::io::stdout();
    let told = |slug: &str, done: usize| {
        write_line(&mut std::io::stdout(), &format!("  {slug}: {done} of {} objectives", size.objectives));
    };
    let made = size::make(database.owner.clone(), size, locale, &hash, Clock::system().now(), told).await?;
    write_line(
        out,
        &format!(
            "{} made in {:.0} s, each with {} people and {} objectives",
            made.len(),
            began.elapsed().as_secs_f64(),
            size.people,
            size.objectives
        ),
    );
    write_line(out, &format!("  {:<10} {password}", "password"));
    for (what, person) in [("owner", 0), ("manager", 1), ("employee", size.people.saturating_sub(1))] {
        for one in made.iter().take(3) {
            write_line(out, &format!("  {what:<10} {}", one.address(person)));
        }
    }
    Ok(())
}

/// Makes the demo in a database without any organization, outside production; keeps its password as configured when it is there.
pub(super) async fn if_empty(config: &Config, database: &Database, clock: &Clock) -> Outcome {
    if config.is_production() {
        return Ok(());
    }
    let db = database.db(clock.clone());
    if demo::is_empty(&db).await? || demo::exists(&db).await? {
        demo::seed(&db, config.demo_language, &password(config)?).await?;
    }
    Ok(())
}

/// Makes an untouched demo of an earlier week anew, outside production. The private server, which is nobody else's business,
/// keeps only the newest of those that were set aside.
pub(super) async fn renew(config: &Config, database: &Database, clock: &Clock) -> Outcome {
    if !config.is_production() {
        demo::renew(&database.db(clock.clone()), &password(config)?).await?;
        if database.private.is_some() {
            demo::erase_set_aside(database.owner.clone()).await?;
        }
    }
    Ok(())
}

/// Prints who can sign in, when the demo is there. At which address only a service that runs can tell.
pub(super) async fn sign_ins(config: &Config, db: &Db, out: &mut (dyn std::io::Write + Send)) -> Outcome {
    if config.is_production() || !demo::exists(db).await? {
        return Ok(());
    }
    write_line(out, "");
    write_line(out, &format!("  {:<10} {}", "password", password(config)?));
    for sign_in in SIGN_INS {
        write_line(out, &format!("  {sign_in:<10} {}", demo::address(sign_in)));
    }
    write_line(out, &format!("  {:<10} {OPERATOR}", "operator"));
    write_line(out, "");
    Ok(())
}

fn password(config: &Config) -> Fallible<String> {
    match &config.demo_password {
        Some(set) => {
            // a folder that takes no file is no reason not to start with a password that is known
            if let Err(error) = demo::keep_password(&data_dir(config), set.expose()) {
                tracing::warn!(%error, "the demo's password is not kept");
            }
            Ok(set.expose().to_owned())
        }
        None => demo::kept_password(&data_dir(config)).map_err(|error| {
            format!("the demo's password cannot be kept in {}: {error}", data_dir(config).display()).into()
        }),
    }
}
