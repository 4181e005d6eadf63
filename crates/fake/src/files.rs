//! Downloads over HTTP from the URLs in responses and events. Like those of the service, they need no token.

use crate::core::{Core, Incoming};
use crate::response::Response;
use crate::state::{FILES, FileError};

pub fn respond(core: &Core, incoming: Incoming) -> Response {
    if incoming.method != "GET" {
        return Response::error(405, "GET is the only method").header("allow", "GET");
    }
    let path = incoming.path.strip_prefix(FILES).unwrap_or_default();
    let mut inner = core.lock();
    inner.state.settle();
    match inner.state.file(path, incoming.query) {
        Ok(file) => {
            let mut response = Response::new(200, serde_json::Value::Null);
            response.file = Some(Box::new(file));
            response
        }
        Err(FileError::Refused) => Response::error(403, "the address was changed, or has expired"),
        Err(FileError::Missing) => Response::error(404, "there is no such file"),
    }
}
