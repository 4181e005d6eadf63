//! What the API description says about requests: which operation a request calls, and whether its parameters and its body
//! match their schemas.
//!
//! The description is `generated/openapi.json`. It is read once in a process, by the first server. Schemas are compiled
//! when they are first used.

mod body;
mod document;
mod field;
pub mod parameters;
mod routes;
mod schema;

use std::sync::OnceLock;

use serde_json::Value;

pub use document::{Operation, Variables};
pub use parameters::Query;
pub use routes::Found;
use schema::Schemas;

/// The API description.
pub struct Contract {
    /// The path of the API's address, `/client/v4`.
    pub base_path: String,
    /// The names of the environment variables that the client reads.
    pub variables: Variables,
    /// A preset with everything that can be set, out of the examples of the description.
    pub preset: Value,
    /// The operations; those with more literal segments come first.
    pub operations: Vec<Operation>,
}

/// Crates are packaged one by one, so the file is linked into this one's folder.
const DOCUMENT: &str = include_str!("../../openapi.json");

impl Contract {
    /// The description, read by the first call.
    ///
    /// # Errors
    ///
    /// The document is not one that this crate understands, which its tests rule out.
    pub fn get() -> Result<&'static Self, String> {
        static CONTRACT: OnceLock<Result<Contract, String>> = OnceLock::new();
        CONTRACT
            .get_or_init(|| Self::read(DOCUMENT))
            .as_ref()
            .map_err(Clone::clone)
    }

    fn read(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| format!("the API description is not JSON: {error}"))?;
        let schemas = Schemas::new(&document)?;
        document::read(&document, &schemas)
    }

    /// The operation that a request calls. `path` begins behind the base path and is still percent-encoded.
    pub fn find(&self, method: &str, path: &str) -> Found<'_> {
        routes::find(&self.operations, method, path)
    }
}

#[cfg(test)]
mod tests {
    use super::Contract;

    #[test]
    fn every_schema_of_the_description_compiles() {
        let contract = Contract::get().unwrap();
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
