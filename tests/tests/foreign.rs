//! Documents of other APIs: each becomes a crate that compiles without a warning, or a list of unsupported parts.

use std::fs;
use std::path::Path;

use realtimekit_tests::{building, path, rendered};
use xtask::codegen;
use xtask::diagnostics::Finding;
use xtask::source::{self, LoadError};
use xtask::write::{self, Files};
use xtask::{lint, workspace};

/// The files of a crate in `out`, or the findings.
fn generate(document: &Path, out: &Path) -> Result<Files, Vec<Finding>> {
    let shown = document.file_name().unwrap().to_str().unwrap();
    let spec = match source::load(document, shown) {
        Ok(spec) => spec,
        Err(LoadError::Findings(findings)) => return Err(findings),
        Err(LoadError::CouldNotRun(why)) => panic!("{why}"),
    };
    let findings = lint::lint(&spec);
    if findings.iter().any(Finding::is_error) {
        return Err(findings);
    }
    codegen::generate(&spec, &workspace::runtime_from(out).unwrap())
}

/// Generates a crate, and checks the library with its examples of types, and its documentation, with warnings denied.
#[track_caller]
fn builds(name: &str) {
    let out = building::folder(name).unwrap();
    let document = path("foreign").join(name);
    let files = generate(&document, &out).unwrap_or_else(|found| panic!("{}", rendered(&found)));
    let lock = xtask::lock::Lock::make(&out, || {}).unwrap();
    write::write(&out, &files, &lock).unwrap();

    // Clippy checks more than the compiler. A minimal toolchain does not have it; CI does.
    let clippy = building::cargo(&out, &["clippy", "--version"]);
    let clippy = clippy.is_ok_and(|found| found.status.success());
    let compiler = if clippy { "clippy" } else { "check" };
    for tool in [&[compiler] as &[&str], &["doc", "--no-deps"]] {
        let arguments = [tool, &building::WITHOUT_TLS].concat();
        let run = building::cargo(&out, &arguments).unwrap();
        let printed = String::from_utf8_lossy(&run.stderr);
        assert!(
            run.status.success() && printed.is_empty(),
            "cargo {tool:?}\n{printed}"
        );
    }
}

macro_rules! builds {
    ($($test:ident: $file:literal),* $(,)?) => {
        $(#[test] fn $test() { builds($file); })*

        /// Every document must have a test.
        #[test]
        fn every_document_is_built() {
            let mut built = vec![$($file),*];
            let entries = fs::read_dir(path("foreign")).unwrap().map(Result::unwrap);
            let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
            let mut there: Vec<_> = files.map(|entry| entry.file_name()).collect();
            built.sort();
            there.sort();
            assert_eq!(built, there);
        }
    };
}

builds! {
    collections_lists_in_queries_dates_and_nullable_references: "library.yaml",
    bytes_trees_unions_and_a_key_in_a_header: "storage.json",
    an_envelope_pages_and_odd_number_formats: "billing.yaml",
    keywords_digits_and_signs_as_names: "names.yaml",
    names_that_differ_only_in_case: "collisions.yaml",
    components_called_as_the_types_that_code_uses: "taken.yaml",
    components_called_as_type_parameters_and_traits: "generics.yaml",
    enum_values_that_make_no_names: "enums.yaml",
    deep_paths_without_operation_ids: "paths.yaml",
    empty_nested_nullable_and_recursive_schemas: "shapes.yaml",
    descriptions_full_of_markup: "prose.yaml",
    media_types_and_methods_of_all_kinds: "media.yaml",
    schemas_that_exclude_values: "not.yaml",
    no_calls_at_all: "nothing.yaml",
    settings_with_odd_names: "settings.yaml",
    shared_parameters_responses_and_bodies: "records.yaml",
    names_of_properties_as_examples: "placeholders.yaml",
    long_signatures_odd_bounds_and_names_that_clippy_minds: "lints.yaml",
}

#[test]
fn unsupported_documents_are_findings_with_their_place() {
    let entries = fs::read_dir(path("foreign/unsupported")).unwrap();
    for entry in entries {
        let document = entry.unwrap().path();
        let name = document.file_stem().unwrap().to_str().unwrap();
        let findings = match generate(&document, &workspace::generated()) {
            Ok(_) => panic!("{name} is supported now: move it to the documents that build"),
            Err(findings) => findings,
        };
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            snapshot_path => path("snapshots/unsupported"),
        }, { insta::assert_snapshot!(name, rendered(&findings)); });
    }
}
