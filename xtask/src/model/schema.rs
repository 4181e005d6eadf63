//! The parts of a schema that the emitted code needs: its limits, its documentation, an example.

use serde_json::{Number, Value};

use super::rust_type::Integer;
use super::schema_index::SchemaIndex;
use crate::lower::position::at;
use crate::openapi::{flag, listed, target_name, text};

/// A schema: of a type, a field, a parameter, an item of a list, or a member of a union.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Its JSON pointer in the document as loaded.
    pub pointer: String,
    /// The name of the type that it refers to.
    pub target: Option<String>,
    /// Its own limits; see [`super::types::Types::bounds`].
    pub bounds: Bounds,
    /// The integer type that its format names.
    pub integer: Option<&'static Integer>,
    /// Its documentation.
    pub docs: SchemaDocs,
    /// A string example of the schema, or of the type that it refers to.
    pub example: Option<String>,
    /// The schema of the items of a list, or of the values of a map.
    pub inner: Option<Box<Schema>>,
}

/// The documentation of a schema.
#[derive(Clone, Debug, Default)]
pub struct SchemaDocs {
    /// Its description, or that of the type that it refers to.
    pub description: String,
    /// The address of the page that documents it.
    pub source: Option<String>,
    /// The known values of a number or a boolean, as JSON.
    pub known_values: Vec<String>,
    /// Whether only the service sets it.
    pub is_read_only: bool,
}

/// The limits of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The minimum of a number.
    pub minimum: Option<Limit>,
    /// The maximum of a number.
    pub maximum: Option<Limit>,
    /// What a number is a multiple of.
    pub multiples_of: Vec<Number>,
    /// The number of characters of a string.
    pub length: Counts,
    /// The number of items of a list.
    pub items: Counts,
    /// The number of keys of an object.
    pub properties: Counts,
    /// The minimum number of items of all lists of an object together.
    pub total_items: Option<u64>,
    /// Whether the items of a list must be unique.
    pub unique_items: bool,
    /// The regular expressions that a string matches.
    pub patterns: Vec<String>,
    /// The format of a string. It is only used to select a variant of a union.
    pub format: Option<String>,
    /// Whether null is the only value.
    pub only_null: bool,
}

/// A limit of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The number.
    pub number: Number,
    /// Whether the number itself is excluded.
    pub is_exclusive: bool,
}

/// The limits of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The minimum.
    pub least: Option<u64>,
    /// The maximum.
    pub most: Option<u64>,
}

impl Schema {
    /// Reads a schema of the lowered document.
    pub fn read(schema: &Value, index: SchemaIndex) -> Self {
        let target = index.target(schema);
        let format = text(schema, "format")
            .replace("uint", "u")
            .replace("int", "i");
        let example = |schema: &Value| {
            let mut found = ["x-example", "example"].iter();
            found.find_map(|key| schema.get(key)?.as_str().map(str::to_owned))
        };
        let inner = schema.get("items").or(schema.get("additionalProperties"));
        let values = schema.get("x-values").and_then(Value::as_array);
        Self {
            pointer: at(schema).to_owned(),
            target: target_name(schema).map(str::to_owned),
            bounds: Bounds::read(schema),
            integer: Integer::named(&format),
            docs: SchemaDocs {
                description: index.description(schema).to_owned(),
                source: source(schema),
                known_values: values.into_iter().flatten().map(Value::to_string).collect(),
                is_read_only: flag(schema, "x-readOnly"),
            },
            example: example(schema).or_else(|| example(target?)),
            inner: inner.map(|inner| Box::new(Self::read(inner, index))),
        }
    }
}

/// The address of the page that documents a schema or an operation.
pub fn source(described: &Value) -> Option<String> {
    let url = described.pointer("/externalDocs/url")?;
    url.as_str().map(str::to_owned)
}

impl Bounds {
    fn read(schema: &Value) -> Self {
        let bounds = schema.get("x-bounds").unwrap_or(&Value::Null);
        let limit = |key: &str, exclusive: &str| {
            Some(Limit {
                number: bounds.get(key)?.as_number()?.clone(),
                is_exclusive: flag(bounds, exclusive),
            })
        };
        // Some documents write 32.0 for 32. The cast saturates.
        let count = |key: &str| {
            let number = bounds.get(key)?;
            number
                .as_u64()
                .or(number.as_f64().map(|number| number as u64))
        };
        let all = |key: &str| bounds.get(key).into_iter().flat_map(listed);
        let counts = |least: &str, most: &str| Counts {
            least: count(least),
            most: count(most),
        };
        Self {
            minimum: limit("minimum", "exclusiveMinimum"),
            maximum: limit("maximum", "exclusiveMaximum"),
            multiples_of: all("multipleOf")
                .filter_map(Value::as_number)
                .cloned()
                .collect(),
            length: counts("minLength", "maxLength"),
            items: counts("minItems", "maxItems"),
            properties: counts("minProperties", "maxProperties"),
            total_items: count("x-min-items"),
            unique_items: flag(bounds, "uniqueItems"),
            only_null: flag(bounds, "x-only-null"),
            patterns: all("pattern")
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            format: schema
                .get("x-format")
                .and_then(Value::as_str)
                .map(str::to_owned),
        }
    }
}
