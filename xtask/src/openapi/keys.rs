//! Walks over a document whose objects have no known kind yet: which values are data, and which keys are names.

use serde_json::Value;

/// Keywords whose value is data.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "value", "const"];

/// Keywords whose value is a map from names.
const NAMED: [&str; 22] = [
    "paths",
    "pathItems",
    "webhooks",
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "responses",
    "content",
    "headers",
    "schemas",
    "parameters",
    "requestBodies",
    "links",
    "callbacks",
    "securitySchemes",
    "variables",
    "mapping",
    "encoding",
    "scopes",
    "x-webhooks",
];

/// What the keys of an object are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Keywords of OpenAPI.
    Keywords,
    /// Names that the document chose: of paths, of properties. A property can be called `default`, and a response is.
    Names,
}

impl Keys {
    /// What the keys of the value of `key` are. `None` if the value is data.
    pub fn below(self, key: &str) -> Option<Self> {
        match self {
            Self::Keywords if DATA.contains(&key) => None,
            Self::Keywords if NAMED.contains(&key) => Some(Self::Names),
            _ => Some(Self::Keywords),
        }
    }
}

/// Calls `visit` for every object that is not data, the outermost first. `visit` returns whether to visit those inside.
pub fn each_object(value: &mut Value, visit: &mut impl FnMut(&mut Value) -> bool) {
    walk(value, Keys::Keywords, visit);
}

fn walk(value: &mut Value, keys: Keys, visit: &mut impl FnMut(&mut Value) -> bool) {
    if value.is_object() && !visit(value) {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                if let Some(keys) = keys.below(key) {
                    walk(value, keys, visit);
                }
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|value| walk(value, Keys::Keywords, visit)),
        _ => {}
    }
}
