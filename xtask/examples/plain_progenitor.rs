//! Generates the client of a document with progenitor and prettyplease alone, and prints it: what the workbench is measured
//! against (`crates/bench/coverage.py`).

use std::env;
use std::error::Error;
use std::path::PathBuf;

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator};
use xtask::source;

fn main() -> Result<(), Box<dyn Error>> {
    let document = PathBuf::from(
        env::args_os()
            .nth(1)
            .ok_or("usage: plain_progenitor FILE")?,
    );
    let loaded = source::load(&document, "document").map_err(|_| "the document cannot be read")?;
    let document: OpenAPI = serde_json::from_value(loaded.document)?;
    let tokens = Generator::new(&GenerationSettings::default()).generate_tokens(&document)?;
    println!("{}", prettyplease::unparse(&syn::parse2(tokens)?));
    Ok(())
}
