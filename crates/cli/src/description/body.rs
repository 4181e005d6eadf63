//! The body of an operation.

use serde_json::Value;

use super::document::resolved;
use super::schema::{Field, properties};

/// The properties of the body, if the operation has one.
pub fn body(operation: &'static Value) -> Option<Vec<Field>> {
    let body = resolved(operation.get("requestBody")?);
    let schema = body.pointer("/content/application~1json/schema")?;
    Some(properties(schema))
}
