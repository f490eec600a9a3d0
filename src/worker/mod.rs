//! Background work: facts of committed transactions become jobs.
