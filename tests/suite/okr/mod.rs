//! Objectives and what belongs to them.

mod access_matrix;
mod alignment;
mod bulk;
mod comments;
mod correction;
mod drafts;
mod export;
mod forms;
mod handover;
mod hidden_children;
mod history;
pub mod imports;
mod key_results;
mod looks;
mod measured;
mod moves;
mod objective_list;
mod objectives;
mod pace;
mod rhythm;
mod saved_views;
mod scopes;
mod sorting;
mod stages;
mod taking_back;
pub mod twin;
mod undo;
