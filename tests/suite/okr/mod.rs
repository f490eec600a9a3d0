//! Objectives and what belongs to them.

mod key_results;
mod objectives;
mod access_matrix;
mod alignment;
pub mod twin;
mod comments;
mod drafts;
mod history;
mod imports;
mod objective_list;
mod undo;
