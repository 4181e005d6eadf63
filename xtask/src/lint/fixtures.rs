//! Documents with mistakes, at least one for each rule, in `fixtures/*.txt`. `## rule` starts a document and `=== name`
//! a file of it (default: one file, `api.yaml`). `«` marks each place where the rule must find something, with house
//! rules or without, as the table of rules states.

use std::collections::HashSet;
use std::path::PathBuf;

use super::families::{lint, unclear};
use super::rules::RULES;
use crate::diagnostics::Finding;
use crate::source::{Input, LoadError, documents};

const FIXTURES: [&str; 7] = [
    include_str!("fixtures/files.txt"),
    include_str!("fixtures/references.txt"),
    include_str!("fixtures/keywords.txt"),
    include_str!("fixtures/operations.txt"),
    include_str!("fixtures/schemas.txt"),
    include_str!("fixtures/webhooks.txt"),
    include_str!("fixtures/documentation.txt"),
];

/// A rule, and documents that break it.
type Fixture = (&'static str, &'static str);

fn fixtures() -> impl Iterator<Item = Fixture> {
    let starts = FIXTURES
        .iter()
        .flat_map(|file| file.strip_prefix("## ").unwrap().split("\n## "));
    starts.map(|fixture| fixture.split_once('\n').unwrap())
}

/// The documents without the marks, and the places of the marks.
fn prepare(text: &str) -> (Vec<Input>, Vec<String>) {
    let mut files: Vec<(String, String)> = Vec::new();
    if !text.trim_start().starts_with("=== ") {
        files.push(("api.yaml".to_owned(), String::new()));
    }
    let mut marks = Vec::new();
    for line in text.trim_matches('\n').lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            files.push((name.to_owned(), String::new()));
            continue;
        }
        let (name, text) = files.last_mut().unwrap();
        let mut line = line.to_owned();
        while let Some(at) = line.find('«') {
            let column = line[..at].chars().count() + 1;
            marks.push(format!("{name}:{}:{column}", text.lines().count() + 1));
            line.remove(at);
        }
        text.push_str(&line);
        text.push('\n');
    }
    let input = |(name, text): (String, String)| Input {
        shown: name.clone(),
        name,
        folder: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lint")),
        bytes: text.into_bytes(),
    };
    (files.into_iter().map(input).collect(), marks)
}

fn findings(inputs: Vec<Input>) -> Vec<Finding> {
    match documents(inputs) {
        Ok(spec) => lint(&spec),
        Err(LoadError::Findings(findings)) => findings,
        Err(LoadError::CouldNotRun(why)) => panic!("{why}"),
    }
}

/// Findings as `RULE PLACE: MESSAGE`.
pub(super) fn lines<'a>(found: impl IntoIterator<Item = &'a Finding>) -> Vec<String> {
    let line = |f: &Finding| format!("{} {}: {}", f.rule, f.position, f.message);
    found.into_iter().map(line).collect()
}

/// Checks the finding of a fixture, and returns the mistake.
fn check((rule, text): Fixture) -> Option<String> {
    let places = |found: &[Finding]| -> Vec<String> {
        found
            .iter()
            .filter(|f| f.rule == rule)
            .map(|f| f.position.to_string())
            .collect()
    };
    let (mut inputs, marks) = prepare(text);
    let mut found = findings(prepare(text).0);
    let expected_alone = if super::rules::is_house(rule) {
        0
    } else {
        marks.len()
    };
    // Fixtures about webhooks need no settings for events.
    let counts = |f: &&Finding| f.rule == rule || f.rule != "unreceived-webhook";
    let mut right = found.iter().filter(counts).count() == expected_alone;
    if super::rules::is_house(rule) {
        // At the end, so that positions do not change.
        inputs[0]
            .bytes
            .extend_from_slice(b"x-client: {house-rules: true}\n");
        found = findings(inputs);
    }
    right &= places(&found) == marks;
    (!right).then(|| {
        format!(
            "{rule} must be found at {marks:?} in\n{text}found {:#?}\n",
            lines(&found)
        )
    })
}

#[test]
fn legacy_patterns_are_valid_and_response_patterns_are_not_checked() {
    let document = |sent: &str, read: &str| {
        let text = |pattern: &str| {
            format!("{{application/json: {{schema: {{type: string, pattern: '{pattern}'}}}}}}")
        };
        let (sent, read) = (text(sent), text(read));
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a: {{post: {{requestBody: {{content: {sent}}}, responses: {{'200': {{description: ok, content: {read}}}}}}}}}\n"
        )
    };
    let rules = |text: &str| {
        let found = findings(prepare(text).0);
        found
            .into_iter()
            .map(|found| found.rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&document(r"^[\-\!]*$", "(?i)a")), [""; 0]);
    assert_eq!(rules(&document("(a", "a{")), ["bad-pattern"]);
}

#[test]
fn every_fixture_is_found_where_it_is_marked() {
    let wrong: Vec<String> = fixtures().filter_map(check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_fixture() {
    let covered: HashSet<&str> = fixtures().map(|(rule, _)| rule).collect();
    let known: HashSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let without: Vec<_> = known
        .difference(&covered)
        // They are about files that are not documents.
        .filter(|rule| !["encoding", "orphaned-example"].contains(rule))
        .collect();
    assert!(without.is_empty(), "no fixture for {without:?}");
    assert!(
        covered.is_subset(&known),
        "unknown: {:?}",
        covered.difference(&known)
    );
    assert_eq!(known.len(), RULES.len(), "a rule is in the table twice");
}

#[test]
fn circular_references_and_nameless_parameters_are_unclear() {
    let unclear = |text: &str| -> Vec<String> {
        let spec = documents(prepare(text).0).unwrap();
        let found = unclear(&spec);
        found.iter().map(|f| f.position.to_string()).collect()
    };
    let start = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    let paths = "paths: {/a: {get: {parameters: [{in: query}], responses: {}}}}\n";
    assert_eq!(unclear(&format!("{start}{paths}")), ["api.yaml:3:33"]);
    let cycle = "paths: {}\ncomponents: {parameters: {A: {$ref: '#/components/parameters/A'}}}\n";
    assert_eq!(unclear(&format!("{start}{cycle}")), ["api.yaml:4:27"]);
    // a schema that is a member of itself has members, so it can be compared
    let member = "paths: {}\ncomponents: {schemas: {A: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}]}}}\n";
    assert!(unclear(&format!("{start}{member}")).is_empty());
}

#[test]
fn a_valid_document_has_no_findings() {
    for text in SOUND {
        let (inputs, _) = prepare(text);
        let printed = lines(&findings(inputs));
        assert_eq!(printed, Vec::<String>::new(), "in\n{text}");
    }
}

const SOUND: &[&str] = &[
    // Recursion through lists, and through optional and nullable properties. A member of an `allOf` requires a property
    // of another.
    "
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Session:
      type: object
      required: [id, rooms, parent, children]
      properties:
        id: {type: string, nullable: true, default: null, pattern: '^(?!x)[-\\w\\s]+$'}
        rooms: {type: array, items: {$ref: '#/components/schemas/Session'}}
        parent: {nullable: true, allOf: [{$ref: '#/components/schemas/Session'}]}
        first: {$ref: '#/components/schemas/Session'}
        children: {type: object, additionalProperties: {$ref: '#/components/schemas/Session'}}
    Named:
      allOf:
        - {type: object, properties: {name: {type: string}}}
        - {required: [name, id]}
        - $ref: '#/components/schemas/Id'
    Id: {type: object, properties: {id: {type: integer, minimum: 1, maximum: 1, exclusiveMinimum: false}}}
",
    // Extensions of other tools, and keywords without effect.
    "
openapi: 3.0.3
info: {title: T, version: '1', x-logo: {}}
paths: {x-page: 1}
x-tags: []
components:
  x-more: 3
  schemas:
    A: {type: string, x-source: a page, x-foo: 1, examples: [a], $comment: c, banana: 1}
",
    // One path in two files; a file that takes its parts from another.
    "
=== root.yaml
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://example.com}]
paths:
  /a/{id}:
    parameters: [{$ref: 'shared.yaml#/components/parameters/Id'}]
    get: {responses: {default: {description: what it says}}}
=== shared.yaml
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    put: {responses: {'404': {description: none}, 5XX: {description: ouch}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
",
];
