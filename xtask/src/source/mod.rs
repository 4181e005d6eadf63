//! Reading the truth: the OpenAPI files become one document whose every node still knows its file, line and column.
//!
//! [`load`] reads a file or a folder and merges it, [`lint`] says what is wrong with the result, and [`render`] shows
//! findings with an excerpt of the file.
//!
//! ```text
//! spec/*.yaml ─load─► texts ─yaml, json─► values + trees of positions ─merge─► Spec ─lint─► findings ─report─► text
//! ```

mod events;
pub(crate) mod files;
pub(crate) mod json;
mod listing;
pub(crate) mod load;
mod merge;
mod recipes;
mod references;
mod spec;
mod tree;
mod yaml;

pub(crate) use events::Flaw;
pub use listing::Listing;
pub(crate) use load::DECISIONS;
pub use load::{LoadError, load, texts};
pub use recipes::Recipe;
pub use spec::Spec;
pub(crate) use spec::parsed;
