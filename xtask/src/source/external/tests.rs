use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::source::{LoadError, Spec, load};

const PET: &str = "type: object\nproperties:\n  owner: {$ref: people/owner.yaml}\n";
const OWNER: &str =
    "type: object\nproperties:\n  pets: {type: array, items: {$ref: ../pet.yaml}}\n";

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A document with one operation, and more.
fn document(schema: &str, more: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /t:
    get:
      operationId: a
      responses:
        '200': {{description: D., content: {{application/json: {{schema: {schema}}}}}}}
{more}"
    )
}

fn read(path: &Path) -> Spec {
    load(path, "t").unwrap_or_else(|error| panic!("{error:?}"))
}

/// The document `api.yaml` among these files, which has no conflicts.
fn spec(files: &[(&str, String)]) -> Spec {
    let folder = folder(files);
    let spec = read(&folder.path().join("api.yaml"));
    assert!(spec.conflicts.is_empty(), "{:?}", spec.conflicts);
    spec
}

fn assert_position(spec: &Spec, pointer: &str, file: &str, line: usize) {
    let position = spec.position(pointer);
    assert!(position.file.ends_with(file), "{position:?}");
    assert_eq!(position.line, line);
}

fn schema_of_response(spec: &Spec) -> &Value {
    let pointer = "/paths/~1t/get/responses/200/content/application~1json/schema";
    spec.document.pointer(pointer).unwrap()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn files_that_refer_to_each_other_become_components_with_their_positions() {
    let files = [
        ("api.yaml", document("{$ref: ./schemas/pet.yaml}", "")),
        ("schemas/pet.yaml", PET.to_owned()),
        ("schemas/people/owner.yaml", OWNER.to_owned()),
    ];
    let spec = spec(&files);
    assert_eq!(*schema_of_response(&spec), reference("pet"));
    let schemas = &spec.document["components"]["schemas"];
    assert_eq!(schemas["pet"]["properties"]["owner"], reference("owner"));
    assert_eq!(
        schemas["owner"]["properties"]["pets"]["items"],
        reference("pet")
    );
    assert_position(
        &spec,
        "/components/schemas/owner/properties/pets",
        "schemas/people/owner.yaml",
        3,
    );
}

#[test]
fn a_component_that_only_refers_to_a_file_gives_its_name() {
    let more = "components:\n  schemas:\n    Animal: {$ref: common.yaml#/definitions/Pet}\n";
    let common =
        "definitions:\n  Pet: {type: object, properties: {next: {$ref: '#/definitions/Pet'}}}\n";
    let files = [
        (
            "api.yaml",
            document("{$ref: '#/components/schemas/Animal'}", more),
        ),
        ("common.yaml", common.to_owned()),
    ];
    let folder = folder(&files);
    // As a file, and as a folder in which the second file is no document.
    for path in [folder.path().join("api.yaml"), folder.path().to_owned()] {
        let spec = read(&path);
        assert!(spec.conflicts.is_empty(), "{:?}", spec.conflicts);
        assert_eq!(*schema_of_response(&spec), reference("Animal"));
        let schemas = spec.document["components"]["schemas"].as_object().unwrap();
        assert_eq!(schemas.len(), 1);
        assert_eq!(schemas["Animal"]["properties"]["next"], reference("Animal"));
    }
}

#[test]
fn a_path_may_be_in_a_file_of_its_own() {
    let path = "get:\n  operationId: b\n  responses:\n    '200': {$ref: 'parts.json#/ok'}\n";
    let root =
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /t: {$ref: paths/t.yaml}\n";
    let ok = json!({"ok": {"description": "D.", "content": {"application/json": {
        "schema": {"$ref": "#/text"}}}}, "text": {"type": ["string", "null"]}});
    let files = [
        ("api.yaml", root.to_owned()),
        ("paths/t.yaml", path.to_owned()),
        ("paths/parts.json", ok.to_string()),
    ];
    let spec = spec(&files);
    assert_eq!(spec.document["paths"]["/t"]["get"]["operationId"], "b");
    let text = &spec.document["components"]["schemas"]["text"];
    assert_eq!(*text, json!({"type": "string", "nullable": true}));
    assert_position(&spec, "/paths/~1t/get/operationId", "paths/t.yaml", 2);
}

#[test]
fn files_of_one_name_become_components_of_two_names() {
    let schema = "{type: object, properties: {a: {$ref: a/x.yaml}, b: {$ref: b/x.yaml}}}";
    let files = [
        ("api.yaml", document(schema, "")),
        ("a/x.yaml", "type: string\n".to_owned()),
        ("b/x.yaml", "type: integer\n".to_owned()),
    ];
    let spec = spec(&files);
    let properties = &schema_of_response(&spec)["properties"];
    assert_eq!(
        [&properties["a"], &properties["b"]],
        [&reference("x"), &reference("x2")]
    );
    assert_eq!(
        spec.document["components"]["schemas"]["x2"]["type"],
        "integer"
    );
}

#[test]
fn a_mapping_may_name_a_file() {
    let choice =
        "{oneOf: [{$ref: dog.yaml}], discriminator: {propertyName: k, mapping: {d: dog.yaml}}}";
    let files = [
        ("api.yaml", document(choice, "")),
        (
            "dog.yaml",
            "type: object\nproperties: {k: {type: string}}\n".to_owned(),
        ),
    ];
    let spec = spec(&files);
    let mapped = schema_of_response(&spec).pointer("/discriminator/mapping/d");
    assert_eq!(mapped, Some(&json!("#/components/schemas/dog")));
}

#[test]
fn no_file_outside_of_the_folder_is_read() {
    let files = [
        ("api/api.yaml", document("{$ref: ../secret.yaml}", "")),
        ("secret.yaml", "type: string\n".to_owned()),
    ];
    let folder = folder(&files);
    let spec = read(&folder.path().join("api/api.yaml"));
    assert_eq!(
        *schema_of_response(&spec),
        json!({"$ref": "../secret.yaml"})
    );
    assert_eq!(spec.conflicts.len(), 1);
    assert!(spec.document.get("components").is_none());
}

#[test]
fn a_file_elsewhere_in_the_git_repository_is_read() {
    let files = [
        ("repository/.git", "gitdir: elsewhere\n".to_owned()),
        (
            "repository/apis/shop/api.yaml",
            document("{$ref: ../../common/id.yaml}", ""),
        ),
        (
            "repository/apis/other/api.yaml",
            document("{$ref: ../../../secret.yaml}", ""),
        ),
        ("repository/common/id.yaml", "type: integer\n".to_owned()),
        ("secret.yaml", "type: string\n".to_owned()),
    ];
    let folder = folder(&files);
    let spec = read(&folder.path().join("repository/apis/shop/api.yaml"));
    assert_eq!(
        *schema_of_response(&spec),
        json!({"$ref": "#/components/schemas/id"})
    );
    assert!(spec.conflicts.is_empty());
    let spec = read(&folder.path().join("repository/apis/other/api.yaml"));
    assert_eq!(spec.conflicts.len(), 1);
}

#[test]
fn schemas_in_a_file_of_3_1_are_found_by_their_names() {
    let schema = json!({
        "$id": "https://example.com/pet.json",
        "properties": {"owner": {"$ref": "#/$defs/Owner"}, "kind": {"$ref": "#kind"}},
        "$defs": {"Owner": {"type": "integer"}, "Kind": {"$anchor": "kind", "type": "string"}},
    });
    let document = document("{$ref: pet.json}", "").replace("3.0.3", "3.1.0");
    let files = [("api.yaml", document), ("pet.json", schema.to_string())];
    let spec = spec(&files);
    let properties = json!({"owner": reference("Owner"), "kind": reference("Kind")});
    assert_eq!(
        spec.document["components"]["schemas"],
        json!({
            "pet": {"properties": properties},
            "Owner": {"type": "integer"},
            "Kind": {"type": "string"},
        })
    );
}

#[test]
fn a_file_that_is_no_document_and_to_which_nothing_refers_is_an_error() {
    let files = [
        ("api.yaml", document("{type: string}", "")),
        ("other.yaml", "type: string\n".to_owned()),
    ];
    let folder = folder(&files);
    match load(folder.path(), "t") {
        Err(LoadError::Findings(findings)) => assert_eq!(findings[0].rule, "not-openapi-3.0"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn references_that_cannot_lead_to_a_component_are_copied_in_place() {
    let root = "openapi: 3.0.3
info: {title: T, version: '1', description: {$ref: texts.yaml#/about}}
paths:
  /t:
    parameters: [{name: x, in: query, schema: {type: string}}]
    get: {$ref: operations/get.yaml}
";
    let get = "operationId: a
parameters: {$ref: '../parts.yaml#/page'}
responses:
  '200':
    description: D.
    content: {application/json: {schema: {type: object, properties: {$ref: '../parts.yaml#/pet'}}}}
";
    let parts = "page: [{name: page, in: query, schema: {$ref: '#/number'}}]
pet: {id: {$ref: '#/number'}}
number: {type: integer}
";
    let files = [
        ("api.yaml", root.to_owned()),
        ("texts.yaml", "about: An API.\n".to_owned()),
        ("operations/get.yaml", get.to_owned()),
        ("parts.yaml", parts.to_owned()),
    ];
    let spec = spec(&files);
    assert_eq!(spec.document["info"]["description"], "An API.");
    let get = &spec.document["paths"]["/t"]["get"];
    assert_eq!(get["parameters"][0]["schema"], reference("number"));
    assert_eq!(
        schema_of_response(&spec)["properties"]["id"],
        reference("number")
    );
    assert_position(
        &spec,
        "/paths/~1t/get/operationId",
        "operations/get.yaml",
        1,
    );
}
