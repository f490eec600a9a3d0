//! `okrio check`: says what would keep the program from serving, one line each.
use super::{Outcome, write_line};
use crate::config::Config;
use crate::db::open::{Database, data_dir};
use crate::db::{catalog, roles};
use crate::kernel::Clock;

pub(super) async fn check(config: Config) -> Outcome {
    let out = &mut std::io::stdout();
    write_line(out, "configuration: ok");
    let database = Database::open(&config).await?;
    let db = database.db(Clock::system());
    let found = roles::check(db.pool()).await?;
    for problem in &found {
        write_line(out, &format!("database: {problem}"));
    }
    if found.is_empty() {
        write_line(out, "database roles and row security: ok");
    }
    // without a schema there is nothing to ask
    let broken = if found.contains(&roles::Unsafe::NoSchema) { Vec::new() } else { catalog::check(db.pool()).await? };
    for rule in &broken {
        write_line(out, &format!("catalog: {rule}"));
    }
    if found.is_empty() && broken.is_empty() {
        write_line(out, "catalog: ok");
    }
    let probe = data_dir(&config).join(".check");
    let storage = std::fs::create_dir_all(data_dir(&config))
        .and_then(|()| std::fs::write(&probe, b"ok"))
        .and_then(|()| std::fs::remove_file(&probe));
    match &storage {
        Ok(()) => write_line(out, "storage: ok"),
        Err(error) => write_line(out, &format!("storage: {} cannot be written: {error}", data_dir(&config).display())),
    }
    if found.is_empty() && broken.is_empty() && storage.is_ok() { Ok(()) } else { Err("not ready to serve".into()) }
}
