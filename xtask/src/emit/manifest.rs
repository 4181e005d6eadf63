//! Emits `Cargo.toml`.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TomlError, value};

use super::emission::Emission;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::source::Recipe;
use crate::text::visible;
use crate::workspace::Runtime;
use crate::write::HEADER;

/// The dependencies that some emitted crates need.
pub struct Needs {
    /// The traits of serde.
    pub serde: bool,
    /// The derive macros of serde.
    pub derives: bool,
    /// Values of any JSON.
    pub json: bool,
    /// The check of patterns in the runtime.
    pub patterns: bool,
}

/// The complete manifest. Entries that a crate does not need are removed.
const MANIFEST: &str = r#"
[package]
name = ""
version = ""
edition = "2024"
rust-version = ""
description = ""
license = ""
homepage = ""
repository = ""
documentation = ""
# The document names no licence under which others could have it.
publish = false
readme = "README.md"
keywords = []
categories = []

[features]
default = ["rustls"]
# TLS by rustls, with the certificates that the system trusts.
rustls = ["realtimekit-runtime/rustls"]
# TLS by the system's own library.
native-tls = ["realtimekit-runtime/native-tls"]
# A span of the `tracing` crate for each call.
tracing = ["realtimekit-runtime/tracing"]
# Ids are made of a `Uuid`.
uuid = ["realtimekit-runtime/uuid"]
# `Timestamp` and `Date` from and to the types of these crates.
chrono = ["realtimekit-runtime/chrono"]
jiff = ["realtimekit-runtime/jiff"]
time = ["realtimekit-runtime/time"]
# For tests of your code: `example()` of the types that are read, and errors.
test-util = ["realtimekit-runtime/test-util"]
# The API description, `OPENAPI`.
openapi = []
# Receiving webhooks.
webhooks = ["realtimekit-runtime/webhooks"]
# Receiving webhooks with axum.
axum = ["webhooks", "realtimekit-runtime/axum"]

[dependencies]
realtimekit-runtime = { version = "", path = "", default-features = false, features = ["pattern"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[dev-dependencies]
axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "sync", "time"] }

[package.metadata.docs.rs]
all-features = true

[lints.rust]
unsafe_code = "forbid"
missing_docs = "deny"

# The crate is a workspace of its own, in any folder.
[workspace]
"#;

/// `Cargo.toml`.
///
/// # Errors
///
/// A recipe needs a feature that the crate does not have.
pub fn cargo(emission: &Emission, runtime: &Runtime, needs: &Needs) -> Result<String, Problems> {
    let settings = emission.settings;
    let fault = |error: TomlError| {
        vec![Problem::new(
            "",
            format!("the generator made a manifest that is not valid TOML: {error}"),
            "this is a fault of the generator: report it with the document",
        )]
    };
    let mut manifest: DocumentMut = MANIFEST.parse().map_err(fault)?;
    let package = &mut manifest["package"];
    for (key, text) in [
        ("name", Some(&settings.package)),
        ("version", Some(&settings.version)),
        ("rust-version", Some(&settings.rust_version)),
        ("description", Some(&settings.description)),
        ("license", settings.license.as_ref()),
        ("homepage", settings.homepage.as_ref()),
        ("repository", settings.repository.as_ref()),
        ("documentation", settings.documentation.as_ref()),
    ] {
        package[key] = text.map_or(Item::None, |text| value(visible(text).as_ref()));
    }
    if settings.license.is_some() {
        package["publish"] = Item::None;
    }
    for (key, texts) in [
        ("keywords", &settings.keywords),
        ("categories", &settings.categories),
    ] {
        let texts: Array = texts
            .iter()
            .map(|text| visible(text).into_owned())
            .collect();
        package[key] = if texts.is_empty() {
            Item::None
        } else {
            value(texts)
        };
    }
    if !settings.has_openapi {
        manifest["features"]["openapi"] = Item::None;
    }
    let dependencies = &mut manifest["dependencies"];
    if let Some(dependency) = dependencies["realtimekit-runtime"].as_inline_table_mut() {
        dependency.insert("version", runtime.version.as_str().into());
        dependency.insert("path", runtime.path.as_str().into());
        if !needs.patterns {
            dependency.remove("features");
        }
        dependency.fmt();
    }
    for (key, is_needed) in [("serde", needs.serde), ("serde_json", needs.json)] {
        if !is_needed {
            dependencies[key] = Item::None;
        }
    }
    if needs.serde && !needs.derives {
        manifest["dependencies"]["serde"] = value("1");
    }
    if settings.events.is_none() {
        for feature in ["webhooks", "axum"] {
            manifest["features"][feature] = Item::None;
        }
    }
    recipes(&mut manifest, emission.recipes)?;
    if runtime.in_workspace {
        manifest.remove("workspace");
    }
    Ok(format!("# {HEADER}\n{manifest}"))
}

/// The requirements of the recipes: their dependencies, and features of the crate.
fn recipes(manifest: &mut DocumentMut, recipes: &[Recipe]) -> Result<(), Problems> {
    let known: Vec<String> = match manifest["features"].as_table() {
        Some(features) => features.iter().map(|(name, _)| name.to_owned()).collect(),
        None => Vec::new(),
    };
    let mut problems = Problems::new();
    let mut examples = ArrayOfTables::new();
    for recipe in recipes.iter().filter(|recipe| !recipe.features.is_empty()) {
        let unknown = recipe
            .features
            .iter()
            .filter(|feature| !known.contains(feature));
        problems.extend(unknown.map(|feature| {
            Problem::new(
                "/x-client/recipes",
                format!(
                    "the recipe `{}` runs with the feature `{feature}`, which the crate does not have",
                    recipe.name
                ),
                format!("correct `--features` in its documentation: there is {}", known.join(", ")),
            )
        }));
        let mut example = Table::new();
        example["name"] = value(&recipe.name);
        example["required-features"] = value(recipe.features.iter().collect::<Array>());
        examples.push(example);
    }
    let uses_axum = |recipe: &Recipe| recipe.features.iter().any(|feature| feature == "axum");
    if !recipes.iter().any(uses_axum) {
        manifest["dev-dependencies"]["axum"] = Item::None;
    }
    if recipes.is_empty() {
        manifest.remove("dev-dependencies");
    }
    if !examples.is_empty() {
        manifest.insert("example", Item::ArrayOfTables(examples));
    }
    unless_any(problems, ())
}
