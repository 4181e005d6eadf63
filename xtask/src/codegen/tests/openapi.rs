//! The merged document beside the crate.

use std::fs;

use serde_json::{Value, json};

use crate::codegen::generate;
use crate::source::load;
use crate::workspace;
use crate::write::Files;

const EXAMPLE: &str = "{\"name\": \"a\"}";

/// The files of a document of two files and an example, with this line in the first one.
fn files(client: &str) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    let root = "paths:
  /a: {get: {responses: {'200': {description: ok, content: {application/json: {
    schema: {$ref: 'things.yaml#/components/schemas/Thing'}, examples: {one: {externalValue: examples/thing.json}}}}}}}}
";
    let things = "paths: {}
components: {schemas: {Thing: {type: object, properties: {name: {type: string}}}}}
";
    write("root.yaml", &format!("{head}{client}{root}"));
    write("things.yaml", &format!("{head}{things}"));
    fs::create_dir(folder.path().join("examples")).unwrap();
    write("examples/thing.json", EXAMPLE);
    let spec = load(folder.path(), "spec").unwrap();
    generate(&spec, &workspace::runtime_from(folder.path()).unwrap()).unwrap()
}

#[test]
fn the_document_is_written_only_on_request_and_is_a_constant_behind_a_feature() {
    let files_without = files("x-client: {package: t}\n");
    assert!(!files_without.contains_key("openapi.json"));
    assert!(!files_without["Cargo.toml"].contains("openapi"));
    assert!(!files_without["src/lib.rs"].contains("OPENAPI"));

    // The document may be the output of an earlier run.
    let files = files("x-client: {package: t, openapi: true}\nx-generated: before\n");
    assert!(files["Cargo.toml"].contains("\nopenapi = []"));
    assert!(files["src/lib.rs"].contains("include_str!(\"../openapi.json\")"));
    let second_line = files["openapi.json"].lines().nth(1).unwrap();
    assert!(second_line.contains("@generated"), "{second_line}");
    assert!(!files["openapi.json"].contains("before"));
}

#[test]
fn the_document_holds_all_files_and_examples() {
    let text = &files("x-client: {package: t, openapi: true}\n")["openapi.json"];
    let document: Value = serde_json::from_str(text).unwrap();
    let media = &document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"];
    let expected = json!({
        "schema": {"$ref": "#/components/schemas/Thing"},
        "examples": {"one": {"value": {"name": "a"}}},
    });
    assert_eq!(*media, expected);
    assert!(document["components"]["schemas"]["Thing"].is_object());
    assert_eq!(document["paths"]["/a"]["get"]["x-call"], "client.a");
}
