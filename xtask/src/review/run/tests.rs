//! Approvals and older generators: what the review reports besides the differences.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::review;
use crate::diff::edit::Document;
use crate::review::Side;
use crate::review::approvals::{Approvals, FILE};
use crate::review::change::Change;
use crate::review::rules::tests::{base, edited, failed};
use crate::review::rust::items;
use crate::review::verdict::{Bump, Wire};
use crate::source::{self, Listing, LoadError};
use crate::workspace;

/// A head in which a property is gone.
fn without_a_property(approvals: Approvals) -> Side {
    let base = base("");
    let mut document = Document::new(base.spec.document.clone());
    document.remove("Poll/properties/voted");
    document.set("/x-client/version", json!("0.2.0"));
    Side::new("head".to_owned(), edited(&base.spec, document), approvals)
}

fn approvals(text: &str) -> Approvals {
    let listing = Listing::of_text(FILE, text);
    let read = listing.and_then(|listing| Approvals::read(&listing));
    read.unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(found) => failed(&found),
    })
}

#[test]
fn an_approval_is_for_the_change_that_it_names() {
    let base = base("");
    let found = review(&base, &without_a_property(Approvals::default()), None).unwrap();
    assert!(found.needs_action());
    assert_eq!(found.required_bump, Bump::Major);
    let breaking = found.changes.iter().filter(|change| change.is_breaking());
    let breaking: Vec<&Change> = breaking.collect();
    let [removed] = breaking.as_slice() else {
        panic!("{breaking:#?}");
    };
    let text = format!(
        "approvals:\n  - {{id: {}, reason: It never came., by: mary}}\n  - {{id: 000000000000, reason: r, by: b}}\n",
        removed.id
    );
    let found = review(&base, &without_a_property(approvals(&text)), None).unwrap();
    let of = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&str> {
        let changes = found.changes.iter().filter(|change| wanted(change));
        changes.map(|change| change.rule.id).collect()
    };
    assert_eq!(
        of(&|change| change.approval.is_some()),
        ["property-removed"]
    );
    assert_eq!(of(&Change::needs_action), ["approval-unused"]);
}

#[test]
fn another_generator_is_no_change_of_the_description() {
    let base = base("");
    let kept = syn::parse_file("pub struct Poll { pub id: PollId }").unwrap();
    let kept = items::items([(&"src/types/poll.rs".to_owned(), kept)]);
    let same = Document::new(base.spec.document.clone());
    let head = Side::new(
        "head".to_owned(),
        edited(&base.spec, same),
        Approvals::default(),
    );
    let found = review(&base, &head, Some(&kept)).unwrap();
    assert!(!found.changes.is_empty());
    let expected = ["generator-drift", "version-not-bumped"];
    let mut changes = found.changes.iter();
    assert!(
        changes.all(|change| expected.contains(&change.rule.id)),
        "{:#?}",
        found.changes
    );
    // the manifest of what is kept is not read
    assert!(!found.changes.iter().any(|change| change.pointer == "crate"));
}

/// An operation that is supported, and one that is not: nothing says how lists of lists are sent in a query.
fn with_odd(property: &str, status: &str) -> Side {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
servers: [{{url: 'https://x.example'}}]
paths:
  /plain:
    get:
      operationId: get_plain
      responses: {{'200': {{description: Done., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Plain'}}}}}}}}}}
  /odd:
    post:
      operationId: add_odd
      parameters: [{{name: q, in: query, schema: {{type: array, items: {{type: array, items: {{type: string}}}}}}}}]
      responses: {{'{status}': {{description: Done.}}}}
components:
  schemas:
    Plain: {{type: object, properties: {{{property}: {{type: string}}}}}}
"
    );
    let spec = source::texts(&workspace::spec(), "spec", [("api.yaml".to_owned(), text)]);
    let spec = spec.unwrap_or_else(|_| panic!("{property} {status}"));
    Side::new("side".to_owned(), spec, Approvals::default())
}

#[test]
fn operations_that_can_be_expressed_are_assessed_for_rust_callers() {
    let found = review(&with_odd("one", "200"), &with_odd("two", "201"), None).unwrap();
    assert!(found.rust_is_known);
    assert_eq!(found.skipped.len(), 1, "{:?}", found.skipped);
    let of = |rule: &str| {
        let mut changes = found.changes.iter();
        let change = changes.find(|change| change.rule.id == rule);
        let change = change.unwrap_or_else(|| panic!("{:#?}", found.changes));
        (change.rust, change.rust_is_known)
    };
    assert_eq!(of("property-removed"), (Bump::Major, true));
    assert!(!of("success-removed").1);
    let unexplained = found
        .changes
        .iter()
        .any(|change| change.rule.id == "signature-unexplained");
    assert!(!unexplained);
}

/// A document with these paths and schemas.
fn document(paths: &str, schemas: &str) -> Side {
    let text = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
servers: [{{url: 'https://x.example'}}]
paths:
{paths}
components:
  schemas:
{schemas}"
    );
    let spec = source::texts(
        &workspace::spec(),
        "spec",
        [("api.yaml".to_owned(), text.clone())],
    );
    let spec = spec.unwrap_or_else(|_| panic!("{text}"));
    Side::new("side".to_owned(), spec, Approvals::default())
}

/// An operation that sends a schema, with these other components.
fn sending(schema: &str, others: &str) -> Side {
    let paths = "  /t:
    post:
      operationId: send
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
      responses: {'204': {description: Done.}}";
    document(paths, &format!("    S: {schema}\n{others}"))
}

/// An operation with a path and parameters.
fn with_parameters(path: &str, parameters: &str) -> Side {
    let get = format!(
        "  {path}: {{get: {{operationId: list, parameters: [{parameters}], responses: {{'204': {{description: Done.}}}}}}}}"
    );
    document(&get, "    Unused: {type: string}")
}

#[test]
fn names_that_change_as_a_side_effect_are_explained_by_their_cause() {
    let of = "{$ref: '#/components/schemas/A'}";
    let a = "    A: {type: object, required: [a], properties: {a: {type: string}}}\n";
    let b = "    B: {type: object, required: [b], properties: {b: {type: string}}}\n";
    let pet = "    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, \
               discriminator: {propertyName: kind}}\n";
    let kind =
        |name: &str| format!("    {name}: {{allOf: [{{$ref: '#/components/schemas/Pet'}}]}}\n");
    let path = |names: [&str; 2]| {
        let [one, other] = names;
        let parameters = format!(
            "{{name: {one}, in: path, required: true, schema: {{type: integer}}}}, \
             {{name: {other}, in: path, required: true, schema: {{type: string}}}}"
        );
        with_parameters(&format!("/x/{{{one}}}/{{{other}}}"), &parameters)
    };
    let places = |places: [&str; 2]| {
        let parameters =
            places.map(|place| format!("{{name: v, in: {place}, schema: {{type: string}}}}"));
        with_parameters("/x", &parameters.join(", "))
    };
    let pets = |kinds: &[&str]| {
        let kinds: String = kinds.iter().map(|name| kind(name)).collect();
        let wrapped = "{type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}";
        sending(wrapped, &format!("{pet}{kinds}"))
    };
    let both = format!("{a}{b}");
    let all_of = |members: &str| sending(&format!("{{allOf: [{members}]}}"), &both);
    let choice = |members: &str| sending(&format!("{{oneOf: [{members}, {{type: boolean}}]}}"), a);
    let pairs = [
        (
            "a first kind beside another",
            pets(&["Cat"]),
            pets(&["Cat", "Dog"]),
        ),
        (
            "a second schema of allOf",
            all_of(of),
            all_of(&format!("{of}, {{$ref: '#/components/schemas/B'}}")),
        ),
        (
            "alternatives of alternatives",
            choice("{oneOf: [{type: string}, {type: integer}]}"),
            choice("{type: string}, {type: integer}"),
        ),
        (
            "names of two path parameters",
            path(["org", "repo"]),
            path(["org_id", "repo_name"]),
        ),
        (
            "two parameters of one name",
            places(["query", "header"]),
            places(["header", "query"]),
        ),
    ];
    for (name, one, other) in &pairs {
        for (from, to) in [(one, other), (other, one)] {
            let found = review(from, to, None).unwrap();
            let mut changes = found.changes.iter();
            let unexplained = changes.find(|change| change.rule.id == "signature-unexplained");
            assert!(unexplained.is_none(), "{name}: {unexplained:#?}");
            assert_ne!(found.required_bump, Bump::None, "{name}");
        }
    }
}

#[test]
fn what_only_rust_callers_notice_is_explained() {
    let side = |schema: &str| sending(schema, "");
    for (rule, from, to) in [
        (
            "null-stated",
            "{type: object, properties: {v: {description: Anything.}}}",
            "{type: object, properties: {v: {description: Anything., nullable: true}}}",
        ),
        (
            "open-stated",
            "{type: object, properties: {a: {type: string}}, additionalProperties: {}}",
            "{type: object, properties: {a: {type: string}}}",
        ),
        (
            "open-stated",
            "{type: object, properties: {a: {type: string}}, additionalProperties: true}",
            "{type: object, properties: {a: {type: string}}}",
        ),
    ] {
        for (from, to) in [(from, to), (to, from)] {
            let found = review(&side(from), &side(to), None).unwrap();
            let rules: Vec<&str> = found.changes.iter().map(|change| change.rule.id).collect();
            assert_eq!(rules, [rule], "{from} {to}");
            assert!(found.changes[0].wire == Wire::None && !found.changes[0].rust_items.is_empty());
        }
    }
}

#[test]
fn each_new_member_of_a_choice_explains_its_own_variant() {
    let members = ["A", "B", "C", "D"];
    let schema = |name: &str| {
        format!(
            "    {name}: {{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}\n"
        )
    };
    let others: String = members.into_iter().map(schema).collect();
    let side = |members: &[&str]| {
        let member = |name: &&str| format!("{{$ref: '#/components/schemas/{name}'}}");
        let members: Vec<String> = members.iter().map(member).collect();
        sending(&format!("{{oneOf: [{}]}}", members.join(", ")), &others)
    };
    let found = review(&side(&members[..2]), &side(&members), None).unwrap();
    for name in &members[2..] {
        let message = format!("alternative `{name}` of `S` was added");
        let mut changes = found.changes.iter();
        let change = changes.find(|change| change.message == message);
        let change = change.unwrap_or_else(|| panic!("{:#?}", found.changes));
        let items = change.rust_items.iter().map(|item| item.item.as_str());
        let of_choice: Vec<&str> = items
            .filter(|item| item.starts_with("types::S::"))
            .collect();
        let own = [
            format!("types::S::{name}"),
            format!("types::S::impl From<{name}>"),
        ];
        assert_eq!(of_choice, own);
    }
}

#[test]
fn an_operation_that_takes_the_name_of_a_handle_explains_its_new_name() {
    let paths = |own: &str| {
        let id = "parameters: [{name: id, in: path, required: true, schema: {type: integer}}]";
        let done = "responses: {'204': {description: Done.}}";
        let list = "responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: \
                    {type: string}}}}}}";
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\nservers: [{{url: https://e.example}}]\npaths:\n{own}  \
             /teams: {{get: {{operationId: list-teams, {done}}}}}\n  \
             /teams/{{id}}: {{get: {{operationId: get-team, {id}, {done}}}}}\n  \
             /teams/{{id}}/members: {{get: {{operationId: get-members, {id}, {list}}}}}\n"
        );
        let spec = source::texts(
            &workspace::root(),
            "teams",
            [("teams.yaml".to_owned(), text)],
        );
        let spec = spec.unwrap_or_else(|_| panic!("it is read"));
        Side::new("teams".to_owned(), spec, Approvals::default())
    };
    let own =
        "  /team: {get: {operationId: get-own-team, responses: {'204': {description: Done.}}}}\n";
    let found = review(&paths(""), &paths(own), None).unwrap();
    let rules: Vec<&str> = found.changes.iter().map(|change| change.rule.id).collect();
    assert_eq!(rules, ["operation-added"]);
}
