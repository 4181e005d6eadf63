//! Bodies of requests and responses.

use serde_json::Value;

use super::schema::Schema;

/// The schema of a body.
pub struct Body {
    pub schema: Schema,
}

impl Body {
    /// The value of a body.
    ///
    /// # Errors
    ///
    /// The first error, as a sentence.
    pub fn read(&self, bytes: &[u8]) -> Result<Value, String> {
        if bytes.is_empty() {
            return Err("\"body\" is required".to_owned());
        }
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| format!("\"body\" is not JSON: {error}"))?;
        self.schema.check("body", &value).map(|()| value)
    }

    #[cfg(test)]
    pub fn check(&self, value: &Value) -> Result<(), String> {
        self.schema.check("body", value)
    }

    #[cfg(test)]
    pub fn compiles(&self) -> Result<(), String> {
        self.schema.compiles()
    }
}
