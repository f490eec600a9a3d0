//! Checking and importing a file beside the server. Progress is written by short transactions of its own, so that it is
//! seen while the one large transaction runs; the end is written in that transaction, so that nothing is imported twice.

use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::actions::{self, Order, Progress};
use super::file;
use super::mapping::Mapping;
use super::message::Message;
use super::report::ImportReport;
use super::store::{self, End, Import, State, Task};
use crate::db::{Audit, Db, OrganizationTx};
use crate::kernel::{Actor, Failure, ImportId, Kind, Result};
use crate::worker::{Job, Jobs, Work};

/// The fact that gives an import to the worker.
const STARTED: &str = "import.started";

/// Between two looks at how far it has come.
const STEP: Duration = Duration::from_millis(500);

pub fn jobs() -> Jobs {
    Jobs::new().on(&[STARTED], Job { name: "import.run", about: "import", run: |work| Box::pin(run(work)) })
}

/// Gives an import to the worker; false when it is there already, or has been imported.
pub async fn start(tx: &mut OrganizationTx, id: ImportId, task: Task) -> Result<bool> {
    if !store::queue(tx, id, task).await? {
        return Ok(false);
    }
    tx.audit(match task {
        Task::Check => Audit::of("import.check", "import", id.0),
        Task::Import { skips_bad_rows, overwrites } => Audit::of("import.start", "import", id.0)
            .detail(json!({ "skip_bad_rows": skips_bad_rows, "overwrite": overwrites })),
    })
    .await?;
    tx.emit(STARTED, json!({ "import": id })).await?;
    Ok(true)
}

async fn run(work: Work) -> Result<()> {
    let id: ImportId = work.id("import")?;
    let mut tx = work.db.write(&work.actor).await?;
    tx.needs_no_audit();
    let import = store::find(&mut tx, id).await?;
    if !import.state.is_at_work() {
        return Ok(());
    }
    let actor = store::actor(&mut tx, import.account).await?;
    store::begin(&mut tx, id).await?;
    tx.commit().await?;

    let (progress, seen) = watch::channel(Progress::default());
    let writing = write_progress(work.db.clone(), work.actor.clone(), id, seen);
    let done = match &actor {
        Some(actor) => import_file(&work.db, actor, &import, progress).await,
        None => Err(Failure::forbidden()),
    };
    // the row is this transaction's alone from here on
    let _ = writing.await;
    match done {
        Ok(()) => Ok(()),
        // worth another try by itself
        Err(failure) if failure.kind == Kind::Unavailable => Err(failure),
        Err(failure) => {
            if failure.kind == Kind::Internal {
                tracing::error!(error = %failure, cause = ?std::error::Error::source(&failure), "an import failed");
            }
            fail(&work.db, &work.actor, id, &words(&failure), None, (0, 0)).await
        }
    }
}

/// What a failure says on the page of the import.
fn words(failure: &Failure) -> Message {
    match failure.kind {
        Kind::Conflict => Message::new("import-failure-conflict"),
        Kind::Forbidden => Message::new("import-failure-forbidden"),
        Kind::Invalid => Message::new(failure.fields.first().map_or(failure.message, |field| field.message)),
        _ => Message::new("import-failure-internal"),
    }
}

async fn import_file(db: &Db, actor: &Actor, import: &Import, progress: watch::Sender<Progress>) -> Result<()> {
    let mut tx = db.read(actor).await?;
    let content = store::content(&mut tx, import.id).await?;
    tx.commit().await?;
    let mapping: Option<Mapping> = serde_json::from_value(import.mapping.clone()).ok();
    let (plan, columns) = match file::plan(content, import.file_name.clone(), mapping, None, progress.clone()).await? {
        Ok(read) => read,
        Err(fault) => {
            let report = ImportReport { errors: vec![fault], ..ImportReport::default() };
            return fail(db, actor, import.id, &Message::new("import-failure-file"), Some(&report), (0, 0)).await;
        }
    };
    let order = Order {
        id: import.id,
        file_name: import.file_name.clone(),
        dry_run: import.dry_run,
        skip_bad_rows: import.skip_bad_rows,
        overwrite: import.overwrite,
    };
    let mut tx = if import.dry_run { db.read(actor).await? } else { db.write(actor).await? };
    let outcome = actions::carry_out(&mut tx, plan, &columns, &order, &progress).await?;
    if outcome.refused {
        drop(tx);
        return fail(
            db,
            actor,
            import.id,
            &Message::new("import-failure-bad-rows"),
            Some(&outcome.report),
            (outcome.rows, outcome.bad_rows),
        )
        .await;
    }
    if import.dry_run {
        tx.commit().await?;
        tx = db.write(actor).await?;
        tx.needs_no_audit();
    }
    // closes the progress before its row is written here
    drop(progress);
    let end = End {
        state: State::Done,
        report: Some(&outcome.report),
        failure: None,
        rows: outcome.rows,
        bad_rows: outcome.bad_rows,
    };
    store::end(&mut tx, import.id, end).await?;
    tx.commit().await
}

async fn fail(
    db: &Db,
    actor: &Actor,
    id: ImportId,
    failure: &Message,
    report: Option<&ImportReport<Message>>,
    (rows, bad_rows): (u32, u32),
) -> Result<()> {
    let mut tx = db.write(actor).await?;
    tx.needs_no_audit();
    store::end(&mut tx, id, End { state: State::Failed, report, failure: Some(failure), rows, bad_rows }).await?;
    tx.commit().await
}

/// Writes what it sees until the sender is gone. A step that cannot be written is no harm.
fn write_progress(db: Db, actor: Actor, id: ImportId, mut seen: watch::Receiver<Progress>) -> JoinHandle<()> {
    tokio::spawn(async move {
        while seen.changed().await.is_ok() {
            let Progress { done, total } = *seen.borrow_and_update();
            let written = async {
                let mut tx = db.write(&actor).await?;
                tx.needs_no_audit();
                store::set_progress(&mut tx, id, done, total).await?;
                tx.commit().await
            };
            if let Err(failure) = written.await {
                tracing::debug!(error = %failure, "progress was not written");
            }
            tokio::time::sleep(STEP).await;
        }
    })
}
