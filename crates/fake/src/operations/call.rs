//! A validated request.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::contract::Query;

/// A request whose parameters and body match the API description.
pub struct Call<'a> {
    pub path: BTreeMap<String, String>,
    pub query: Query,
    /// Null if the operation has no body.
    pub body: Value,
    /// The size of the body in memory, in bytes.
    pub size: usize,
    /// The app of the server.
    pub app_id: &'a str,
}

impl Call<'_> {
    pub fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name)?.as_str()
    }

    pub fn flag(&self, name: &str) -> bool {
        self.query.get(name) == Some(&Value::Bool(true))
    }

    /// The body, which is an object.
    pub fn fields(&self) -> Map<String, Value> {
        self.body.as_object().cloned().unwrap_or_default()
    }
}
