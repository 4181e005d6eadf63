//! Responses, in the shapes that the service sends.

use serde_json::{Value, json};

/// A response.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
    /// Whether the connection is closed in the middle of the body.
    pub is_cut: bool,
}

/// A response, or the error response in its place.
pub type Outcome = Result<Reply, Reply>;

impl Reply {
    pub fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            is_cut: false,
        }
    }

    /// A successful response with a payload.
    pub fn data(status: u16, data: Value) -> Self {
        Self::new(status, json!({"success": true, "data": data}))
    }

    /// An error in the shape of RealtimeKit: the code is the status.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        let error = json!({"code": status, "message": message.into()});
        Self::new(status, json!({"success": false, "error": error}))
    }

    /// An error in the shape of Cloudflare's gateway, which has codes of its own.
    pub fn gateway(status: u16, code: u32, message: &str) -> Self {
        let errors = json!([{"code": code, "message": message}]);
        let body = json!({"success": false, "errors": errors, "messages": [], "result": null});
        Self::new(status, body)
    }

    /// The request does not match the API description.
    pub fn bad_request(mistake: &str) -> Self {
        Self::error(400, format!("BAD_REQUEST: {mistake}"))
    }

    /// What the request is about does not exist.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::error(404, format!("No {kind} found with id {id}"))
    }

    /// What the request would create exists.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::error(409, message)
    }

    /// The server stores no more.
    pub fn full() -> Self {
        Self::error(507, "the fake server is full: start a new one")
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<crate::state::Full> for Reply {
    fn from(_: crate::state::Full) -> Self {
        Self::full()
    }
}
