//! Generates the clients of plain progenitor for the same document, in both of its styles, for comparison.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use openapiv3::OpenAPI;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use xtask::{source, workspace};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = workspace::spec();
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let loaded = source::load(&folder, "spec")
        .map_err(|_| "spec/ does not load; `cargo xtask lint` says why")?;
    let document: OpenAPI = serde_json::from_value(loaded.document)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for (name, style) in [
        ("positional.rs", InterfaceStyle::Positional),
        ("builder.rs", InterfaceStyle::Builder),
    ] {
        let mut settings = GenerationSettings::default();
        settings.with_interface(style);
        let tokens = Generator::new(&settings).generate_tokens(&document)?;
        fs::write(out.join(name), prettyplease::unparse(&syn::parse2(tokens)?))?;
    }
    Ok(())
}
