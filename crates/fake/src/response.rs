//! Responses in the formats of the service.

use serde_json::{Value, json};

use crate::state::File;

/// A response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
    /// A file that is sent instead of the body.
    pub file: Option<Box<File>>,
    /// Whether the connection is closed in the middle of the body.
    pub is_cut: bool,
    /// The delay in milliseconds before it is sent. A `Duration` would make errors large.
    pub delay: u64,
}

/// A response, or an error response.
pub type Outcome = Result<Response, Response>;

impl Response {
    pub fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            file: None,
            is_cut: false,
            delay: 0,
        }
    }

    /// A successful response with a payload.
    pub fn data(status: u16, data: Value) -> Self {
        Self::new(status, json!({"success": true, "data": data}))
    }

    /// An error in the format of RealtimeKit: the code is the status.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        let error = json!({"code": status, "message": message.into()});
        Self::new(status, json!({"success": false, "error": error}))
    }

    /// An error in the format of Cloudflare's gateway, which has its own codes.
    pub fn gateway(status: u16, code: u32, message: &str) -> Self {
        let errors = json!([{"code": code, "message": message}]);
        let body = json!({"success": false, "errors": errors, "messages": [], "result": null});
        Self::new(status, body)
    }

    /// The request does not match the API description.
    pub fn bad_request(mistake: &str) -> Self {
        Self::error(400, format!("BAD_REQUEST: {mistake}"))
    }

    /// The requested object does not exist.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::error(404, format!("No {kind} found with id {id}"))
    }

    /// The object already exists.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::error(409, message)
    }

    /// The server is full.
    pub fn full() -> Self {
        Self::error(507, "the fake server is full: start a new one")
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<crate::state::Full> for Response {
    fn from(_: crate::state::Full) -> Self {
        Self::full()
    }
}
