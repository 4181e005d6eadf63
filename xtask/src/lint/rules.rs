//! The table of rules: the id, the level, the documents that it applies to, and the reason.

use crate::diagnostics::Level;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in reports, such as `unknown-keyword`.
    pub id: &'static str,
    /// Whether it applies only to documents with `x-client.house-rules`.
    pub house: bool,
    /// Whether its findings stop the generator. In documents with house rules every finding does.
    pub level: Level,
    /// Why it exists.
    pub reason: &'static str,
}

const fn rule(id: &'static str, house: bool, level: Level, reason: &'static str) -> Rule {
    Rule {
        id,
        house,
        level,
        reason,
    }
}

const fn error(id: &'static str, reason: &'static str) -> Rule {
    rule(id, false, Level::Error, reason)
}

const fn warning(id: &'static str, reason: &'static str) -> Rule {
    rule(id, false, Level::Warning, reason)
}

const fn house(id: &'static str, reason: &'static str) -> Rule {
    rule(id, true, Level::Error, reason)
}

/// Rules, one on each line. With an `error` no correct code can be generated; with a `warning` it can. Rules marked
/// `house` apply only to documents with house rules.
macro_rules! rules {
    ($($applies:ident $id:literal: $reason:literal,)*) => { &[$($applies($id, $reason)),*] };
}

/// All rules.
pub const RULES: &[Rule] = rules! {
    // Files
    error "syntax": "a file that is empty, or is not YAML or JSON, describes nothing",
    error "encoding": "the encoding would have to be guessed",
    error "duplicate-key": "of two entries with the same key, readers silently keep one",
    error "not-openapi-3.0": "the same keywords have other meanings in other versions",
    // Merging files
    error "duplicate-definition": "one of two definitions would be lost when files are merged",
    error "conflicting-path": "the common part of a path must not depend on the order of the files",
    error "second-root": "only one file can have the settings of the client",
    error "only-in-root": "servers, security and tags of the other files are not read",
    warning "ignored-file": "the text of a private file would be published with the crate",
    error "unreadable-recipe": "an example that does not compile breaks the tests of the emitted crate",
    error "unreadable-method": "methods that do not compile break the emitted crate",
    // References
    error "unresolved-ref": "a reference without a target has no type",
    warning "unresolved-example": "the example, link or header is missing in the documentation, and a callback is not generated",
    warning "unresolved-mapping": "the discriminator is ignored, and the member that matches a value best is used",
    error "wrong-ref": "only a component of the right kind has a name to generate",
    house "beside-ref": "OpenAPI 3.0 ignores all keys beside `$ref`",
    error "infinite-schema":
        "a value that always contains another value of the same type never ends",
    house "unused-component": "an unused component becomes outdated without being noticed",
    // Keywords
    warning "unknown-keyword": "a misspelt keyword is ignored",
    warning "unchecked-keyword": "the client does not check what the keyword demands",
    error "unsupported-keyword": "without the keyword the schema would mean something else",
    error "unknown-setting": "a misspelt setting would be ignored",
    error "unknown-value": "a value that OpenAPI does not define is ignored, or causes an error later",
    error "wrong-type": "a value of the wrong type is ignored, or causes an error later",
    warning "ignored-value": "the field has no effect",
    error "missing-field": "the generator needs the field",
    warning "incomplete": "OpenAPI requires the field",
    warning "component-name": "the name is part of references and of Rust names",
    // Operations and paths
    house "missing-operation-id": "a name made from method and path changes when the path does",
    warning "duplicate-operation-id": "one of the two calls gets a name that is made of its method and path",
    warning "colliding-operation-ids": "one of the two calls gets a name that is made of its method and path",
    error "malformed-path": "the path cannot be filled in",
    warning "ambiguous-segment": "servers split such a segment in different ways",
    warning "colliding-paths": "the server cannot distinguish two paths that differ in parameter names only",
    warning "undeclared-path-parameter": "the document does not describe the parameter, so callers pass a string",
    warning "unused-path-parameter": "the path does not contain the parameter, so it is not sent",
    warning "optional-path-parameter": "without the value it would be another path",
    warning "duplicate-parameter": "one of two parameters with the same name would be lost",
    warning "malformed-media-type": "the body is sent as another media type of the list, if there is one",
    warning "unused-media-type": "the body is not sent or asked for in this media type",
    warning "other-charset": "the server would read other characters",
    warning "untyped-body": "only JSON and forms have types, and no redirect",
    warning "unsendable-empty-value": "callers can omit the parameter, but cannot send it without a value",
    warning "ignored-parameter": "the client sends the value itself",
    warning "unusable-server": "callers must set the base URL",
    warning "ignored-server": "the operation is sent to the server of all other operations",
    warning "shared-credential": "the client has one credential for two schemes",
    warning "unsent-credential": "callers must add the credential themselves",
    warning "unknown-security-scheme": "callers must add the credential to the call themselves",
    // Webhooks
    error "webhook-body": "a webhook needs a body with a type of its own to be a variant of `Event`",
    error "unmarked-webhook": "the event cannot be recognised, because its body does not contain its name",
    error "webhook-names": "the API sends the event; without a description it is read as an unknown event",
    warning "unreceived-webhook": "the events have no Rust types",
    house "webhook-without-id": "without an id, the receiver of an event cannot look up its meeting or recording",
    // Schemas
    error "empty-range": "no value could ever be sent",
    warning "bad-pattern": "the client does not check the pattern",
    warning "unchecked-pattern": "the client does not check the pattern",
    warning "empty-enum": "every value is allowed, as if there were no `enum`",
    warning "duplicate-enum-value": "the type has one variant for both",
    house "nullable-enum": "validators reject the null that the API sends",
    house "array-without-items": "the list's items would have no type",
    warning "conflicting-members": "no value matches both schemas, so one of them is used",
    warning "closed-member": "no object can have the properties of all members; the client sends and reads all of them",
    warning "required-without-property": "the name is probably misspelt; requests take any value for it, and responses ignore it",
    house "closed-response": "the client would reject responses as soon as the server adds a field",
    warning "untagged-member": "the property is an optional string that callers must set",
    warning "unsent-discriminator": "the server cannot distinguish the members of the choice in a request",
    warning "inexact-number": "a 64-bit float keeps 15 to 17 digits",
    warning "default-mismatch": "the default is left out",
    warning "enum-mismatch": "the value is converted to the type, or left out",
    error "ignored-secret": "the value would be printed, although the document marks it as a secret",
    error "unusable-schema": "validators reject the schema, so it checks nothing",
    // House rules
    house "missing-description": "the documentation of the client is generated from it",
    house "missing-summary": "the documentation of the call begins with it",
    house "missing-docs": "the documentation of the client links to it",
    house "missing-source": "a description without a source cannot be checked again",
    house "bad-source": "a description without a source cannot be checked again",
    house "undeclared-tag": "the tag would have no description",
    house "unmarked-secret-url": "anybody who finds the URL in a log can download the file",
    house "missing-example": "examples are the tests of the schemas",
    house "empty-example": "an example without a value tests nothing",
    house "example-mismatch": "one of the two is wrong: the example or the schema",
    house "undeclared-key": "the client drops the key: it is misspelt, or missing in the schema",
    house "unreadable-example": "the example cannot be checked",
    house "orphaned-example": "an example without a link is not checked",
    house "unfinished": "the placeholder would become part of the client",
};

/// Rules whose violation makes the meaning of a document ambiguous.
pub(super) const UNCLEAR: &[&str] = &[
    "duplicate-definition",
    "conflicting-path",
    "second-root",
    "unresolved-ref",
    "unresolved-mapping",
    "wrong-ref",
    "unknown-keyword",
    "unchecked-keyword",
    "unsupported-keyword",
    "unknown-setting",
    "unknown-value",
    "wrong-type",
    "ignored-value",
];

/// Whether the rule applies only to documents with house rules.
pub(super) fn is_house(id: &str) -> bool {
    RULES.iter().any(|rule| rule.house && rule.id == id)
}

/// The level of the findings of a rule.
pub(super) fn level(id: &str) -> Level {
    let rule = RULES.iter().find(|rule| rule.id == id);
    rule.map_or(Level::Error, |rule| rule.level)
}
