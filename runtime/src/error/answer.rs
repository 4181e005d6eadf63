//! What every error about an answer knows of it.

use std::fmt;

use reqwest::{StatusCode, header::HeaderMap};

use crate::Operation;

/// Which operation was answered, and how the answer can be told from others.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) ray_id: Option<Box<str>>,
}

impl Origin {
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Self {
        let ray_id = headers
            .get("cf-ray")
            .and_then(|ray| ray.to_str().ok())
            .map(Box::from);
        Self {
            operation,
            status,
            ray_id,
        }
    }

    /// The end of every line about an answer.
    pub(super) fn write_ray(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ray_id {
            Some(ray_id) => write!(f, " [cf-ray {ray_id}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin")
            .field("status", &self.status)
            .field("ray_id", &self.ray_id)
            .finish()
    }
}
