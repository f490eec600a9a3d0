//! The `okrio` program: picks a command.
use std::process::ExitCode;

fn main() -> ExitCode {
    okrio::commands::main()
}
