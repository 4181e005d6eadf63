//! What the lowered document says of a type, found by the type's Rust name.

use serde_json::Value;

use crate::lower::position::at;
use crate::openapi::Direction;
use crate::openapi::{flag, schema, target_name, text, texts};

/// The lowered document, asked about types.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    document: &'a Value,
}

/// One property of an object.
pub struct Property<'a> {
    /// The name on the wire.
    pub name: &'a str,
    /// The lowered schema.
    pub schema: &'a Value,
    /// Whether the object must have it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
}

impl<'a> Facts<'a> {
    /// Facts of a lowered document.
    pub fn new(document: &'a Value) -> Self {
        Self { document }
    }

    /// The lowered document itself.
    pub fn document(self) -> &'a Value {
        self.document
    }

    /// The schema of a type.
    pub fn schema(self, name: &str) -> Option<&'a Value> {
        schema(self.document, name)
    }

    /// Who sends and who reads a type.
    pub fn direction(self, name: &str) -> Direction {
        match self.schema(name).map(|schema| text(schema, "x-direction")) {
            Some("request") => Direction::Request,
            Some("both") => Direction::Both,
            _ => Direction::Response,
        }
    }

    /// The properties of an object type, in the order of the document.
    pub fn properties(self, name: &str) -> Vec<Property<'a>> {
        let Some(object) = self.schema(name) else {
            return Vec::new();
        };
        let required = texts(object, "required");
        object
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, schema)| Property {
                name,
                schema,
                required: required.contains(&name.as_str()),
                nullable: flag(schema, "nullable"),
            })
            .collect()
    }

    /// The pointer of a type in the document as loaded.
    pub fn pointer(self, name: &str) -> &'a str {
        self.schema(name).map(at).unwrap_or_default()
    }

    /// The words about a schema: its own, or those of the place where it is used.
    pub fn description(self, schema: &'a Value) -> &'a str {
        for key in ["x-description", "description"] {
            if let Some(words) = schema.get(key).and_then(Value::as_str) {
                return words;
            }
        }
        self.target(schema)
            .map(|target| text(target, "description"))
            .unwrap_or_default()
    }

    /// The named schema that a place refers to, through a nullable wrapper too.
    pub fn target(self, place: &'a Value) -> Option<&'a Value> {
        self.schema(target_name(place)?)
    }
}
