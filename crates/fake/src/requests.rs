//! The recorded requests.

use std::collections::VecDeque;
use std::fmt;

use serde_json::Value;

/// The maximum number of recorded requests.
const MOST: usize = 10_000;
/// The maximum size of their paths, queries and bodies together.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A request that a client sent. Query and body can contain credentials, and `Debug` does not show them.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The method: `POST`.
    pub method: String,
    /// The path as it was sent.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: String,
    /// The id of the operation, `add_participant`, if the path and the method belong to one.
    pub operation: Option<&'static str>,
    /// The body, if it is JSON.
    pub body: Option<Value>,
    /// The status of the response.
    pub status: u16,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("operation", &self.operation)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A request as it is recorded. The body is not parsed, because its values would need several times the memory.
pub struct Recorded {
    pub method: String,
    pub path: String,
    pub query: String,
    pub operation: Option<&'static str>,
    pub body: Box<[u8]>,
    pub status: u16,
}

impl Recorded {
    fn size(&self) -> usize {
        self.path.len() + self.query.len() + self.body.len()
    }

    fn shown(&self) -> Request {
        Request {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            operation: self.operation,
            body: serde_json::from_slice(&self.body).ok(),
            status: self.status,
        }
    }
}

/// The most recent requests.
#[derive(Default)]
pub struct Requests {
    last: VecDeque<Recorded>,
    bytes: usize,
}

impl Requests {
    pub fn add(&mut self, request: Recorded) {
        self.bytes += request.size();
        self.last.push_back(request);
        while self.last.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.last.pop_front() else {
                return;
            };
            self.bytes -= oldest.size();
        }
    }

    pub fn all(&self) -> Vec<Request> {
        self.last.iter().map(Recorded::shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, MOST_BYTES, Recorded, Requests};

    fn request(path: &str, body: &[u8]) -> Recorded {
        Recorded {
            method: "PUT".to_owned(),
            path: path.to_owned(),
            query: String::new(),
            operation: None,
            body: body.into(),
            status: 200,
        }
    }

    #[test]
    fn debug_shows_neither_query_nor_body() {
        let recorded = Recorded {
            query: "key=s3cr3t".to_owned(),
            ..request("/webhooks", br#"{"secret":"s3cr3t"}"#)
        };
        assert_eq!(
            format!("{:?}", recorded.shown()),
            r#"Request { method: "PUT", path: "/webhooks", operation: None, status: 200, .. }"#
        );
    }

    #[test]
    fn old_requests_are_forgotten() {
        let mut requests = Requests::default();
        for number in 0..MOST + 5 {
            requests.add(request(&format!("/{number}"), b"[1]"));
        }
        assert_eq!(requests.all().len(), MOST);
        assert_eq!(requests.all()[0].path, "/5");
        assert_eq!(requests.all()[0].body, Some(serde_json::json!([1])));
        requests.add(request("/", &vec![b' '; MOST_BYTES - 1]));
        assert_eq!(requests.all().len(), 1);
    }
}
