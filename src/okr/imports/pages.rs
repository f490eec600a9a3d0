//! Pages of imports: those of the past, one where it stands, and its run.

use axum::extract::State;
use serde::Deserialize;

use super::actions;
use super::difference_views::{DifferencesView, Shown};
use super::jobs;
use super::kept;
use super::mapping_pages::{self, Ask};
use super::store::{self, Import, State as Stands, Task};
use super::views::{AtWorkPage, ImportRow, JobView, ListPage, ReportPage, StepsView};
use crate::db::{Db, OrganizationTx};
use crate::kernel::{ImportId, Result};
use crate::okr::parts::Once;
use crate::okr::scores;
use crate::web::flash::Flash;
use crate::web::{self, Form, Nav, Path, Query, Refusal, Screen, Viewer};

/// Past imports on one page.
const LISTED: i64 = 50;

/// The viewer, when they may import.
pub(super) fn importer(screen: &Screen) -> Result<&Viewer, Refusal> {
    let viewer = screen.signed_in()?;
    actions::require_right(&viewer.actor)?;
    Ok(viewer)
}

/// Past imports, and the form for a file.
pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let page = list_page(&db, &screen, None).await?;
    screen.show(Nav::Import, &screen.lang().say("imports-title"), &page)
}

pub(super) async fn list_page(db: &Db, screen: &Screen, refused: Option<String>) -> Result<ListPage, Refusal> {
    let viewer = importer(screen)?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let imports = store::list(&mut tx, LISTED).await?;
    let kept = kept::store::list(&mut tx).await?.len();
    tx.commit().await?;
    Ok(ListPage {
        l,
        id: ImportId::new(),
        imports: imports.iter().map(|import| ImportRow::of(&l, import)).collect(),
        kept,
        refused,
    })
}

/// An import where it stands: its columns, its progress, its report.
pub async fn show(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ImportId>,
    Query(shown): Query<Shown>,
) -> web::Result {
    let viewer = importer(&screen)?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let import = store::find(&mut tx, id).await?;
    match import.state {
        Stands::Uploaded => {
            tx.commit().await?;
            mapping_pages::propose(&db, &screen, import, &Ask::default()).await
        }
        Stands::Queued | Stands::Running => {
            tx.commit().await?;
            let current = if import.dry_run { 2 } else { 3 };
            let page = AtWorkPage {
                l,
                steps: StepsView::of(l, &import, current),
                file_name: import.file_name.clone(),
                job: JobView::of(l, &import),
            };
            screen.show(Nav::Import, &import.file_name, &page)
        }
        Stands::Done | Stands::Failed => {
            let page = report_page(&mut tx, viewer, &import, &shown).await?;
            tx.commit().await?;
            screen.show(Nav::Import, &import.file_name, &page)
        }
    }
}

async fn report_page(tx: &mut OrganizationTx, viewer: &Viewer, import: &Import, shown: &Shown) -> Result<ReportPage> {
    let l = viewer.lang;
    let is_done = import.state == Stands::Done && !import.dry_run;
    let report = import.report.clone().unwrap_or_default();
    let (errors, more_errors) = ReportPage::errors(&l, &report);
    let imported = if is_done { store::list_imported(tx, import.id).await? } else { store::Imported::default() };
    // those of the viewer were read before it was asked how the import stands, which may just have brought one
    let known = if is_done { store::periods(tx).await? } else { Vec::new() };
    let periods: Vec<_> = known
        .iter()
        .filter(|period| imported.objectives.iter().any(|objective| objective.period == period.id))
        .collect();
    let is_read = import.rows_total > 0 && import.state == Stands::Done;
    let differences = DifferencesView::of(tx, l, import.id, &report, shown, is_done).await?;
    Ok(ReportPage {
        l,
        id: import.id,
        once: Once::new(),
        differences,
        conflicts: if is_done { 0 } else { report.conflicts },
        steps: StepsView::of(l, import, if is_done { 4 } else { 2 }),
        file_name: import.file_name.clone(),
        is_done,
        failure: import.failure.as_ref().filter(|_| import.state == Stands::Failed).map(|failure| failure.in_words(&l)),
        figures: if is_read { ReportPage::figures(&l, &report) } else { Vec::new() },
        errors,
        more_errors,
        bad_rows: import.bad_rows,
        good_rows: import.rows_total - import.bad_rows,
        ignored: report.ignored_columns.join(", "),
        has_columns: import.has_columns(),
        can_run: import.has_file
            && (import.rows_total > 0 || import.state == Stands::Failed && report.errors.is_empty()),
        scores: scores::views::of_import(tx, l, &imported).await?,
        objectives: is_done.then(|| {
            periods
                .first()
                .map_or_else(|| "/objectives".to_owned(), |period| format!("/objectives?period={}", period.code()))
        }),
    })
}

/// How far it has come; leads to the report once it is there.
pub async fn progress(State(db): State<Db>, screen: Screen, Path(id): Path<ImportId>) -> web::Result {
    let viewer = importer(&screen)?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let import = store::find(&mut tx, id).await?;
    tx.commit().await?;
    if import.state.is_at_work() {
        if !screen.is_part() {
            return Ok(screen.redirect(&format!("/imports/{id}")));
        }
        return screen.show(Nav::Import, &import.file_name, &JobView::of(l, &import));
    }
    let said = match (import.state, import.dry_run) {
        (Stands::Done, true) if import.bad_rows > 0 && import.bad_rows >= import.rows_total => "imports-said-none-good",
        (Stands::Done, true) => "imports-said-checked",
        (Stands::Done, false) => "imports-said-done",
        _ => "imports-said-failed",
    };
    Ok(screen.go(
        &format!("/imports/{id}"),
        Flash { text: l.tr(said).arg("file", &import.file_name).to_string(), undo: None },
    ))
}

#[derive(Deserialize)]
pub struct Run {
    #[serde(default)]
    skip: String,
    #[serde(default)]
    overwrite: String,
}

/// Imports what was checked. Once only, however often it is asked for.
pub async fn run(State(db): State<Db>, screen: Screen, Path(id): Path<ImportId>, Form(form): Form<Run>) -> web::Result {
    let viewer = importer(&screen)?;
    let mut tx = db.write(&viewer.actor).await?;
    let import = store::find(&mut tx, id).await?;
    let is_checked = import.has_file && import.state != Stands::Uploaded;
    let task = Task::Import { skips_bad_rows: form.skip == "1", overwrites: form.overwrite == "1" };
    if is_checked && jobs::start(&mut tx, id, task).await? {
        tx.commit().await?;
    }
    Ok(screen.redirect(&format!("/imports/{id}")))
}
