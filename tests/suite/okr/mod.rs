//! Objectives and key results.

mod access_matrix;
mod twin;
//! Objectives and what belongs to them.

mod comments;
mod drafts;
mod history;
mod undo;
