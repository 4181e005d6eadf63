//! The table of rules: what each is called, whom it binds, and why it exists.

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is called in a report, `unknown-keyword`.
    pub id: &'static str,
    /// Whether only documents with `x-client.house-rules` are held to it.
    pub house: bool,
    /// Why it exists: what would go wrong without it.
    pub reason: &'static str,
}

const fn all(id: &'static str, reason: &'static str) -> Rule {
    Rule {
        id,
        house: false,
        reason,
    }
}

const fn house(id: &'static str, reason: &'static str) -> Rule {
    Rule {
        id,
        house: true,
        reason,
    }
}

/// All rules.
pub const RULES: &[Rule] = &[
    // Files
    all(
        "syntax",
        "a file that is no YAML or JSON, or is empty, says nothing",
    ),
    all("encoding", "text that is not UTF-8 would be guessed at"),
    all(
        "duplicate-key",
        "of two entries with one key, readers keep one without a word",
    ),
    all(
        "not-openapi-3.0",
        "other versions give the same keywords other meanings",
    ),
    // Many files as one
    all(
        "duplicate-definition",
        "one of two definitions would be lost when files are merged",
    ),
    all(
        "conflicting-path",
        "what a path says for all its methods must not depend on which file is read first",
    ),
    all(
        "second-root",
        "two files with `x-client` would be two clients",
    ),
    all(
        "only-in-root",
        "servers, security and tags of the other files are not read",
    ),
    all(
        "unreadable-recipe",
        "an example that does not build breaks the tests of the emitted crate",
    ),
    // References
    all(
        "unresolved-ref",
        "a reference that leads nowhere has no type",
    ),
    all(
        "wrong-ref",
        "a reference to another kind of thing, or into the middle of one, has no name to generate",
    ),
    house("beside-ref", "OpenAPI 3.0 ignores everything beside `$ref`"),
    all(
        "infinite-schema",
        "a value that must hold another of itself can never be written, and a type that is itself never built",
    ),
    house(
        "unused-component",
        "nobody notices when what nothing uses goes stale",
    ),
    // Keywords
    all(
        "unknown-keyword",
        "a misspelt keyword is ignored by every reader",
    ),
    all(
        "unknown-value",
        "a word that OpenAPI does not know is ignored, or fails late",
    ),
    all(
        "wrong-type",
        "a value of the wrong type is ignored, or fails late",
    ),
    all(
        "missing-field",
        "without it there is nothing to generate from",
    ),
    house("incomplete", "OpenAPI demands the field"),
    all(
        "component-name",
        "the name is part of references and of Rust names",
    ),
    // Operations and paths
    house(
        "missing-operation-id",
        "a name made from method and path changes when the path does",
    ),
    all("duplicate-operation-id", "two calls would have one name"),
    all(
        "colliding-operation-ids",
        "two calls would have one name in Rust",
    ),
    all(
        "malformed-path",
        "only whole segments can be filled in safely",
    ),
    all(
        "colliding-paths",
        "the server cannot tell two paths apart that differ in parameter names only",
    ),
    all(
        "undeclared-path-parameter",
        "the path could not be filled in",
    ),
    all(
        "unused-path-parameter",
        "the caller would have to give a value that goes nowhere",
    ),
    all(
        "optional-path-parameter",
        "a path without the value is another path",
    ),
    all(
        "duplicate-parameter",
        "of two parameters with one name one would be lost",
    ),
    all(
        "unsendable-parameter",
        "it would be sent in another form than the server reads, without an error",
    ),
    all("unsendable-media-type", "the body has no type to generate"),
    all("malformed-media-type", "it would be sent as it is"),
    all(
        "unknown-security-scheme",
        "calls would go out without credentials",
    ),
    // Schemas
    all("empty-range", "no value could ever be sent"),
    all(
        "bad-pattern",
        "the check could not be made when the client runs",
    ),
    all(
        "unchecked-pattern",
        "a pattern that the runtime cannot read would be passed over",
    ),
    all("empty-enum", "no value could ever be sent"),
    all("duplicate-enum-value", "two variants would have one name"),
    house(
        "nullable-enum",
        "validators refuse null there, though the API sends it",
    ),
    house("array-without-items", "the list's items would have no type"),
    all(
        "required-without-property",
        "most likely a misspelling, and the field would not be required at all",
    ),
    house(
        "closed-response",
        "the client would refuse responses as soon as the server adds a field",
    ),
    all("default-mismatch", "the default could not be sent"),
    all("enum-mismatch", "the value could not be sent"),
    all(
        "ignored-secret",
        "the value would be printed, and the document says that it is not",
    ),
    all(
        "unusable-schema",
        "a schema that no validator takes checks nothing",
    ),
    // House rules
    house(
        "missing-description",
        "the docs of the client are made from it",
    ),
    house("missing-docs", "the docs of the client link to it"),
    house(
        "missing-source",
        "a fact without a source cannot be checked again",
    ),
    house(
        "bad-source",
        "a fact without a source cannot be checked again",
    ),
    house("undeclared-tag", "the tag would have no description"),
    house(
        "unmarked-secret-url",
        "whoever reads such an address in a log can fetch what it leads to",
    ),
    house("missing-example", "examples are the tests of the schemas"),
    house("empty-example", "it shows nothing"),
    house(
        "example-mismatch",
        "one of the two is wrong: the example or the schema",
    ),
    house(
        "undeclared-key",
        "the client drops the key unseen: it is misspelt, or the schema lacks a fact",
    ),
    house("unreadable-example", "it shows nothing"),
    house(
        "orphaned-example",
        "an example that nothing links to is checked by nothing, and goes stale",
    ),
    house("unfinished", "a text to be written must not be forgotten"),
];

/// Rules of which a violation makes a document mean something that nobody can tell for certain.
pub(super) const UNCLEAR: &[&str] = &[
    "duplicate-definition",
    "conflicting-path",
    "second-root",
    "unresolved-ref",
    "wrong-ref",
    "unknown-keyword",
    "unknown-value",
    "wrong-type",
];

/// Whether the rule binds only documents with house rules.
pub(super) fn is_house(id: &str) -> bool {
    RULES.iter().any(|rule| rule.house && rule.id == id)
}
