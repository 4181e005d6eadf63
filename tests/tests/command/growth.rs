//! Time limits: in documents of a few kilobytes, very many paths can lead to one schema, and a command that follows
//! each of them never ends. Such a document is processed quickly, or refused with its place.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::{Run, run, xtask};

/// So many layers that 2 to this power can never be counted.
const LAYERS: usize = 40;

fn to(name: &str, at: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}{at}")})
}

/// A document of layers: `layer` makes the schemas `A0` and `B0` of what refers to `A1` and `B1`, and so on.
fn layers(layer: impl Fn(&str, usize) -> Value) -> Value {
    let text = json!({"type": "string"});
    let mut schemas = Map::new();
    for at in 0..LAYERS {
        for name in ["A", "B"] {
            schemas.insert(format!("{name}{at}"), layer(name, at + 1));
        }
    }
    for (name, property) in [("A", "x"), ("B", "y")] {
        let last = json!({"type": "object", "properties": {property: text}});
        schemas.insert(format!("{name}{LAYERS}"), last);
    }
    document(&schemas)
}

/// A document with one operation, which sends and reads `A0`.
fn document(schemas: &Map<String, Value>) -> Value {
    let content = json!({"application/json": {"schema": to("A", 0)}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Slow", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {"/things": {"post": {
            "operationId": "add_thing",
            "requestBody": {"required": true, "content": content},
            "responses": {"200": {"description": "added", "content": content}},
        }}},
        "components": {"schemas": schemas},
    })
}

/// Runs the four commands on a document, and on a change of all of its leaves.
fn all(folder: &Path, document: &Value) -> [Run; 4] {
    let [review, drift] = compared(folder, document);
    let lint = run(folder, &["lint", "--spec", "a.json"]);
    let arguments = ["codegen", "--spec", "a.json", "--out", "out", "--check"];
    [lint, run(folder, &arguments), review, drift]
}

/// Runs the two commands that compare.
fn compared(folder: &Path, document: &Value) -> [Run; 2] {
    let text = document.to_string();
    let changed = text.replace(r#"{"type":"string"}"#, r#"{"maxLength":7,"type":"string"}"#);
    fs::write(folder.join("a.json"), text).unwrap();
    fs::write(folder.join("b.json"), changed).unwrap();
    [
        &[
            "review",
            "--wire-only",
            "--from",
            "a.json",
            "--to",
            "b.json",
        ] as &[&str],
        &["drift", "--upstream", "a.json", "--spec", "b.json"],
    ]
    .map(|arguments| run(folder, arguments))
}

#[track_caller]
fn assert_codes(runs: &[Run; 4], codes: [i32; 4]) {
    for (run, code) in runs.iter().zip(codes) {
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
    }
}

#[test]
fn layers_of_schemas_take_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let same = layers(|name, at| json!({keyword: [to(name, at), to(name, at)]}));
        assert_eq!(all(folder.path(), &same)[0].code, Some(0), "{keyword}");
        let crossed = layers(|_, at| json!({keyword: [to("A", at), to("B", at)]}));
        assert_codes(&all(folder.path(), &crossed), [0, 1, 1, 1]);
    }
    let properties = layers(|_, at| {
        let below = json!({"l": to("A", at), "r": to("B", at)});
        json!({"type": "object", "properties": below})
    });
    assert_codes(&all(folder.path(), &properties), [0, 1, 1, 1]);
    // Inline schemas are reached through the layers that contain them.
    let choices = layers(|_, at| {
        let member =
            |name| json!({"properties": {"k": {"type": "string"}}, "allOf": [to(name, at)]});
        json!({"oneOf": [member("A"), member("B")]})
    });
    assert_codes(&all(folder.path(), &choices), [0, 1, 1, 1]);
}

#[test]
fn compositions_that_expand_too_far_are_refused_with_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let document = layers(|name, at| {
        let both = json!({"allOf": [to(name, at), {"properties": {"z": {"type": "string"}}}]});
        json!({"type": "object", "properties": {"l": both, "r": both}})
    });
    let [lint, codegen, review, drift] = all(folder.path(), &document);
    assert_eq!((lint.code, codegen.code), (Some(0), Some(1)));
    let words = ["--> a.json:1:", "more than 100000 properties"];
    assert!(
        words.iter().all(|word| codegen.err.contains(word)),
        "{}",
        codegen.err
    );
    assert_eq!((review.code, drift.code), (Some(1), Some(1)));
}

#[test]
fn an_example_that_would_be_compared_without_end_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let mut document = layers(|_, at| json!({keyword: [to("A", at), to("B", at)]}));
        document["x-client"] = json!({"house-rules": true});
        document["components"]["schemas"]["A0"]["example"] = json!({"x": 3});
        let runs = all(folder.path(), &document);
        assert_eq!(runs[0].code, Some(1));
        let printed = "take too long to check";
        assert!(runs[0].err.contains(printed), "{}", runs[0].err);
    }
}

#[test]
fn callbacks_that_name_others_are_not_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = layers(|_, _| json!({"type": "string"}));
    let callbacks: Map<String, Value> = (0..=LAYERS)
        .map(|at| {
            let next = json!({"$ref": format!("#/components/callbacks/C{}", (at + 1).min(LAYERS))});
            let mut operation = json!({"operationId": format!("called_{at}"), "responses": {"200": {"description": "ok"}}});
            if at < LAYERS {
                operation["callbacks"] = json!({"a": next, "b": next});
            }
            (format!("C{at}"), json!({"{$request.body#/url}": {"post": operation}}))
        })
        .collect();
    document["paths"]["/things"]["post"]["callbacks"] =
        json!({"c": {"$ref": "#/components/callbacks/C0"}});
    document["components"]["callbacks"] = Value::Object(callbacks);
    assert_codes(&all(folder.path(), &document), [0, 1, 1, 1]);
}

/// So many that comparing each with each, for each, takes minutes.
#[test]
fn unnamed_members_of_a_choice_are_paired_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let member = |at: usize| {
        let name = format!("p{at}");
        json!({"type": "object", "required": [name], "properties": {name: {"type": "string"}}})
    };
    let members: Vec<Value> = (0..1000).map(member).collect();
    let root = json!({"type": "object", "properties": {"c": {"oneOf": members}}});
    let schemas = Map::from_iter([("A0".to_owned(), root)]);
    let [review, _] = compared(folder.path(), &document(&schemas));
    assert_eq!(review.code, Some(1));
    assert!(!review.out.contains("may be one more schema"));
}

/// An extension may hold anything, and is nothing to any command.
#[test]
fn extensions_below_paths_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = document(&Map::from_iter([(
        "A0".to_owned(),
        json!({"type": "object", "properties": {"x": {"type": "string"}}}),
    )]));
    for extension in [
        json!({"get": "reads", "post": 3}),
        json!({"get": {"operationId": "get_extension"}, "$ref": "#/nowhere"}),
        json!(["get"]),
    ] {
        document["paths"]["x-verbs"] = extension;
        let runs = all(folder.path(), &document);
        assert_codes(&runs, [0, 1, 1, 1]);
        for run in runs {
            assert!(!run.out.contains("extension"), "{}", run.out);
        }
    }
}

/// A document of as many schemas as are asked for, and four times as many.
fn four_times(most: usize, schema: impl Fn(usize, usize) -> Value) -> [Value; 2] {
    [most / 4, most].map(|count| {
        let all = (0..=count).map(|at| (format!("A{at}"), schema(at, count)));
        document(&all.collect())
    })
}

/// So many that to follow each of them from each takes minutes.
#[test]
fn chains_of_references_take_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    let leaf = json!({"type": "object", "properties": {"x": {"type": "string"}}});
    for document in four_times(3200, |at, count| match at {
        at if at == count => leaf.clone(),
        at => to("A", at + 1),
    }) {
        let runs = all(folder.path(), &document);
        assert_codes(&runs, [0, 1, 1, 1]);
        // A name for a name is no error, however many there are.
        assert!(runs[1].out.contains("pub struct"), "{}", runs[1].err);
    }
    // Each must hold the next one, and the last one ends.
    let below = |at: usize, count: usize| match at {
        at if at == count => leaf.clone(),
        at => json!({"type": "object", "required": ["p"], "properties": {"p": to("A", at + 1)}}),
    };
    for document in four_times(3200, below) {
        fs::write(folder.path().join("a.json"), document.to_string()).unwrap();
        let lint = run(folder.path(), &["lint", "--spec", "a.json"]);
        assert_eq!(lint.code, Some(0), "{}", lint.err);
    }
}

/// Each thread that follows the schemas or parses the recipes of a document needs a large stack.
#[test]
fn the_base_may_be_as_deep_as_the_head() {
    let folder = tempfile::tempdir().unwrap();
    let schema = |at: usize| match at {
        600 => json!({"type": "string"}),
        at => json!({"type": "object", "properties": {"p": to("A", at + 1)}}),
    };
    let all = (0..=600).map(|at| (format!("A{at}"), schema(at)));
    let mut document = document(&all.collect());
    document["x-client"] = json!({"recipes": "recipes"});
    let recipes = folder.path().join("spec/recipes");
    fs::create_dir_all(&recipes).unwrap();
    fs::write(folder.path().join("spec/root.yaml"), document.to_string()).unwrap();
    let [open, close] = ["(", ")"].map(|bracket| bracket.repeat(1000));
    let recipe = format!("//! A.\nfn main() {{ {open}{close}; }}\n");
    fs::write(recipes.join("a.rs"), recipe).unwrap();
    // The size of a stack without a size of its own.
    let output = xtask()
        .args(["review", "--from", "spec", "--to", "spec"])
        .env("RUST_MIN_STACK", "250000")
        .current_dir(folder.path())
        .output();
    let run = Run::from(output.unwrap());
    assert_eq!(run.code, Some(0), "{}", run.err);
}

/// Each schema of a row extends the next one: the last one's properties are those of all.
#[test]
fn members_that_many_schemas_share_are_compared_once() {
    let folder = tempfile::tempdir().unwrap();
    let property = |at: usize| json!({"properties": {format!("p{at}"): {"type": "string"}}});
    for document in four_times(200, |at, count| match at {
        at if at == count => json!({"type": "object", "properties": {"x": {"type": "string"}}}),
        at => json!({"allOf": [to("A", at + 1), property(at)]}),
    }) {
        let [review, drift] = compared(folder.path(), &document);
        assert_eq!((review.code, drift.code), (Some(1), Some(1)));
    }
}

#[test]
fn values_of_wide_enums_are_not_compared_each_with_each() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<String> = (0..20_000).map(|at| format!("VALUE_{at}")).collect();
    let root = json!({"type": "string", "enum": values});
    let [review, _] = compared(
        folder.path(),
        &document(&Map::from_iter([("A0".to_owned(), root)])),
    );
    assert_eq!(review.code, Some(0), "{}", review.out);
}
