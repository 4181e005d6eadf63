//! The emitted code of a crate, not formatted yet.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::File;

use crate::lower::problem::{Problem, Problems};

/// The Rust files by path below the output folder.
pub type Code = BTreeMap<String, File>;

/// The tokens of a file, parsed.
pub(super) fn parse(tokens: TokenStream) -> Result<File, Problems> {
    syn::parse2(tokens).map_err(|error| {
        vec![Problem::new(
            "",
            format!("the generator made code that is not valid Rust: {error}"),
            "this is a fault of the generator: report it with the document",
        )]
    })
}
