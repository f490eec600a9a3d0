//! What holds for every recorded address and every form on the pages, whoever adds the next one.

mod fields;
mod queries;
mod scene;
mod table;
mod traces;
mod who_may;
