//! Specs for tests.

use std::path::Path;

use serde_json::{Value, json};

use crate::source::{self, Spec};

/// A document with these schemas, and no operations.
pub fn spec(schemas: Value) -> Spec {
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": schemas},
    });
    let file = ("t.json".to_owned(), document.to_string());
    source::texts(Path::new("t"), "t", [file]).unwrap_or_else(|_| unreachable!("it is read"))
}
