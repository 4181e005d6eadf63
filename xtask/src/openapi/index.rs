//! One walk over a document along [`super::table`]: every OpenAPI object with its kind and JSON pointer, and everything
//! that the table does not allow.

use serde_json::{Map, Value};

use super::pointer::escape;
use super::table::{Kind, Need, Shape};

/// An object of the document.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    pub kind: Kind,
    pub pointer: String,
    pub value: &'a Value,
    pub fields: &'a Map<String, Value>,
    /// The target, if it is a reference. Its other keys are ignored.
    pub reference: Option<&'a str>,
}

/// Something that the table does not allow.
#[derive(Debug)]
pub(crate) struct Mistake<'a> {
    /// The kind of the object that contains it.
    pub kind: Kind,
    /// Its place; for a missing field, the object.
    pub pointer: String,
    pub what: What<'a>,
    /// Whether it is inside an extension. Extensions of other tools may have the same names as ours.
    pub in_extension: bool,
}

/// A kind of mistake.
#[derive(Debug)]
pub(crate) enum What<'a> {
    /// A key that the object does not have.
    Unknown(&'a str),
    /// A value of the wrong type.
    WrongType {
        expected: &'static str,
        found: &'a Value,
    },
    /// A field is missing.
    Missing { field: &'static str, need: Need },
    /// A key beside `$ref`, which is ignored.
    BesideReference(&'a str),
}

/// Everything that the walk found, in document order.
#[derive(Debug, Default)]
pub(crate) struct Index<'a> {
    pub objects: Vec<Object<'a>>,
    pub mistakes: Vec<Mistake<'a>>,
    /// Names of schemas in the mappings of discriminators, with their pointers.
    pub schema_names: Vec<(String, &'a str)>,
}

impl<'a> Index<'a> {
    /// Walks `document`.
    pub fn of(document: &'a Value) -> Self {
        let mut index = Self::default();
        let mut pointer = String::new();
        index.value(
            Kind::Document,
            Shape::One(Kind::Document),
            document,
            &mut pointer,
        );
        index
    }

    /// The objects of `kind` that are not references.
    pub fn all(&self, kind: Kind) -> impl Iterator<Item = &Object<'a>> {
        self.objects
            .iter()
            .filter(move |object| object.kind == kind && object.reference.is_none())
    }

    fn value(&mut self, owner: Kind, shape: Shape, value: &'a Value, pointer: &mut String) {
        let expected = match (shape, value) {
            (Shape::Any, _)
            | (Shape::Text, Value::String(_))
            | (Shape::Flag | Shape::SchemaOrFlag, Value::Bool(_))
            | (Shape::Number, Value::Number(_)) => return,
            (Shape::SchemaName, Value::String(name)) => {
                self.schema_names.push((pointer.clone(), name));
                return;
            }
            (Shape::Count, Value::Number(number)) if is_count(number) => return,
            (Shape::One(kind), Value::Object(fields)) => {
                return self.object(kind, value, fields, pointer);
            }
            (Shape::SchemaOrFlag, Value::Object(fields)) => {
                return self.object(Kind::Schema, value, fields, pointer);
            }
            (Shape::List(item), Value::Array(items)) => {
                for (at, value) in items.iter().enumerate() {
                    below(pointer, &at.to_string(), |pointer| {
                        self.value(owner, *item, value, pointer)
                    });
                }
                return;
            }
            (Shape::Map(item), Value::Object(fields)) => {
                for (key, value) in fields {
                    // The maps of `components` may have extensions, too.
                    if owner == Kind::Components && key.starts_with("x-") && !value.is_object() {
                        continue;
                    }
                    below(pointer, &escape(key), |pointer| {
                        self.value(owner, *item, value, pointer)
                    });
                }
                return;
            }
            (Shape::Text | Shape::SchemaName, _) => "a string",
            (Shape::Flag, _) => "a boolean",
            (Shape::Number, _) => "a number",
            (Shape::Count, _) => "an integer, 0 or more",
            (Shape::List(_), _) => "a list",
            (Shape::SchemaOrFlag, _) => "a schema, true or false",
            (Shape::Map(_) | Shape::One(_), _) => "a mapping",
        };
        self.mistake(
            owner,
            pointer,
            What::WrongType {
                expected,
                found: value,
            },
        );
    }

    fn mistake(&mut self, kind: Kind, pointer: &str, what: What<'a>) {
        self.mistakes.push(Mistake {
            kind,
            pointer: pointer.to_owned(),
            what,
            in_extension: false,
        });
    }

    fn object(
        &mut self,
        kind: Kind,
        value: &'a Value,
        fields: &'a Map<String, Value>,
        pointer: &mut String,
    ) {
        let reference = match kind.section() {
            Some(_) => fields.get("$ref").and_then(Value::as_str),
            None => None,
        };
        self.objects.push(Object {
            kind,
            pointer: pointer.clone(),
            value,
            fields,
            reference,
        });
        if kind.section().is_some() && fields.contains_key("$ref") {
            return self.reference(kind, fields, pointer);
        }
        for (key, value) in fields {
            below(pointer, &escape(key), |pointer| {
                self.field(kind, key, value, pointer)
            });
        }
        for field in kind
            .fields()
            .iter()
            .filter(|field| field.need != Need::Nobody)
        {
            if !fields.contains_key(field.name) {
                self.mistake(
                    kind,
                    pointer,
                    What::Missing {
                        field: field.name,
                        need: field.need,
                    },
                );
            }
        }
    }

    fn field(&mut self, kind: Kind, key: &'a str, value: &'a Value, pointer: &mut String) {
        if let Some(field) = kind.fields().iter().find(|field| field.name == key) {
            return self.value(kind, field.shape, value, pointer);
        }
        if let Some(field) = kind.extensions().iter().find(|field| field.name == key) {
            let before = self.mistakes.len();
            self.value(kind, field.shape, value, pointer);
            for mistake in self.mistakes.iter_mut().skip(before) {
                mistake.in_extension = true;
            }
            return;
        }
        if let Some(named) = kind.named().filter(|_| is_name(kind, key)) {
            return self.value(kind, Shape::One(named), value, pointer);
        }
        self.mistake(kind, pointer, What::Unknown(key));
    }

    /// Keys beside `$ref` are ignored, so they are not checked.
    fn reference(&mut self, kind: Kind, fields: &'a Map<String, Value>, pointer: &mut String) {
        for (key, value) in fields {
            below(pointer, &escape(key), |pointer| {
                if key != "$ref" {
                    self.mistake(kind, pointer, What::BesideReference(key));
                } else if !value.is_string() {
                    self.value(kind, Shape::Text, value, pointer);
                }
            });
        }
    }
}

/// Whether `key` is a path, a status code or an expression and not a mistake.
fn is_name(kind: Kind, key: &str) -> bool {
    match kind {
        Kind::Paths => key.starts_with('/'),
        Kind::Callback => !key.starts_with("x-"),
        Kind::Responses => is_status(key),
        _ => false,
    }
}

/// Whether a text is `default`, `404` or `4XX`.
pub(crate) fn is_status(key: &str) -> bool {
    if key == "default" {
        return true;
    }
    let mut chars = key.chars();
    let class = chars.next().is_some_and(|c| ('1'..='5').contains(&c));
    let rest = chars.as_str();
    class && rest.len() == 2 && (rest == "XX" || rest.chars().all(|c| c.is_ascii_digit()))
}

fn is_count(number: &serde_json::Number) -> bool {
    // Some documents write 32.0, or a number that is too large for a u64. Both are valid.
    number
        .as_f64()
        .is_some_and(|n| n >= 0.0 && n.fract() == 0.0)
}

/// Calls `then` with `pointer` one step deeper.
fn below(pointer: &mut String, segment: &str, then: impl FnOnce(&mut String)) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(segment);
    then(pointer);
    pointer.truncate(length);
}

/// The kind of a value, for messages.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
