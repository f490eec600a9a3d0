//! Pages of imports: a file, its columns, what it would bring, and what it has brought.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use serde::Deserialize;
use serde_json::json;

use super::actions;
use super::difference_views::{DifferencesView, Shown};
use super::existing;
use super::file::{self, Head};
use super::jobs::STARTED;
use super::json;
use super::kept::{self, Kept};
use super::limits::{MAX_FILE_BYTES, MAX_MAPPING_NAME, MAX_NAME};
use super::mapping::{ColumnMapping, Field, Mapping, MappingError, Options};
use super::source::Source;
use super::store::{self, Import, State as Stands};
use super::values::date::DateOrder;
use super::values::normalise;
use super::values::number::DecimalMark;
use super::values::period::PeriodName;
use super::views::{AtWorkPage, ImportRow, JobView, ListPage, MappingPage, PersonRow, ReportPage, StepsView};
use crate::db::{Audit, Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, ImportId, Kind, Result};
use crate::okr::parts::Once;
use crate::okr::scores;
use crate::org::people;
use crate::web::extract::Fields;
use crate::web::flash::Flash;
use crate::web::parse::{self, Errors};
use crate::web::{self, Form, Nav, Path, Query, Refusal, Screen, Viewer};

/// Past imports on one page.
const LISTED: i64 = 50;
/// People whose accounts the form asks for.
const PEOPLE_ASKED: usize = 100;

/// The viewer, when they may import.
fn importer(screen: &Screen) -> Result<&Viewer, Refusal> {
    let viewer = screen.signed_in()?;
    actions::require_right(&viewer.actor)?;
    Ok(viewer)
}

/// Past imports, and the form for a file.
pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let page = list_page(&db, &screen, None).await?;
    screen.show(Nav::Import, &screen.lang().say("imports-title"), &page)
}

async fn list_page(db: &Db, screen: &Screen, refused: Option<String>) -> Result<ListPage, Refusal> {
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

/// Takes a file. Sent twice, it is the same import.
pub async fn upload(
    State(db): State<Db>,
    screen: Screen,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> web::Result {
    let viewer = importer(&screen)?;
    let l = screen.lang();
    let sent = match form {
        Ok(form) => read_form(form).await?,
        Err(_) => return Err(Failure::new(Kind::Invalid, "failure-invalid").into()),
    };
    let Some((file_name, content)) = sent.file else {
        let page = list_page(&db, &screen, Some(l.say("imports-file-missing"))).await?;
        return screen.invalid(Nav::Import, &l.say("imports-title"), &page);
    };
    let content: Arc<[u8]> = content.into();
    let is_json = json::is_json(&content, &file_name);
    let read = if is_json {
        file::check_json(Arc::clone(&content)).await?
    } else {
        file::head(Arc::clone(&content), file_name.clone(), None).await?.map(drop)
    };
    if let Err(error) = read {
        let page = list_page(&db, &screen, Some(error.in_words(&l))).await?;
        return screen.invalid(Nav::Import, &l.say("imports-title"), &page);
    }
    let mut tx = db.write(&viewer.actor).await?;
    let mut id = sent.once.unwrap_or_default();
    if !store::insert_with_file(&mut tx, id, &file_name, &content).await? {
        // the browser has gone back to the form and sent another file
        id = ImportId::new();
        store::insert_with_file(&mut tx, id, &file_name, &content).await?;
    }
    tx.audit(Audit::of("import.upload", "import", id.0).detail(json!({ "size": content.len() }))).await?;
    if is_json && store::queue(&mut tx, id, true, false, false).await? {
        // its columns are known, so it is checked at once
        store::set_mapping(&mut tx, id, &json!({ "format": json::FORMAT })).await?;
        tx.audit(Audit::of("import.check", "import", id.0)).await?;
        tx.emit(STARTED, json!({ "import": id })).await?;
    }
    tx.commit().await?;
    Ok(screen.redirect(&format!("/imports/{id}")))
}

#[derive(Default)]
struct Sent {
    once: Option<ImportId>,
    file: Option<(String, Vec<u8>)>,
}

/// Reads the form. What is too large is read to its end and dropped, so that the browser hears the answer.
async fn read_form(mut form: Multipart) -> Result<Sent, Refusal> {
    let mut sent = Sent::default();
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("_once") => sent.once = field.text().await.map_err(unreadable)?.parse().ok(),
            Some("file") => {
                let name = tidy_name(field.file_name().unwrap_or_default());
                let (mut content, mut size) = (Vec::new(), 0);
                while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                    size += chunk.len() as u64;
                    if size <= MAX_FILE_BYTES {
                        content.extend_from_slice(&chunk);
                    } else {
                        content = Vec::new();
                    }
                }
                if size > MAX_FILE_BYTES {
                    return Err(too_large().into());
                }
                if !name.is_empty() || size > 0 {
                    sent.file = Some((name, content));
                }
            }
            _ => {}
        }
    }
    Ok(sent)
}

fn unreadable(error: MultipartError) -> Refusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Failure::new(Kind::Invalid, "failure-invalid")
    }
    .into()
}

fn too_large() -> Failure {
    Failure::new(Kind::TooLarge, "imports-too-large").arg("limit", MAX_FILE_BYTES / 1024 / 1024)
}

/// The last part of a path, without what cannot be shown.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect()
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
            columns(&db, &screen, &import, None, None).await
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
pub struct Ask {
    #[serde(default)]
    header: String,
    /// Which mapping the columns are to have: a kept one, or `auto`.
    #[serde(default, rename = "as")]
    source: String,
}

/// The columns, to choose them again.
pub async fn mapping(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ImportId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let viewer = importer(&screen)?;
    let mut tx = db.read(&viewer.actor).await?;
    let import = store::find(&mut tx, id).await?;
    tx.commit().await?;
    if import.state.is_at_work()
        || !import.has_file
        || !import.has_columns()
        || import.state == Stands::Done && !import.dry_run
    {
        return Ok(screen.redirect(&format!("/imports/{id}")));
    }
    columns(&db, &screen, &import, ask.header.trim().parse().ok(), Some(ask.source.as_str())).await
}

async fn columns(
    db: &Db,
    screen: &Screen,
    import: &Import,
    header_line: Option<u32>,
    asked: Option<&str>,
) -> web::Result {
    let viewer = importer(screen)?;
    let l = screen.lang();
    let asked = asked.filter(|asked| !asked.is_empty());
    // another header makes another table: what was chosen for the old one does not fit
    let chosen: Option<Mapping> =
        serde_json::from_value(import.mapping.clone()).ok().filter(|_| header_line.is_none() && asked.is_none());
    let mut tx = db.read(&viewer.actor).await?;
    let kept = kept::store::list(&mut tx).await?;
    let content: Arc<[u8]> = store::content(&mut tx, import.id).await?.into();
    tx.commit().await?;
    let wanted = header_line.or_else(|| chosen.as_ref().and_then(|mapping| mapping.header_line));
    let head = match file::head(Arc::clone(&content), import.file_name.clone(), wanted).await? {
        Ok(head) => head,
        Err(error) => return Err(Failure::internal(error).into()),
    };
    let (chosen, source) = match chosen {
        Some(mapping) => (Some(mapping), Source::Chosen),
        None => Source::find(&kept, &head, asked),
    };
    let period = match &chosen {
        Some(mapping) if source == Source::Chosen => mapping.options.period.clone().unwrap_or_default(),
        Some(mapping) if mapping.columns.iter().any(|column| column.field == Some(Field::Period)) => String::new(),
        None if head.guess.mapping.columns.iter().any(|column| column.field == Some(Field::Period)) => String::new(),
        _ => screen.period().map(|period| period.label(&l)).unwrap_or_default(),
    };
    let form = Typed { period, source, keep: String::new(), problems: Vec::new() };
    let page = mapping_page(db, viewer, import, content, &head, chosen, form, &kept).await?;
    screen.show(Nav::Import, &import.file_name, &page)
}

/// What stands in the form besides the columns.
struct Typed {
    period: String,
    source: Source,
    /// The name under which the mapping is to be kept.
    keep: String,
    problems: Vec<(String, String)>,
}

#[allow(clippy::too_many_arguments)]
async fn mapping_page(
    db: &Db,
    viewer: &Viewer,
    import: &Import,
    content: Arc<[u8]>,
    head: &Head,
    chosen: Option<Mapping>,
    typed: Typed,
    kept: &[Kept],
) -> Result<MappingPage> {
    let l = viewer.lang;
    let mapping = chosen.clone().unwrap_or_else(|| head.guess.mapping.clone());
    let named = file::people(content, import.file_name.clone(), mapping.clone()).await?;
    let mut tx = db.read(&viewer.actor).await?;
    let identities: Vec<String> = named.iter().map(|person| person.identity()).collect();
    let known = existing::accounts(&mut tx, &identities, &[]).await?;
    let accounts = people::list(&mut tx, 500).await?;
    tx.commit().await?;
    let email_of = |name: &str| {
        mapping.options.people.iter().find(|(one, _)| normalise(one) == normalise(name)).map(|(_, email)| email.clone())
    };
    let asked: Vec<PersonRow> = named
        .iter()
        .filter(|person| {
            let identity = person.identity();
            let found = known.iter().filter(|account| {
                account.import_key.as_deref() == Some(&identity)
                    || normalise(&account.name) == identity
                    || account.email.as_deref().is_some_and(|email| normalise(email) == identity)
            });
            found.count() != 1 || email_of(&person.name).is_some()
        })
        .map(|person| PersonRow { name: person.name.clone(), email: email_of(&person.name).unwrap_or_default() })
        .collect();
    let owns_objectives = !mapping.columns.iter().any(|column| column.field == Some(Field::ObjectiveOwner));
    Ok(MappingPage {
        l,
        id: import.id,
        once: Once::new(),
        steps: StepsView::of(l, import, 1),
        file_name: import.file_name.clone(),
        header_line: head.header.line,
        columns: MappingPage::columns(&l, head, chosen.as_ref()),
        options: mapping.options,
        sources: typed.source.choices(&l, kept),
        source_note: typed.source.note(&l, kept),
        keep: typed.keep,
        period: typed.period,
        periods: viewer.periods.iter().map(|period| period.label(&l)).collect(),
        owns_objectives,
        more_people: asked.len() > PEOPLE_ASKED,
        people: asked.into_iter().take(PEOPLE_ASKED).collect(),
        accounts: accounts.into_iter().filter_map(|person| Some((person.email?, person.name))).collect(),
        problems: typed.problems,
    })
}

/// Takes the columns and has the whole file checked.
pub async fn check(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ImportId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let viewer = importer(&screen)?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let import = store::find(&mut tx, id).await?;
    let content: Arc<[u8]> = store::content(&mut tx, id).await?.into();
    let mut problems = Vec::new();
    let mapping = read_mapping(&l, &fields, &mut problems);
    let emails: Vec<String> = mapping.options.people.values().map(|email| email.to_lowercase()).collect();
    let known = existing::accounts(&mut tx, &emails, &[]).await?;
    tx.commit().await?;
    for (name, email) in &mapping.options.people {
        if !known.iter().any(|account| account.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email)))
        {
            problems.push(("columns".to_owned(), l.tr("import-row-unknown-person").arg("text", name).to_string()));
        }
    }
    if let Some(period) = &mapping.options.period {
        let wanted = PeriodName::parse(period);
        let is_known = viewer
            .periods
            .iter()
            .any(|one| PeriodName::parse(&one.name).canonical() == wanted.canonical() || one.label(&l) == *period);
        if wanted.calendar.is_none() && !is_known {
            problems.push(("period".to_owned(), l.tr("import-row-unknown-period").arg("text", period).to_string()));
        }
    }
    let head = match file::head(Arc::clone(&content), import.file_name.clone(), mapping.header_line).await? {
        Ok(head) => head,
        Err(error) => return Err(Failure::internal(error).into()),
    };
    let keep = match parse::text("keep", fields.get("keep"), MAX_MAPPING_NAME, false) {
        Ok(name) => Some(name).filter(|name| !name.is_empty()),
        Err(error) => {
            problems.push(("keep".to_owned(), l.field_error(&error)));
            None
        }
    };
    let source = Source::of(fields.get("source"));
    if let Err(error) = mapping.bind(&head.header) {
        let field = if error == MappingError::NoPeriod { "period" } else { "columns" };
        problems.push((field.to_owned(), error.message().in_words(&l)));
    }
    if !problems.is_empty() {
        let mut tx = db.read(&viewer.actor).await?;
        let kept = kept::store::list(&mut tx).await?;
        tx.commit().await?;
        let (period, keep) = (fields.get("period").to_owned(), fields.get("keep").to_owned());
        let typed = Typed { period, source, keep, problems };
        let page = mapping_page(&db, viewer, &import, content, &head, Some(mapping), typed, &kept).await?;
        return screen.invalid(Nav::Import, &import.file_name, &page);
    }
    let mut tx = db.write(&viewer.actor).await?;
    if store::queue(&mut tx, id, true, false, false).await? {
        store::set_mapping(&mut tx, id, &serde_json::to_value(&mapping).map_err(Failure::internal)?).await?;
        tx.audit(Audit::of("import.check", "import", id.0)).await?;
        tx.emit(STARTED, json!({ "import": id })).await?;
        if let Source::Kept(kept) = source {
            kept::store::update_used(&mut tx, kept).await?;
        }
        if let Some(name) = keep {
            kept::actions::keep(&mut tx, &name, kept::headers(&head.header), &mapping).await?;
        }
        tx.commit().await?;
    }
    Ok(screen.redirect(&format!("/imports/{id}")))
}

/// The mapping of the form. What cannot be read is a problem at its field.
fn read_mapping(l: &Lang, fields: &Fields, problems: &mut Vec<(String, String)>) -> Mapping {
    let mut errors = Errors::default();
    let mid_date = errors.take(parse::date("mid_date", fields.get("mid_date"))).flatten();
    let final_date = errors.take(parse::date("final_date", fields.get("final_date"))).flatten();
    let period =
        errors.take(parse::text("period", fields.get("period"), MAX_NAME, false)).filter(|period| !period.is_empty());
    let decimal_mark = errors.take(parse::choice("decimal_mark", fields.get("decimal_mark"), |word| match word {
        "" | "auto" => Some(DecimalMark::Auto),
        "point" => Some(DecimalMark::Point),
        "comma" => Some(DecimalMark::Comma),
        _ => None,
    }));
    let date_order = errors.take(parse::choice("date_order", fields.get("date_order"), |word| match word {
        "" | "auto" => Some(DateOrder::Auto),
        "day_first" => Some(DateOrder::DayFirst),
        "month_first" => Some(DateOrder::MonthFirst),
        _ => None,
    }));
    let people: BTreeMap<String, String> = fields
        .all("person")
        .zip(fields.all("email"))
        .map(|(name, email)| (name.to_owned(), email.trim().to_owned()))
        .filter(|(_, email)| !email.is_empty())
        .collect();
    problems.extend(errors.0.iter().map(|error| (error.field.to_string(), l.field_error(error))));
    Mapping {
        header_line: fields.get("header_line").parse().ok(),
        columns: fields
            .all("header")
            .zip(fields.all("column"))
            .map(|(header, field)| ColumnMapping { header: header.to_owned(), field: Field::from_name(field) })
            .collect(),
        options: Options {
            decimal_mark: decimal_mark.unwrap_or_default(),
            date_order: date_order.unwrap_or_default(),
            period,
            mid_date,
            final_date,
            repeat_above: fields.has("repeat_above"),
            people,
            ..Options::default()
        },
    }
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
    if is_checked && store::queue(&mut tx, id, false, form.skip == "1", form.overwrite == "1").await? {
        let detail = json!({ "skip_bad_rows": form.skip == "1", "overwrite": form.overwrite == "1" });
        tx.audit(Audit::of("import.start", "import", id.0).detail(detail)).await?;
        tx.emit(STARTED, json!({ "import": id })).await?;
        tx.commit().await?;
    }
    Ok(screen.redirect(&format!("/imports/{id}")))
}
