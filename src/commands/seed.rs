//! `okrio seed`: the demo organization, outside production.
use super::{Outcome, write_line};
use crate::config::Config;
use crate::db::Db;
use crate::db::open::{Database, data_dir};
use crate::demo::{self, OPERATOR, SIGN_INS, Seeded};
use crate::kernel::{Clock, Locale};

type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub(super) async fn seed(config: Config, language: Option<String>) -> Outcome {
    if config.is_production() {
        return Err("the demo is not for production".into());
    }
    let locale = match language {
        Some(language) => Locale::parse(&language).ok_or("--language: expected en or ru")?,
        None => config.demo_language,
    };
    let database = Database::open(&config).await?;
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
