//! The generator: an OpenAPI document becomes a typed client crate.
//!
//! ```text
//! Spec ─settings, lower─► document ─progenitor─► draft ─rewrite─► types
//!      ─operations, tree─► handles and calls ─resources, client─► tokens ─package─► files ─write─► the output folder
//! ```
//!
//! Everything up to the files is pure: [`generate`] reads nothing but the document and writes nothing.

mod calls;
mod client;
mod complexity;
mod document;
mod examples;
pub mod facts;
mod license;
mod lists;
pub mod lower;
mod manifest;
mod names;
mod operations;
pub mod package;
pub mod problem;
pub mod progenitor;
mod recipes;
mod resources;
pub mod rewrite;
pub mod settings;
pub mod surface;
mod tree;
mod words;
pub mod write;

use serde_json::Value;

use crate::spec::{Finding, Spec};
use facts::Facts;
pub use manifest::Runtime;
use package::Files;
use problem::Problems;
use settings::Settings;

/// The files of the crate that a document describes.
///
/// # Errors
///
/// Findings, with positions, of everything that the generator cannot express.
pub fn generate(spec: &Spec, runtime: &Runtime) -> Result<Files, Vec<Finding>> {
    let file_of = |pointer: &str| package::file_name(spec.origin(pointer));
    let mut files = emit(spec, runtime, &file_of).map_err(|problems| findings(spec, problems))?;
    files.extend(recipes::files(&spec.recipes));
    Ok(files)
}

/// The lowered document, as a reviewer reads it.
///
/// # Errors
///
/// As [`generate`].
pub fn lowered(spec: &Spec) -> Result<Value, Vec<Finding>> {
    Settings::read(&spec.document)
        .and_then(|settings| lower::lower(spec.document.clone(), &settings))
        .map(|lowered| lower::readable(&lowered))
        .map_err(|problems| findings(spec, problems))
}

fn emit(
    spec: &Spec,
    runtime: &Runtime,
    file_of: &dyn Fn(&str) -> String,
) -> Result<Files, Problems> {
    let settings = Settings::read(&spec.document)?;
    let lowered = lower::lower(spec.document.clone(), &settings)?;
    let mut draft = progenitor::draft(&lower::wordless(&lowered)?)?;
    let facts = Facts::new(&lowered);
    let operations = operations::read(facts, &draft)?;
    client::check_carried(&settings, &operations)?;
    let types = rewrite::rewrite(std::mem::take(&mut draft.types), facts)?;
    let tree = tree::build(&operations, &settings);
    let module = settings.module();
    let emission = resources::Emission {
        settings: &settings,
        tree: &tree,
        operations: &operations,
        facts,
        recipes: &spec.recipes,
        examples: examples::Examples {
            module: &module,
            tree: &tree,
            facts,
            variants: examples::first_variants(&types),
        },
    };
    package::package(&emission, types, runtime, file_of)
}

fn findings(spec: &Spec, problems: Problems) -> Vec<Finding> {
    problems
        .into_iter()
        .map(|problem| {
            let finding = spec.finding(
                "cannot-express",
                &problem.pointer,
                problem.message,
                problem.help,
            );
            match problem.related {
                Some((pointer, label)) => finding.with(spec.position(&pointer), label),
                None => finding,
            }
        })
        .collect()
}
