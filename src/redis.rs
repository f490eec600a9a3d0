//! Connections to Redis, which sessions and notices of changes share the manners of.

use std::time::Duration;

use tower_sessions_redis_store::fred::interfaces::FredResult;
use tower_sessions_redis_store::fred::prelude::{Builder, Config, ReconnectPolicy};

/// Without a limit, a command waits for as long as Redis is away.
const COMMAND_TIMEOUT: Duration = Duration::from_millis(700);
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(2);

/// What connects, and goes on to whenever Redis is away: from 100 ms to 5 s between tries, for ever.
/// Fails when the URL is none; Redis itself may come later.
pub fn builder(url: &str) -> FredResult<Builder> {
    let mut builder = Builder::from_config(Config::from_url(url)?);
    builder
        .set_policy(ReconnectPolicy::new_exponential(0, 100, 5_000, 2))
        .with_performance_config(|config| config.default_command_timeout = COMMAND_TIMEOUT)
        .with_connection_config(|config| {
            config.connection_timeout = CONNECTION_TIMEOUT;
            config.internal_command_timeout = CONNECTION_TIMEOUT;
            config.max_command_attempts = 1;
        });
    Ok(builder)
}
