//! The documentation of types.

use serde_json::Number;
use syn::Attribute;

use crate::emit::doc_attributes;
use crate::model::schema::{Bounds, Limit, Schema};
use crate::text::{Docs, Markdown, markdown};

/// The description of a type, with a link of this label to the page that documents it.
pub fn type_docs(name: &str, schema: &Schema, label: &str) -> Vec<Attribute> {
    let mut about = match schema.docs.description.as_str() {
        "" => markdown!("The schema {}.", Markdown::code(name)).into(),
        description => Docs::prose(description),
    };
    if let Some(url) = &schema.docs.source {
        about.go_on(Markdown::link(label, url));
    }
    doc_attributes::docs(&about)
}

/// The description of a field, with the limits that requests are checked against.
pub fn field_docs(wire: &str, schema: &Schema) -> Vec<Attribute> {
    let docs = &schema.docs;
    let mut about = match docs.description.as_str() {
        "" => markdown!("{} on the wire.", Markdown::code(wire)).into(),
        description => Docs::prose(description),
    };
    if let Some(limits) = limits(&schema.bounds) {
        about.add(limits);
    }
    if schema.bounds.only_null {
        about.add("Can be only null.");
    }
    if !docs.known_values.is_empty() {
        let values = docs.known_values.iter().map(|value| Markdown::code(value));
        about.add(markdown!(
            "Known values: {}.",
            Markdown::joined(values, ", ")
        ));
    }
    if docs.is_read_only {
        about.add("Set by the service; never sent, and left out when the object is serialised.");
    }
    doc_attributes::docs(&about)
}

/// The sentence about the limits of a value; `None` if it has none.
pub fn limits(bounds: &Bounds) -> Option<Markdown> {
    let number = |number: &Number| Markdown::plain(&number.to_string());
    let limit = |limit: &Option<Limit>, inclusive: &'static str, exclusive: &'static str| {
        let limit = limit.as_ref()?;
        let words = if limit.is_exclusive {
            exclusive
        } else {
            inclusive
        };
        Some(markdown!(
            "{} {}",
            Markdown::from(words),
            number(&limit.number)
        ))
    };
    let count = |count: Option<u64>, words: &'static str, unit: &'static str| {
        let count = count?;
        let number = Markdown::plain(&count.to_string());
        let plural = if count == 1 { "" } else { "s" };
        Some(markdown!(
            "{} {} {}{}",
            Markdown::from(words),
            number,
            Markdown::from(unit),
            Markdown::from(plural)
        ))
    };
    let multiples = bounds.multiples_of.iter();
    let multiples = multiples.map(|step| markdown!("a multiple of {}", number(step)));
    let patterns = bounds.patterns.iter();
    let patterns = patterns.map(|pattern| markdown!("matches {}", Markdown::code(pattern)));
    let counts = [
        limit(&bounds.minimum, "at least", "more than"),
        limit(&bounds.maximum, "at most", "less than"),
        count(bounds.length.least, "at least", "character"),
        count(bounds.length.most, "at most", "character"),
        count(bounds.items.least, "at least", "item"),
        count(bounds.items.most, "at most", "item"),
        count(bounds.properties.least, "at least", "key"),
        count(bounds.properties.most, "at most", "key"),
        count(bounds.total_items, "all lists together: at least", "item"),
    ];
    let unique = bounds.unique_items.then(|| "no duplicate items".into());
    let counts = counts.into_iter().flatten().chain(multiples);
    let limits: Vec<Markdown> = counts.chain(unique).chain(patterns).collect();
    (!limits.is_empty()).then(|| markdown!("Limits: {}.", Markdown::joined(limits, ", ")))
}
