//! What columns can hold.

use serde::{Deserialize, Serialize};

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Field {
    ObjectiveKey,
    ObjectiveTitle,
    ObjectiveDescription,
    ObjectiveOwner,
    ObjectiveWeight,
    ObjectivePriority,
    ParentObjective,
    Visibility,
    Team,
    Period,
    KeyResultKey,
    KeyResultTitle,
    KeyResultDescription,
    Kind,
    Unit,
    Baseline,
    Target,
    Value,
    ValueDate,
    Weight,
    Priority,
    Owner,
    Contributors,
    Confidence,
    Comment,
    Status,
    MidScore,
    FinalScore,
    Version,
    RowReference,
    RowAbove,
    RowType,
}

impl Field {
    /// All fields in the order in which a form offers them.
    pub const ALL: [Field; 32] = [
        Field::Team,
        Field::Period,
        Field::ObjectiveKey,
        Field::ObjectiveTitle,
        Field::ObjectiveDescription,
        Field::ObjectiveOwner,
        Field::ObjectiveWeight,
        Field::ObjectivePriority,
        Field::ParentObjective,
        Field::Visibility,
        Field::KeyResultKey,
        Field::KeyResultTitle,
        Field::KeyResultDescription,
        Field::Kind,
        Field::Unit,
        Field::Baseline,
        Field::Target,
        Field::Value,
        Field::ValueDate,
        Field::Confidence,
        Field::Comment,
        Field::Status,
        Field::Weight,
        Field::Priority,
        Field::Owner,
        Field::Contributors,
        Field::MidScore,
        Field::FinalScore,
        Field::Version,
        Field::RowReference,
        Field::RowAbove,
        Field::RowType,
    ];

    /// Name in a mapping and in the values of a form.
    pub fn name(self) -> &'static str {
        match self {
            Field::ObjectiveKey => "objective_key",
            Field::ObjectiveTitle => "objective_title",
            Field::ObjectiveDescription => "objective_description",
            Field::ObjectiveOwner => "objective_owner",
            Field::ObjectiveWeight => "objective_weight",
            Field::ObjectivePriority => "objective_priority",
            Field::ParentObjective => "parent_objective",
            Field::Visibility => "visibility",
            Field::Team => "team",
            Field::Period => "period",
            Field::KeyResultKey => "key_result_key",
            Field::KeyResultTitle => "key_result_title",
            Field::KeyResultDescription => "key_result_description",
            Field::Kind => "kind",
            Field::Unit => "unit",
            Field::Baseline => "baseline",
            Field::Target => "target",
            Field::Value => "value",
            Field::ValueDate => "value_date",
            Field::Weight => "weight",
            Field::Priority => "priority",
            Field::Owner => "owner",
            Field::Contributors => "contributors",
            Field::Confidence => "confidence",
            Field::Comment => "comment",
            Field::Status => "status",
            Field::MidScore => "mid_score",
            Field::FinalScore => "final_score",
            Field::Version => "version",
            Field::RowReference => "row_reference",
            Field::RowAbove => "row_above",
            Field::RowType => "row_type",
        }
    }

    /// The field with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Fluent id of the field's label.
    pub fn label_id(self) -> String {
        format!("import-field-{}", self.name().replace('_', "-"))
    }

    /// Whether the field says something about a key result.
    pub fn is_of_key_result(self) -> bool {
        !matches!(
            self,
            Field::ObjectiveKey
                | Field::ObjectiveTitle
                | Field::ObjectiveDescription
                | Field::ObjectiveOwner
                | Field::ObjectiveWeight
                | Field::ObjectivePriority
                | Field::ParentObjective
                | Field::Visibility
                | Field::Team
                | Field::Period
                | Field::Version
                | Field::RowReference
                | Field::RowAbove
                | Field::RowType
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_of_fields_are_those_of_the_json() {
        for field in Field::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.name());
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
        assert_eq!(Field::from_name("ignore"), None);
        assert_eq!(Field::ALL.into_iter().collect::<BTreeSet<_>>().len(), Field::ALL.len());
    }
}
