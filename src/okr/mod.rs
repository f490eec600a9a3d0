//! Objectives, key results, and everything that is counted from them.
pub mod access;
pub mod alignment;
pub mod bulk;
pub mod comments;
pub mod drafts;
pub mod figures;
pub mod history;
pub mod imports;
pub mod jobs;
pub mod key_results;
pub mod maths;
pub mod moves;
pub mod objective_list;
pub mod objectives;
pub mod parts;
pub mod recompute;
pub mod rhythm;
pub mod saved_views;
pub mod scores;
pub mod settings;
pub mod undo;
pub mod why;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(objectives::routes())
        .merge(objective_list::routes())
        .merge(saved_views::routes())
        .merge(bulk::routes())
        .merge(alignment::routes())
        .merge(moves::routes())
        .merge(key_results::routes())
        .merge(comments::routes())
        .merge(history::routes())
        .merge(access::routes())
        .merge(undo::routes())
        .merge(drafts::routes())
        .merge(imports::routes())
}
