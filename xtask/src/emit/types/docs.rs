//! The documentation of types.

use serde_json::Value;
use syn::Attribute;

use crate::emit::words;
use crate::model::schema_index::Facts;
use crate::openapi::{flag, text};
use crate::text::{Docs, Markdown, markdown};

/// The words of the document about a type, with the link to the page that it was taken from.
pub fn type_docs(name: &str, schema: &Value) -> Vec<Attribute> {
    let mut about = match text(schema, "description") {
        "" => markdown!("The schema {}.", Markdown::code(name)).into(),
        words => Docs::prose(words),
    };
    if let Some(url) = schema.pointer("/externalDocs/url").and_then(Value::as_str) {
        about.go_on(Markdown::link("Source", url));
    }
    words::docs(&about)
}

/// The words of the document about a field, with the limits that requests are checked against.
pub fn field_docs(wire: &str, property: &Value, facts: Facts) -> Vec<Attribute> {
    let mut about = match facts.description(property) {
        "" => markdown!("{} on the wire.", Markdown::code(wire)).into(),
        words => Docs::prose(words),
    };
    if let Some(bounds) = property.get("x-bounds") {
        about.add(markdown!("Limits: {}.", bounds_in_words(bounds)));
    }
    if let Some(values) = property.get("x-values").and_then(Value::as_array) {
        let values = values
            .iter()
            .map(|value| Markdown::code(&value.to_string()));
        about.add(markdown!(
            "Known values: {}.",
            Markdown::joined(values, ", ")
        ));
    }
    if flag(property, "x-readOnly") {
        about.add("Set by the service; never sent.");
    }
    words::docs(&about)
}

/// The limits of a value as people say them.
pub fn bounds_in_words(bounds: &Value) -> Markdown {
    let mut said = Vec::new();
    for (key, words) in [
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("minLength", "characters: at least"),
        ("maxLength", "characters: at most"),
        ("minItems", "items: at least"),
        ("maxItems", "items: at most"),
        ("minProperties", "keys: at least"),
        ("maxProperties", "keys: at most"),
        ("x-min-items", "items of all lists together: at least"),
        ("multipleOf", "a multiple of"),
    ] {
        if let Some(value) = bounds.get(key) {
            let strict = match key {
                "minimum" if flag(bounds, "exclusiveMinimum") => "more than",
                "maximum" if flag(bounds, "exclusiveMaximum") => "less than",
                _ => words,
            };
            said.push(markdown!(
                "{} {}",
                Markdown::from(strict),
                Markdown::plain(&value.to_string())
            ));
        }
    }
    if flag(bounds, "uniqueItems") {
        said.push("no item twice".into());
    }
    if let Some(pattern) = bounds.get("pattern").and_then(Value::as_str) {
        said.push(markdown!("matches {}", Markdown::code(pattern)));
    }
    Markdown::joined(said, ", ")
}
