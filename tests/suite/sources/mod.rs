//! Reads the sources: both languages say the same, every text that is asked for exists, modules know only what lies below
//! them, templates hold no script and no style of their own, and colours that meet are told apart.

mod contrast;
mod direction;
mod files;
mod messages;
mod scripts;
mod templates;
