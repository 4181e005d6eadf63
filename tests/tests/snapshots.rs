//! The effect of a change in `spec/` for reviewers: the lowered document and the public API, as snapshots.
//!
//! After an intended change, `INSTA_UPDATE=always cargo test` accepts them, and their diff shows the effect.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use realtimekit_tests::{generate, load, path, rendered};
use serde_json::{Map, Value};
use xtask::codegen::lowered;
use xtask::emit::response_examples::FOLDER;
use xtask::emit::surface::surface;
use xtask::workspace;
use xtask::write;

/// The advice if a snapshot does not match.
const ACCEPT: &str =
    "the snapshot differs: if the change is meant, accept it with `INSTA_UPDATE=always cargo test`";

/// Compares every text with its snapshot before it fails: a change shows in all of its places at once.
fn compared(folder: &str, texts: &BTreeMap<String, String>) {
    let differing: Vec<&String> = texts
        .iter()
        .filter(|(name, text)| {
            let differs = || {
                insta::with_settings!({
                    prepend_module_to_snapshot => false,
                    omit_expression => true,
                    snapshot_path => path("snapshots").join(folder),
                    description => ACCEPT,
                }, { insta::assert_snapshot!(name.as_str(), text) });
            };
            catch_unwind(AssertUnwindSafe(differs)).is_err()
        })
        .map(|(name, _)| name)
        .collect();
    assert!(differing.is_empty(), "{ACCEPT}: {differing:?}");
    let kept = fs::read_dir(path("snapshots").join(folder)).unwrap();
    let orphans: Vec<String> = kept
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| {
            file.strip_suffix(".snap")
                .is_some_and(|name| !texts.contains_key(name))
        })
        .collect();
    assert!(
        orphans.is_empty(),
        "these snapshots have no source any more: delete them: {orphans:?}"
    );
}

#[test]
fn the_lowered_document_is_as_reviewed() {
    let spec = load();
    let document = lowered(&spec).unwrap_or_else(|findings| panic!("{}", rendered(&findings)));
    let mut parts: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let file = spec.origin(&format!(
            "/paths/{}",
            path.replace('~', "~0").replace('/', "~1")
        ));
        parts
            .entry(file.to_owned())
            .or_default()
            .insert(path.clone(), item.clone());
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let file = spec.origin(&format!("/components/schemas/{name}"));
        parts
            .entry(file.to_owned())
            .or_default()
            .insert(name.clone(), schema.clone());
    }
    let parts = parts
        .into_iter()
        .map(|(file, part)| (file, serde_json::to_string_pretty(&part).unwrap()));
    compared("document", &parts.collect());
}

#[test]
fn the_public_api_is_as_reviewed() {
    let files = generate(&load());
    // Examples are one method for each type, which `examples.rs` calls.
    let files = surface(&files).unwrap().into_iter();
    let files = files.filter(|(file, _)| !file.starts_with(FOLDER));
    let files = files.map(|(file, text)| {
        let name = file.trim_start_matches("src/").trim_end_matches(".rs");
        (name.replace('/', "_"), text)
    });
    compared("api", &files.collect());
}

#[test]
fn generated_is_up_to_date_with_the_spec() {
    let files = generate(&load());
    let plan = write::plan(&workspace::generated(), &files).unwrap();
    assert!(
        plan.is_current(),
        "generated/ is out of date: run `cargo xtask codegen`\n{}",
        plan.diff(&files)
    );
}

#[test]
fn no_emitted_file_of_types_has_more_than_500_lines() {
    let files = generate(&load());
    let types = files
        .iter()
        .filter(|(name, _)| name.starts_with("src/types/"));
    let long = types.filter(|(_, text)| text.lines().count() > 500);
    let long: Vec<&String> = long.map(|(name, _)| name).collect();
    assert!(long.is_empty(), "split the files of spec/: {long:?}");
}
