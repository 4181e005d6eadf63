//! The recorded requests.

use std::collections::VecDeque;

use serde_json::Value;

/// The maximum number of recorded requests.
const MOST: usize = 10_000;
/// The maximum size of their paths, queries and bodies together.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A request that a client sent.
#[derive(Clone, Debug, PartialEq)]
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
    size: usize,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str, query: &str, body: &[u8]) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            operation: None,
            body: serde_json::from_slice(body).ok(),
            status: 0,
            size: path.len() + query.len() + body.len(),
        }
    }
}

/// The most recent requests.
#[derive(Debug, Default)]
pub struct Requests {
    last: VecDeque<Request>,
    bytes: usize,
}

impl Requests {
    pub fn add(&mut self, request: Request) {
        self.bytes += request.size;
        self.last.push_back(request);
        while self.last.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.last.pop_front() else {
                return;
            };
            self.bytes -= oldest.size;
        }
    }

    pub fn all(&self) -> Vec<Request> {
        self.last.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, MOST_BYTES, Request, Requests};

    #[test]
    fn old_requests_are_forgotten() {
        let mut requests = Requests::default();
        for number in 0..MOST + 5 {
            requests.add(Request::new("GET", &format!("/{number}"), "", b""));
        }
        assert_eq!(requests.all().len(), MOST);
        assert_eq!(requests.all()[0].path, "/5");
        requests.add(Request::new("PUT", "/", "", &vec![b' '; MOST_BYTES - 1]));
        assert_eq!(requests.all().len(), 1);
    }
}
