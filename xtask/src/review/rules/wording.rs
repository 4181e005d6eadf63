//! How messages name things and values.

use serde_json::Value;

use crate::diff::{Difference, Part, Step, Subject};
use crate::openapi::{is_for_readers, unescape};
use crate::text::shortened;

/// The name of a thing with all that it belongs to: "header `x-rate` of response 200 of get_thing".
pub fn named(subject: &Subject) -> String {
    let own = match subject.last() {
        Part::Document => "the document".to_owned(),
        Part::Key(key) => named_key(key),
        Part::Tag(name) => format!("tag `{name}`"),
        Part::Path(path) => format!("path `{path}`"),
        Part::Operation(name) => name.clone(),
        Part::Callback(name) => format!("callback `{name}`"),
        Part::Webhook(name) => format!("webhook `{name}`"),
        Part::Parameter { place, name } => format!("{place} parameter `{name}`"),
        Part::Body => "the body".to_owned(),
        Part::Response(status) if status == "default" => "the default response".to_owned(),
        Part::Response(status) => format!("response {status}"),
        Part::SharedResponse(name) => format!("response `{name}`"),
        Part::MediaType(name) => format!("media type `{name}`"),
        Part::Header(name) => format!("header `{name}`"),
        Part::Encoding(name) => format!("the encoding of `{name}`"),
        Part::Schema(name) | Part::Property(name) => format!("`{name}`"),
        Part::Component => "the schema".to_owned(),
        Part::Item => "an item".to_owned(),
        Part::OtherValue => "a value".to_owned(),
        Part::OtherName => "the names of properties".to_owned(),
        Part::Member => "an alternative".to_owned(),
        Part::Alternative(Some(name), _) => format!("alternative `{name}`"),
        Part::Alternative(None, kind) if kind.is_empty() => "an untyped alternative".to_owned(),
        Part::Alternative(None, kind) => format!("a `type: {kind}` alternative"),
        Part::TaggedAlternative(name, value) => {
            format!("the `{name}: {}` alternative", shortened(value, LONGEST))
        }
        Part::SecurityScheme(name) => format!("security scheme `{name}`"),
        Part::Scope(name) => format!("scope `{name}`"),
        Part::Server(url) => format!("server `{url}`"),
        Part::Variable(name) => format!("variable `{name}`"),
    };
    match subject.of() {
        Some(of) => format!("{own} of {}", named(of)),
        None => own,
    }
}

fn named_key(key: &str) -> String {
    match key {
        "description" | "summary" | "title" | "example" | "examples" | "links" | "security"
        | "servers" | "tags" => key.to_owned(),
        "externalDocs" => "link to the documentation".to_owned(),
        "x-source" => "sources".to_owned(),
        key => format!("`{key}`"),
    }
}

/// The thing that differs.
pub fn subject(difference: &Difference) -> String {
    named(&difference.subject)
}

/// What the thing that differs belongs to.
pub fn owner(difference: &Difference) -> String {
    let of = difference.subject.of();
    named(of.unwrap_or(&difference.subject))
}

/// That a thing was added, removed or changed.
pub fn step(difference: &Difference) -> String {
    let plural = [
        "examples",
        "links",
        "servers",
        "tags",
        "x-source",
        "callbacks",
    ];
    let are_several =
        matches!(difference.subject.last(), Part::Key(key) if plural.contains(&key.as_str()));
    let step = match (difference.step(), are_several) {
        (Step::Added, false) => "was added",
        (Step::Added, true) => "were added",
        (Step::Removed, false) => "was removed",
        (Step::Removed, true) => "were removed",
        (Step::Changed, _) => "changed",
    };
    format!("{} {step}", subject(difference))
}

/// The same, and which of its keys differ.
pub fn step_with_keys(difference: &Difference) -> String {
    let mut keys = Vec::new();
    differing_keys(&difference.from, &difference.to, "", &mut keys);
    match keys.is_empty() {
        true => step(difference),
        false => format!("{}: {}", step(difference), first_few(&keys)),
    }
}

/// The keys of two objects that have different values, each with those around it.
fn differing_keys(from: &Value, to: &Value, around: &str, found: &mut Vec<String>) {
    let (Value::Object(from), Value::Object(to)) = (from, to) else {
        return;
    };
    let added = to.keys().filter(|key| !from.contains_key(*key));
    for key in from.keys().chain(added).filter(|key| !is_for_readers(key)) {
        let (before, after) = (from.get(key), to.get(key));
        if before == after {
            continue;
        }
        let name = match around {
            "" => key.clone(),
            around => format!("{around}.{key}"),
        };
        match (before, after) {
            (Some(before @ Value::Object(_)), Some(after @ Value::Object(_))) => {
                differing_keys(before, after, &name, found);
            }
            _ => found.push(format!("`{}`", shortened(&name, LONGEST))),
        }
    }
}

/// That something of a thing changed from one value to another.
pub fn from_to(what: &str, difference: &Difference) -> String {
    let (from, to) = (
        value_or_none(&difference.from),
        value_or_none(&difference.to),
    );
    format!(
        "{what} of {} changed from {from} to {to}",
        subject(difference)
    )
}

/// An operation with its method and path.
pub fn operation(difference: &Difference) -> String {
    let name = subject(difference);
    let place = difference.head.as_ref().or(difference.base.as_ref());
    let place = place.map(String::as_str).unwrap_or_default();
    let route = match place
        .strip_prefix("/paths/")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((path, method)) => format!("{} {}", method.to_uppercase(), unescape(path)),
        None => String::new(),
    };
    if route.is_empty() || route == name {
        name
    } else {
        format!("{name} ({route})")
    }
}

/// Longer text is cut.
const LONGEST: usize = 60;

/// A JSON value: in backticks, and cut where it is long.
pub fn value(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("`{}`", shortened(&text, LONGEST))
}

/// A bound, a format, a default.
fn value_or_none(of: &Value) -> String {
    match of {
        Value::Null => "none".to_owned(),
        Value::Object(bound) if bound.get("excluded").is_some() => {
            let bound = bound.get("value").map(value);
            format!("{} (exclusive)", bound.unwrap_or_default())
        }
        other => value(other),
    }
}

/// A type: its name, or that of the type of a schema.
pub fn type_name(of: &Value) -> String {
    let has = |key: &str| of.get(key).is_some();
    match of {
        Value::String(name) if !name.is_empty() => name.clone(),
        Value::Object(schema) if has("type") => schema
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("any")
            .to_owned(),
        Value::Object(_) if has("oneOf") || has("anyOf") => "one of several schemas".to_owned(),
        Value::Object(_)
            if ["properties", "allOf", "items", "enum", "$ref"]
                .into_iter()
                .any(has) =>
        {
            "a single schema".to_owned()
        }
        _ => "any".to_owned(),
    }
}

/// The name of a schema that is referred to.
pub fn schema_name(of: &Value) -> String {
    match of {
        Value::String(name) => format!("`{name}`"),
        _ => "an inline schema".to_owned(),
    }
}

/// The first of some sentences, and how many more there are.
pub fn first_few(sentences: &[String]) -> String {
    const MOST: usize = 3;
    let first: Vec<&str> = sentences.iter().take(MOST).map(String::as_str).collect();
    match sentences.len().saturating_sub(MOST) {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}
