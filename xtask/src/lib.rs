//! The workbench as a library: reads the spec, checks it, generates the crate, and reports what changes of the spec break.

pub mod cargo_lock;
pub mod codegen;
pub mod diagnostics;
pub mod diff;
pub mod drift;
pub mod emit;
pub mod lint;
pub mod lock;
pub mod lower;
pub mod model;
pub mod new_operation;
pub mod openapi;
pub mod output;
pub mod review;
pub mod source;
pub mod stack;
pub mod text;
pub mod workspace;
pub mod write;
