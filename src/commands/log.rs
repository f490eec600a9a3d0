//! Logs go to standard error: lines for people in development; in production one JSON object a line with the names of
//! the Elastic Common Schema. `OKRIO_LOG` sets the levels.
use std::fmt;
use std::io::IsTerminal;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use crate::config::Config;
use crate::kernel::Clock;

// sqlx and the queue would log each statement and each payload
const PRODUCTION: &str = "info,graphile_worker=warn,sqlx=warn";
const DEVELOPMENT: &str = "warn,okrio=info,okrio::health=warn,graphile_worker=warn";

pub(super) fn start(config: &Config) {
    #[allow(clippy::disallowed_methods)]
    let wanted = std::env::var("OKRIO_LOG").ok();
    let default = if config.is_production() { PRODUCTION } else { DEVELOPMENT };
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(default)).unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let _ = if config.is_production() {
        builder.fmt_fields(JsonFields::new()).event_format(Ecs(Clock::system())).try_init()
    } else {
        builder.try_init()
    };
}

/// One JSON object a line. Fields of spans and events keep their names, which are those of the schema where it has one.
struct Ecs(Clock);

impl<S> FormatEvent<S, JsonFields> for Ecs
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields(Map::new());
        let metadata = event.metadata();
        fields
            .0
            .insert("@timestamp".to_owned(), self.0.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true).into());
        fields.0.insert("log.level".to_owned(), metadata.level().as_str().to_lowercase().into());
        fields.0.insert("log.logger".to_owned(), metadata.target().into());
        fields.0.insert("service.name".to_owned(), "okrio".into());
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(kept) = span.extensions().get::<FormattedFields<JsonFields>>()
                && let Ok(Value::Object(kept)) = serde_json::from_str(kept)
            {
                fields.0.extend(kept);
            }
        }
        event.record(&mut fields);
        let line = serde_json::to_string(&fields.0).map_err(|_| fmt::Error)?;
        writeln!(writer, "{line}")
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        // the schema keeps an object under `error`
        let name = if field.name() == "error" { "error.message" } else { field.name() };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_carries_the_ids_of_its_request() {
        let lines = Lines::default();
        let to = lines.clone();
        let clock = Clock::from_fn(|| chrono::DateTime::from_timestamp(0, 0).unwrap());
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .fmt_fields(JsonFields::new())
            .event_format(Ecs(clock))
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", http.request.id = "r1", organization.id = tracing::field::Empty);
            span.record("organization.id", tracing::field::display("o1"));
            span.in_scope(|| tracing::warn!(error = %"no \"luck\"", http.response.status_code = 500_u16, "failed"));
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let line: Value = serde_json::from_str(&text).unwrap();
        let expected = serde_json::json!({
            "@timestamp": "1970-01-01T00:00:00.000Z", "log.level": "warn", "log.logger": "okrio::commands::log::tests", "service.name": "okrio",
            "http.request.id": "r1", "organization.id": "o1", "error.message": "no \"luck\"", "http.response.status_code": 500, "message": "failed",
        });
        assert_eq!(line, expected);
    }
}
