//! The description as the server uses it.

use serde_json::Value;

use super::body::Body;
use super::parameters::Parameter;
use super::segment::Segment;

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

/// An operation of the API.
pub struct Operation {
    /// The operation id, `add_participant`.
    pub id: String,
    /// In capitals.
    pub method: String,
    pub segments: Vec<Segment>,
    pub path: Vec<Parameter>,
    pub query: Vec<Parameter>,
    pub body: Option<Body>,
    /// The successful responses by status, as the description writes it.
    #[cfg(test)]
    pub responses: Vec<(String, Body)>,
}

/// The names of the environment variables from which `Client::from_env` reads.
pub struct Variables {
    pub token: String,
    pub account_id: String,
    pub app_id: String,
    pub base_url: String,
}
