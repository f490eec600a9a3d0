//! What an operator can tell the program to do.
mod audit;
mod check;
mod import;
mod live;
mod log;
mod migrate;
mod operator;
mod rotate_keys;
mod run;
mod seed;
mod serve;
mod stop;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(name = "okrio", version, about = "Objectives and key results that a company runs itself")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Prepare everything that is missing, then serve and work (the default)
    Run,
    /// Serve pages
    Serve,
    /// Work on what changes leave behind: recomputing, imports, cleaning
    Worker,
    /// Bring the database schema up to date
    Migrate,
    /// Make the demo organization, unless it is there or this is production; or organizations of a size, for measuring
    Seed(seed::SeedArguments),
    /// Import objectives and key results from a CSV or XLSX file
    Import(import::ImportArguments),
    /// Print a link with which the operator of OKRIO_SUPERADMIN_EMAIL chooses a password
    Operator,
    /// The audit log
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Seal stored secrets with the newest of several keys in OKRIO_SECRET_KEY, while everything serves
    RotateKeys,
    /// Check configuration, database roles, row security and storage
    Check {
        /// Only ask the server that runs with this configuration whether it is alive
        #[arg(long)]
        live: bool,
    },
}

/// Runs the command of the process's arguments; 0 when it went well, 1 when not.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = start(arguments) {
        write_line(&mut std::io::stderr(), &format!("okrio: {error}"));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn start(arguments: Arguments) -> Outcome {
    let config = Config::from_environment()?;
    log::start(&config);
    // two rustls back-ends are compiled in; without a choice the first encrypted connection would panic
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command.unwrap_or(Command::Run) {
            Command::Run => run::run(config).await,
            Command::Serve => serve::serve(config).await,
            Command::Worker => worker::worker(config).await,
            Command::Migrate => migrate::migrate(config).await,
            Command::Seed(arguments) => seed::seed(config, arguments).await,
            Command::Import(arguments) => import::import(config, arguments).await,
            Command::Operator => operator::operator(config).await,
            Command::Audit(command) => audit::audit(config, command).await,
            Command::RotateKeys => rotate_keys::rotate_keys(config).await,
            Command::Check { live: true } => live::live(&config).await,
            Command::Check { live: false } => check::check(config).await,
        }
    })
}

/// Writes a line for the operator; a closed pipe is no reason to fail.
pub(crate) fn write_line(to: &mut dyn std::io::Write, text: &str) {
    let _ = writeln!(to, "{text}");
}
