//! The workbench as a library: reading the truth, checking it, and turning it into a crate.

pub mod codegen;
pub mod drift;
pub mod review;
pub mod spec;
pub mod workspace;
