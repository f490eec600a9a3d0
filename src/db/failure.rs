//! What a database error means to people: constraint names become field errors, a lost server becomes «unavailable».
use crate::kernel::{Failure, FieldError, Kind};

/// Constraints that a person can run into, with the field and the message that explains it.
const CONSTRAINTS: &[(&str, &str, &str)] = &[
    ("objectives_title_length", "title", "field-too-long"),
    ("objectives_description_length", "description", "field-too-long"),
    ("objectives_no_cycle", "parent", "objective-parent-loop"),
    ("objectives_not_own_parent", "parent", "objective-parent-loop"),
    ("objectives_organization_id_parent_id_fkey", "parent", "objective-parent-unknown"),
    ("objectives_place_after_sibling", "place", "objective-move-no-sibling"),
    ("key_results_title_length", "title", "field-too-long"),
    ("key_results_description_length", "description", "field-too-long"),
    ("key_results_unit_length", "unit", "field-too-long"),
    ("key_results_weight", "weight", "field-out-of-range"),
    ("comments_body_length", "body", "field-too-long"),
    ("saved_views_name_length", "name", "field-too-long"),
    ("saved_views_name_key", "name", "view-name-taken"),
    ("import_mappings_name", "name", "imports-kept-name-taken"),
    ("accounts_email_key", "email", "account-email-taken"),
];

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::not_found(),
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed => Self::unavailable(error),
            sqlx::Error::Database(database) => {
                if let Some((_, field, message)) =
                    database.constraint().and_then(|name| CONSTRAINTS.iter().find(|known| known.0 == name))
                {
                    return Self::invalid(vec![FieldError::new(*field, message)]);
                }
                match database.code().as_deref() {
                    // row security or a grant said no: the code's policy should have said so before
                    Some("42501") => {
                        tracing::warn!(%error, "refused by the database");
                        Self::forbidden()
                    }
                    // the server is going down, coming up or full
                    Some("57P01" | "57P02" | "57P03" | "53300" | "08006" | "08001" | "57014") => {
                        Self::unavailable(error)
                    }
                    // characters that the database cannot keep, such as NUL
                    Some("22021" | "22P05") => Self::new(Kind::Invalid, "failure-invalid"),
                    // what a row belongs to is gone meanwhile
                    Some("23503") => {
                        tracing::warn!(%error, "refused by the database");
                        Self::new(Kind::Conflict, "failure-stale")
                    }
                    // two transactions in each other's way
                    Some("40001" | "40P01" | "55P03") => Self::new(Kind::Conflict, "failure-stale"),
                    _ => Self::internal(error),
                }
            }
            _ => Self::internal(error),
        }
    }
}
