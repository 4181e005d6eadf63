//! Behaviour of progenitor 0.15.1 that the client must not inherit. Here, the generated code is compared with the code that
//! progenitor alone generates from the same document. Behaviour on a socket is tested elsewhere:
//!
//! | progenitor | the client | tests |
//! | --- | --- | --- |
//! | `..` in a path value reaches another endpoint | refused before anything is sent | `wire_client.rs` |
//! | lists are sent as repeated keys | one value with commas, if the spec has `explode: false` | `operations/sessions.rs` |
//! | PATCH cannot clear a field | absent, null and a value differ | `operations/participants.rs` |
//! | null in place of a list, and new enum values fail | an empty list, and an unknown value | `crates/runtime/src/types/`, `src/fault/body.rs` |
//! | a body that is not JSON loses the status | status, ray id and an excerpt are kept | `wire_errors.rs`, `crates/runtime/tests/wire/responses.rs` |
//! | a POST after a broken connection is retryable | not repeated | `operations/faults.rs`, `crates/runtime/tests/wire/retries.rs` |
//! | errors print payloads with secrets | redacted | `wire_secrets.rs` |
//! | an `api-version` header | only known headers | all wire cases, with `src/wire.rs` |

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use realtimekit_tests::{generate, load, rendered};
use xtask::diagnostics::Finding;
use xtask::lower::settings::Settings;
use xtask::model::from_progenitor::{self, Drafted};
use xtask::model::schema_index::SchemaIndex;
use xtask::model::types::Types;
use xtask::source::{self, LoadError, Spec};
use xtask::workspace::Runtime;
use xtask::write::Files;
use xtask::{codegen, lint, lower};

/// The document `{openapi, info, <fragment>}`.
fn document(fragment: &str) -> Spec {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fragment.yaml");
    let head = "openapi: 3.0.3\ninfo: {title: Fragment, version: 0.1.0}\n";
    std::fs::write(&file, format!("{head}{fragment}")).unwrap();
    match source::load(&file, "fragment.yaml") {
        Ok(spec) => spec,
        Err(LoadError::Findings(findings)) => panic!("{}", rendered(&findings)),
        Err(LoadError::CouldNotRun(why)) => panic!("{why}"),
    }
}

/// The files that our generator emits, or its findings.
fn ours(fragment: &str) -> Result<Files, String> {
    let spec = document(fragment);
    let runtime = Runtime {
        version: "0.1.0".to_owned(),
        path: "../crates/runtime".to_owned(),
        in_workspace: false,
    };
    let findings = lint::lint(&spec);
    if findings.iter().any(Finding::is_error) {
        return Err(rendered(&findings));
    }
    codegen::generate(&spec, &runtime).map_err(|findings| rendered(&findings))
}

/// The code of progenitor for the same document, or an error if it panics.
fn plain(fragment: &str) -> Result<String, &'static str> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document(fragment).document).unwrap();
    let tokens = catch_unwind(|| {
        let made = progenitor_impl::Generator::default().generate_tokens(&document);
        made.unwrap().to_string()
    });
    let text = tokens.map_err(|_| "it panicked")?;
    Ok(prettyplease::unparse(&syn::parse_file(&text).unwrap()))
}

/// All Rust that was emitted, as one text.
fn code(files: &Files) -> String {
    let rust = files.iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(_, text)| text.as_str()).collect()
}

/// The text of one item, by its first line, up to the `}` that closes it.
fn item<'a>(code: &'a str, start: &str) -> &'a str {
    let (before, rest) = code
        .split_once(start)
        .unwrap_or_else(|| panic!("{start}: {code}"));
    let indent = before.len() - before.trim_end_matches(' ').len();
    let end = format!("\n{}}}", " ".repeat(indent));
    rest.split_once(&end).unwrap().0
}

#[test]
fn a_list_is_sent_as_the_spec_says_exploded_or_not() {
    let files = ours(
        "paths:
  /things:
    get:
      operationId: list_things
      parameters:
      - {name: together, in: query, explode: false, schema: {type: array, items: {type: string}}}
      - {name: apart, in: query, schema: {type: array, items: {type: string}}}
      responses: {'204': {description: done}}
",
    );
    let code = code(&files.unwrap());
    assert!(
        code.contains(r#".query_list("together", together.iter().flatten(), ListStyle::Comma)"#)
    );
    assert!(code.contains(r#".query_list("apart", apart.iter().flatten(), ListStyle::Repeat)"#));
}

const STRICT: &str = "paths:
  /things:
    post:
      operationId: create_thing
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}}
      responses: {'200': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components:
  schemas:
    NewThing:
      type: object
      additionalProperties: false
      properties: {name: {type: string, minLength: 2, maxLength: 8, pattern: '^[a-z]+$'}}
    Thing:
      type: object
      additionalProperties: false
      required: [id, kind]
      properties:
        id: {$ref: '#/components/schemas/ThingId'}
        name: {type: string, minLength: 2, maxLength: 8, pattern: '^[a-z]+$'}
        kind: {$ref: '#/components/schemas/Kind'}
        tags: {type: array, items: {type: string}}
    ThingId: {type: string, maxLength: 32}
    Kind: {type: string, enum: [good, bad]}
";

#[test]
fn bounds_are_checked_in_requests_and_not_in_responses() {
    let alone = plain(STRICT).unwrap();
    assert!(alone.contains("deny_unknown_fields"));
    assert!(alone.contains("longer than 32 characters"));

    let code = code(&ours(STRICT).unwrap());
    assert!(!code.contains("deny_unknown_fields"));
    let request = item(&code, "impl Validate for NewThing {");
    for check in ["min_length", "max_length", "characters"] {
        assert!(
            request.contains(&format!("validate::{check}(")),
            "{request}"
        );
        // Nowhere else: neither in the response nor in the id.
        assert_eq!(code.matches(&format!("validate::{check}(")).count(), 1);
    }
}

#[test]
fn enums_are_open_and_lists_take_null() {
    let alone = plain(STRICT).unwrap();
    let closed = item(&alone, "pub enum Kind {");
    assert!(
        closed.contains("Bad") && !closed.contains("String"),
        "{closed}"
    );

    let code = code(&ours(STRICT).unwrap());
    let open = item(&code, "pub enum Kind {");
    assert!(open.contains("Unknown(String)"), "{open}");
    let response = item(&code, "pub struct Thing {");
    assert!(response.contains("pub tags: Vec<String>"), "{response}");
    assert!(code.contains("nullable tags"), "{code}");
}

#[test]
fn a_patch_distinguishes_absent_null_and_a_value() {
    let fragment = "paths:
  /things:
    patch:
      operationId: edit_things
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/EditThing'}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    EditThing: {type: object, properties: {name: {type: string, nullable: true}}}
";
    let alone = plain(fragment).unwrap();
    assert!(alone.contains("pub name: ::std::option::Option<::std::string::String>"));
    let code = code(&ours(fragment).unwrap());
    assert!(code.contains("pub name: Field<String>"));
    assert!(code.contains("pub fn clear_name(mut self)"));
}

/// Documents that progenitor asserts on.
const PANICS: [&str; 2] = [
    "paths:
  /things:
    get:
      operationId: list_things
      responses:
        '200': {description: a list, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        default: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}
        '404': {description: none}
components: {schemas: {Bad: {type: object, properties: {why: {type: string}}}}}
",
    "paths:
  /things:
    get:
      operationId: list_things
      responses:
        '200': {description: a list, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        '400': {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}
        '500': {description: worse, content: {application/json: {schema: {$ref: '#/components/schemas/Worse'}}}}
components:
  schemas:
    Bad: {type: object, properties: {why: {type: string}}}
    Worse: {type: object, properties: {how_much: {type: integer}}}
",
];

#[test]
fn every_error_response_becomes_the_one_error_type() {
    for fragment in PANICS {
        assert_eq!(plain(fragment), Err("it panicked"));
        let code = code(&ours(fragment).unwrap());
        assert!(code.contains("-> Call<Vec<String>>"), "{code}");
        // Its body is read as one of the described types on demand.
        assert!(code.contains("struct Bad"), "{code}");
        assert!(code.contains("body_as"), "{code}");
    }
}

#[test]
fn two_successes_become_one_type_by_status() {
    let fragment = "paths:
  /things:
    get:
      operationId: list_things
      responses:
        '200': {description: a list, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        '201': {description: a number, content: {application/json: {schema: {type: integer}}}}
";
    assert_eq!(plain(fragment), Err("it panicked"));
    let code = code(&ours(fragment).unwrap());
    let both = item(&code, "pub enum ListThingsResponse {");
    assert!(
        both.contains("Vec<String>") && both.contains("i64"),
        "{both}"
    );
}

#[test]
fn an_unmatched_setting_or_type_is_an_error() {
    // A key path of the payload that the response does not have.
    let printed = ours(
        "x-client: {envelope: {success: success, data: data, paging: paging}}
paths:
  /things:
    get:
      operationId: list_things
      x-data: data.thing
      responses:
        '200':
          description: things
          content: {application/json: {schema: {type: object, properties: {success: {type: boolean}, data: {type: object, properties: {things: {type: string}}}}}}}
",
    )
    .unwrap_err();
    assert!(
        printed.contains("x-data") && printed.contains("fragment.yaml:8:7"),
        "{printed}"
    );

    // An unknown setting.
    let printed = ours("x-client: {pacakge: x}\npaths: {}\n").unwrap_err();
    assert!(printed.contains("pacakge"), "{printed}");

    // A parameter that no path has.
    let printed = ours("x-client: {parameters: {acount_id: {}}}\npaths: {}\n").unwrap_err();
    assert!(printed.contains("acount_id"), "{printed}");

    // A type, a field or a variant that progenitor did not make.
    let spec = document(STRICT);
    let settings = Settings::read(&spec.document).unwrap();
    let lowered = lower::lower(spec.document, &settings).unwrap();
    let index = SchemaIndex::new(&lowered);
    let types = || from_progenitor::draft(&lowered).unwrap().types;
    assert!(Types::read(index, &types()).is_ok());
    for name in types().into_keys() {
        let mut without = types();
        without.remove(&name);
        assert!(
            Types::read(index, &without).is_err(),
            "{name} is not missed"
        );
    }
    for (name, found) in types() {
        let mut mangled = types();
        let changed = match found {
            Drafted::Struct { others, .. } => Drafted::Struct {
                fields: BTreeMap::new(),
                others,
            },
            Drafted::Enum(mut variants) => {
                variants.pop();
                Drafted::Enum(variants)
            }
            Drafted::Newtype => continue,
        };
        mangled.insert(name.clone(), changed);
        assert!(
            Types::read(index, &mangled).is_err(),
            "{name} is not missed"
        );
    }
}

#[test]
fn ids_are_shared_and_a_call_is_a_few_lines() {
    let account =
        "{name: account_id, in: path, required: true, schema: {type: string, maxLength: 32}}";
    let fragment = format!(
        "paths:
  /accounts/{{account_id}}/meetings:
    get: {{operationId: list_meetings, parameters: [{account}], responses: {{'204': {{description: done}}}}}}
  /accounts/{{account_id}}/sessions:
    get: {{operationId: list_sessions, parameters: [{account}], responses: {{'204': {{description: done}}}}}}
"
    );
    let id_types = |code: &str| {
        let lines = code
            .lines()
            .filter(|line| line.starts_with("pub struct") || line.starts_with("    pub struct"));
        lines.filter(|line| line.contains("AccountId")).count()
    };
    assert_eq!(id_types(&plain(&fragment).unwrap()), 2);
    assert_eq!(id_types(&code(&ours(&fragment).unwrap())), 0);

    // The real crate: one type for each kind of id, and calls of a few lines.
    let files = generate(&load());
    assert_eq!(id_types(&code(&files)), 1);
    let mut longest = (0, String::new());
    let mut calls = 0;
    for (name, text) in files
        .iter()
        .filter(|(name, _)| name.starts_with("src/resources/"))
    {
        for item in syn::parse_file(text).unwrap().items {
            let syn::Item::Impl(found) = item else {
                continue;
            };
            for function in found.items {
                let syn::ImplItem::Fn(function) = function else {
                    continue;
                };
                let block = &function.block;
                let body: syn::File = syn::parse_quote!(fn body() #block);
                let lines = prettyplease::unparse(&body).lines().count() - 2;
                calls += 1;
                if lines > longest.0 {
                    longest = (lines, format!("{name}: {}", function.sig.ident));
                }
            }
        }
    }
    assert!(calls > 50, "{calls} functions were measured");
    assert!(longest.0 <= 7, "{longest:?}");
}

/// Progenitor reads pages only in its own dialect, `x-dropshot-pagination`.
#[test]
fn paging_works_with_any_parameter_names() {
    let list = "  /things:
    get:
      operationId: list_things
      parameters:
      - {name: seite, in: query, schema: {type: integer, format: uint32}}
      - {name: menge, in: query, schema: {type: integer, format: uint32}}
      responses:
        '200':
          description: things
          content: {application/json: {schema: {type: object, properties: {success: {type: boolean}, data: {type: array, items: {type: string}}}}}}
";
    let client = "x-client:
  envelope: {success: success, data: data, paging: paging}
  paging: {page: seite, per_page: menge}
";
    let paged = code(&ours(&format!("{client}paths:\n{list}")).unwrap());
    assert!(paged.contains("(CallBuilder<Page<String>>)"), "{paged}");
    for parameter in ["seite", "menge"] {
        assert!(paged.contains(&format!(
            "pub fn {parameter}<K>(self, {parameter}: impl IntoOption<Integer, K>)"
        )));
    }

    let other_names = client.replace("seite", "page");
    let whole = code(&ours(&format!("{other_names}paths:\n{list}")).unwrap());
    assert!(whole.contains("(CallBuilder<Vec<String>>)"), "{whole}");
}

#[test]
fn no_api_version_header_is_sent() {
    assert!(plain(STRICT).unwrap().contains("api-version"));
    assert!(!code(&ours(STRICT).unwrap()).contains("api-version"));
}
