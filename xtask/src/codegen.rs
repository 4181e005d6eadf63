//! The generator: an OpenAPI document becomes a typed client crate.
//!
//! ```text
//! Spec ─lower─► document ─progenitor, model─► types, operations, handles ─emit─► files ─write─► the output folder
//! ```
//!
//! Everything up to the files is pure: [`generate`] reads nothing but the document and its examples, and writes nothing.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::diagnostics::Finding;
use crate::emit::emission::Emission;
use crate::emit::package::{self, Code};
use crate::emit::samples::Samples;
use crate::emit::{examples, fixed, methods, recipes, types};
use crate::lower;
use crate::lower::problem::Problems;
use crate::lower::rust_names::file_name;
use crate::lower::settings::Settings;
use crate::model::schema_index::SchemaIndex;
use crate::model::types::Types;
use crate::model::{carried, from_progenitor, operations, shortcuts, tree};
use crate::source::Spec;
use crate::workspace::Runtime;
use crate::write::Files;

/// The files of the crate that a document describes.
///
/// # Errors
///
/// Findings, with positions, of everything that the generator cannot express, and of what recipes use and the crate does
/// not have.
pub fn generate(spec: &Spec, runtime: &Runtime) -> Result<Files, Vec<Finding>> {
    let file_of = |pointer: &str| file_name(spec.origin(pointer));
    let (mut files, module) = read(spec, |emission| {
        let types = types::emit(emission.types, &emission.settings.docs_label())?;
        let samples = Samples::new(spec, emission.operations, emission.types);
        let examples = samples.files(&file_of);
        let files = package::package(emission, types, examples, runtime, &file_of)?;
        Ok((files, emission.settings.module()))
    })
    .map_err(|problems| findings(spec, problems))?;
    let outdated = recipes::outdated(spec, &module, &files);
    if !outdated.is_empty() {
        return Err(outdated);
    }
    files.extend(recipes::files(&spec.recipes));
    files.extend(methods::files(&spec.methods));
    Ok(files)
}

/// What recipes use of the crate that the document describes, and it does not have. Of a document that the generator cannot
/// express, nothing is known.
pub fn outdated_recipes(spec: &Spec, runtime: &Runtime) -> Vec<Finding> {
    if spec.recipes.is_empty() {
        return Vec::new();
    }
    let findings = generate(spec, runtime)
        .err()
        .unwrap_or_default()
        .into_iter();
    findings
        .filter(|finding| finding.rule == recipes::OUTDATED)
        .collect()
}

/// The Rust of the crate before it is formatted, and where in the document each part of it comes from.
pub struct Origins {
    /// The name by which callers write `use`.
    pub module: String,
    /// The files below `src/`.
    pub code: Code,
    /// JSON pointers by the names of types, of handles, of calls' types, and of methods (`MeetingHandle::get`).
    pub pointers: BTreeMap<String, String>,
}

/// The code of the crate that a document describes, with its origins.
///
/// # Errors
///
/// As [`generate`].
pub fn origins(spec: &Spec) -> Result<Origins, Vec<Finding>> {
    let file_of = |pointer: &str| file_name(spec.origin(pointer));
    read(spec, |emission| {
        let types = types::emit(emission.types, &emission.settings.docs_label())?;
        let mut pointers: BTreeMap<String, String> = emission
            .types
            .iter()
            .map(|found| (found.name.to_owned(), found.schema.pointer.clone()))
            .collect();
        for (index, handle) in emission.tree.handles.iter().enumerate().skip(1) {
            let pointer = way_to(emission, index);
            let parent = &emission.tree.handles[handle.parent].name;
            pointers.insert(format!("{parent}::{}", handle.method), pointer.clone());
            pointers.insert(handle.name.clone(), pointer);
        }
        for handle in &emission.tree.handles {
            for call in &handle.calls {
                let operation = &emission.operations[call.operation];
                let pointer = operation.pointer.clone();
                let many = operation.many.iter().map(String::as_str);
                let fixed = fixed::methods(operation);
                for method in many.chain(fixed).chain([call.method.as_str()]) {
                    pointers.insert(format!("{}::{method}", handle.name), pointer.clone());
                }
                pointers.insert(operation.call_type.clone(), pointer);
            }
        }
        for shortcut in &emission.shortcuts {
            let handle = &emission.tree.handles[shortcut.from].name;
            let pointer = emission.operations[shortcut.operation].pointer.clone();
            pointers.insert(format!("{handle}::{}", shortcut.method), pointer);
        }
        // What is there for tests of callers is no part of what callers see.
        let code = package::code(emission, types, BTreeMap::new(), &file_of)?;
        Ok(Origins {
            module: emission.settings.module(),
            code,
            pointers,
        })
    })
    .map_err(|problems| findings(spec, problems))
}

/// The path, as a pointer, for which a handle is there: that of its first call, or of one further on.
fn way_to(emission: &Emission, handle: usize) -> String {
    let handles = &emission.tree.handles;
    if let Some(call) = handles[handle].calls.first() {
        let operation = &emission.operations[call.operation].pointer;
        let path = operation.rsplit_once('/').map(|(path, _)| path);
        return path.unwrap_or_default().to_owned();
    }
    let below = handles[handle].children.first();
    below.map_or_else(String::new, |below| way_to(emission, *below))
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

/// Reads the document and hands what is known of the crate to `emit`.
fn read<T>(
    spec: &Spec,
    emit: impl FnOnce(&Emission) -> Result<T, Problems>,
) -> Result<T, Problems> {
    let settings = Settings::read(&spec.document)?;
    let lowered = lower::lower(spec.document.clone(), &settings)?;
    let draft = from_progenitor::draft(&lowered)?;
    let index = SchemaIndex::new(&lowered);
    let operations = operations::read(index, &draft)?;
    let carried = carried::read(&settings, &operations)?;
    let types = Types::read(index, &draft.types)?;
    let tree = tree::build(&operations, &settings, &types);
    let shortcuts = shortcuts::read(&tree, &operations)?;
    shortcuts::check_many(&tree, &operations)?;
    let module = settings.module();
    let emission = Emission {
        settings: &settings,
        tree: &tree,
        operations: &operations,
        types: &types,
        carried,
        shortcuts,
        recipes: &spec.recipes,
        methods: &spec.methods,
        examples: examples::Examples {
            module: &module,
            tree: &tree,
            types: &types,
        },
    };
    emission.check_fixed_bodies()?;
    emission.check_places()?;
    emission.check_rate_limits()?;
    emit(&emission)
}

fn findings(spec: &Spec, problems: Problems) -> Vec<Finding> {
    // A problem of a shared part is found once for each use.
    let mut met = HashSet::new();
    problems
        .into_iter()
        .filter(|problem| met.insert(problem.clone()))
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
