//! The generator: an OpenAPI document becomes a typed client crate.
//!
//! ```text
//! Spec ─lower─► document ─progenitor, model─► types, operations, handles ─emit─► files ─write─► the output folder
//! ```
//!
//! Everything up to the files is pure: [`generate`] reads nothing but the document and its examples, and writes nothing.

mod skip;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;
use syn::File;

use crate::diagnostics::Finding;
use crate::emit::code::Code;
use crate::emit::emission::Emission;
use crate::emit::package;
use crate::emit::response_examples::Samples;
use crate::emit::{examples, fixed_bodies, methods, openapi, recipes, types};
use crate::lower;
use crate::lower::problem::Problems;
use crate::lower::rust_names::file_name;
use crate::lower::settings::{ErrorTypes, Settings};
use crate::model::schema_index::SchemaIndex;
use crate::model::types::Types;
use crate::model::{client_parameters, from_progenitor, operations, shortcuts, tree};
use crate::source::Spec;
use crate::workspace::Runtime;
use crate::write::Files;

pub use skip::Skipped;
pub(crate) use skip::{entries, has_operations, take_out, take_out_all};

/// The files of the crate that a document describes.
///
/// # Errors
///
/// A finding for everything that the generator does not support, and for every item that a recipe uses and the crate does
/// not have.
pub fn generate(spec: &Spec, runtime: &Runtime) -> Result<Files, Vec<Finding>> {
    generate_without(spec, runtime, &[]).map(|(files, _)| files)
}

/// The result of [`generate_supported`].
pub struct Generated {
    /// The files of the crate.
    pub files: Files,
    /// The operations that are not in it.
    pub skipped: Vec<Skipped>,
    /// Warnings about the document.
    pub warnings: Vec<Finding>,
}

/// Like [`generate`], without the operations that `x-client.skip` lists and, with `skips_all`, without all others that
/// are not supported. `errors` are the errors of lint. The operations are removed from the document.
///
/// # Errors
///
/// As [`generate`]; also the findings that belong to no operation, or if no operation is left.
pub fn generate_supported(
    spec: &mut Spec,
    runtime: &Runtime,
    mut errors: Vec<Finding>,
    skips_all: bool,
) -> Result<Generated, Vec<Finding>> {
    let listed = skip::entries(&spec.document);
    let mut warnings = Vec::new();
    for (operation, entry) in &listed {
        if operation.is_none() {
            let message = "no operation has this operationId or pointer";
            warnings.push(spec.finding(skip::UNNEEDED, entry, message, "remove the entry"));
        }
    }
    let may_skip = skips_all || !listed.is_empty();
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut is_first = true;
    let (mut files, mut untyped) = loop {
        if !errors.is_empty() {
            if !may_skip {
                return Err(errors);
            }
            skipped.extend(skip::take_out(spec, errors)?);
        }
        if !is_first && !skip::has_operations(&spec.document) {
            let findings = skipped.into_iter().flat_map(|skipped| skipped.findings);
            return Err(findings.collect());
        }
        is_first = false;
        match generate_without(spec, runtime, &skipped) {
            Ok(made) => break made,
            Err(findings) => errors = findings,
        }
    };
    let is_listed = |pointer: &String| {
        let mut operations = listed
            .iter()
            .filter_map(|(operation, _)| operation.as_ref());
        operations.any(|operation| operation == pointer)
    };
    let mut unlisted = skipped
        .iter()
        .filter(|it| !is_listed(&it.pointer))
        .peekable();
    if !skips_all && unlisted.peek().is_some() {
        return Err(unlisted.flat_map(|it| it.findings.clone()).collect());
    }
    let mut unneeded = Vec::new();
    for (operation, entry) in &listed {
        let Some(operation) = operation else { continue };
        if !skipped.iter().any(|skipped| skipped.pointer == *operation) {
            let message = "the generator supports this operation";
            warnings.push(spec.finding(skip::UNNEEDED, entry, message, "remove the entry"));
            unneeded.push(operation.clone());
        }
    }
    if !unneeded.is_empty() {
        skipped.extend(skip::take_out_all(spec, &unneeded));
        if !skip::has_operations(&spec.document) {
            warnings.push(spec.finding(
                "nothing-left",
                "/x-client/skip",
                "no operation is left",
                "remove an entry",
            ));
            return Err(warnings);
        }
        (files, untyped) = generate_without(spec, runtime, &skipped)?;
    }
    warnings.extend(untyped);
    let warnings = warnings.into_iter().map(Finding::as_warning).collect();
    Ok(Generated {
        files,
        skipped,
        warnings,
    })
}

fn generate_without(
    spec: &Spec,
    runtime: &Runtime,
    skipped: &[Skipped],
) -> Result<(Files, Vec<Finding>), Vec<Finding>> {
    let file_of = |pointer: &str| file_name(spec.origin(pointer));
    let ((mut files, outdated, has_openapi, calls), untyped) = read(spec, skipped, |emission| {
        let types = types::emit(emission.types, &emission.settings.docs_label())?;
        let samples = Samples::new(spec, emission.operations, emission.types);
        let examples = samples.files(&file_of);
        let mut code = Code::new();
        package::code(emission, types, examples, &file_of, &mut |path, file| {
            code.insert(path, file);
        })?;
        let settings = emission.settings;
        let outdated = recipes::outdated(spec, &settings.module(), &code);
        let files = package::package(emission, code, runtime)?;
        let calls = openapi::calls(emission);
        Ok((files, outdated, settings.has_openapi, calls))
    })
    .map_err(|problems| findings(spec, problems))?;
    if !outdated.is_empty() {
        return Err(outdated);
    }
    files.extend(recipes::files(&spec.recipes));
    files.extend(methods::files(&spec.methods));
    files.extend(openapi::files(spec, has_openapi, calls));
    let untyped = findings(spec, untyped).into_iter().map(|finding| Finding {
        rule: "untyped-error",
        message: format!(
            "error responses with this schema have no type: {}",
            finding.message
        ),
        ..finding
    });
    Ok((files, untyped.collect()))
}

/// A finding for every item that a recipe uses and the crate of this document does not have. Empty if the generator
/// does not support the document.
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

/// What is read from the Rust code of the crate, and the place in the document from which each part comes.
pub struct Origins<T> {
    /// The name by which callers write `use`.
    pub module: String,
    /// What was read.
    pub read: T,
    /// JSON pointers by the names of types, of handles, of calls' types, and of methods (`MeetingHandle::get`).
    pub pointers: BTreeMap<String, String>,
}

/// Reads the code of the crate that a document describes, before it is formatted, with its origins. `add` reads one file.
///
/// # Errors
///
/// As [`generate`].
pub fn origins<T: Default>(
    spec: &Spec,
    add: impl Fn(&mut T, &str, File),
) -> Result<Origins<T>, Vec<Finding>> {
    let file_of = |pointer: &str| file_name(spec.origin(pointer));
    read(spec, &[], |emission| {
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
                let fixed = fixed_bodies::methods(operation);
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
        let mut read = T::default();
        // Examples for tests are left out.
        let examples = BTreeMap::new();
        package::code(emission, types, examples, &file_of, &mut |path, file| {
            add(&mut read, &path, file);
        })?;
        Ok(Origins {
            module: emission.settings.module(),
            read,
            pointers,
        })
    })
    .map(|(origins, _)| origins)
    .map_err(|problems| findings(spec, problems))
}

/// The path, as a pointer, of the first call of a handle or of the handles below it.
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

/// Builds the model of the crate and passes it to `emit`. If the type of an error body cannot be made, calls do without
/// it, and the reason is returned too.
fn read<T>(
    spec: &Spec,
    skipped: &[Skipped],
    emit: impl Fn(&Emission) -> Result<T, Problems>,
) -> Result<(T, Problems), Problems> {
    let mut settings = Settings::read(&spec.document)?;
    let mut untyped = Problems::new();
    loop {
        let problems = match read_with(spec, &settings, skipped, &emit) {
            Ok(made) => return Ok((made, untyped)),
            Err(problems) => problems,
        };
        settings.error_types = match settings.error_types {
            ErrorTypes::All => {
                let pointers = problems.iter().map(|problem| problem.pointer.clone());
                ErrorTypes::Without(pointers.collect())
            }
            ErrorTypes::Without(_) => ErrorTypes::None,
            ErrorTypes::None => return Err(problems),
        };
        untyped.extend(problems);
    }
}

fn read_with<T>(
    spec: &Spec,
    settings: &Settings,
    skipped: &[Skipped],
    emit: &impl Fn(&Emission) -> Result<T, Problems>,
) -> Result<T, Problems> {
    let lowered = lower::lower(spec.document.clone(), settings)?;
    let draft = from_progenitor::draft(&lowered)?;
    let index = SchemaIndex::new(&lowered);
    let operations = operations::read(index, &draft)?;
    let carried = client_parameters::read(settings, &operations)?;
    let types = Types::read(index, &draft.types)?;
    let tree = tree::build(&operations, settings, &types);
    let shortcuts = shortcuts::read(&tree, &operations)?;
    shortcuts::check_many(&tree, &operations)?;
    let module = settings.module();
    let emission = Emission {
        settings,
        tree: &tree,
        operations: &operations,
        types: &types,
        carried,
        shortcuts,
        recipes: &spec.recipes,
        methods: &spec.methods,
        skipped: &skipped.iter().map(Skipped::line).collect::<Vec<_>>(),
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
    let mut seen = HashSet::new();
    problems
        .into_iter()
        .filter(|problem| seen.insert(problem.clone()))
        .map(|problem| {
            let finding = spec.finding(
                "unsupported",
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
