//! The program itself, from its arguments to its files, on a small data set that the tests make.

mod faults;
mod results;
mod support;
