//! OKRio.

pub mod db;
