//! The columns of a file: what each means, and the check of the whole file by them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;

use super::existing;
use super::file::{self, Head};
use super::jobs;
use super::kept::{self, Kept};
use super::limits::{MAX_MAPPING_NAME, MAX_NAME};
use super::mapping::{ColumnMapping, Field, Mapping, MappingError, Options};
use super::pages::importer;
use super::source::Source;
use super::store::{self, Import, State as Stands, Task};
use super::values::date::DateOrder;
use super::values::normalise;
use super::values::number::DecimalMark;
use super::values::people::Person;
use super::values::period::PeriodName;
use super::views::{MappingPage, PersonRow, StepsView};
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, ImportId, Result};
use crate::okr::parts::Once;
use crate::org::people;
use crate::web::extract::Fields;
use crate::web::parse::{self, Errors};
use crate::web::{self, Form, Nav, Path, Query, Screen, Viewer};

/// People whose accounts the form asks for.
const PEOPLE_ASKED: usize = 100;

/// Which columns to propose.
#[derive(Default, Deserialize)]
pub struct Ask {
    #[serde(default)]
    header: String,
    /// Which mapping the columns are to have: a kept one, or `auto`.
    #[serde(default, rename = "as")]
    source: String,
}

/// The columns, to choose them again.
pub async fn show(
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
    propose(&db, &screen, import, &ask).await
}

/// The columns as they were chosen for this file, or as they seem to be meant.
pub(super) async fn propose(db: &Db, screen: &Screen, import: Import, ask: &Ask) -> web::Result {
    let viewer = importer(screen)?;
    let l = screen.lang();
    let header_line: Option<u32> = ask.header.trim().parse().ok();
    let asked = Some(ask.source.as_str()).filter(|asked| !asked.is_empty());
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
    let form = MappingForm { period, source, chosen, keep: String::new(), problems: Vec::new() };
    let title = import.file_name.clone();
    let page = Uploaded { import, content, head, kept }.page(db, viewer, form).await?;
    screen.show(Nav::Import, &title, &page)
}

/// A file whose columns are being chosen.
struct Uploaded {
    import: Import,
    content: Arc<[u8]>,
    head: Head,
    kept: Vec<Kept>,
}

/// What stands in the form.
struct MappingForm {
    /// None while the columns stand as they were guessed.
    chosen: Option<Mapping>,
    period: String,
    source: Source,
    /// The name under which the mapping is to be kept.
    keep: String,
    problems: Vec<(String, String)>,
}

impl Uploaded {
    async fn page(self, db: &Db, viewer: &Viewer, form: MappingForm) -> Result<MappingPage> {
        let l = viewer.lang;
        let Self { import, content, head, kept } = self;
        let MappingForm { chosen, period, source, keep, problems } = form;
        let columns = MappingPage::columns(&l, &head, chosen.as_ref());
        let mapping = chosen.unwrap_or(head.guess.mapping);
        let named = file::people(content, import.file_name.clone(), mapping.clone()).await?;
        let mut tx = db.read(&viewer.actor).await?;
        let asked = people_to_ask_for(&mut tx, &mapping, &named).await?;
        let accounts = people::list(&mut tx, 500).await?;
        tx.commit().await?;
        let owns_objectives = !mapping.columns.iter().any(|column| column.field == Some(Field::ObjectiveOwner));
        Ok(MappingPage {
            l,
            id: import.id,
            once: Once::new(),
            steps: StepsView::of(l, &import, 1),
            file_name: import.file_name,
            header_line: head.header.line,
            columns,
            options: mapping.options,
            sources: source.choices(&l, &kept),
            source_note: source.note(&l, &kept),
            keep,
            period,
            periods: viewer.periods.iter().map(|period| period.label(&l)).collect(),
            owns_objectives,
            more_people: asked.len() > PEOPLE_ASKED,
            people: asked.into_iter().take(PEOPLE_ASKED).collect(),
            accounts: accounts.into_iter().filter_map(|person| Some((person.email?, person.name))).collect(),
            problems,
        })
    }
}

/// Those of a file who are nobody's account for certain, and those whose account somebody has named.
async fn people_to_ask_for(
    tx: &mut OrganizationTx,
    mapping: &Mapping,
    named: &[Arc<Person>],
) -> Result<Vec<PersonRow>> {
    let identities: Vec<String> = named.iter().map(|person| person.identity()).collect();
    let known = existing::accounts(tx, &identities, &[]).await?;
    let email_of = |name: &str| {
        mapping.options.people.iter().find(|(one, _)| normalise(one) == normalise(name)).map(|(_, email)| email.clone())
    };
    Ok(named
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
        .collect())
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
        let form = MappingForm { period, source, chosen: Some(mapping), keep, problems };
        let title = import.file_name.clone();
        let page = Uploaded { import, content, head, kept }.page(&db, viewer, form).await?;
        return screen.invalid(Nav::Import, &title, &page);
    }
    let mut tx = db.write(&viewer.actor).await?;
    if jobs::start(&mut tx, id, Task::Check).await? {
        store::set_mapping(&mut tx, id, &serde_json::to_value(&mapping).map_err(Failure::internal)?).await?;
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
