pub mod okr;
