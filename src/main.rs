//! The `okrio` program: picks a command.
use std::process::ExitCode;

/// A page is built of many small texts; this allocator makes them with less work than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    okrio::commands::main()
}
