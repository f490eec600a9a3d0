//! Imports: what a file becomes, that the same file again changes nothing, and that nothing is half written.

mod again;
mod bad_files;
mod command;
mod differences;
mod json;
mod kept;
pub mod kinds;
mod pages;
mod round_trip;
pub mod steps;
mod values;
