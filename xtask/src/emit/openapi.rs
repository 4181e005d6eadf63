//! Emits the merged document as one JSON file, `openapi.json`, for other tools. It is only emitted if the document has
//! `x-client.openapi`.

use serde_json::{Map, Value};

use super::emission::Emission;
use super::front_page::chain;
use crate::openapi::escape;
use crate::source::Spec;
use crate::text::visible_json;
use crate::write::{Files, HEADER};

/// The name of the file below the output folder.
pub const FILE: &str = "openapi.json";

/// The key of the header.
const GENERATED: &str = "x-generated";

/// How the client makes each call, by the pointer to its operation: `client.meeting(meeting_id).participants().add`.
pub fn calls(emission: &Emission) -> Vec<(String, String)> {
    let handles = emission.tree.handles.iter().enumerate();
    let calls = handles.flat_map(|(index, handle)| {
        let calls = handle.calls.iter();
        calls.map(move |call| {
            let pointer = emission.operations[call.operation].pointer.clone();
            (
                pointer,
                format!("{}.{}", chain(emission, index), call.method),
            )
        })
    });
    calls.collect()
}

/// The file with the document; none if the document does not ask for it.
///
/// References to other files were already resolved by the merge. Examples in separate files are inlined, because their
/// addresses have no meaning beside the emitted file. Each operation has its call of the client as `x-call`, so that
/// other tools can use the same names.
pub fn files(spec: &Spec, is_wanted: bool, calls: Vec<(String, String)>) -> Files {
    if !is_wanted {
        return Files::new();
    }
    // JSON has no comments, so the header is a key. It is the first one, because the first lines show which program
    // wrote a file.
    let mut document = Map::from_iter([(GENERATED.to_owned(), Value::from(HEADER))]);
    if let Value::Object(keys) = with_examples(spec, String::new(), &spec.document) {
        document.extend(keys.into_iter().filter(|(key, _)| key != GENERATED));
    }
    let mut document = Value::Object(document);
    for (pointer, call) in calls {
        if let Some(Value::Object(operation)) = document.pointer_mut(&pointer) {
            operation.insert("x-call".to_owned(), call.into());
        }
    }
    let text = visible_json(&format!("{document:#}\n"));
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
