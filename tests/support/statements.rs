//! Counts the statements that a request sends to the database.

use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Listens from its making until it is dropped, on the thread of the test.
pub struct Statements {
    heard: Arc<Mutex<Vec<String>>>,
    _guard: DefaultGuard,
}

impl Statements {
    pub fn listen() -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let subscriber = tracing_subscriber::registry().with(Listener(heard.clone()));
        Self { heard, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// How many transactions were begun since the last time that statements were taken.
    pub fn begun(&self) -> usize {
        self.heard.lock().unwrap().iter().filter(|statement| begins(statement)).count()
    }

    /// What was heard since the last time, without the frame that each request has: the session, who it belongs to, begin and
    /// commit. Each is given by its beginning.
    pub fn take(&self) -> Vec<String> {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        heard
            .into_iter()
            .filter(|statement| {
                let is_frame = begins(statement)
                    || ["ROLLBACK", "PREPARE"].iter().any(|word| statement.starts_with(word))
                    || statement.ends_with("COMMIT");
                !is_frame && !statement.contains("FROM sessions")
            })
            .collect()
    }
}

/// The end of a reading transaction may stand before the beginning of the next one.
fn begins(statement: &str) -> bool {
    statement.strip_prefix("COMMIT; ").unwrap_or(statement).starts_with("BEGIN")
}

struct Listener(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            let whole = if statement.whole.trim().is_empty() { statement.summary } else { statement.whole };
            self.0.lock().unwrap().push(whole.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
