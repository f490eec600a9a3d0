//! `okrio run`: from nothing to a company's quarter in the browser. Serves and works in one process.
use super::serve::{Server, listen, source};
use super::{Outcome, operator, seed, stop, worker, write_line};
use crate::config::Config;
use crate::db::migrate;
use crate::db::open::Database;
use crate::kernel::Clock;

pub(super) async fn run(config: Config) -> Outcome {
    let stop = stop::signal();
    let listener = listen(&config).await?;
    let address = config.public_url.clone();
    let database = Database::open(&config).await?;
    migrate::migrate(database.owner.clone()).await?;
    let clock = Clock::system();
    seed::if_empty(&config, &database, &clock).await?;
    seed::renew(&config, &database, &clock).await?;
    let db = database.db(clock);
    let server = Server::prepare(config.clone(), db.clone(), source(&config, &database), true)?;
    server.check().await?;
    operator::at_start(&db, &config).await;
    let mail = worker::mail(&config, &database, stop.clone())?;
    let (pool, notices) = (worker::pool(&database).await?, worker::notices(&config)?);
    let working = worker::start(pool, db.clone(), notices, mail, stop.clone());

    let out = &mut std::io::stdout();
    write_line(out, &format!("OKRio is at {address}"));
    write_line(
        out,
        &format!(
            "  database   {}",
            if database.private.is_some() { "a private PostgreSQL in the data folder" } else { "DATABASE_URL" }
        ),
    );
    write_line(out, &format!("  sessions   {}", server.session_store()));
    if config.shows_outbox() {
        write_line(out, &format!("  mail       kept, to be read at {}", config.address("/dev/mail")));
    }
    seed::sign_ins(&config, &db, out).await?;
    write_line(out, "  Ctrl-C stops it");

    let (answered, ()) = tokio::join!(server.answer(listener, stop.clone()), worker::end(working, stop));
    answered
}
