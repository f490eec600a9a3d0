//! The audit log is sealed, and what is done to it afterwards is found.
mod command;
mod rights;
mod scene;
mod sealing;
mod tampering;
