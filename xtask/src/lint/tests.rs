//! Loading from the disk, merging, reports, and documents that are nothing like OpenAPI.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::families::lint;
use super::fixtures::lines;
use crate::diagnostics::{Finding, Style, render};
use crate::openapi::escape;
use crate::source::{Input, LoadError, Spec, documents, load};

/// Writes `files` into a new folder.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn flaws(path: &Path) -> Vec<Finding> {
    match load(path, "spec") {
        Err(LoadError::Findings(findings)) => findings,
        other => panic!("{other:?}"),
    }
}

fn one_file(name: &str, bytes: &[u8]) -> Result<Spec, LoadError> {
    documents(vec![Input {
        shown: format!("spec/{name}"),
        name: name.to_owned(),
        folder: PathBuf::new(),
        bytes: bytes.to_vec(),
    }])
}

/// A document with house rules, and a request body that has these examples.
fn with_examples(schema: &str, examples: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
x-client: {{house-rules: true}}
paths: {{}}
components:
  requestBodies:
    A:
      content:
        application/json:
          schema: {schema}
          examples:
{examples}"
    )
}

const ROOT: &[u8] = b"\xef\xbb\xbfopenapi: 3.0.3\r\ninfo: {title: T, version: '1'}\r\nx-client: {package: t}\r\npaths: {}\r\n";
const MEETINGS: &[u8] = b"openapi: 3.0.3
info: {title: M, version: '1'}
paths:
  /meetings:
    get:
      operationId: list
      responses:
        200:
          description: ok
          content: {application/json: {schema: {$ref: './shared.yaml#/components/schemas/Meeting'}}}
";
const SHARED: &[u8] = b"openapi: 3.0.3
info: {title: S, version: '1'}
paths: {}
components:
  schemas:
    Meeting: {type: string}
";

#[test]
fn a_folder_becomes_one_document_that_knows_its_files() {
    let folder = folder(&[
        ("zz.yaml", ROOT),
        ("meetings.yaml", MEETINGS),
        ("shared.yaml", SHARED),
        ("README.md", b"# no document"),
        (".hidden.yaml", b"["),
        ("examples/a.json", b"{"),
    ]);
    let spec = load(folder.path(), "spec").unwrap();
    let operation = "/paths/~1meetings/get";
    assert_eq!(spec.document["info"]["title"], "T");
    assert_eq!(
        spec.document.pointer(&format!(
            "{operation}/responses/200/content/application~1json/schema"
        )),
        Some(&json!({"$ref": "#/components/schemas/Meeting"}))
    );
    assert_eq!(
        spec.position(operation).to_string(),
        "spec/meetings.yaml:5:5"
    );
    assert_eq!(
        spec.value_position(&format!("{operation}/operationId"))
            .to_string(),
        "spec/meetings.yaml:6:20"
    );
    assert_eq!(
        spec.position("/paths/~1meetings").to_string(),
        "spec/meetings.yaml:4:3"
    );
    assert_eq!(
        spec.position(&format!("{operation}/nothing/there"))
            .to_string(),
        "spec/meetings.yaml:5:5"
    );
    assert_eq!(
        spec.position("/components/schemas/Meeting").to_string(),
        "spec/shared.yaml:6:5"
    );
    assert_eq!(
        spec.position("/x-client/package").to_string(),
        "spec/zz.yaml:3:12"
    );
    assert_eq!(spec.position("").to_string(), "spec/zz.yaml:1:1");
    assert_eq!(spec.origin(operation), "meetings");
    assert_eq!(spec.origin("/components/schemas/Meeting"), "shared");
    assert_eq!(spec.origin("/info"), "zz");
    assert!(!spec.house_rules);
    assert_eq!(lint(&spec), []);
}

#[test]
fn an_unreadable_path_is_not_a_finding() {
    let empty = folder(&[("README.md", b"")]);
    for path in [empty.path().to_owned(), empty.path().join("none.yaml")] {
        assert!(
            matches!(load(&path, "spec"), Err(LoadError::CouldNotRun(why)) if why.starts_with("spec "))
        );
    }
}

#[test]
fn all_unreadable_files_are_reported() {
    let folder = folder(&[
        ("a.yaml", b"openapi: 3.0.3\ninfo: \xff\n"),
        ("b.json", b"{\"openapi\": \"3.0.3\",\n  \"info\": {,}}"),
        ("c.yaml", b"  \n"),
        (
            "d.json",
            b"{\"openapi\": \"3.0.3\", \"paths\": {}, \"paths\": {}}",
        ),
    ]);
    let found: Vec<String> = flaws(folder.path())
        .iter()
        .map(|f| format!("{} {}", f.rule, f.position))
        .collect();
    assert_eq!(
        found,
        [
            "encoding spec/a.yaml:2:7",
            "syntax spec/b.json:2:12",
            "syntax spec/c.yaml:1:1",
            "duplicate-key spec/d.json:1:35",
        ]
    );
}

#[test]
fn json_has_positions_too() {
    let text = b"{\n\t\"openapi\": \"3.0.3\",\n\t\"info\": {\"title\": \"\\ud83d\\ude00 \\\"x\\\"\", \"version\": \"1\"},\n\t\"paths\": {\n\t\t\"/a\": {\"gett\": {}}\n\t}\n}\n";
    let spec = one_file("a.json", text).unwrap();
    assert_eq!(spec.document["info"]["title"], "\u{1f600} \"x\"");
    assert_eq!(
        spec.value_position("/info/version").to_string(),
        "spec/a.json:3:53"
    );
    let found = lint(&spec);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].position.to_string(), "spec/a.json:5:10");
}

#[test]
fn examples_in_files_are_checked_in_place() {
    let api = with_examples(
        "{type: object, properties: {a: {type: array, items: {type: integer}}}}",
        "            good: {externalValue: examples/good.json}
            bad: {externalValue: ./examples/bad.json}
            more: {externalValue: examples/more.json}
            broken: {externalValue: examples/broken.json}
",
    );
    let folder = folder(&[
        ("api.yaml", api.as_bytes()),
        ("examples/good.json", b"{\"a\": [1]}"),
        ("examples/bad.json", b"{\n  \"a\": [1,\n    \"x\"]\n}\n"),
        ("examples/more.json", b"{\"a\": [],\n \"A_\": 1}"),
        ("examples/broken.json", b"{\"a\": [1,]}"),
    ]);
    let found = lint(&load(&folder.path().join("api.yaml"), "spec/api.yaml").unwrap());
    let about: Vec<String> = found
        .iter()
        .filter(|f| !f.related.is_empty())
        .map(|f| format!("{} {} for {}", f.rule, f.position, f.related[0].position))
        .collect();
    assert_eq!(
        about,
        [
            "example-mismatch spec/examples/bad.json:3:5 for spec/api.yaml:13:34",
            "unreadable-example spec/examples/broken.json:1:10 for spec/api.yaml:15:37",
            "undeclared-key spec/examples/more.json:2:2 for spec/api.yaml:14:35",
        ]
    );
}

#[test]
fn an_example_file_must_be_inside_the_folder_of_its_document() {
    let text = with_examples(
        "{}",
        "            device: {externalValue: /dev/zero}
            beside: {externalValue: ../outside.json}
            around: {externalValue: ./below/../../outside.json}
            latin: {externalValue: below/latin.json}
            fine: {externalValue: below/./fine.json}
",
    );
    let folder = folder(&[
        ("outside.json", b"1"),
        ("spec/api.yaml", text.as_bytes()),
        ("spec/below/latin.json", b"[\n\"\xe9\"]"),
        ("spec/below/fine.json", b"\xef\xbb\xbf[1]"),
    ]);
    let found = lint(&load(&folder.path().join("spec"), "spec").unwrap());
    let unread = found
        .iter()
        .filter(|finding| ["unreadable-example", "encoding"].contains(&finding.rule));
    assert_eq!(
        lines(unread),
        [
            "unreadable-example spec/api.yaml:12:37: `/dev/zero` leads out of the folder of this file",
            "unreadable-example spec/api.yaml:13:37: `../outside.json` leads out of the folder of this file",
            "unreadable-example spec/api.yaml:14:37: `./below/../../outside.json` leads out of the folder of this file",
            "encoding spec/below/latin.json:2:2: this file is not UTF-8",
        ]
    );
}

#[test]
fn a_report_shows_the_line_and_the_fix() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /\u{e9}/{x}: {parameters: [{name: x, in: path, required: true, schema: {type: string, desciption: d}}]}
  /\u{e9}/{y}: {}
";
    let found = lint(&one_file("api.yaml", text.as_bytes()).unwrap());
    let expected = "\
warning[unknown-keyword]: a schema has no keyword `desciption`
 --> spec/api.yaml:4:84
  |
4 |   /\u{e9}/{x}: {parameters: [{name: x, in: path, required: true, schema: {type: string, desciption: d}}]}
  |                                                                                    ^^^^^^^^^^
  |
  = help: did you mean `description`?

warning[colliding-paths]: `/\u{e9}/{y}` differs from another path only in the names of its parameters
 --> spec/api.yaml:5:3
  |
5 |   /\u{e9}/{y}: {}
  |   ^^^^^^
  |
 ::: spec/api.yaml:4:3
  |
4 |   /\u{e9}/{x}: {parameters: [{name: x, in: path, required: true, schema: {type: string, desciption: d}}]}
  |   ------ the other one
  |
  = help: move the operations to one of the two

2 warnings in 1 file
";
    assert_eq!(render(&found, Style::Plain), expected);
    assert!(render(&found, Style::Coloured).contains("\u{1b}["));
    assert_eq!(render(&[], Style::Plain), "no findings\n");
}

#[test]
fn a_finding_in_an_anchor_is_shown_once() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a: {get: {operationId: a, summary: A, responses: {'200': &r {description: d, desciption: d}}}}
  /b: {get: {operationId: b, summary: B, responses: {'200': *r}}}
";
    let found = lint(&one_file("api.yaml", text.as_bytes()).unwrap());
    assert_eq!(found.len(), 2);
    let report = render(&found, Style::Plain);
    assert!(report.ends_with("\n1 warning in 1 file\n"), "{report}");
}

/// A document with something of every kind.
const EVERYTHING: &str = include_str!("fixtures/everything.yaml");

#[test]
fn a_document_with_every_feature_has_no_findings() {
    let spec = one_file("everything.yaml", EVERYTHING.as_bytes()).unwrap();
    assert_eq!(lint(&spec), []);
}

#[test]
fn lint_does_not_panic_on_mangled_documents() {
    let document: Value = serde_json::from_str(
        &serde_json::to_string(&one_file("a.yaml", EVERYTHING.as_bytes()).unwrap().document)
            .unwrap(),
    )
    .unwrap();
    let mut pointers = Vec::new();
    all_pointers(&document, String::new(), &mut pointers);
    assert!(pointers.len() > 200);
    let replacements = [
        json!(null),
        json!(-1.5),
        json!("x"),
        json!([1, {"$ref": 3}]),
        json!({"$ref": "#/x", "y": {}}),
    ];
    let input = |name: &str, bytes: &[u8]| Input {
        shown: name.to_owned(),
        name: name.to_owned(),
        folder: PathBuf::new(),
        bytes: bytes.to_vec(),
    };
    let try_at = |pointer: &String| {
        for replacement in &replacements {
            let mut mangled = document.clone();
            *mangled.pointer_mut(pointer).unwrap() = replacement.clone();
            let bytes = serde_json::to_vec(&mangled).unwrap();
            if let Ok(spec) = one_file("a.json", &bytes) {
                render(&lint(&spec), Style::Plain);
            }
            // Merged into another document, which only looks at components and operations.
            if pointer.matches('/').count() <= 3
                && let Ok(spec) = documents(vec![input("a.yaml", ROOT), input("b.json", &bytes)])
            {
                lint(&spec);
            }
        }
    };
    // It takes seconds otherwise, nearly all of them in building validators.
    let share = pointers
        .len()
        .div_ceil(std::thread::available_parallelism().map_or(2, usize::from));
    std::thread::scope(|scope| {
        for part in pointers.chunks(share) {
            scope.spawn(move || part.iter().for_each(try_at));
        }
    });
}

fn all_pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                all_pointers(value, format!("{at}/{}", escape(key)), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                all_pointers(value, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}

#[test]
fn a_reference_to_a_response_in_place_of_a_schema_names_the_schema_in_it() {
    let document = b"openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  responses: {E: {description: d, content: {application/json: {schema: {type: string}}}}}
  schemas: {A: {type: array, items: {$ref: '#/components/responses/E'}}}
";
    let report = render(&lint(&one_file("a.yaml", document).unwrap()), Style::Plain);
    let help =
        "refer to the schema in it: `#/components/responses/E/content/application~1json/schema`";
    assert!(report.contains(help), "{report}");
}
