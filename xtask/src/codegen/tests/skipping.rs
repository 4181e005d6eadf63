//! Which operations are left out, and what else goes with them.

use std::fs;

use crate::codegen::skip::take_out;
use crate::codegen::{Generated, generate_supported};
use crate::diagnostics::Finding;
use crate::lint::lint;
use crate::source::load;
use crate::workspace;

/// `bad` is not supported: a type that is no type. `Shared` is used by `good`, too, and `Bad` by `bad` and `worse`.
const PATHS: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /good: {get: {operationId: good, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Shared'}}}}}}}
  /bad: {get: {operationId: bad, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}}}}
  /worse:
    get: {operationId: worse, responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Bad'}}}}}}}
    post: {operationId: fine, responses: {'204': {description: ok}}}
components:
  schemas:
    Shared: {type: object, properties: {a: {type: string}}}
    Bad: {type: object, properties: {a: {type: strng}, b: {$ref: '#/components/schemas/OfBad'}}}
    OfBad: {type: object, properties: {c: {type: string}}}
";

fn made(client: &str, skips_all: bool) -> Result<Generated, Vec<Finding>> {
    made_of(&format!("{PATHS}{client}"), skips_all)
}

fn made_of(document: &str, skips_all: bool) -> Result<Generated, Vec<Finding>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    fs::write(&file, document).unwrap();
    let mut spec = load(&file, "api.yaml").unwrap();
    let errors = lint(&spec).into_iter().filter(Finding::is_error).collect();
    let runtime = workspace::runtime_from(folder.path()).unwrap();
    generate_supported(&mut spec, &runtime, errors, skips_all)
}

fn skipped(made: &Generated) -> Vec<String> {
    made.skipped.iter().map(|skipped| skipped.line()).collect()
}

#[test]
fn unsupported_operations_are_left_out() {
    let made = made("", true).unwrap();
    let reason = "api.yaml:12:48: `type` of a schema cannot be `strng`";
    assert_eq!(
        skipped(&made),
        [
            format!("GET /bad (bad): {reason}"),
            format!("GET /worse (worse): {reason}"),
        ]
    );
    let code: String = made.files.values().cloned().collect();
    for kept in ["GOOD", "FINE", "struct Shared"] {
        assert!(code.contains(kept), "{kept}");
    }
    for gone in ["WORSE", "OfBad"] {
        assert!(!code.contains(gone), "{gone}");
    }
    let readme = &made.files["README.md"];
    assert!(
        readme.contains("GET /worse \\(worse\\)") || readme.contains("GET /worse (worse)"),
        "{readme}"
    );
}

#[test]
fn the_list_of_reasons_has_a_limit() {
    let more: String = (0..11)
        .map(|n| format!(", x{n}: {{type: strng}}"))
        .collect();
    let document = PATHS.replace("{type: strng}", &format!("{{type: strng}}{more}"));
    let lines = skipped(&made_of(&document, true).unwrap());
    let rest = "; and 2 more, listed by codegen without `--skip-unsupported`";
    for line in &lines {
        assert_eq!(line.matches("api.yaml:12:").count(), 10, "{line}");
        assert!(line.ends_with(rest), "{line}");
    }
    assert_eq!(lines.len(), 2);
}

#[test]
fn without_the_option_all_findings_are_returned() {
    let findings = made("", false).err().unwrap();
    assert_eq!(findings.len(), 1);
    let listed = made("x-client: {skip: [bad]}\n", false).err().unwrap();
    assert_eq!(listed.len(), 1, "`worse` is not listed");
}

#[test]
fn listed_operations_are_left_out_and_entries_without_effect_are_reported() {
    let client = "x-client: {skip: [bad, '#/paths/~1worse/get', good, none]}\n";
    let made = made(client, false).unwrap();
    assert_eq!(made.skipped.len(), 3);
    assert_eq!(
        skipped(&made)[2],
        "GET /good (good): the document asks for it"
    );
    let warnings = made.warnings.iter();
    let warnings: Vec<String> = warnings
        .map(|found| format!("{} {}", found.position, found.message))
        .collect();
    assert_eq!(
        warnings,
        [
            "api.yaml:14:53 no operation has this operationId or pointer",
            "api.yaml:14:47 the generator supports this operation",
        ]
    );
}

#[test]
fn a_document_of_which_nothing_remains_is_refused() {
    let client = "x-client: {skip: [good, fine]}\n";
    assert!(made(client, true).is_err());
}

#[test]
fn a_body_of_an_error_without_a_type_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    let content = |schema: &str| {
        format!("{{description: no, content: {{application/json: {{schema: {schema}}}}}}}")
    };
    let never =
        content("{allOf: [{type: string}, {type: object, properties: {a: {type: string}}}]}");
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '204': {{description: ok}}\n        '400': {}\n        '404': {never}\n",
        content("{type: object, properties: {a: {type: string}}}")
    );
    fs::write(&file, text).unwrap();
    let mut spec = load(&file, "api.yaml").unwrap();
    let runtime = workspace::runtime_from(folder.path()).unwrap();
    let made = generate_supported(&mut spec, &runtime, Vec::new(), false).unwrap();
    let warnings: Vec<String> = made
        .warnings
        .iter()
        .map(|found| format!("{} {}", found.position, found.rule))
        .collect();
    assert_eq!(warnings, ["api.yaml:9:63 untyped-error"]);
    let client = &made.files["src/client/mod.rs"];
    assert!(client.contains("- `400`: `GetAResponseBody`"), "{client}");
}

#[test]
fn a_path_without_operations_is_left_out() {
    let empty = "  /empty:
    parameters: [{name: a, in: query, schema: {$ref: ''}}]
components:";
    let made = made_of(&PATHS.replace("components:", empty), true).unwrap();
    assert_eq!(skipped(&made).len(), 2);
}

#[test]
fn findings_of_which_no_operation_is_the_cause_are_returned() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    let scheme = "components:\n  securitySchemes: {Unused: {type: http, scheme: bearer}}";
    fs::write(&file, PATHS.replace("components:", scheme)).unwrap();
    let mut spec = load(&file, "api.yaml").unwrap();
    let pointer = "/components/securitySchemes/Unused";
    let finding = spec.finding("rule", pointer, "message", "help");
    assert_eq!(take_out(&mut spec, vec![finding]).unwrap_err().len(), 1);
}
