//! Several runs beside each other: what each is made of, how it goes, and what is written down of it.

pub mod record;
pub mod runner;
pub mod summary;
