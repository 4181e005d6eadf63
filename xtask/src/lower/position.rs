//! The extension `x-at`, which keeps the original position of every node.

use serde_json::Value;

use crate::openapi::text;

/// The extension with the JSON pointer of a node in the document as loaded.
pub const AT: &str = "x-at";

/// Our extensions of a property or of a member of a choice, which do not apply to the schema that it refers to.
pub const OF_THE_PROPERTY: [&str; 4] = ["x-initial", "x-rust-name", "x-tags", "x-event-names"];

/// The JSON pointer of a node in the document as loaded.
pub fn at(value: &Value) -> &str {
    text(value, AT)
}
