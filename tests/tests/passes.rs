//! Each lowering pass and each rewriting pass on a fragment: what it changes, as a diff between before and after.
//!
//! A fragment stands in `fragments/<stage>/<pass>.yaml`; the passes in front of it have run when the diff starts.

use std::collections::BTreeMap;

use realtimekit_tests::path;
use serde_json::Value;
use similar::TextDiff;
use xtask::emit::types as rewrite;
use xtask::lower;
use xtask::lower::settings::Settings;
use xtask::model::from_progenitor as progenitor;
use xtask::model::schema_index::Facts;
use xtask::spec;

fn fragment(stage: &str, pass: &str) -> Value {
    let file = path(&format!("fragments/{stage}/{pass}.yaml"));
    match spec::load(&file, &format!("{pass}.yaml")) {
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
fn every_lowering_pass_does_what_it_says() {
    for (index, pass) in lower::PASSES.iter().enumerate() {
        let mut document = fragment("lower", pass.name);
        let settings = Settings::read(&document).unwrap();
        for earlier in &lower::PASSES[..index] {
            (earlier.run)(&mut document, &settings).unwrap();
        }
        // Positions are what the first pass adds; after it they are noise.
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
fn every_rewriting_pass_does_what_it_says() {
    for (index, pass) in rewrite::PASSES.iter().enumerate() {
        let document = fragment("rewrite", pass.name);
        let settings = Settings::read(&document).unwrap();
        let lowered = lower::lower(document, &settings).unwrap();
        let draft = progenitor::draft(&lower::typed(&lowered).unwrap()).unwrap();
        let facts = Facts::new(&lowered);
        let mut types: rewrite::Types = draft
            .types
            .into_iter()
            .map(|(name, item)| {
                (
                    name,
                    rewrite::TypeCode {
                        item,
                        impls: Vec::new(),
                    },
                )
            })
            .collect::<BTreeMap<_, _>>();
        for earlier in &rewrite::PASSES[..index] {
            (earlier.run)(&mut types, facts).unwrap();
        }
        let before = shown(&types);
        (pass.run)(&mut types, facts).unwrap();
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => path("snapshots/rewrite") }, {
            insta::assert_snapshot!(pass.name, diff(&before, &shown(&types)));
        });
    }
}

fn shown(types: &rewrite::Types) -> String {
    let items = types
        .values()
        .flat_map(|code| std::iter::once(code.item.clone()).chain(code.impls.clone()));
    let items: Vec<syn::Item> = items.collect();
    prettyplease::unparse(&syn::parse_quote!(#(#items)*))
}
