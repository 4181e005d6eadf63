//! The document while it is lowered: an OpenAPI document in which every node knows where it came from.

use serde_json::Value;

pub use crate::openapi::{
    FOLLOWED, MEMBERS, METHODS, SCHEMAS, children, children_mut, each_operation,
    each_operation_within, each_schema, escape, flag, is_for_readers, operations, read_schemas,
    ref_to, reference, schema, schema_ref, schemas, schemas_mut, sent_schemas, target, target_name,
    text, texts, walk_schema,
};

/// The extension in which every lowered node remembers its JSON pointer in the document as loaded.
pub const AT: &str = "x-at";

/// Where the node stood in the document as loaded.
pub fn at(value: &Value) -> &str {
    text(value, AT)
}
