//! Documents of other APIs: checks that compiling the crate does not show, such as a line of the code, or a finding.

mod extensions;
mod openapi;
mod skipping;

use std::fs;

use super::generate;
use crate::diagnostics::{Style, render};
use crate::source::load;
use crate::workspace::{self, Runtime};

/// The code, in one line, of the crate that a document with these members becomes; or the findings.
fn made(members: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    fs::write(&file, format!("{head}{members}")).unwrap();
    let spec = load(&file, "api.yaml").unwrap();
    let runtime: Runtime = workspace::runtime_from(folder.path()).unwrap();
    match generate(&spec, &runtime) {
        Ok(files) => {
            let code = files.into_iter().filter(|(name, _)| name.ends_with(".rs"));
            let code: String = code.map(|(_, text)| text).collect();
            Ok(code.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        Err(findings) => Err(render(&findings, Style::Plain)),
    }
}

#[track_caller]
fn code(members: &str) -> String {
    made(members).unwrap_or_else(|findings| panic!("{findings}"))
}

#[track_caller]
fn findings(members: &str) -> String {
    made(members).expect_err("it is supported")
}

#[test]
fn a_slash_at_the_end_of_a_path_is_sent() {
    let code = code(
        "paths:
  /: {get: {responses: {'204': {description: ok}}}}
  /sites/: {get: {responses: {'204': {description: ok}}}}
  /sites/{id}/: {get: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
  /sites/{id}/run/: {post: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
  /sites/{id}/run: {post: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
",
    );
    for made in [
        "self.base.literal(\"\").empty(&GET)",
        "self.at.literal(\"\").empty(&GET_SITES)",
        "self.at.literal(\"\").empty(&GET_SITES_ID)",
        "self.at.literal(\"run/\").empty(&POST_SITES_ID_RUN)",
    ] {
        assert!(code.contains(made), "{made} {code}");
    }
}

const SCHEMES: &str = "components:
  securitySchemes:
    b: {type: http, scheme: bearer}
    k: {type: apiKey, in: header, name: X-Key}
    j: {type: apiKey, in: header, name: X-Other}
    p: {type: http, scheme: basic}
    q: {type: apiKey, in: query, name: key}
";

fn secured(security: &str) -> String {
    let response = "responses: {'204': {description: ok}}";
    format!(
        "{SCHEMES}security: [{{k: []}}]\npaths:\n  /a: {{get: {{{response}}}, put: {{{response}, security: {security}}}}}\n"
    )
}

#[test]
fn calls_say_which_credentials_they_need() {
    let sets = |security: &str| {
        let code = code(&secured(security));
        assert!(!code.contains("empty(&GET_A).needs"), "{code}");
        assert_eq!(
            code.contains("empty(&PUT_A).needs(&crate::client::NEEDS_1)"),
            code.contains("static NEEDS_1"),
            "{code}"
        );
        let needs = code.split("any_of: &[").nth(1);
        let needs = needs.and_then(|rest| rest.split("], }").next());
        needs
            .unwrap_or_default()
            .replace("realtimekit_runtime::", "")
    };
    for (security, needs) in [
        ("[{b: []}]", "(false, &[&SCHEME_B])"),
        (
            "[{p: []}, {b: []}]",
            "(false, &[&SCHEME_P]), (false, &[&SCHEME_B])",
        ),
        ("[{k: [], j: []}]", "(true, &[&SCHEME_J])"),
        (
            "[{q: []}, {k: [], q: []}]",
            "(false, &[&SCHEME_Q]), (true, &[&SCHEME_Q])",
        ),
        ("[{}, {q: []}]", "(false, &[&SCHEME_Q]), (false, &[])"),
        ("[{k: []}]", ""),
        ("[{k: []}, {}]", ""),
    ] {
        assert_eq!(sets(security).trim_end_matches(','), needs, "{security}");
    }
    let unknown = code(&secured("[{nobody: []}]"));
    assert!(
        unknown.contains("Needs `nobody`, which the client does not send"),
        "{unknown}"
    );
    for security in ["[]", "[{}]"] {
        let code = code(&secured(security));
        assert!(code.contains("empty(&PUT_A).without_token()"), "{code}");
        assert!(!code.contains("empty(&GET_A).without_token()"), "{code}");
    }
}

#[test]
fn a_credential_that_is_no_token_has_a_setter() {
    let of = |security: &str| {
        code(&format!(
            "components: {{securitySchemes: {{p: {{type: http, scheme: basic}}}}}}\nsecurity: {security}\npaths: {{/a: {{get: {{responses: {{'204': {{description: ok}}}}}}}}}}\n"
        ))
    };
    assert!(!of("[]").contains("pub fn p("));
    for security in ["[{p: []}]", "[{p: []}, {}]"] {
        let code = of(security);
        assert!(
            code.contains("pub fn p(") && code.contains("password: impl AsRef<str>"),
            "{code}"
        );
        assert!(code.contains(".no_token()"), "{code}");
    }
}

#[test]
fn the_most_accepted_credential_is_the_token() {
    let response = "responses: {'204': {description: ok}}";
    let code = code(&format!(
        "{SCHEMES}paths:\n  /a: {{get: {{{response}, security: [{{j: []}}]}}, put: {{{response}, security: [{{b: []}}, {{j: []}}]}}}}\n"
    ));
    assert!(code.contains(".token_header(\"X-Other\")"), "{code}");
}

#[test]
fn calls_to_another_server_are_sent_there() {
    let response = "responses: {'204': {description: ok}}";
    let at = |path: &str, operation: &str| {
        format!(
            "servers: [{{url: 'https://{{r}}.example/v1/', variables: {{r: {{default: eu}}}}}}]\npaths:\n  /a: {{{path} get: {{{operation} {response}}}}}\n"
        )
    };
    let other = "servers: [{url: 'https://files.example'}],";
    for members in [at(other, ""), at("", other)] {
        let code = code(&members);
        for made in [
            "Sent to the server <https://files.example>",
            ".server(\"https://files.example\")",
            ".described_base_url(\"https://eu.example/v1\")",
        ] {
            assert!(code.contains(made), "{made} {code}");
        }
    }
    let same = "servers: [{url: 'https://eu.example/v1'}],";
    let code = code(&at(same, same));
    assert!(!code.contains(".server("), "{code}");
    assert!(
        code.contains(".base_url(\"https://eu.example/v1\")"),
        "{code}"
    );
}

#[test]
fn the_path_of_a_server_without_a_host_is_documented() {
    let code = code(
        "servers: [{url: /api/v3}]\npaths: {/a: {get: {responses: {'204': {description: ok}}}}}\n",
    );
    assert!(
        code.contains("It ends with `/api/v3`, the path in the document"),
        "{code}"
    );
    assert!(!code.contains(".base_url(\"/"), "{code}");
}

#[test]
fn a_property_with_one_value_selects_the_member_of_a_union() {
    let code = code(
        "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, open: {anyOf: [{type: string}, {type: string, enum: [a]}]}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, bark: {type: string, enum: [yes, no]}}}
",
    );
    assert!(
        code.contains("signs(&[(\"kind\", realtimekit_runtime::Sign::Text(\"cat\"))])"),
        "{code}"
    );
    assert!(
        code.contains("signs(&[(\"kind\", realtimekit_runtime::Sign::Text(\"dog\"))])"),
        "{code}"
    );
}

#[test]
fn a_base_with_a_discriminator_is_a_choice_of_its_extensions() {
    let code = code(
        "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}, friend: {$ref: '#/components/schemas/Pet'}}, discriminator: {propertyName: kind}}
    big-cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}
    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {age: {type: integer}}}]}
",
    );
    for made in [
        "pub enum Pet { /// A `BigCat`. BigCat(BigCat),",
        "Some(\"big-cat\") => ",
        "Some(\"Puppy\") => ",
        "pub struct Puppy { /// `kind` on the wire. pub kind: String, /// `friend` on the wire. pub friend: Option<Box<Pet>>,",
    ] {
        assert!(code.contains(made), "{made}\n{code}");
    }
}

/// The code for one operation with this body and this response.
fn exchanged(body: &str, response: &str) -> String {
    code(&format!(
        "paths: {{/a: {{put: {{requestBody: {{content: {{{body}}}}}, responses: {{'200': {{description: ok, content: {{{response}}}}}}}}}}}}}
components: {{schemas: {{M: {{type: object, properties: {{m: {{type: string}}}}}}, N: {{type: object, properties: {{n: {{type: string}}}}}}}}}}
"
    ))
}

const M: &str = "{schema: {$ref: '#/components/schemas/M'}}";
const N: &str = "{schema: {$ref: '#/components/schemas/N'}}";

#[test]
fn plain_json_is_taken_where_it_is_offered() {
    let both = format!("application/vnd.x+json: {M}, application/json: {N}");
    let code = exchanged(&both, &both);
    assert!(code.contains("PutACall(CallBuilder<N>)"), "{code}");
    assert!(code.contains("body: &N"), "{code}");
    assert!(!code.contains("vnd.x+json"), "{code}");
}

#[test]
fn another_kind_of_json_is_named_in_both_directions() {
    let kind = format!("application/vnd.api+json: {M}");
    let code = exchanged(&kind, &kind);
    for header in ["accept", "content-type"] {
        let named = format!("header_param(\"{header}\", \"application/vnd.api+json\")");
        assert!(code.contains(&named), "{header} {code}");
    }
}

#[test]
fn a_patch_suits_its_schema_and_the_documentation_names_its_other_kinds() {
    let kinds = |schema: &str| {
        let kinds = ["json-patch", "merge-patch", "strategic-merge-patch"];
        let kinds = kinds.map(|kind| format!("application/{kind}+json: {schema}"));
        exchanged(&kinds.join(", "), "")
    };
    let code = kinds(M);
    for made in [
        "header_param(\"content-type\", \"application/merge-patch+json\")",
        "The body is sent as `application/merge-patch+json`.",
        "`application/strategic-merge-patch+json`",
        "`.header(\"content-type\", \"…\")`",
    ] {
        assert!(code.contains(made), "{made} {code}");
    }
    assert!(!code.contains("application/json-patch+json"), "{code}");
    let code = kinds("{schema: {type: array, items: {type: object}}}");
    let made = "header_param(\"content-type\", \"application/json-patch+json\")";
    assert!(code.contains(made), "{code}");
}

#[test]
fn the_documentation_names_the_range_of_a_body_and_of_a_file() {
    let code = exchanged("image/*: {schema: {type: string, format: binary}}", "");
    for made in [
        "The body is sent as `application/octet-stream`.",
        "To send it as `image/*`, set",
    ] {
        assert!(code.contains(made), "{made} {code}");
    }
    let file = "{type: object, properties: {f: {type: string, format: binary}}}";
    let encoding = "encoding: {f: {contentType: image/*}}";
    let code = exchanged(
        &format!("multipart/form-data: {{schema: {file}, {encoding}}}"),
        "",
    );
    let made = "The file `f` is sent as `application/octet-stream`. The API expects `image/*`";
    assert!(code.contains(made), "{code}");
}

#[test]
fn anything_that_is_described_like_json_is_json() {
    let code = exchanged(&format!("'*/*': {M}"), &format!("'*/*': {N}"));
    assert!(code.contains("CallBuilder<N>"), "{code}");
    assert!(code.contains("body: &M"), "{code}");
    let code = exchanged(&format!("'*/*': {M}"), "'*/*': {schema: {type: string}}");
    assert!(code.contains("CallBuilder<Vec<u8>>"), "{code}");
}

#[test]
fn a_nullable_response_is_an_option() {
    let code = exchanged(
        "",
        "application/json: {schema: {type: string, nullable: true}}",
    );
    assert!(code.contains("Call<Option<String>>"), "{code}");
}

#[test]
fn responses_that_differ_only_in_documentation_are_equal() {
    let made = |second: &str| {
        made(&format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {M}}}}}, '201': {{description: ok, content: {{application/json: {second}}}}}}}}}}}}}
components: {{schemas: {{M: {{type: object, properties: {{m: {{type: string}}}}}}, N: {{type: object, properties: {{n: {{type: string}}}}}}}}}}
"
        ))
    };
    let words =
        "{schema: {$ref: '#/components/schemas/M', description: new}, examples: {a: {value: {}}}}";
    assert!(made(words).unwrap().contains("Call<M>"));
    assert!(made(N).unwrap().contains("by_status(&GET_A)"));
}

#[test]
fn limits_of_secrets_and_limits_with_a_fraction_of_zero_are_checked() {
    let code = exchanged(
        "application/json: {schema: {type: object, required: [token, name], properties: {token: {type: string, x-secret: true, minLength: 8}, name: {type: string, maxLength: 9.0}}}}",
        "",
    );
    for check in [
        "min_length(\"token\", self.token.expose(), 8)",
        "max_length(\"name\", &self.name, 9)",
    ] {
        assert!(code.contains(check), "{check} {code}");
    }
}

#[test]
fn the_front_page_lists_resources_and_features_and_names_the_vendor() {
    let code = code(
        "x-client: {vendor: Acme}
paths:
  /sites/{id}: {get: {externalDocs: {url: 'https://acme.example'}, responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
",
    );
    for line in [
        "This crate is not affiliated with Acme.",
        "| [`client.site(id)`](Client::site) | [`get`](resources::sites::SiteHandle::get) |",
        "| `native-tls` | ",
        "[Acme docs](https://acme.example)",
    ] {
        // Lines are folded.
        let folded = code.replace(" //! ", " ").replace(" /// ", " ");
        assert!(folded.contains(line), "{line} {folded}");
    }
}

/// A document of schemas, the first of which is the response.
fn with_schemas(schemas: impl Iterator<Item = String>) -> String {
    let schemas: String = schemas.collect();
    format!(
        "paths: {{/a: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: \
         {{$ref: '#/components/schemas/S0'}}}}}}}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

#[test]
fn many_layers_of_all_of_are_not_called_a_cycle() {
    let more = |at: usize| {
        format!(
            "{{allOf: [{{$ref: '#/components/schemas/S{at}'}}, {{properties: {{p{at}: {{type: string}}}}}}]}}"
        )
    };
    let last = "    S40: {properties: {q: {type: string}}}\n".to_owned();
    let properties =
        (0..40).map(|at| format!("    S{at}: {{properties: {{p: {}}}}}\n", more(at + 1)));
    let found = findings(&with_schemas(properties.chain([last.clone()])));
    let expected = "more than 32 `allOf` are merged into one another here";
    assert!(found.contains(expected), "{found}");
    let layers = (0..40).map(|at| format!("    S{at}: {}\n", more(at + 1)));
    let found = findings(&with_schemas(layers.chain([last])));
    let expected = "this `allOf` contains itself, or has more than 16 layers";
    assert!(found.contains(expected), "{found}");
    let layers = (0..2).map(|at| format!("    S{at}: {}\n", more(1 - at)));
    let found = findings(&with_schemas(layers));
    assert!(found.contains(expected), "{found}");
}
