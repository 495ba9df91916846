//! Several runs beside each other: what each is made of, how it goes, and what is written down of it.

mod mean;
pub mod plan;
pub mod record;
pub mod runner;
pub mod summary;
