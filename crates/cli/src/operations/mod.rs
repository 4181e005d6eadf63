//! The commands of the API's operations.

mod call;
mod commands;
mod data;
mod dry_run;
mod flags;
mod run;
mod values;

pub use commands::groups;
pub use run::run;
