//! The cells of a line by what they mean. Each format writes them in its own way, in the same columns; our own import reads the
//! columns by their names and finds every object again by its id.
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::store::today;
use super::lines::{KeyResultRow, Lines};
use super::objectives::ObjectiveRow;
use crate::i18n::Lang;
use crate::okr::imports::values::{people, version};
use crate::okr::key_results::model::Kind;
use crate::okr::maths::percent;
use crate::okr::objectives::visibility::Visibility;
use crate::okr::parts::{share, status_message};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(Decimal),
    /// In per cent: 41.5 is 41.5 %.
    Percent(Decimal),
    Day(NaiveDate),
    /// Done or not, of a key result that is one of both.
    Truth(bool),
}

/// Messages with the names of the columns, in order, and how wide a sheet shows them, in characters. The status takes the day.
pub const COLUMNS: [(&str, u8); 28] = [
    ("export-objective-id", 14),
    ("export-objective", 44),
    ("export-objective-description", 32),
    ("export-workspace", 22),
    ("export-period", 13),
    ("export-objective-owner", 22),
    ("export-objective-weight", 10),
    ("export-objective-priority", 12),
    ("export-visibility", 18),
    ("export-parent", 16),
    ("export-objective-progress", 12),
    ("export-key-result-id", 14),
    ("export-key-result", 44),
    ("export-key-result-description", 32),
    ("export-kind", 14),
    ("export-unit", 12),
    ("export-baseline", 14),
    ("export-target", 14),
    ("export-value", 14),
    ("export-value-date", 13),
    ("export-key-result-weight", 14),
    ("export-key-result-priority", 14),
    ("export-key-result-owner", 22),
    ("export-confidence", 14),
    ("export-mid-score", 16),
    ("export-final-score", 12),
    ("export-status", 16),
    ("export-version", 10),
];

/// The names of the columns in the viewer's language.
pub fn heads(l: &Lang) -> Vec<String> {
    let name = |id| match id {
        "export-status" => l.tr(id).arg("day", l.today.format("%Y-%m-%d").to_string()).to_string(),
        id => l.say(id),
    };
    COLUMNS.iter().map(|(id, _)| name(*id)).collect()
}

/// The lines of an objective in cells.
pub fn of(l: &Lang, lines: Lines, period: &str) -> Vec<Vec<Cell>> {
    let Lines { objective, workspace, key_results } = lines;
    if key_results.is_empty() {
        return vec![cells(l, &objective, None, &workspace, period)];
    }
    key_results.into_iter().map(|one| cells(l, &objective, Some(one), &workspace, period)).collect()
}

/// The cells of a line, one for each column: an objective and one of its key results, or none.
fn cells(
    l: &Lang,
    objective: &ObjectiveRow,
    key_result: Option<KeyResultRow>,
    workspace: &str,
    period: &str,
) -> Vec<Cell> {
    let version = version::written(objective.version, key_result.as_ref().map(|one| one.version));
    let status = key_result.as_ref().map_or(&objective.status, |one| &one.status);
    let status = Cell::Text(l.say(status_message(today(status.as_deref()))));
    let visibility = Visibility::parse(&objective.visibility).map(|visibility| l.say(visibility_message(visibility)));
    let key = |key: &Option<String>, id: uuid::Uuid| key.clone().unwrap_or_else(|| id.to_string());
    let mut cells = vec![
        text(key(&objective.import_key, objective.id)),
        text(objective.title.clone()),
        text(objective.description.clone()),
        text(workspace.to_owned()),
        text(period.to_owned()),
        text(people::written(&objective.owner_name)),
        Cell::Number(objective.weight),
        whole(objective.priority),
        text(visibility.unwrap_or_default()),
        objective.parent_id.map_or(Cell::Empty, |id| text(key(&objective.parent_import_key, id))),
        share(objective.progress).map_or(Cell::Empty, |share| Cell::Percent(percent(share))),
    ];
    match key_result {
        Some(key_result) => cells.extend(of_key_result(l, key_result)),
        None => cells.resize(COLUMNS.len() - 2, Cell::Empty),
    }
    cells.extend([status, Cell::Text(version)]);
    cells
}

/// The cells between those of the objective and the status.
fn of_key_result(l: &Lang, one: KeyResultRow) -> [Cell; 15] {
    let kind = Kind::parse(&one.kind);
    let measured = |value: Option<Decimal>| match (kind, value) {
        (Some(Kind::Binary), Some(value)) if value.is_zero() || value == Decimal::ONE => Cell::Truth(!value.is_zero()),
        (_, value) => number(value),
    };
    // the value of milestones follows from them, it is not recorded by itself
    let value = one.value.filter(|_| kind != Some(Kind::Milestones));
    [
        text(one.key),
        text(one.title),
        text(one.description),
        text(kind.map(|kind| l.say(kind_message(kind))).unwrap_or_default()),
        text(one.unit),
        measured(one.baseline),
        measured(one.target),
        measured(value),
        one.value_on.filter(|_| value.is_some()).map_or(Cell::Empty, Cell::Day),
        Cell::Number(one.weight),
        whole(one.priority),
        text(people::written(&one.owner_name)),
        whole(one.confidence),
        number(one.mid_score),
        number(one.final_score),
    ]
}

fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn number(number: Option<Decimal>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

fn whole(number: Option<i16>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Number(number.into()))
}

fn kind_message(kind: Kind) -> &'static str {
    match kind {
        Kind::Percentage => "export-kind-percentage",
        Kind::Absolute => "export-kind-absolute",
        Kind::Binary => "export-kind-binary",
        Kind::Scale => "export-kind-scale",
        Kind::AtLeast => "export-kind-at-least",
        Kind::AtMost => "export-kind-at-most",
        Kind::Band => "export-kind-band",
        Kind::Milestones => "export-kind-milestones",
    }
}

fn visibility_message(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Organization => "export-visibility-organization",
        Visibility::Workspace => "export-visibility-workspace",
        Visibility::Private => "export-visibility-private",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;
    use crate::okr::imports::mapping::{Field, Header, guess};
    use crate::okr::imports::values::words;

    fn languages() -> [Lang; 2] {
        Locale::ALL.map(|locale| Lang { locale, zone: chrono_tz::UTC, today: NaiveDate::MIN })
    }

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
            Some(Version),
        ];
        for l in languages() {
            let l = Lang { today: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(), ..l };
            let guessed = guess(&Header { line: 1, names: heads(&l) }, &[]);
            let fields: Vec<_> = guessed.columns.iter().map(|column| (column.header.as_str(), column.field)).collect();
            assert_eq!(fields.len(), expected.len());
            for ((header, field), expected) in fields.iter().zip(expected) {
                assert_eq!(*field, expected, "{header}");
            }
        }
    }

    #[test]
    fn our_import_understands_our_words() {
        for l in languages() {
            for kind in Kind::ALL {
                let word = l.say(kind_message(kind));
                let read = words::kind(&word).map(|kind| serde_json::to_value(kind).unwrap());
                assert_eq!(read, Some(kind.code().into()), "{word}");
            }
            for visibility in [Visibility::Organization, Visibility::Workspace, Visibility::Private] {
                let word = l.say(visibility_message(visibility));
                let read = words::visibility(&word).map(|visibility| serde_json::to_value(visibility).unwrap());
                assert_eq!(read, Some(visibility.id().into()), "{word}");
            }
        }
    }

    #[test]
    fn a_value_is_a_number_a_truth_or_nothing_by_its_kind() {
        let l = languages()[0];
        let value = |kind: &str, value: i64| {
            let one = KeyResultRow {
                kind: kind.to_owned(),
                value: Some(value.into()),
                value_on: NaiveDate::from_ymd_opt(2026, 11, 2),
                ..key_result()
            };
            let cells = cells(&l, &objective(), Some(one), "", "2026 Q4");
            assert_eq!(cells.len(), COLUMNS.len());
            (cells[18].clone(), cells[19] != Cell::Empty)
        };
        assert_eq!(value("absolute", 1), (Cell::Number(1.into()), true));
        assert_eq!(value("binary", 1), (Cell::Truth(true), true));
        assert_eq!(value("binary", 0), (Cell::Truth(false), true));
        assert_eq!(value("milestones", 1), (Cell::Empty, false));
    }

    #[test]
    fn an_objective_without_key_results_has_a_line_too() {
        let cells = cells(&languages()[0], &objective(), None, "Company", "2026 Q4");
        assert_eq!(cells.len(), COLUMNS.len());
        assert!(cells[11..26].iter().all(|cell| *cell == Cell::Empty), "{cells:?}");
        assert_eq!((&cells[3], &cells[26]), (&Cell::Text("Company".into()), &Cell::Text("On track".into())));
        assert_eq!(cells[27], Cell::Text("v3".into()));
    }

    fn objective() -> ObjectiveRow {
        ObjectiveRow {
            id: uuid::Uuid::nil(),
            workspace_no: 0,
            position: 0.0,
            import_key: None,
            title: "Grow".into(),
            description: String::new(),
            workspace_id: uuid::Uuid::nil(),
            owner_id: uuid::Uuid::nil(),
            owner_name: "Anna".into(),
            parent_id: None,
            parent_title: None,
            parent_import_key: None,
            parent_contributes: true,
            visibility: "private".into(),
            stage: "active".into(),
            halted: None,
            is_archived: false,
            weight: Decimal::ONE,
            priority: None,
            rollup: "key_results".into(),
            progress: None,
            status: Some("on_track".into()),
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            version: 3,
        }
    }

    fn key_result() -> KeyResultRow {
        KeyResultRow {
            objective_id: uuid::Uuid::nil(),
            key: "1".into(),
            title: "Visits".into(),
            description: String::new(),
            kind: String::new(),
            unit: String::new(),
            baseline: None,
            target: None,
            value: None,
            value_on: None,
            weight: Decimal::ONE,
            priority: None,
            owner_name: "Anna".into(),
            confidence: None,
            status: None,
            mid_score: None,
            final_score: None,
            version: 7,
        }
    }
}
