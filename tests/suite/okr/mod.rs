//! Objectives and what belongs to them.

mod access_matrix;
mod comments;
mod drafts;
mod history;
mod twin;
mod undo;
