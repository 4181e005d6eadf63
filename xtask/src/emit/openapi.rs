//! Emits the merged document as one JSON file, for tools other than this one: `openapi.json`. Only a document with
//! `x-client.openapi` asks for it.

use serde_json::{Map, Value};

use crate::openapi::escape;
use crate::source::Spec;
use crate::write::{Files, HEADER};

/// The name of the file below the output folder.
pub const FILE: &str = "openapi.json";

/// The file with the document; nothing where the document does not ask for it.
///
/// References to other files lead into the document already. Examples in files of their own are put in place, because
/// their addresses mean nothing beside the emitted file.
pub fn files(spec: &Spec, is_wanted: bool) -> Files {
    if !is_wanted {
        return Files::new();
    }
    // JSON has no comments, so the header is a key. It is the first one: the first lines say who wrote a file.
    let mut document = Map::from_iter([("x-generated".to_owned(), Value::from(HEADER))]);
    if let Value::Object(keys) = with_examples(spec, String::new(), &spec.document) {
        document.extend(keys);
    }
    let text = format!("{:#}\n", Value::Object(document));
    Files::from([(FILE.to_owned(), text)])
}

fn with_examples(spec: &Spec, pointer: String, value: &Value) -> Value {
    match value {
        Value::Object(keys) => {
            if keys.contains_key("externalValue")
                && let Some(example) = spec.example(&pointer)
            {
                let others = keys.iter().filter(|(key, _)| *key != "externalValue");
                let mut found: Map<_, _> = others
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                found.insert("value".to_owned(), example);
                return Value::Object(found);
            }
            let copied = keys.iter().map(|(key, value)| {
                let below = format!("{pointer}/{}", escape(key));
                (key.clone(), with_examples(spec, below, value))
            });
            Value::Object(copied.collect())
        }
        Value::Array(items) => {
            let copied = items.iter().enumerate();
            let copied =
                copied.map(|(index, item)| with_examples(spec, format!("{pointer}/{index}"), item));
            Value::Array(copied.collect())
        }
        other => other.clone(),
    }
}
