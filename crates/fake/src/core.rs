//! Turns a request into a response, without a socket: faults, the token, the API description, the operation.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::oneshot;

use crate::contract::{Contract, Found, Operation, parameters};
use crate::faults::{Fault, Faults};
use crate::operations::{self, Call};
use crate::requests::{Recorded, Requests};
use crate::response::{Outcome, Response};
use crate::state::{State, weight};

/// The account of every server.
pub const ACCOUNT_ID: &str = "0123456789abcdef0123456789abcdef";
/// The API token that every server accepts.
pub const TOKEN: &str = "fake-api-token";

/// The maximum size of a request body in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// A server without its socket.
pub struct Core {
    contract: &'static Contract,
    inner: Mutex<Inner>,
}

/// The data behind the lock.
pub struct Inner {
    pub state: State,
    pub faults: Faults,
    /// The requests that wait.
    pub held: Vec<oneshot::Sender<()>>,
    pub requests: Requests,
    /// Whether the token lacks the permission to change anything.
    pub is_read_only: bool,
    /// Responses that tests chose, by operation.
    pub responses: HashMap<String, (u16, Value)>,
}

/// A request as it was received.
#[derive(Clone, Copy, Debug, Default)]
pub struct Incoming<'a> {
    pub method: &'a str,
    /// Percent-encoded.
    pub path: &'a str,
    pub query: &'a str,
    pub authorization: Option<&'a str>,
    /// `None` if it was too large to be read.
    pub body: Option<&'a [u8]>,
}

impl Core {
    pub fn new(contract: &'static Contract, state: State) -> Self {
        Self {
            contract,
            inner: Mutex::new(Inner {
                state,
                faults: Faults::default(),
                held: Vec::new(),
                requests: Requests::default(),
                is_read_only: false,
                responses: HashMap::new(),
            }),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing panics while it holds the lock; if it did, the state would still be readable.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Responds to a request and records it.
    #[cfg(test)]
    pub fn respond(&self, incoming: Incoming) -> Response {
        let fault = self.lock().faults.next();
        self.respond_with(incoming, fault)
    }

    /// Responds to a request with a fault, and records it.
    pub fn respond_with(&self, incoming: Incoming, fault: Option<Fault>) -> Response {
        let found = self.find(incoming);
        let operation = match &found {
            Some(Found::Operation(operation, _)) => Some(operation.id.as_str()),
            _ => None,
        };
        let response = match fault.and_then(Fault::response) {
            Some(response) => response,
            None => {
                let outcome = self.carry_out(incoming, found);
                let mut response = outcome.unwrap_or_else(|error| error);
                response.is_cut = fault == Some(Fault::Cut);
                if let Some(Fault::Delay(delay)) = fault {
                    response.delay = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
                }
                response
            }
        };
        let request = Recorded {
            method: incoming.method.to_owned(),
            path: incoming.path.to_owned(),
            query: incoming.query.to_owned(),
            operation,
            body: incoming.body.unwrap_or_default().into(),
            status: response.status,
        };
        self.lock().requests.add(request);
        response
    }

    /// Sends the example of an event to the webhooks that report it, or to this address alone. Returns the numbers of the
    /// deliveries; `None` for an unknown event.
    pub fn trigger(&self, event: &str, address: Option<&str>) -> Option<Vec<u64>> {
        let example = self.contract.event_examples.get(event)?;
        let state = &mut self.lock().state;
        Some(match address {
            Some(address) => vec![state.send_to(address, event, example)],
            None => state.emit(None, event, example),
        })
    }

    /// The operation of a request; `None` if the path does not begin with the base path.
    fn find(&self, incoming: Incoming) -> Option<Found<'static>> {
        let path = incoming
            .path
            .strip_prefix(self.contract.base_path.as_str())?;
        Some(self.contract.find(incoming.method, path))
    }

    fn carry_out(&self, incoming: Incoming, found: Option<Found<'static>>) -> Outcome {
        check_token(incoming.authorization)?;
        if self.lock().is_read_only && incoming.method != "GET" {
            return Err(Response::gateway(403, 10000, "Authentication error"));
        }
        let (operation, path) = match found {
            Some(Found::Operation(operation, path)) => (operation, path),
            Some(Found::OtherMethods(methods)) => {
                let response = Response::gateway(
                    405,
                    10405,
                    "Method not allowed for this authentication scheme",
                );
                return Err(response.header("allow", methods.join(", ")));
            }
            Some(Found::Nothing) | None => {
                let message =
                    "Could not route to this path, perhaps your object identifier is invalid?";
                return Err(Response::gateway(404, 7003, message));
            }
        };
        self.check_owner(&path)?;
        let call = read(operation, path, incoming)?;
        if let Some((status, body)) = self.lock().responses.get(&operation.id) {
            return Ok(Response::new(*status, body.clone()));
        }
        let Some(handler) = operations::handler(&operation.id) else {
            let message = format!("realtimekit-fake does not implement `{}` yet", operation.id);
            return Err(Response::error(501, message));
        };
        let mut inner = self.lock();
        inner.state.settle();
        handler(&mut inner.state, &call)
    }

    /// The account and the app.
    fn check_owner(&self, path: &BTreeMap<String, String>) -> Result<(), Response> {
        if path.get("account_id").is_some_and(|id| id != ACCOUNT_ID) {
            return Err(Response::gateway(403, 10000, "Authentication error"));
        }
        match path.get("app_id") {
            Some(id) if self.lock().state.app(id).is_none() => Err(Response::not_found("app", id)),
            _ => Ok(()),
        }
    }
}

fn check_token(authorization: Option<&str>) -> Result<(), Response> {
    let refused = || Response::gateway(401, 10000, "Authentication error");
    let (scheme, token) = authorization
        .and_then(|text| text.split_once(' '))
        .ok_or_else(refused)?;
    match scheme.eq_ignore_ascii_case("bearer") && token.trim() == TOKEN {
        true => Ok(()),
        false => Err(refused()),
    }
}

/// Reads parameters and body according to the API description.
fn read(
    operation: &Operation,
    path: BTreeMap<String, String>,
    incoming: Incoming,
) -> Result<Call, Response> {
    let mistake = |mistake: String| Response::bad_request(&mistake);
    for parameter in &operation.path {
        if let Some(text) = path.get(&parameter.name) {
            parameter.read(text).map_err(mistake)?;
        }
    }
    let query = parameters::query(&operation.query, incoming.query).map_err(mistake)?;
    let bytes = incoming.body.ok_or_else(|| {
        let message = format!("the body is larger than {} bytes", MAX_BODY);
        Response::error(413, message)
    })?;
    let body = match &operation.body {
        Some(body) => body.read(bytes).map_err(mistake)?,
        None => Value::Null,
    };
    Ok(Call {
        path,
        query,
        size: weight(&body),
        body,
    })
}
