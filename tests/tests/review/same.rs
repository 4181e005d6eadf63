//! Another layout of a document is not a change.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use xtask::review::Review;
use xtask::review::verdict::Wire;

use crate::document::{Texts, about_the_document, base, compare, read, texts};
use crate::edit::walk;

/// Another layout of the spec.
#[derive(Clone, Debug)]
struct Layout {
    /// The seed for shuffling keys, and items of lists without an order; 0 does not shuffle.
    seed: u64,
    /// Sections of `components` whose references are replaced by their targets.
    inlined: Vec<&'static str>,
    /// The number of files.
    files: usize,
    /// Written as YAML.
    is_yaml: bool,
}

fn layouts() -> impl Strategy<Value = Layout> {
    let sections =
        proptest::sample::subsequence(vec!["parameters", "responses", "requestBodies"], 0..=3);
    (any::<u64>(), sections, 1..4_usize, any::<bool>()).prop_map(
        |(seed, inlined, files, is_yaml)| Layout {
            seed,
            inlined,
            files,
            is_yaml,
        },
    )
}

#[test]
fn another_layout_is_no_change() {
    // Each takes a second. The cases are the same in each run.
    let config = Config {
        cases: 6,
        max_shrink_iters: 8,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let run = runner.run(&layouts(), |layout| {
        let found = review_of(written(&layout));
        prop_assert!(found.changes.is_empty(), "{}", about_the_document(&found));
        prop_assert!(found.surface.is_empty(), "{:?}", found.surface);
        Ok(())
    });
    if let Err(why) = run {
        panic!("{why}");
    }
}

#[test]
fn the_same_files_are_no_change() {
    let found = review_of(texts());
    assert!(found.changes.is_empty(), "{}", about_the_document(&found));
}

#[test]
fn a_definition_in_another_file_is_no_change() {
    let mut files = texts();
    let moved = files.remove("call_quality.yaml").unwrap();
    files.insert("quality_of_calls.yaml".to_owned(), moved);
    for text in files.values_mut() {
        *text = text.replace("call_quality.yaml#", "quality_of_calls.yaml#");
    }
    let found = review_of(files);
    assert!(found.changes.is_empty(), "{}", about_the_document(&found));
}

#[test]
fn schemas_in_place_mean_the_same_on_the_wire() {
    for schema in [
        "PollId",
        "CreatePoll",
        "MeetingStatus",
        "Participant",
        "Paging",
    ] {
        let mut document = base().spec.document.clone();
        let reference = format!("#/components/schemas/{schema}");
        let target = document["components"]["schemas"][schema].clone();
        walk(&mut document, &mut |node| {
            if node["$ref"] == reference {
                *node = target.clone();
            }
        });
        document["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .remove(schema);
        let found = review_of(Texts::from([(
            "head.json".to_owned(),
            document.to_string(),
        )]));
        let report = about_the_document(&found);
        assert!(
            found.changes.iter().all(|change| change.wire == Wire::None),
            "{schema}\n{report}"
        );
        let unexplained = found
            .changes
            .iter()
            .find(|change| change.rule.id == "signature-unexplained");
        assert!(unexplained.is_none(), "{schema}\n{report}");
    }
}

fn review_of(texts: Texts) -> Review {
    compare(read(texts))
}

fn written(layout: &Layout) -> Texts {
    let mut document = base().spec.document.clone();
    for section in &layout.inlined {
        inline(&mut document, section);
    }
    let mut random = layout.seed;
    walk(&mut document, &mut |node| shuffle(node, &mut random));
    let ending = if layout.is_yaml { "yaml" } else { "json" };
    let written = |(name, part): (String, Value)| {
        let text = match ending {
            "yaml" => yaml(&part),
            _ => part.to_string(),
        };
        (format!("{name}.{ending}"), text)
    };
    split(document, layout.files, ending)
        .into_iter()
        .map(written)
        .collect()
}

/// JSON is YAML, except for the maximum length of keys. So only the outermost mappings are written with line
/// breaks.
fn yaml(part: &Value) -> String {
    let fields = part.as_object().unwrap().iter();
    fields
        .map(|(key, value)| format!("{key}:\n  {value}\n"))
        .collect()
}

/// Replaces the references to a section by their targets, and removes the section.
fn inline(document: &mut Value, section: &str) {
    let Some(components) = document["components"]
        .as_object_mut()
        .unwrap()
        .remove(section)
    else {
        return;
    };
    let prefix = format!("#/components/{section}/");
    walk(document, &mut |node| {
        let name = node["$ref"]
            .as_str()
            .and_then(|target| target.strip_prefix(&prefix));
        if let Some(target) = name.map(|name| components[name].clone()) {
            *node = target;
        }
    });
}

/// Puts the keys of a mapping, and the items of lists that are sets, in another order.
fn shuffle(node: &mut Value, random: &mut u64) {
    if *random == 0 {
        return;
    }
    let Value::Object(fields) = node else { return };
    for key in ["parameters", "tags"] {
        if let Some(Value::Array(items)) = fields.get_mut(key) {
            shuffled(items, random);
        }
    }
    let is_schema = fields.get("type") == Some(&json!("string"));
    if let Some(Value::Array(items)) = fields.get_mut("enum").filter(|_| is_schema) {
        shuffled(items, random);
    }
    let mut entries: Vec<(String, Value)> = std::mem::take(fields).into_iter().collect();
    shuffled(&mut entries, random);
    *fields = entries.into_iter().collect::<Map<_, _>>();
}

fn shuffled<T>(items: &mut [T], random: &mut u64) {
    for at in (1..items.len()).rev() {
        *random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        items.swap(
            at,
            usize::try_from((*random >> 33) % (at as u64 + 1)).unwrap(),
        );
    }
}

/// The document in several files: paths and schemas are distributed, everything else is in the first.
fn split(document: Value, count: usize, ending: &str) -> Vec<(String, Value)> {
    let name = |at: usize| match at {
        0 => "realtimekit".to_owned(),
        at => format!("part_{at}"),
    };
    let mut root = document;
    let info = root["info"].clone();
    let paths = std::mem::take(root["paths"].as_object_mut().unwrap());
    let schemas = root["components"]["schemas"]
        .as_object_mut()
        .map(std::mem::take)
        .unwrap();
    let homes: Map<String, Value> = schemas
        .keys()
        .enumerate()
        .map(|(at, schema)| (schema.clone(), json!(at % count)))
        .collect();
    let mut parts: Vec<Value> = (0..count)
        .map(|at| match at {
            0 => root.clone(),
            _ => json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": {}}}),
        })
        .collect();
    for (at, (path, item)) in paths.into_iter().enumerate() {
        parts[at % count]["paths"][path] = item;
    }
    for (at, (schema, value)) in schemas.into_iter().enumerate() {
        parts[at % count]["components"]["schemas"][schema] = value;
    }
    for (at, part) in parts.iter_mut().enumerate() {
        walk(part, &mut |node| {
            let Some(target) = node["$ref"].as_str().map(str::to_owned) else {
                return;
            };
            let rest = target.strip_prefix("#/components/").unwrap();
            let home = match rest.strip_prefix("schemas/") {
                Some(schema) => usize::try_from(homes[schema].as_u64().unwrap()).unwrap(),
                None => 0,
            };
            if home != at {
                node["$ref"] = json!(format!("{}.{ending}{target}", name(home)));
            }
        });
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| (name(at), part))
        .collect()
}
