//! What the API description says about requests: which operation a request calls, and whether its parameters and its body
//! match their schemas.
//!
//! The description is `generated/openapi.json`. It is read once in a process, by the first server. Schemas are compiled
//! when they are first used.

mod body;
mod description;
mod document;
mod field;
pub mod parameters;
mod routes;
mod schema;
mod segment;

pub use description::{Contract, Operation};
pub use document::contract;
pub use parameters::Query;
pub use routes::Found;
#[cfg(test)]
pub use segment::Segment;

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
