//! The API description in the form that the server needs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::body::Body;
use super::parameters::Parameter;
use super::segment::Segment;

/// The API description.
pub struct Contract {
    /// The path of the base URL, `/client/v4`.
    pub base_path: String,
    /// The names of the environment variables that the client reads.
    pub variables: Variables,
    /// A preset with all settings, from the examples of the API description.
    pub preset: Value,
    /// An example of each event, by its name.
    pub event_examples: BTreeMap<String, Value>,
    /// The bodies of events, by the name of the event.
    #[cfg(test)]
    pub events: Vec<(String, Body)>,
    /// The operations. Those with more literal segments come first.
    pub operations: Vec<Operation>,
}

/// An operation of the API.
pub struct Operation {
    /// The operation id, `add_participant`.
    pub id: String,
    /// The method, in upper case.
    pub method: String,
    pub segments: Vec<Segment>,
    pub path: Vec<Parameter>,
    pub query: Vec<Parameter>,
    pub body: Option<Body>,
    /// The successful responses, by the status key in the description.
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
