//! An operation in the spec: the possible requests, and the responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{must, spec};
use crate::server::{Received, ServerResponse};

/// The arguments of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Only the required ones.
    Required,
    /// All, including all fields of the body.
    All,
}

/// An operation of the spec.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method, in capitals.
    pub method: String,
    item: &'static Map<String, Value>,
    value: &'static Value,
}

impl Operation {
    /// All operations.
    pub fn all() -> impl Iterator<Item = Self> {
        let paths = spec().document["paths"].as_object().into_iter().flatten();
        paths
            .filter_map(|(_, item)| item.as_object())
            .flat_map(|item| {
                item.iter().filter_map(move |(method, value)| {
                    let id = value.get("operationId")?.as_str()?;
                    Some(Self {
                        id,
                        method: method.to_uppercase(),
                        item,
                        value,
                    })
                })
            })
    }

    /// The operation of that id.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn find(id: &str) -> Self {
        let found = Self::all().find(|operation| operation.id == id);
        must(found.ok_or_else(|| format!("the spec has no operation {id}")))
    }

    /// The response, with the successful status that the spec declares.
    ///
    /// # Panics
    ///
    /// When it declares none.
    #[must_use]
    pub fn response(&self, body: &Value) -> ServerResponse {
        ServerResponse::json(body.to_string()).status(self.success().0)
    }

    /// The successful status, and the schema of its response.
    ///
    /// # Panics
    ///
    /// The spec declares none.
    #[must_use]
    pub fn success(&self) -> (u16, &'static Value) {
        let mut statuses = self.value["responses"].as_object().into_iter().flatten();
        let found = statuses.find_map(|(status, response)| {
            let status: u16 = status.parse().ok()?;
            let schema = response.pointer("/content/application~1json/schema")?;
            (200..300).contains(&status).then_some((status, schema))
        });
        must(found.ok_or("no status of success"))
    }

    /// Whether the description forbids to repeat it when its outcome is unknown.
    #[must_use]
    pub fn is_sent_once(&self) -> bool {
        self.value["x-retry"] == false
    }

    /// The body with the values that callers pass in the path of a handle, from the other body.
    #[must_use]
    pub fn with_values_of_place(&self, body: &Value, other: &Value) -> Value {
        let mut body = body.clone();
        let place = self.value["x-place"].as_str().unwrap_or_default();
        for name in place.split(['/', '{', '}']) {
            if let (Some(own), Some(value)) = (body.get_mut(name), other.get(name)) {
                *own = value.clone();
            }
        }
        body
    }

    /// The schema of the body, where there is one.
    #[must_use]
    pub fn body(&self) -> Option<&'static Value> {
        self.value
            .pointer("/requestBody/content/application~1json/schema")
    }

    /// The fields, at any depth, that the schema has and this body does not.
    #[must_use]
    pub fn lacking(&self, body: &Value) -> Vec<String> {
        let mut missing = Vec::new();
        if let Some(schema) = self.body() {
            lacks(schema, body, "", &mut missing);
        }
        missing
    }

    /// The possible places of the payload in the response, as JSON pointers. The first one that exists is used.
    #[must_use]
    pub fn payload(&self) -> Vec<String> {
        let places = match self.value.get("x-data") {
            Some(Value::Array(places)) => places.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(place)) => vec![place.as_str()],
            _ => vec!["data"],
        };
        places
            .iter()
            .map(|place| format!("/{}", place.replace('.', "/")))
            .collect()
    }

    /// Checks that a request has exactly the query parameters and body fields of its form.
    ///
    /// # Panics
    ///
    /// When one is missing, or is there and should not be.
    pub fn assert_form(&self, form: Form, received: &Received) {
        let query = received
            .target
            .split_once('?')
            .map_or("", |(_, query)| query);
        let sent: BTreeSet<_> = query
            .split('&')
            .filter_map(|pair| Some(pair.split_once('=')?.0))
            .collect();
        let declared: BTreeSet<_> = [self.item.get("parameters"), self.value.get("parameters")]
            .into_iter()
            .flatten()
            .filter_map(Value::as_array)
            .flatten()
            .map(resolved)
            .filter(|parameter| parameter["in"] == "query")
            .filter(|parameter| form == Form::All || parameter["required"] == true)
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        assert_eq!(sent, declared, "{}, {form:?}: the query", self.id);

        let Some(schema) = self.body() else {
            assert_eq!(received.text(), "", "{}: it takes no body", self.id);
            return;
        };
        let body: Value = must(serde_json::from_slice(&received.body));
        let mut wrong = Vec::new();
        match form {
            Form::All => lacks(schema, &body, "", &mut wrong),
            Form::Required => has_too_much(schema, &body, &mut wrong),
        }
        assert_eq!(wrong, [""; 0], "{}, {form:?}: the body", self.id);
    }
}

/// Follows references.
pub(crate) fn resolved(node: &'static Value) -> &'static Value {
    match node.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = spec().document.pointer(reference.trim_start_matches('#'));
            resolved(must(
                target.ok_or_else(|| format!("{reference} leads nowhere")),
            ))
        }
        None => node,
    }
}

/// The schema and its parts.
#[must_use]
pub fn parts(schema: &'static Value) -> Vec<&'static Value> {
    let schema = resolved(schema);
    let all_of = schema["allOf"].as_array().into_iter().flatten();
    let mut parts: Vec<_> = all_of.flat_map(parts).collect();
    parts.push(schema);
    parts
}

/// The fields, at any depth, that the schema has and the value does not.
fn lacks(schema: &'static Value, value: &Value, path: &str, missing: &mut Vec<String>) {
    for part in parts(schema) {
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}/{name}");
            match value.get(name) {
                Some(value) => lacks(property, value, &path, missing),
                None => missing.push(format!("{path} is missing")),
            }
        }
        if let (Some(items), Some(values)) = (part.get("items"), value.as_array()) {
            for value in values {
                lacks(items, value, path, missing);
            }
        }
    }
}

/// Optional fields that the body has, and required ones that it lacks.
fn has_too_much(schema: &'static Value, body: &Value, wrong: &mut Vec<String>) {
    let parts = parts(schema);
    let required: BTreeSet<_> = parts
        .iter()
        .filter_map(|part| part["required"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let least = parts
        .iter()
        .filter_map(|part| part["minProperties"].as_u64())
        .max()
        .unwrap_or(0);
    let given: BTreeSet<_> = body
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    wrong.extend(
        required
            .difference(&given)
            .map(|name| format!("{name} is missing")),
    );
    // If a minimum number of any fields is required, this number counts as required.
    if given.len() as u64 > least.max(required.len() as u64) {
        wrong.push(format!("more than what is required: {given:?}"));
    }
}
