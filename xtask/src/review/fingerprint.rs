//! Fingerprints of changes: what an approval is for.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::rules::Rule;
use crate::diff::{Difference, Kind, Property, Revision, Schema, Value as What};
use crate::openapi::{is_for_readers, reached};

/// Twelve digits for a change: other digits for another rule, place or value.
pub fn fingerprint(rule: &Rule, place: &str, before: &Value, after: &Value) -> String {
    let whole = json!([rule.id, place, sorted(before), sorted(after)]).to_string();
    let digest = Sha256::digest(whole.as_bytes());
    digest
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A value without its documentation: a better description is the same change.
pub fn without_documentation(value: &Value) -> Value {
    stripped(value, false)
}

fn stripped(value: &Value, holds_names: bool) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(key, _)| holds_names || !is_for_readers(key));
            // a property may be called `description`
            let below = kept.map(|(key, value)| {
                let holds_names = key == "properties" && !holds_names;
                (key.clone(), stripped(value, holds_names))
            });
            Value::Object(below.collect())
        }
        Value::Array(items) => items.iter().map(without_documentation).collect(),
        other => other.clone(),
    }
}

/// All that a change brings, however far on: the schema that came, or that is another one, and what it refers to. Null
/// where nothing came.
pub fn content(difference: &Difference, head: Revision) -> Value {
    let brings_schema = matches!(
        difference.kind,
        Kind::Value(What::Type(_))
            | Kind::Schema(Schema::Reference)
            | Kind::Property(Property::OtherKeysTyped)
    );
    let is_whole = difference.base.is_none() || brings_schema;
    let (Some(place), true) = (&difference.head, is_whole) else {
        return Value::Null;
    };
    let Some(node) = head.at(place.strip_suffix("/type").unwrap_or(place)) else {
        return Value::Null;
    };
    let components = reached(&head.spec.document, [node.value]);
    let components = components.into_iter();
    let components: Map<String, Value> = components
        .map(|(at, value)| (at, without_documentation(value)))
        .collect();
    json!([without_documentation(node.value), components])
}

/// The same value with its keys in order: the layout of a document does not change a fingerprint.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut entries: Vec<_> = fields.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let sorted = entries
                .into_iter()
                .map(|(key, value)| (key.clone(), self::sorted(value)));
            Value::Object(sorted.collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
