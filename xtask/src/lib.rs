//! The workbench as a library: reading the truth, checking it, turning it into a crate, and saying what its changes mean.

pub mod cargo_lock;
pub mod codegen;
pub mod drift;
pub mod lock;
pub mod new_operation;
pub mod output;
pub mod review;
pub mod spec;
pub mod text;
pub mod workspace;
