//! The content of a response.

use serde_json::Value;

use super::document::{document, entries, text};
use super::schema::{at, list_items, properties};

/// The shape of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    One,
    /// A whole list.
    List,
    /// A page of a list.
    Page,
}

/// The response of a success.
pub struct Response {
    /// Its shape.
    pub shape: Shape,
    /// The paths to the payload; the first one that exists is used.
    pub payload: Vec<Vec<&'static str>>,
    /// The properties of the payload, or of an item of the list.
    pub columns: Vec<&'static str>,
}

/// The response of an operation. `has_pages`: it takes the number of a page.
pub fn response(operation: &'static Value, has_pages: bool) -> Response {
    let payload = payload(operation);
    let mut responses = entries(operation, "responses");
    let success = responses.find(|(status, _)| status.starts_with('2'));
    let schema = success.and_then(|(_, it)| it.pointer("/content/application~1json/schema"));
    let mut found = payload.iter().filter_map(|path| at(schema?, path));
    let schema = found.next().unwrap_or(&Value::Null);
    let (shape, item) = match list_items(schema) {
        Some(item) if has_pages => (Shape::Page, item),
        Some(item) => (Shape::List, item),
        None => (Shape::One, schema),
    };
    let columns = properties(item).into_iter().map(|field| field.name);
    Response {
        shape,
        columns: columns.collect(),
        payload,
    }
}

fn payload(operation: &'static Value) -> Vec<Vec<&'static str>> {
    let usual = document().pointer("/x-client/envelope/data");
    let path = |path: &'static Value| path.as_str().map(|path| path.split('.').collect());
    match operation.get("x-data") {
        Some(Value::Array(paths)) => paths.iter().filter_map(path).collect(),
        Some(one) => path(one).into_iter().collect(),
        None => usual.and_then(path).into_iter().collect(),
    }
}

/// The URL of the page in Cloudflare's documentation; empty if there is none.
pub fn documentation(operation: &'static Value) -> &'static str {
    operation
        .get("externalDocs")
        .map_or("", |docs| text(docs, "url"))
}
