//! Bodies of requests against the schemas of a document.

use serde_json::Value;

use super::validator::Validator;
use crate::openapi::Direction;

/// The schemas of a document, to validate bodies of requests against.
pub struct RequestBodies<'a>(Validator<'a>);

impl<'a> RequestBodies<'a> {
    /// Those of this document.
    #[must_use]
    pub fn of(document: &'a Value) -> Self {
        Self(Validator::new(document))
    }

    /// All errors in `body` for `schema`, a schema of the document, each with its path.
    ///
    /// # Errors
    ///
    /// The schema itself is not valid.
    pub fn mismatches(&self, schema: &Value, body: &Value) -> Result<Vec<String>, String> {
        let mismatches = self.0.mismatches(schema, body, Direction::Request)?;
        Ok(mismatches
            .into_iter()
            .map(|mismatch| format!("{}: {}", mismatch.pointer, mismatch.message))
            .collect())
    }
}
