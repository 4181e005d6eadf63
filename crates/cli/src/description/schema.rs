//! The parts of schemas that flags need.

use serde_json::Value;

use super::document::{entries, items, resolved, text};

/// A parameter of a query, or a property of a body.
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether it is required.
    pub is_required: bool,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Its description.
    pub description: &'static str,
}

/// The type of a value.
pub enum Kind {
    /// Any string.
    Text,
    /// One of these strings.
    Choice(Vec<&'static str>),
    /// A timestamp.
    Timestamp,
    /// A day.
    Date,
    /// True or false.
    Boolean,
    /// An integer, from the first to the second.
    Integer(Option<i64>, Option<i64>),
    /// A number.
    Number,
    /// A list of values of one type.
    List(Box<Kind>),
    /// Anything else, as JSON.
    Json,
}

/// A schema with those that it refers to.
struct Merged {
    parts: Vec<&'static Value>,
}

impl Merged {
    fn new(schema: &'static Value) -> Self {
        let mut parts = Vec::new();
        collect(schema, &mut parts);
        Self { parts }
    }

    /// The value of a keyword in the outermost schema that has it.
    fn keyword(&self, key: &str) -> Option<&'static Value> {
        self.parts.iter().find_map(|part| part.get(key))
    }

    fn text(&self, key: &str) -> &'static str {
        self.keyword(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

/// Collects a schema, those that it refers to, and the members of `allOf`.
fn collect(schema: &'static Value, parts: &mut Vec<&'static Value>) {
    let schema = resolved(schema);
    parts.push(schema);
    for member in items(schema, "allOf") {
        collect(member, parts);
    }
}

/// The field of a schema.
pub fn field(name: &'static str, schema: &'static Value, is_required: bool) -> Field {
    let merged = Merged::new(schema);
    let nullable = merged.parts.iter();
    Field {
        name,
        kind: kind(&merged),
        is_required,
        is_nullable: nullable
            .clone()
            .any(|it| it.get("nullable") == Some(&Value::Bool(true))),
        description: merged.text("description"),
    }
}

fn kind(schema: &Merged) -> Kind {
    if let Some(values) = schema.keyword("enum").and_then(Value::as_array) {
        return Kind::Choice(values.iter().filter_map(Value::as_str).collect());
    }
    let bound = |key| schema.keyword(key).and_then(Value::as_i64);
    match (schema.text("type"), schema.text("format")) {
        ("string", "date-time") => Kind::Timestamp,
        ("string", "date") => Kind::Date,
        ("string", _) => Kind::Text,
        ("boolean", _) => Kind::Boolean,
        ("integer", _) => Kind::Integer(bound("minimum"), bound("maximum")),
        ("number", _) => Kind::Number,
        ("array", _) => {
            let items = schema.keyword("items").unwrap_or(&Value::Null);
            match kind(&Merged::new(items)) {
                Kind::Json | Kind::List(_) => Kind::Json,
                item => Kind::List(Box::new(item)),
            }
        }
        _ => Kind::Json,
    }
}

/// The properties of an object, in the order of the description, with those of the members of `allOf`.
pub fn properties(schema: &'static Value) -> Vec<Field> {
    let merged = Merged::new(schema);
    let mut required = merged.parts.iter().flat_map(|part| items(part, "required"));
    let required: Vec<&str> = required.by_ref().filter_map(Value::as_str).collect();
    let parts = merged.parts.iter();
    let properties = parts.flat_map(|part| entries(part, "properties"));
    let fields =
        properties.map(|(name, schema)| field(name, schema, required.contains(&name.as_str())));
    fields.collect()
}

/// The schema at a path of properties.
pub fn at(schema: &'static Value, path: &[&str]) -> Option<&'static Value> {
    let Some((first, rest)) = path.split_first() else {
        return Some(schema);
    };
    let merged = Merged::new(schema);
    let mut parts = merged.parts.iter();
    let property = parts.find_map(|part| part.get("properties")?.get(first));
    at(property?, rest)
}

/// The items of a list.
pub fn list_items(schema: &'static Value) -> Option<&'static Value> {
    let merged = Merged::new(schema);
    let is_list = merged.text("type") == "array";
    merged.keyword("items").filter(|_| is_list)
}

/// The description of a schema, or of the one that it refers to.
pub fn description(schema: &'static Value) -> &'static str {
    match text(schema, "description") {
        "" => Merged::new(schema).text("description"),
        own => own,
    }
}
