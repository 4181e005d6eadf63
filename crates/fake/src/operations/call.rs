//! A validated request.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::contract::Query;
use crate::response::Response;
use crate::state::OfApp;

/// A request whose parameters and body match the API description.
pub struct Call {
    pub path: BTreeMap<String, String>,
    pub query: Query,
    /// Null if the operation has no body.
    pub body: Value,
    /// The size of the body in memory, in bytes.
    pub size: usize,
}

impl Call {
    /// The app; empty if the operation is about no app.
    pub fn app_id(&self) -> &str {
        self.path("app_id")
    }

    /// Whether something belongs to the app.
    pub fn owns(&self, object: &impl OfApp) -> bool {
        object.app() == self.app_id()
    }

    /// What was looked up by this id, if it belongs to the app.
    pub fn found<'s, T: OfApp>(
        &self,
        kind: &str,
        id: &str,
        found: Option<&'s T>,
    ) -> Result<&'s T, Response> {
        found
            .filter(|object| self.owns(*object))
            .ok_or_else(|| Response::not_found(kind, id))
    }

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
