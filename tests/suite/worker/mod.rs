//! Facts, jobs and the process that works on them.
mod cleaning;
mod durability;
mod killed;
mod lifecycle;
mod queue;
mod relay;
pub mod world;
