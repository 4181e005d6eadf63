//! The extension with which every node of the document remembers where it was.

use serde_json::Value;

use crate::openapi::text;

/// The extension with the JSON pointer of a node in the document as loaded.
pub const AT: &str = "x-at";

/// Our extensions that belong to a property or to a member of a choice, and not to the schema that it refers to.
pub const OF_THE_PROPERTY: [&str; 3] = ["x-initial", "x-rust-name", "x-tags"];

/// The JSON pointer of a node in the document as loaded.
pub fn at(value: &Value) -> &str {
    text(value, AT)
}
