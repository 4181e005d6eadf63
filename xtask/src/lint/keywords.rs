//! Unknown keywords, values of the wrong type, and missing fields, which would otherwise be ignored silently.

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::{Finding, did_you_mean};
use crate::openapi::{
    Field, HARMLESS, Kind, LATER_KEYWORDS, Mistake, Need, What, escape, is_bound, is_for_readers,
    kind_of, unescape,
};
use crate::source::{has_settings, unknown};

/// Fields that take one of a few values.
const FIXED_VALUES: &[(Kind, &str, &[&str])] = &[
    (
        Kind::Parameter,
        "in",
        &["query", "path", "header", "cookie"],
    ),
    (Kind::Parameter, "style", STYLES),
    (Kind::Encoding, "style", STYLES),
    (
        Kind::Schema,
        "type",
        &["string", "number", "integer", "boolean", "array", "object"],
    ),
    (
        Kind::SecurityScheme,
        "type",
        &["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"],
    ),
    (Kind::SecurityScheme, "in", &["query", "header", "cookie"]),
];

/// Keywords of later versions of JSON Schema that change the type of a schema. Other keywords of them are not checked.
const CHANGING: &[&str] = &["const", "prefixItems", "patternProperties", "$dynamicRef"];

const STYLES: &[&str] = &[
    "form",
    "simple",
    "label",
    "matrix",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
];

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = context
        .index
        .mistakes
        .iter()
        .filter_map(|mistake| describe(context, mistake))
        .collect();
    fixed_values(context, &mut findings);
    names(context, &mut findings);
    findings
}

/// A key that OpenAPI does not define in this place, so that its meaning is unclear.
#[derive(Debug)]
pub struct UnknownKeyword {
    /// Its place.
    pub pointer: String,
    /// The key.
    pub key: String,
    /// The kind of object that contains it.
    pub owner: &'static str,
}

/// All unknown keywords of a document, except extensions and those that have no effect.
pub(super) fn all_unknown(context: &Context<'_>) -> Vec<UnknownKeyword> {
    let unknown = |mistake: &Mistake<'_>| match mistake.what {
        What::Unknown(key) if !key.starts_with("x-") && !HARMLESS.contains(&key) => {
            Some(UnknownKeyword {
                pointer: mistake.pointer.clone(),
                key: key.to_owned(),
                owner: mistake.kind.title(),
            })
        }
        _ => None,
    };
    context.index.mistakes.iter().filter_map(unknown).collect()
}

/// Whether a finding is about a parameter without a name or a place.
pub(super) fn is_nameless(context: &Context<'_>, finding: &Finding) -> bool {
    let mut parameters = context.index.all(Kind::Parameter);
    finding.rule == "missing-field"
        && parameters.any(|parameter| parameter.pointer == finding.pointer)
}

fn describe(context: &Context<'_>, mistake: &Mistake<'_>) -> Option<Finding> {
    let Mistake {
        kind,
        pointer,
        what,
        in_extension,
    } = mistake;
    if *in_extension && !context.spec.house_rules {
        return None;
    }
    let owner = kind.title();
    Some(match what {
        What::Unknown(key) => {
            let (message, help) = unknown(*kind, key, context.spec.house_rules)?;
            let is_later = *kind == Kind::Schema && LATER_KEYWORDS.contains(key);
            // In OpenAPI 3.1, the other keywords of the schema decide its type.
            let is_changing = match context.spec.is_3_1(pointer) {
                true => *key == "$dynamicRef",
                false => CHANGING.contains(key),
            };
            let rule = match kind {
                Kind::Client if has_settings(context.document()) => "unknown-setting",
                // An extension of another tool with the same name.
                Kind::Client => "ignored-value",
                Kind::Paths => "malformed-path",
                Kind::Schema if is_later && is_changing => "unsupported-keyword",
                Kind::Schema if is_later => {
                    return Some(context.spec.finding(
                        "unchecked-keyword",
                        pointer,
                        format!("`{key}` is not checked: OpenAPI 3.0 does not have it"),
                        "the client accepts values that it forbids; use a keyword of OpenAPI 3.0 instead",
                    ));
                }
                _ => "unknown-keyword",
            };
            context.spec.finding(rule, pointer, message, help)
        }
        What::WrongType { expected, found } => {
            let key = pointer.rsplit('/').next().unwrap_or_default();
            let rule = match is_ignored(*kind, key, found) {
                true => "ignored-value",
                false => "wrong-type",
            };
            context.about_value(
                rule,
                pointer,
                format!("`{}` must be {expected}, but this is {}", unescape(key), kind_of(found)),
                wrong_type_help(*kind, key, expected, found),
            )
        }
        What::Missing { field, need } => {
            let rule = match need {
                Need::Generator => "missing-field",
                Need::Standard | Need::Nobody => "incomplete",
            };
            let (message, help) = (
                format!("{owner} needs `{field}`"),
                format!("add `{field}:`"),
            );
            match kind {
                // The beginning of a file is not a useful place for a missing field of the document.
                Kind::Document if *field != "openapi" => {
                    context.about_value(rule, "/openapi", message, help)
                }
                _ => context.spec.finding(rule, pointer, message, help),
            }
        }
        What::BesideReference(key) => context.spec.finding(
            "beside-ref",
            pointer,
            format!("`{key}` is ignored beside `$ref`"),
            "write the reference as `allOf: [{$ref: …}]`, or move the key to the target of the reference",
        ),
    })
}

/// Whether the generator can ignore a value, because the field is documentation or a limit of requests.
fn is_ignored(kind: Kind, key: &str, found: &Value) -> bool {
    let documents = is_for_readers(key)
        || [
            "version",
            "termsOfService",
            "operationId",
            "deprecated",
            "tags",
            "xml",
            "contact",
            "license",
        ]
        .contains(&key);
    let is_optional = |field: &&Field| field.name == key && field.need != Need::Generator;
    match (kind, key) {
        (Kind::Document, "x-client") => true,
        (Kind::Client, _) => false,
        // A field that is null is one that is left out.
        (kind, _) if found.is_null() && kind.fields().iter().any(|it| is_optional(&it)) => true,
        (Kind::Schema, "required") => found.is_boolean(),
        (Kind::Schema, key) => documents || is_bound(key) || IGNORED.contains(&key),
        _ => documents,
    }
}

/// Fields of a schema that the generator can ignore.
const IGNORED: [&str; 9] = [
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "uniqueItems",
    "pattern",
    "format",
    "nullable",
    "readOnly",
    "writeOnly",
];

/// Common mistakes, by the intended keyword.
fn wrong_type_help(kind: Kind, key: &str, expected: &str, found: &Value) -> String {
    match (kind, key, found) {
        (Kind::Schema, "required", Value::Bool(_)) => {
            "in a schema, `required` is a list of property names beside `properties`"
        }
        (Kind::Schema, "type", Value::Array(_)) => {
            "OpenAPI 3.0 has one type in a schema; for null write `nullable: true`"
        }
        (Kind::Schema, "exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => {
            "in OpenAPI 3.0 this is true or false, beside `minimum` or `maximum`"
        }
        (_, "version" | "openapi", Value::Number(_)) => "put it in quotes",
        (_, _, Value::Null) => "write a value after the colon, or remove the key",
        (_, _, Value::Array(_)) => return format!("write {expected} instead of the list"),
        (Kind::Client, ..) => "see the keys of `x-client` in spec/README.md",
        (_, key, _) if key.starts_with("x-") => "see the table of extensions in spec/README.md",
        _ => "see the OpenAPI 3.0.3 specification",
    }
    .to_owned()
}

fn fixed_values(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for object in context
        .index
        .objects
        .iter()
        .filter(|object| object.reference.is_none())
    {
        for (kind, field, known) in FIXED_VALUES
            .iter()
            .filter(|(kind, ..)| *kind == object.kind)
        {
            let Some(value) = object.fields.get(*field).and_then(Value::as_str) else {
                continue;
            };
            if !known.contains(&value) {
                let help = did_you_mean(
                    value,
                    known.iter().copied(),
                    &format!("it may be: {}", known.join(", ")),
                );
                findings.push(context.about_value(
                    "unknown-value",
                    &format!("{}/{field}", object.pointer),
                    format!("`{field}` of {} cannot be `{value}`", kind.title()),
                    help,
                ));
            }
        }
    }
}

/// Names of components are parts of references and of Rust names.
fn names(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for components in context.index.all(Kind::Components) {
        for (section, named) in components.fields {
            let known = Kind::Components
                .fields()
                .iter()
                .any(|field| field.name == section);
            for name in named
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name)
                .filter(|_| known)
            {
                let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
                if name.is_empty() || !name.chars().all(fits) {
                    findings.push(context.spec.finding(
                        "component-name",
                        &format!("{}/{section}/{}", components.pointer, escape(name)),
                        format!("`{name}` cannot be the name of a component"),
                        "use letters, digits, `.`, `-` and `_`",
                    ));
                }
            }
        }
    }
}
