//! The form of an objective: its fields as typed, and what they mean.
use rust_decimal::Decimal;

use super::model::Objective;
use super::store;
use super::views::{rollup_message, visibility_choice};
use super::visibility::Visibility;
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{AccountId, Failure, FieldError, ObjectiveId, PeriodId, Result, WorkspaceId};
use crate::okr::maths::{self, Mode};
use crate::org::people;
use crate::org::workspaces::Workspace;
use crate::web::merge::Texts;
use crate::web::parse::{self, Errors};
use crate::web::{Period, Viewer};

/// Most people or parents that a list of the form may name.
const MOST_ROWS: usize = 20;

/// The fields in their order.
pub const FIELDS: [&str; 11] = [
    "title",
    "description",
    "owner",
    "contributors",
    "workspace",
    "period",
    "parent",
    "parents",
    "visibility",
    "rollup",
    "weight",
];

/// The fields as they are typed.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct FormValues {
    pub title: String,
    pub description: String,
    pub workspace: String,
    pub owner: String,
    /// One person a line.
    pub contributors: String,
    pub period: String,
    pub parent: String,
    /// The further objectives that it supports, one a line.
    pub parents: String,
    pub visibility: String,
    pub rollup: String,
    pub weight: String,
}

/// What stands, as far as forms need to find it again.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The parent with its title; no title when the actor does not see it.
    pub parent: Option<(ObjectiveId, Option<String>)>,
    pub parents: Vec<(ObjectiveId, String)>,
    /// None while it is new.
    pub period: Option<PeriodId>,
}

impl Standing {
    fn is_below(&self, above: ObjectiveId) -> bool {
        let all = self.parent.iter().map(|(id, _)| *id).chain(self.parents.iter().map(|(id, _)| *id));
        all.into_iter().any(|id| id == above)
    }
}

/// The form of an objective that is there, and what its fields point to.
pub async fn standing(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    objective: &Objective,
) -> Result<(FormValues, Standing)> {
    let owner = people::find(tx, objective.owner).await?;
    let parent = match objective.parent {
        Some(parent) => Some((parent, store::list(tx, &[parent]).await?.pop().map(|parent| parent.title))),
        None => None,
    };
    let parents = store::list_secondary_parents(tx, objective.id).await?;
    let contributors = store::list_contributors(tx, objective.id).await?;
    let contributors = people::list_by_id(tx, &contributors).await?;
    let values = FormValues {
        title: objective.title.clone(),
        description: objective.description.clone(),
        workspace: objective.workspace.to_string(),
        owner: owner.map(|owner| owner.text()).unwrap_or_default(),
        contributors: contributors.iter().map(people::Person::text).collect::<Vec<_>>().join("\n"),
        period: viewer
            .periods
            .iter()
            .find(|period| period.id == objective.period)
            .map(Period::code)
            .unwrap_or_default(),
        parent: parent.as_ref().and_then(|(_, title)| title.clone()).unwrap_or_default(),
        parents: parents.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>().join("\n"),
        visibility: objective.visibility.id().to_owned(),
        rollup: objective.rollup.id().to_owned(),
        weight: viewer.lang.input_number(&objective.weight),
    };
    Ok((values, Standing { parent, parents, period: Some(objective.period) }))
}

/// What the fields of a form mean.
#[derive(Debug)]
pub struct Parsed {
    pub title: String,
    pub description: String,
    pub workspace: WorkspaceId,
    pub owner: AccountId,
    pub contributors: Vec<AccountId>,
    pub period: PeriodId,
    pub parent: Option<ObjectiveId>,
    pub parents: Vec<ObjectiveId>,
    pub visibility: Visibility,
    pub rollup: Mode,
    pub weight: Decimal,
}

/// Reads all fields; every wrong one is named.
pub async fn parse(
    tx: &mut OrganizationTx,
    viewer: &Viewer,
    values: &FormValues,
    standing: &Standing,
) -> Result<Parsed> {
    let l = viewer.lang;
    let mut errors = Errors::default();
    let title = errors.take(parse::required("title", &values.title, 200));
    let description = errors.take(parse::text("description", &values.description, 10_000, true));
    let workspace = errors.take(
        parse::id::<WorkspaceId>("workspace", &values.workspace)
            .and_then(|id| id.ok_or_else(|| FieldError::new("workspace", "field-required"))),
    );
    let owner = if values.owner.trim().is_empty() {
        Err(FieldError::new("owner", "field-required"))
    } else {
        people::find_by_text(tx, "owner", &values.owner).await?
    };
    let owner = errors.take(owner);
    let contributors = contributors(tx, &values.contributors, owner, &mut errors).await?;
    let chosen =
        errors.take(viewer.period(&values.period).ok_or_else(|| FieldError::new("period", "field-unknown-choice")));
    let period = chosen.map(|period| period.id);
    let visibility = errors.take(parse::choice("visibility", &values.visibility, Visibility::parse));
    let rollup = errors.take(match values.rollup.as_str() {
        "" => Ok(Mode::default()),
        raw => parse::choice("rollup", raw, Mode::from_id),
    });
    let weight = errors.take(parse::decimal(&l, "weight", &values.weight).and_then(|weight| match weight {
        Some(weight) if weight.is_sign_negative() => Err(FieldError::new("weight", "field-out-of-range")),
        weight => Ok(weight.unwrap_or(Decimal::ONE)),
    }));
    let parent = parent(tx, &values.parent, period, standing, &mut errors).await?;
    let parents = parents(tx, &values.parents, period, parent, standing, &mut errors).await?;
    if let Some(period) = chosen {
        may_stand_below(tx, period, parent, &parents, standing, &mut errors).await?;
    }
    match (title, description, workspace, owner, period, visibility, rollup, weight) {
        (
            Some(title),
            Some(description),
            Some(workspace),
            Some(owner),
            Some(period),
            Some(visibility),
            Some(rollup),
            Some(weight),
        ) if errors.is_empty() => Ok(Parsed {
            title,
            description,
            workspace,
            owner,
            contributors,
            period,
            parent,
            parents,
            visibility,
            rollup,
            weight,
        }),
        _ => Err(Failure::invalid(errors.0)),
    }
}

/// The rows of a list that say something.
pub fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|row| !row.is_empty())
}

fn are_too_many(field: &'static str, text: &str, errors: &mut Errors) -> bool {
    let too_many = rows(text).count() > MOST_ROWS;
    if too_many {
        errors.add(FieldError::new(field, "objective-too-many-rows").arg("max", MOST_ROWS));
    }
    too_many
}

/// The people of the list; the owner is no contributor besides.
async fn contributors(
    tx: &mut OrganizationTx,
    text: &str,
    owner: Option<AccountId>,
    errors: &mut Errors,
) -> Result<Vec<AccountId>> {
    let mut found = Vec::new();
    if are_too_many("contributors", text, errors) {
        return Ok(found);
    }
    for row in rows(text) {
        match people::find_by_text(tx, "contributors", row).await? {
            Ok(person) if Some(person) != owner && !found.contains(&person) => found.push(person),
            Ok(_) => {}
            Err(error) => {
                let message = if error.message == "person-ambiguous" {
                    "objective-contributor-ambiguous"
                } else {
                    "objective-contributor-unknown"
                };
                errors.add(FieldError::new("contributors", message).arg("text", row));
            }
        }
    }
    Ok(found)
}

/// The parent that the field names. One that the actor does not see cannot be named, so an empty field leaves it.
pub async fn parent(
    tx: &mut OrganizationTx,
    text: &str,
    period: Option<PeriodId>,
    standing: &Standing,
    errors: &mut Errors,
) -> Result<Option<ObjectiveId>> {
    let text = text.trim();
    match (&standing.parent, text) {
        (Some((hidden, None)), "") => Ok(Some(*hidden)),
        (_, "") => Ok(None),
        (Some((parent, Some(title))), text) if title == text => Ok(Some(*parent)),
        (_, text) => match named(tx, text, period).await? {
            Ok(id) => Ok(Some(id)),
            Err(message) => {
                errors.add(FieldError::new("parent", message));
                Ok(None)
            }
        },
    }
}

/// The further parents of the list. What is the first parent already is not linked twice.
async fn parents(
    tx: &mut OrganizationTx,
    text: &str,
    period: Option<PeriodId>,
    parent: Option<ObjectiveId>,
    standing: &Standing,
    errors: &mut Errors,
) -> Result<Vec<ObjectiveId>> {
    let mut found = Vec::new();
    if are_too_many("parents", text, errors) {
        return Ok(found);
    }
    for row in rows(text) {
        let stands = standing.parents.iter().find(|(id, title)| title == row && !found.contains(id)).map(|(id, _)| *id);
        let id = match stands {
            Some(id) => Ok(id),
            None => named(tx, row, period).await?,
        };
        match id {
            Ok(id) if Some(id) != parent && !found.contains(&id) => found.push(id),
            Ok(_) => {}
            Err(message) => {
                let message = if message == "objective-parent-ambiguous" {
                    "objective-parents-ambiguous"
                } else {
                    "objective-parents-unknown"
                };
                errors.add(FieldError::new("parents", message).arg("text", row));
            }
        }
    }
    Ok(found)
}

/// The rule on parents, as for moving: in use, and of a period that holds this one. What it stands below already is only asked again when the
/// period changes.
async fn may_stand_below(
    tx: &mut OrganizationTx,
    period: &Period,
    parent: Option<ObjectiveId>,
    parents: &[ObjectiveId],
    standing: &Standing,
    errors: &mut Errors,
) -> Result<()> {
    let is_moved = standing.period != Some(period.id);
    let named = parent.map(|id| ("parent", id)).into_iter().chain(parents.iter().map(|id| ("parents", *id)));
    let named: Vec<_> = named.filter(|(_, id)| is_moved || !standing.is_below(*id)).collect();
    if named.is_empty() {
        return Ok(());
    }
    let found = store::list(tx, &named.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await?;
    let span = maths::Period { first: period.starts_on, last: period.ends_on };
    for (field, id) in named {
        // one that the actor does not see stays
        let Some(above) = found.iter().find(|one| one.id == id) else { continue };
        if above.archived && !standing.is_below(id) {
            errors.add(FieldError::new(field, "objective-move-archived"));
        } else if !above.span().contains(&span) {
            errors.add(FieldError::new(field, "objective-move-period").arg("title", above.title.as_str()));
        }
    }
    Ok(())
}

/// The objective of this title or address, or the message that says why there is not one.
async fn named(
    tx: &mut OrganizationTx,
    text: &str,
    period: Option<PeriodId>,
) -> Result<Result<ObjectiveId, &'static str>> {
    if let Some(id) = text.rsplit('/').next().and_then(|last| last.parse::<ObjectiveId>().ok()) {
        let found = store::list(tx, &[id]).await?.pop();
        return Ok(found.map(|objective| objective.id).ok_or("objective-parent-unknown"));
    }
    Ok(match store::find_by_title(tx, text, period).await?.as_slice() {
        [one] => Ok(*one),
        [] => Err("objective-parent-unknown"),
        _ => Err("objective-parent-ambiguous"),
    })
}

/// The message that names a field.
pub fn label(field: &str) -> &'static str {
    match field {
        "title" => "objective-title",
        "description" => "objective-description",
        "workspace" => "objective-workspace",
        "owner" => "objective-owner",
        "contributors" => "objective-contributors",
        "period" => "objective-period",
        "parent" => "objective-aligned-to",
        "parents" => "objective-also-aligned-to",
        "visibility" => "objective-visibility",
        "rollup" => "objective-rollup",
        _ => "objective-weight",
    }
}

/// The label of a field, and how its content reads.
pub fn said(l: Lang, viewer: &Viewer, workspaces: &[Workspace], field: &str, text: &str) -> (String, String) {
    let read = match field {
        "workspace" => {
            workspaces.iter().find(|workspace| workspace.id.to_string() == text).map(|workspace| workspace.name.clone())
        }
        "period" => viewer.period(text).map(|period| period.label(&l)),
        "visibility" => Visibility::parse(text).map(|visibility| l.say(visibility_choice(visibility))),
        "rollup" => Mode::from_id(text).map(|mode| l.say(rollup_message(mode))),
        _ => None,
    };
    (l.say(label(field)), read.unwrap_or_else(|| text.to_owned()))
}

/// Fields that the form did not have for this person stay as they stand. A title there always is.
pub fn complete(mine: &mut Texts, theirs: &Texts) {
    for (field, stands) in theirs.iter().filter(|(field, _)| *field != "title") {
        mine.entry(field.clone()).or_insert_with(|| stands.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_place() {
        let mut fields = FIELDS;
        fields.sort_unstable();
        let texts = crate::web::merge::texts(&FormValues::default()).unwrap();
        assert_eq!(texts.keys().map(String::as_str).collect::<Vec<_>>(), fields);
    }

    #[test]
    fn rows_that_say_nothing_are_none() {
        assert_eq!(rows("Anna \n\n  \nBoris").collect::<Vec<_>>(), ["Anna", "Boris"]);
        let mut errors = Errors::default();
        assert!(!are_too_many("parents", &"a\n\n".repeat(20), &mut errors) && errors.is_empty());
        assert!(are_too_many("parents", &"a\n".repeat(21), &mut errors) && !errors.is_empty());
    }

    #[test]
    fn fields_that_were_not_offered_stay() {
        let theirs = Texts::from([("owner".to_owned(), "Anna".to_owned()), ("title".to_owned(), "Grow".to_owned())]);
        let mut mine = Texts::from([("parents".to_owned(), String::new())]);
        complete(&mut mine, &theirs);
        assert_eq!(mine.get("owner").map(String::as_str), Some("Anna"));
        assert_eq!(mine.get("parents").map(String::as_str), Some(""), "emptied on purpose");
        assert!(!mine.contains_key("title"), "a title that is missing is a mistake");
    }
}
