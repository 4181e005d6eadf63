//! What a change of `spec/` means, for reviewers: the lowered document and the public API, as snapshots.
//!
//! After a change on purpose: `INSTA_UPDATE=always cargo test` accepts them, and the review shows their difference.

use std::collections::BTreeMap;

use realtimekit_tests::{generate, load, path, rendered};
use serde_json::{Map, Value};
use xtask::codegen::surface::surface;
use xtask::codegen::{lowered, write};
use xtask::workspace;

/// What to do when a snapshot does not match.
const ACCEPT: &str =
    "the snapshot differs: if the change is meant, accept it with `INSTA_UPDATE=always cargo test`";

fn compared(name: &str, folder: &str, text: &str) {
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => path("snapshots").join(folder),
        description => ACCEPT,
    }, { insta::assert_snapshot!(name, text) });
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
    for (file, part) in parts {
        compared(
            &file,
            "document",
            &serde_json::to_string_pretty(&part).unwrap(),
        );
    }
}

#[test]
fn the_public_api_is_as_reviewed() {
    let files = generate(&load());
    for (file, text) in surface(&files).unwrap() {
        let name = file
            .trim_start_matches("src/")
            .trim_end_matches(".rs")
            .replace('/', "_");
        compared(&name, "api", &text);
    }
}

#[test]
fn the_emitted_crate_is_what_the_spec_says() {
    let files = generate(&load());
    let plan = write::plan(&workspace::generated(), &files).unwrap();
    assert!(
        plan.is_current(),
        "generated/ is stale: run `cargo xtask codegen`\n{}",
        plan.diff
    );
}
