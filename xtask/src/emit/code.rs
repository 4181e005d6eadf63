//! The emitted code of a crate, not formatted yet.

use std::collections::BTreeMap;

use syn::File;

/// The Rust files by path below the output folder.
pub type Code = BTreeMap<String, File>;
