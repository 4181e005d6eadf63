//! The types that generated code uses: operations, fields and parameters, and how they are read and written.

pub(crate) mod choice;
pub(crate) mod coerce;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod conversions;
pub(crate) mod date;
pub(crate) mod decisions;
pub(crate) mod error_path;
pub(crate) mod event;
pub(crate) mod expose;
pub(crate) mod field;
pub(crate) mod file_part;
pub(crate) mod integer;
pub(crate) mod lists;
pub(crate) mod numbers;
pub(crate) mod object;
mod open_enum;
pub(crate) mod operation;
pub(crate) mod optional;
pub(crate) mod page;
pub(crate) mod paging;
pub(crate) mod param;
pub(crate) mod raw_json;
pub(crate) mod secret;
pub(crate) mod secret_url;
pub(crate) mod strict;
mod string_id;
pub(crate) mod text;
pub(crate) mod timestamp;
pub(crate) mod unknown;
pub mod validate;
