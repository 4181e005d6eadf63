//! The servers of operations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::operations;
use super::pointer::escape;
use super::value::{items, text};

/// The servers of a document.
#[derive(Debug, Default)]
pub struct Servers {
    /// The address of the first server. If the document lists none, that of most operations. It may be only a path.
    pub main: String,
    /// Whether the first server cannot be a base URL, because it has a query for instance. Then `main` is empty.
    pub has_unusable_main: bool,
    /// The servers of operations that are not sent to the first one.
    pub others: BTreeMap<String, OtherServer>,
}

/// The server of an operation or a path.
#[derive(Clone, Debug)]
pub struct OtherServer {
    /// The address in the document, with the defaults of its variables.
    pub written: String,
    /// The whole address. `None` if it is unknown, or is not https.
    pub address: Option<String>,
    /// The pointer of the list that contains it.
    pub pointer: String,
}

/// Characters that no base URL has: of a query, a fragment, credentials, a variable without a default, or of no URL.
const UNUSABLE: [char; 8] = ['?', '#', '@', '\\', ' ', '"', '{', '}'];

/// The servers of a document. Operations are found by their pointers.
pub fn servers(document: &Value) -> Servers {
    let mut own: BTreeMap<String, (Vec<String>, String)> = BTreeMap::new();
    let mut is_everywhere = true;
    for (path, method, operation) in operations(document) {
        let item = format!("/paths/{}", escape(path));
        let pointer = format!("{item}/{method}");
        let of_path = document.pointer(&item).unwrap_or(&Value::Null);
        let holders = [(operation, &pointer), (of_path, &item)];
        let mut listed = holders.iter().map(|(holder, at)| (addresses(holder), at));
        match listed.find(|(found, _)| !found.is_empty()) {
            Some((found, at)) => _ = own.insert(pointer.clone(), (found, format!("{at}/servers"))),
            None => is_everywhere = false,
        }
    }
    let mut main = addresses(document).into_iter().next().unwrap_or_default();
    if main.is_empty() && is_everywhere {
        main = most_common(own.values().filter_map(|(found, _)| found.first()));
    }
    own.retain(|_, (found, _)| !found.contains(&main));
    let has_unusable_main = main.contains(UNUSABLE);
    if has_unusable_main {
        main.clear();
    }
    let others = own.into_iter().filter_map(|(operation, (found, pointer))| {
        let written = found.into_iter().next()?;
        let address = whole(&main, &written);
        let other = OtherServer {
            written,
            address,
            pointer,
        };
        Some((operation, other))
    });
    Servers {
        others: others.collect(),
        has_unusable_main,
        main,
    }
}

/// The addresses of the servers that an object lists, with the defaults of their variables.
fn addresses(holder: &Value) -> Vec<String> {
    let servers = items(holder, "servers").map(|server| {
        let variables = server.get("variables").and_then(Value::as_object);
        let mut address = text(server, "url").trim().to_owned();
        for (name, variable) in variables.into_iter().flatten() {
            address = address.replace(&format!("{{{name}}}"), text(variable, "default"));
        }
        // Without a scheme it is that of the document.
        if address.starts_with("//") {
            address.insert_str(0, "https:");
        }
        address.trim_end_matches('/').to_owned()
    });
    servers.collect()
}

/// Whether an address has a scheme and a host.
pub fn is_absolute(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// The address of a server beside the first one. A path is one of the same host.
fn whole(main: &str, written: &str) -> Option<String> {
    let address = match written.starts_with('/') && is_absolute(main) {
        true => {
            let (scheme, rest) = main.split_once("://")?;
            let host = rest.split('/').next()?;
            format!("{scheme}://{host}{written}")
        }
        false => written.to_owned(),
    };
    let is_known = address.starts_with("https://") && !address.contains(UNUSABLE);
    is_known.then_some(address)
}

fn most_common<'a>(addresses: impl Iterator<Item = &'a String>) -> String {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for address in addresses.filter(|address| is_absolute(address)) {
        *counts.entry(address).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(_, count)| **count);
    most.map_or_else(String::new, |(address, _)| (*address).clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(root: Value, path: Value, operation: Value) -> (String, Option<Option<String>>) {
        let operation = json!({ "servers": operation, "responses": {} });
        let document =
            json!({ "servers": root, "paths": { "/a": { "servers": path, "get": operation } } });
        let servers = servers(&document);
        let other = servers.others.get("/paths/~1a/get");
        (servers.main, other.map(|other| other.address.clone()))
    }

    #[test]
    fn the_servers_of_an_operation_come_before_those_of_its_path() {
        let url = |url: &str| json!([{ "url": url }]);
        let main = "https://example.com/v1".to_owned();
        let own = Some(Some("https://b.example.com".to_owned()));
        let root = url("https://example.com/v1/");
        let paths = url("https://b.example.com/");
        assert_eq!(
            read(root.clone(), json!([]), paths.clone()),
            (main.clone(), own.clone())
        );
        assert_eq!(
            read(root.clone(), paths.clone(), json!([])),
            (main.clone(), own)
        );
        assert_eq!(
            read(url("//example.com/v1"), paths, root.clone()),
            (main.clone(), None)
        );
        let same_host = Some(Some("https://example.com/v2".to_owned()));
        assert_eq!(read(root, json!([]), url("/v2")), (main, same_host));
    }

    #[test]
    fn an_unknown_address_is_none() {
        for (root, own) in [
            ("https://example.com", "http://example.com/v2"),
            ("https://example.com", "https://{region}.example.com"),
            ("https://example.com", "https://me@example.com"),
            ("/v1", "/v2"),
        ] {
            let (_, other) = read(json!([{ "url": root }]), json!([]), json!([{ "url": own }]));
            assert_eq!(other, Some(None), "{own}");
        }
    }

    #[test]
    fn an_address_with_an_unknown_variable_is_no_base_url() {
        let document = json!({"servers": [{"url": "https://{tenant}.example.com"}]});
        let servers = servers(&document);
        assert!(servers.has_unusable_main);
        assert_eq!(servers.main, "");
    }

    #[test]
    fn without_servers_of_the_document_that_of_all_operations_is_taken() {
        let own =
            json!([{"url": "https://{r}.example.com", "variables": {"r": {"default": "eu"}}}]);
        let found = read(json!([]), json!([]), own);
        assert_eq!(found, ("https://eu.example.com".to_owned(), None));
    }
}
