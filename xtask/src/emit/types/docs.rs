//! The pass that documents types.

use serde_json::Value;
use syn::{Attribute, Fields, Item};

use super::code::Types;
use super::fields::{is_flattened, wire_name};
use crate::emit::words;
use crate::lower::document::{flag, schemas, text};
use crate::lower::problem::Problems;
use crate::model::schema_index::Facts;
use crate::text::{Docs, Markdown, markdown};

/// Every type and field gets the words of the document, the limits that requests are checked against, and the link to
/// the page that the type was taken from.
///
/// ```text
/// ///`Participant`   →   /// An enrolment in a meeting.
///                        /// [Source](https://developers.cloudflare.com/…)
/// ```
pub fn document_types(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, schema) in schemas(facts.document()) {
        let Some(code) = types.get_mut(name) else {
            continue;
        };
        let docs = type_docs(name, schema);
        match &mut code.item {
            Item::Struct(item) => {
                prepend(&mut item.attrs, docs);
                if let Fields::Named(fields) = &mut item.fields {
                    for field in &mut fields.named {
                        let wire = wire_name(field);
                        let docs = match (is_flattened(field), schema["properties"].get(&wire)) {
                            (false, Some(property)) => field_docs(&wire, property, facts),
                            _ => words::docs(&Docs::from(Markdown::from(
                                "Whatever other keys the object has.",
                            ))),
                        };
                        prepend(&mut field.attrs, docs);
                    }
                }
            }
            Item::Enum(item) => prepend(&mut item.attrs, docs),
            _ => {}
        }
    }
    Ok(())
}

fn prepend(attrs: &mut Vec<Attribute>, mut docs: Vec<Attribute>) {
    attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    docs.append(attrs);
    *attrs = docs;
}

fn type_docs(name: &str, schema: &Value) -> Vec<Attribute> {
    let mut about = match text(schema, "description") {
        "" => markdown!("The schema {}.", Markdown::code(name)).into(),
        words => Docs::prose(words),
    };
    if let Some(url) = schema.pointer("/externalDocs/url").and_then(Value::as_str) {
        about.go_on(Markdown::link("Source", url));
    }
    words::docs(&about)
}

fn field_docs(wire: &str, property: &Value, facts: Facts) -> Vec<Attribute> {
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
