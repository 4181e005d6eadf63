//! The address that the client calls.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::openapi::{escape, operations, text};

/// Where the document's calls go.
pub struct Server {
    /// The address of the first server, if it is absolute.
    pub address: Option<String>,
    /// Its path, where it has no host but that which the document came from.
    pub path: Option<String>,
    /// The addresses of operations on other servers, by their pointers.
    pub elsewhere: BTreeMap<String, String>,
}

/// The address that the client calls, and the operations on other servers.
pub fn read(document: &Value) -> Server {
    let address = addresses(document).next().unwrap_or_default();
    let mut elsewhere = BTreeMap::new();
    for (path, method, operation) in operations(document) {
        let pointer = format!("/paths/{}", escape(path));
        let item = document.pointer(&pointer);
        let holders = [Some(operation), item].into_iter().flatten();
        let mut own = holders.map(|holder| addresses(holder).collect::<Vec<_>>());
        let own = own.find(|own| !own.is_empty()).unwrap_or_default();
        if let Some(other) = own.first().filter(|_| !own.contains(&address)) {
            elsewhere.insert(format!("{pointer}/{method}"), other.clone());
        }
    }
    let is_absolute = address.starts_with("http://") || address.starts_with("https://");
    let address = Some(address).filter(|address| !address.is_empty() && !address.contains('{'));
    let (address, path) = if is_absolute {
        (address, None)
    } else {
        (None, address)
    };
    Server {
        address,
        path,
        elsewhere,
    }
}

/// The addresses of the servers that an object lists, with the defaults of their variables.
fn addresses(holder: &Value) -> impl Iterator<Item = String> {
    let servers = holder.get("servers").and_then(Value::as_array);
    servers.into_iter().flatten().map(|server| {
        let variables = server.get("variables").and_then(Value::as_object);
        let mut address = text(server, "url").to_owned();
        for (name, variable) in variables.into_iter().flatten() {
            address = address.replace(&format!("{{{name}}}"), text(variable, "default"));
        }
        address.trim_end_matches('/').to_owned()
    })
}
