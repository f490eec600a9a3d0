//! What OKRio needs of its database before any feature touches it.

pub mod cluster;
