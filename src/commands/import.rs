//! `okrio import`: a file of objectives and key results, read and written in this process.
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tokio::sync::watch;

use super::{Outcome, write_line};
use crate::config::Config;
use crate::db::Db;
use crate::db::open::Database;
use crate::i18n::Lang;
use crate::kernel::clock::day_in;
use crate::kernel::{Actor, Clock, ImportId, Locale, OrganizationId};
use crate::okr::imports::actions::{self, Order, Progress};
use crate::okr::imports::difference_views;
use crate::okr::imports::file;
use crate::okr::imports::limits::MAX_FILE_BYTES;
use crate::okr::imports::mapping::Mapping;
use crate::okr::imports::message::Message;
use crate::okr::imports::reading::{ReadError, ReadErrorKind};
use crate::okr::imports::report::{Counts, ImportReport};
use crate::okr::imports::store::{self, End, State};

type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Args)]
pub(super) struct ImportArguments {
    /// CSV, XLSX or exported JSON, up to 20 MB and 100,000 rows
    file: PathBuf,
    /// Slug of the organization
    #[arg(long)]
    organization: String,
    /// Period of rows that name none, such as "2019 Q2"
    #[arg(long)]
    period: Option<String>,
    /// JSON file that says which column means what; without it the columns are recognized by their names
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// Only say what would be created and updated
    #[arg(long)]
    dry_run: bool,
    /// Import the good rows when some are bad; without it one bad row stops everything
    #[arg(long)]
    skip_bad_rows: bool,
    /// Let the file win over what people have changed since it was exported; without it their changes stay
    #[arg(long)]
    overwrite: bool,
    /// E-mail address of the owner or administrator who imports; the owner without it
    #[arg(long = "as", value_name = "EMAIL")]
    importer: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) async fn import(config: Config, arguments: ImportArguments) -> Outcome {
    let mapping = match &arguments.mapping {
        Some(path) => Some(read_mapping(path)?),
        None => None,
    };
    let database = Database::open(&config).await?;
    let db = database.db(Clock::system());
    let importer = importer(&db, &arguments).await?;
    let lang = Lang { locale: Locale::En, zone: importer.zone, today: day_in(db.clock().now(), importer.zone) };
    let Ran { report, differences, done } = run(&db, &importer, &arguments, mapping, &lang).await?;
    let report = report.in_words(|message| message.in_words(&lang));
    let out = &mut std::io::stdout();
    match arguments.format {
        Format::Json => write_line(out, &serde_json::to_string_pretty(&report)?),
        Format::Text => print(out, &report, &differences, arguments.dry_run, done),
    }
    if done { Ok(()) } else { Err("nothing was imported, because of the errors above".into()) }
}

fn read_mapping(path: &std::path::Path) -> Fallible<Mapping> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Who imports, with the rights of their account.
async fn importer(db: &Db, arguments: &ImportArguments) -> Fallible<Actor> {
    let slug = &arguments.organization;
    let mut tx = db.system().await?;
    let organization = sqlx::query_scalar!("SELECT app.organization_by_slug($1)", slug).fetch_one(tx.conn()).await?;
    tx.commit().await?;
    let organization = OrganizationId(organization.ok_or_else(|| format!("there is no organization {slug}"))?);
    let mut tx = db.read(&Actor::system(organization, chrono_tz::UTC)).await?;
    let zone = store::zone(&mut tx).await?;
    let account = store::find_importer(&mut tx, arguments.importer.as_deref()).await?;
    let actor = match account {
        Some(account) => store::actor(&mut tx, account).await?,
        None => None,
    };
    tx.commit().await?;
    let whom = arguments.importer.as_deref().unwrap_or("the owner");
    let actor = Actor {
        zone,
        ..actor.ok_or_else(|| {
            format!("{whom} has no active account in {slug}: name an owner or administrator with --as")
        })?
    };
    actions::require_right(&actor).map_err(|_| format!("{whom} may not import: only owners and administrators do"))?;
    Ok(actor)
}

/// What came of it.
struct Ran {
    report: ImportReport<Message>,
    /// What is new or changed, line by line.
    differences: Vec<String>,
    /// Whether everything went as it was asked.
    done: bool,
}

impl Ran {
    fn nothing(report: ImportReport<Message>) -> Self {
        Self { report, differences: Vec::new(), done: false }
    }
}

async fn run(
    db: &Db,
    actor: &Actor,
    arguments: &ImportArguments,
    mapping: Option<Mapping>,
    lang: &Lang,
) -> Fallible<Ran> {
    let path = &arguments.file;
    let size = std::fs::metadata(path)
        .map_err(|error| format!("the file to import, {}, cannot be read: {error}", path.display()))?
        .len();
    if size > MAX_FILE_BYTES {
        let error = ReadError::new(ReadErrorKind::TooLarge);
        return Ok(Ran::nothing(ImportReport { errors: vec![(&error).into()], ..ImportReport::default() }));
    }
    let content = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file_name: String =
        path.file_name().map(|name| name.to_string_lossy().chars().take(255).collect()).unwrap_or_default();
    let (progress, _) = watch::channel(Progress::default());
    let read = file::plan(content, file_name.clone(), mapping, arguments.period.clone(), progress.clone()).await?;
    let (plan, columns) = match read {
        Ok(read) => read,
        Err(fault) => return Ok(Ran::nothing(ImportReport { errors: vec![fault], ..ImportReport::default() })),
    };
    let order = Order {
        id: ImportId::new(),
        file_name: file_name.clone(),
        dry_run: arguments.dry_run,
        skip_bad_rows: arguments.skip_bad_rows,
        overwrite: arguments.overwrite,
    };
    let mut tx = if order.dry_run { db.read(actor).await? } else { db.write(actor).await? };
    if !order.dry_run {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        store::insert(&mut tx, order.id, &file_name, size).await?;
        store::set_imported(&mut tx, order.id).await?;
    }
    let outcome = actions::carry_out(&mut tx, plan, &columns, &order, &progress).await?;
    if outcome.refused {
        return Ok(Ran::nothing(outcome.report));
    }
    let differences = difference_views::lines(&mut tx, lang, &outcome.report).await?;
    if !order.dry_run {
        let end = End {
            state: State::Done,
            report: Some(&outcome.report),
            failure: None,
            rows: outcome.rows,
            bad_rows: outcome.bad_rows,
        };
        store::end(&mut tx, order.id, end).await?;
    }
    tx.commit().await?;
    let fine = outcome.report.errors.is_empty() || order.skip_bad_rows;
    Ok(Ran { report: outcome.report, differences, done: fine })
}

fn print(
    out: &mut impl std::io::Write,
    report: &ImportReport<String>,
    differences: &[String],
    dry_run: bool,
    done: bool,
) {
    for error in &report.errors {
        let place = match (error.line, error.column.as_deref()) {
            (Some(line), Some(column)) => format!("line {line}, {column}: "),
            (Some(line), None) => format!("line {line}: "),
            _ => String::new(),
        };
        write_line(out, &format!("{place}{}", error.message));
    }
    if dry_run {
        differences.iter().for_each(|line| write_line(out, line));
        if report.unlisted_differences > 0 {
            write_line(out, &format!("and {} more that are new or changed", report.unlisted_differences));
        }
    }
    let heading = match (dry_run, done) {
        (true, _) => "would be imported",
        (false, true) => "imported",
        (false, false) => "nothing imported",
    };
    write_line(out, &format!("{heading:<20} {:>9} {:>9} {:>9}", "created", "updated", "unchanged"));
    let line = |name: &str, counts: Counts| {
        format!("{name:<20} {:>9} {:>9} {:>9}", counts.created, counts.updated, counts.unchanged)
    };
    for (name, counts) in [
        ("objectives", report.objectives),
        ("key results", report.key_results),
        ("check-ins", report.check_ins),
        ("people", report.people),
    ] {
        write_line(out, &line(name, counts));
    }
    if !report.ignored_columns.is_empty() {
        write_line(out, &format!("columns left out: {}", report.ignored_columns.join(", ")));
    }
}
