//! The schemas of the lowered document, by the names of their Rust types.

use std::collections::HashSet;

use serde_json::Value;

use crate::lower::position::at;
use crate::openapi::{Direction, flag, schema, schemas, target_name, text, texts};

/// The schemas of a lowered document.
#[derive(Clone, Copy)]
pub struct SchemaIndex<'a> {
    document: &'a Value,
}

/// One property of an object.
pub struct Property<'a> {
    /// The name on the wire.
    pub name: &'a str,
    /// The lowered schema.
    pub schema: &'a Value,
    /// Whether it is required.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
}

impl<'a> SchemaIndex<'a> {
    /// The schemas of a lowered document.
    pub fn new(document: &'a Value) -> Self {
        Self { document }
    }

    /// The lowered document itself.
    pub fn document(self) -> &'a Value {
        self.document
    }

    /// All schemas by name, in the order of the document.
    pub fn schemas(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        schemas(self.document)
    }

    /// Whether callers send a schema, read it, or both.
    pub fn direction(schema: &Value) -> Direction {
        match text(schema, "x-direction") {
            "request" => Direction::Request,
            "both" => Direction::Both,
            _ => Direction::Response,
        }
    }

    /// The properties of an object, in the order of the document.
    pub fn properties(object: &'a Value) -> Vec<Property<'a>> {
        let required: HashSet<&str> = texts(object, "required").into_iter().collect();
        let properties = object.get("properties").and_then(Value::as_object);
        properties
            .into_iter()
            .flatten()
            .map(|(name, schema)| Property {
                name,
                schema,
                required: required.contains(name.as_str()),
                nullable: flag(schema, "nullable"),
            })
            .collect()
    }

    /// The pointer of a schema in the document as loaded.
    pub fn pointer(self, name: &str) -> &'a str {
        schema(self.document, name).map(at).unwrap_or_default()
    }

    /// The description of a schema: its own, or that of the one that it refers to.
    pub fn description(self, schema: &'a Value) -> &'a str {
        let own = schema.get("x-description").or(schema.get("description"));
        match own.and_then(Value::as_str) {
            Some(own) => own,
            None => self
                .target(schema)
                .map_or("", |target| text(target, "description")),
        }
    }

    /// The named schema that a node refers to, directly or through a nullable wrapper.
    pub fn target(self, place: &Value) -> Option<&'a Value> {
        schema(self.document, target_name(place)?)
    }
}
