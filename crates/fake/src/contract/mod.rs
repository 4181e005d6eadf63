//! Checks requests against the API description: which operation a request calls, and whether its parameters and its
//! body match their schemas.
//!
//! The API description is `generated/openapi.json`, which the client contains. The first server in a process reads it. Schemas are compiled when
//! they are first used.

mod body;
mod description;
mod document;
mod field;
mod first_presets;
pub mod parameters;
mod routes;
mod schema;
mod segment;

use serde_json::Value;

pub use description::{Contract, Operation};
pub use document::{api_description, contract};
pub use parameters::Query;
pub use routes::Found;
#[cfg(test)]
pub use segment::Segment;

/// Validates the body of a request against the API description, as the server does.
///
/// ```
/// use realtimekit_fake::validate_body;
/// use serde_json::json;
///
/// assert!(validate_body("create_app", &json!({"name": "classroom"})).is_ok());
/// let error = validate_body("create_app", &json!({})).unwrap_err();
/// assert_eq!(error, "\"name\" is required");
/// ```
///
/// # Errors
///
/// The first error, as a sentence that names the field; or the operation is unknown, or has no body.
pub fn validate_body(operation: &str, body: &Value) -> Result<(), String> {
    let operations = &contract()?.operations;
    let found = operations.iter().find(|known| known.id == operation);
    match found.and_then(|operation| operation.body.as_ref()) {
        Some(expected) => expected.schema.check("body", body),
        None => Err(format!("the operation {operation} has no body")),
    }
}

#[cfg(test)]
mod tests {
    use super::contract;

    #[test]
    fn every_schema_of_the_description_compiles() {
        let contract = contract().unwrap();
        assert_eq!(contract.base_path, "/client/v4");
        assert_eq!(contract.operations.len(), 62);
        for operation in &contract.operations {
            for parameter in operation.path.iter().chain(&operation.query) {
                parameter.compiles().unwrap();
            }
            if let Some(body) = &operation.body {
                body.compiles().unwrap();
            }
            for (_, response) in &operation.responses {
                response.compiles().unwrap();
            }
        }
    }
}
