//! Snapshots of each lowering pass: the document before and after, as a diff. Snapshots of the code that is emitted for
//! types.
//!
//! The documents are `fragments/lower/<pass>.yaml` and those in `fragments/types/`. Earlier passes have run when the
//! diff starts.

use realtimekit_tests::path;
use serde_json::Value;
use similar::TextDiff;
use xtask::lower::settings::Settings;
use xtask::model::from_progenitor;
use xtask::model::schema_index::SchemaIndex;
use xtask::model::types::Types;
use xtask::{emit, lower, source};

fn fragment(stage: &str, pass: &str) -> Value {
    let file = path(&format!("fragments/{stage}/{pass}.yaml"));
    match source::load(&file, &format!("{pass}.yaml")) {
        Ok(spec) => spec.document,
        Err(error) => {
            panic!("every {stage} pass has a fragment, {pass} has none that loads: {error:?}")
        }
    }
}

fn diff(before: &str, after: &str) -> String {
    assert_ne!(before, after, "the fragment must show what the pass does");
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(2)
        .to_string()
}

#[test]
fn every_lowering_pass_changes_its_document_as_its_snapshot_shows() {
    for (index, pass) in lower::PASSES.iter().enumerate() {
        let mut document = fragment("lower", pass.name);
        let settings = Settings::read(&document).unwrap();
        for earlier in &lower::PASSES[..index] {
            (earlier.run)(&mut document, &settings).unwrap();
        }
        // Positions are only shown for the first pass, which adds them.
        let shown = |document: &Value| {
            let readable = if index == 0 {
                document.clone()
            } else {
                lower::readable(document)
            };
            serde_json::to_string_pretty(&readable).unwrap()
        };
        let before = shown(&document);
        (pass.run)(&mut document, &settings).unwrap();
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => path("snapshots/lower") }, {
            insta::assert_snapshot!(pass.name, diff(&before, &shown(&document)));
        });
    }
}

#[test]
fn every_kind_of_type_is_emitted_as_its_fragment_shows() {
    let mut names: Vec<String> = std::fs::read_dir(path("fragments/types"))
        .unwrap()
        .map(|entry| {
            let file = entry.unwrap().path();
            file.file_stem().unwrap().to_str().unwrap().to_owned()
        })
        .collect();
    names.sort();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let document = fragment("types", &name);
        let settings = Settings::read(&document).unwrap();
        let lowered = lower::lower(document, &settings).unwrap();
        let draft = from_progenitor::draft(&lowered).unwrap();
        let index = SchemaIndex::new(&lowered);
        let types = Types::read(index, &draft.types).unwrap();
        let emitted = emit::types::emit(&types, &settings.docs_label()).unwrap();
        let items: Vec<syn::Item> = emitted.into_values().flatten().collect();
        let shown = prettyplease::unparse(&syn::parse_quote!(#(#items)*));
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => path("snapshots/types") }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}
