//! The calls of an operation, from its `wire!` case, for tests of all operations.

use std::fmt::Debug;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use realtimekit::{Client, Error};
use serde_json::Value;

/// A call in progress. Its result has the format `{:#?}`.
pub type Running = Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>;

/// A call with a body that is given as JSON; an error is one of reading it into the type of the body.
pub type WithBody = fn(&Client, Value) -> serde_json::Result<Running>;

/// One operation's calls.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The operation.
    pub operation: &'static str,
    /// Makes the call with its required arguments.
    pub required: fn(&Client) -> Running,
    /// Makes the call with all arguments.
    pub all: fn(&Client) -> Running,
    /// Makes the call with a body, if it has one.
    pub with_body: Option<WithBody>,
}

/// Sends a call, and keeps its value.
pub fn running<T: Debug>(
    call: impl IntoFuture<IntoFuture: Send + 'static, Output = Result<T, Error>>,
) -> Running {
    let call = call.into_future();
    Box::pin(async move { call.await.map(|value| format!("{value:#?}")) })
}
