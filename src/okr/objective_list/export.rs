//! What the list shows as CSV: one line for each key result, with its objective. Our own import reads the columns by their names
//! and finds every object again by its id. It is written in pieces while it is read, so its size costs no memory.
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use futures_util::stream;
use rust_decimal::Decimal;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::cursor::{Cursor, Place};
use super::filter::Filter;
use super::store::{Ask, push_objectives};
use super::views::today;
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{AccountId, Actor, Failure, PeriodId, Result, WorkspaceId};
use crate::okr::imports::guard::guard;
use crate::okr::maths::percent;
use crate::okr::parts::{share, status_message};
use crate::org::workspace_tree::Trees;
use crate::web::{self, Fields, Query, Screen};

/// Objectives in one piece.
const PIECE: usize = 500;

/// Messages with the names of the columns, in order. The last one takes the day.
const COLUMNS: [&str; 27] = [
    "export-objective-id",
    "export-objective",
    "export-objective-description",
    "export-workspace",
    "export-period",
    "export-objective-owner",
    "export-objective-weight",
    "export-objective-priority",
    "export-visibility",
    "export-parent",
    "export-objective-progress",
    "export-key-result-id",
    "export-key-result",
    "export-key-result-description",
    "export-kind",
    "export-unit",
    "export-baseline",
    "export-target",
    "export-value",
    "export-value-date",
    "export-key-result-weight",
    "export-key-result-priority",
    "export-key-result-owner",
    "export-confidence",
    "export-mid-score",
    "export-final-score",
    "export-status",
];

/// One line: an objective and one of its key results, or none.
#[derive(FromRow)]
struct Line {
    id: Uuid,
    workspace_no: i32,
    position: f64,
    key: String,
    title: String,
    description: String,
    workspace_id: Uuid,
    owner_name: String,
    weight: Decimal,
    priority: Option<i16>,
    visibility: String,
    parent_key: Option<String>,
    progress: Option<f64>,
    status: Option<String>,
    key_result_key: Option<String>,
    key_result: Option<String>,
    key_result_description: Option<String>,
    kind: Option<String>,
    unit: Option<String>,
    baseline: Option<Decimal>,
    target: Option<Decimal>,
    value: Option<Decimal>,
    value_on: Option<NaiveDate>,
    key_result_weight: Option<Decimal>,
    key_result_priority: Option<i16>,
    key_result_owner: Option<String>,
    confidence: Option<i16>,
    key_result_status: Option<String>,
    mid_score: Option<Decimal>,
    final_score: Option<Decimal>,
}

/// What one export goes through.
struct Export {
    db: Db,
    actor: Actor,
    trees: Trees,
    l: Lang,
    period: PeriodId,
    period_name: String,
    filter: Filter,
    me: AccountId,
}

pub async fn csv(
    State(db): State<Db>,
    Extension(trees): Extension<Trees>,
    screen: Screen,
    Query(fields): Query<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let period = screen.period().ok_or_else(Failure::not_found)?;
    let export = Export {
        db,
        actor: viewer.actor.clone(),
        trees,
        l: screen.lang(),
        period: period.id,
        period_name: if period.kind == "custom" {
            period.name.clone()
        } else {
            period.code().replace('-', " ").to_uppercase()
        },
        filter: Filter::parse(&fields),
        me: viewer.account,
    };
    let head = export.head()?;
    // the first piece before the answer begins: what fails then still gets a page that says so
    let (first, next) = export.piece(None).await?;
    let rest = stream::try_unfold((export, next), |(export, next)| async move {
        let Some(place) = next else { return Ok::<_, Failure>(None) };
        let (bytes, next) = export.piece(Some(place)).await?;
        Ok(Some((bytes, (export, next))))
    });
    let start = stream::iter([Ok(head), Ok(first)]);
    let mut response = Body::from_stream(futures_util::StreamExt::chain(start, rest)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"objectives-{}.csv\"", period.code())) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

impl Export {
    /// The mark by which spreadsheet programs know UTF-8, and the names of the columns.
    fn head(&self) -> Result<Vec<u8>> {
        let names: Vec<String> = COLUMNS
            .iter()
            .map(|id| match *id {
                "export-status" => self.l.tr(id).arg("day", self.l.today.format("%Y-%m-%d").to_string()).to_string(),
                id => self.l.say(id),
            })
            .collect();
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(lines([names])?);
        Ok(bytes)
    }

    /// Some lines, and where the next ones begin.
    async fn piece(&self, after: Option<Place>) -> Result<(Vec<u8>, Option<Place>)> {
        let mut tx = self.db.read(&self.actor).await?;
        let ask = Ask { period: self.period, filter: &self.filter, me: self.me, cursor: after.map(Cursor::After) };
        let found = list(&mut tx, &ask).await?;
        let tree = self.trees.load(&mut tx, found.iter().map(|line| WorkspaceId(line.workspace_id))).await?;
        tx.commit().await?;
        let mut objectives = 0;
        let mut last = None;
        for line in &found {
            if last.is_none_or(|place: Place| place.id != line.id) {
                objectives += 1;
                last = Some(Place { workspace_no: line.workspace_no, position: line.position, id: line.id });
            }
        }
        let bytes = lines(found.into_iter().map(|line| {
            let workspace = tree.get(WorkspaceId(line.workspace_id)).map(|node| node.name.clone()).unwrap_or_default();
            self.cells(line, &workspace)
        }))?;
        Ok((bytes, last.filter(|_| objectives == PIECE)))
    }

    fn cells(&self, line: Line, workspace: &str) -> Vec<String> {
        let number = |number: Option<Decimal>| number.map(|number| number.normalize().to_string()).unwrap_or_default();
        let text = |text: Option<String>| text.map(|text| guard(&text).into_owned()).unwrap_or_default();
        let whole = |number: Option<i16>| number.map(|number| number.to_string()).unwrap_or_default();
        let status = if line.key_result.is_some() { &line.key_result_status } else { &line.status };
        // the value of milestones follows from them, it is not recorded by itself
        let is_recorded = line.kind.as_deref() != Some("milestones");
        vec![
            line.key,
            guard(&line.title).into_owned(),
            guard(&line.description).into_owned(),
            guard(workspace).into_owned(),
            guard(&self.period_name).into_owned(),
            guard(&line.owner_name).into_owned(),
            number(Some(line.weight)),
            whole(line.priority),
            line.visibility,
            line.parent_key.unwrap_or_default(),
            share(line.progress).map(|share| format!("{}%", percent(share))).unwrap_or_default(),
            line.key_result_key.unwrap_or_default(),
            text(line.key_result),
            text(line.key_result_description),
            line.kind.unwrap_or_default(),
            text(line.unit),
            number(line.baseline),
            number(line.target),
            number(line.value.filter(|_| is_recorded)),
            line.value_on
                .filter(|_| is_recorded && line.value.is_some())
                .map(|day| day.to_string())
                .unwrap_or_default(),
            number(line.key_result_weight),
            whole(line.key_result_priority),
            text(line.key_result_owner),
            whole(line.confidence),
            number(line.mid_score),
            number(line.final_score),
            self.l.say(status_message(today(status.as_deref()))),
        ]
    }
}

fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(&line).map_err(Failure::internal)?;
    }
    writer.into_inner().map_err(|error| Failure::internal(error.into_error()))
}

/// Objectives that came from a file keep the key of that file; others go by their id.
async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<Vec<Line>> {
    let mut q = QueryBuilder::new(
        "SELECT p.id, p.workspace_no, p.position, coalesce(o.import_key, o.id::text) AS key, o.title, o.description, o.workspace_id, a.name AS owner_name, o.weight, o.priority, \
         o.visibility, coalesce(up.import_key, up.id::text) AS parent_key, o.progress, p.status, \
         coalesce(k.import_key, k.id::text) AS key_result_key, k.title AS key_result, k.description AS key_result_description, k.kind, k.unit, k.baseline, k.target, k.value, k.value_on, \
         k.weight AS key_result_weight, k.priority AS key_result_priority, ka.name AS key_result_owner, k.confidence, k.statuses[width_bucket(",
    );
    q.push_bind(tx.today());
    q.push("::date, k.status_from)] AS key_result_status, sm.score AS mid_score, sf.score AS final_score FROM (");
    push_objectives(&mut q, ask, tx.today(), PIECE);
    q.push(
        ") p JOIN objectives o ON o.id = p.id \
         JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id \
         LEFT JOIN objectives up ON up.organization_id = o.organization_id AND up.id = o.parent_id \
         LEFT JOIN key_results k ON k.organization_id = o.organization_id AND k.objective_id = o.id AND k.archived_at IS NULL \
         LEFT JOIN accounts ka ON ka.organization_id = k.organization_id AND ka.id = k.owner_id \
         LEFT JOIN recorded_scores sm ON sm.organization_id = k.organization_id AND sm.key_result_id = k.id AND sm.moment = 'middle' \
         LEFT JOIN recorded_scores sf ON sf.organization_id = k.organization_id AND sf.key_result_id = k.id AND sf.moment = 'final' \
         ORDER BY p.workspace_no, p.position, p.id, k.position, k.id",
    );
    Ok(q.build_query_as().persistent(false).fetch_all(tx.conn()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;
    use crate::okr::imports::mapping::guess;
    use crate::okr::imports::mapping::{Field, Header};

    /// The import must understand every column, and leave alone those that are computed here.
    #[test]
    fn our_import_reads_our_columns() {
        use Field::*;
        let expected = [
            Some(ObjectiveKey),
            Some(ObjectiveTitle),
            Some(ObjectiveDescription),
            Some(Team),
            Some(Period),
            Some(ObjectiveOwner),
            Some(ObjectiveWeight),
            Some(ObjectivePriority),
            Some(Visibility),
            Some(ParentObjective),
            None,
            Some(KeyResultKey),
            Some(KeyResultTitle),
            Some(KeyResultDescription),
            Some(Kind),
            Some(Unit),
            Some(Baseline),
            Some(Target),
            Some(Value),
            Some(ValueDate),
            Some(Weight),
            Some(Priority),
            Some(Owner),
            Some(Confidence),
            Some(MidScore),
            Some(FinalScore),
            None,
        ];
        for locale in Locale::ALL {
            let l = Lang { locale, zone: chrono_tz::UTC, today: NaiveDate::MIN };
            let names = COLUMNS.iter().map(|id| l.tr(id).arg("day", "2026-11-18").to_string()).collect();
            let guessed = guess(&Header { line: 1, names }, &[]);
            let fields: Vec<_> = guessed.columns.iter().map(|column| (column.header.as_str(), column.field)).collect();
            for ((header, field), expected) in fields.iter().zip(expected) {
                assert_eq!(*field, expected, "{header}");
            }
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let bytes = lines([vec!["a,b".to_owned(), "say \"hi\"\nthere".to_owned(), "Кофе".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\"a,b\",\"say \"\"hi\"\"\nthere\",Кофе\n");
    }
}
