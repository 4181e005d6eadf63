//! The extension with which every node of the document remembers where it was.

use serde_json::Value;

use crate::openapi::text;

/// The extension with the JSON pointer of a node in the document as loaded.
pub const AT: &str = "x-at";

/// The JSON pointer of a node in the document as loaded.
pub fn at(value: &Value) -> &str {
    text(value, AT)
}
