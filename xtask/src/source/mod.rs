//! Reads the spec: merges the OpenAPI files into one document. Every node keeps its file, line and column.
//!
//! [`load`] reads a file or a folder and merges it, [`crate::lint`] finds mistakes in the result, and
//! [`crate::diagnostics::render`] shows findings with an excerpt of the file.
//!
//! ```text
//! spec/*.yaml ─load─► texts ─yaml, json─► values + trees of positions ─merge─► Spec ─lint─► findings ─report─► text
//! ```

mod duplicate_keys;
mod error;
mod external;
mod file;
mod files;
mod hoist;
mod in_place;
pub(crate) mod json;
mod listing;
mod load;
mod merge;
mod nesting;
mod openapi_3_1;
mod read;
mod recipe;
mod recipes;
mod references;
mod spec;
mod tree;
mod unknown;
mod yaml;
mod yaml_positions;

pub(crate) use error::Flaw;
pub use error::LoadError;
pub(crate) use files::{below, bytes_inside, is_device};
pub use listing::Listing;
pub(crate) use load::{APPROVALS, DECISIONS, DEVIATIONS, SETTINGS};
pub use load::{load, texts};
pub(crate) use nesting::too_deep;
pub(crate) use read::decode;
pub use recipe::Recipe;
pub use spec::Spec;
pub(crate) use spec::parsed;
pub(crate) use unknown::{has_settings, unknown};
pub(crate) use yaml::without_empty;
#[cfg(test)]
pub(crate) use {file::Input, load::documents};
