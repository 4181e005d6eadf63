//! The pass over descriptions.

use serde_json::Value;

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;

/// Keywords whose value is data.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// A description that is only white space becomes empty.
///
/// ```yaml
/// description: "\n\n"   # before
/// description: ""       # after
/// ```
pub fn empty_blank_descriptions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    empty(document);
    Ok(())
}

fn empty(node: &mut Value) {
    match node {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if ["description", "summary"].contains(&key.as_str()) => {
                        if text.trim().is_empty() {
                            text.clear();
                        }
                    }
                    _ if DATA.contains(&key.as_str()) => {}
                    value => empty(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(empty),
        _ => {}
    }
}
