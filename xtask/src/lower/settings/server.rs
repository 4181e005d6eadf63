//! The base URL of the client.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::openapi::servers::{is_absolute, servers};

/// The servers of the document.
pub struct Server {
    /// The address of the first server, if it is absolute.
    pub address: Option<String>,
    /// Its path, if the document does not state a host.
    pub path: Option<String>,
    /// The addresses of operations on other servers, by their pointers.
    pub elsewhere: BTreeMap<String, String>,
}

/// The base URL of the client, and the operations on other servers. If the document has no absolute URL, all operations
/// are sent below the base URL that callers set.
pub fn read(document: &Value) -> Server {
    let found = servers(document);
    let main = Some(found.main).filter(|address| !address.is_empty() && !address.contains('{'));
    let (address, path) = main
        .into_iter()
        .partition::<Vec<_>, _>(|it| is_absolute(it));
    let address = address.into_iter().next();
    let others = found.others.into_iter();
    let elsewhere = others.filter_map(|(pointer, other)| Some((pointer, other.address?)));
    Server {
        elsewhere: elsewhere.filter(|_| address.is_some()).collect(),
        address,
        path: path.into_iter().next(),
    }
}
