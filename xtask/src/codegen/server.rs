//! The address that the client calls.

use serde_json::Value;

use super::document::{METHODS, escape, text};
use super::problem::{Problem, Problems, unless_any};

/// The address of the first server: absolute, or as a path on whatever host the document came from.
///
/// # Errors
///
/// A problem for every place whose calls would go elsewhere: the token is for one host.
pub fn read(document: &Value) -> Result<(Option<String>, Option<String>), Problems> {
    let address = addresses(document).next().unwrap_or_default();
    let mut problems = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let pointer = format!("/paths/{}", escape(path));
        let methods = METHODS.iter().filter_map(|method| {
            let operation = item.get(method)?;
            Some((format!("{pointer}/{method}"), operation))
        });
        for (pointer, holder) in std::iter::once((pointer.clone(), item)).chain(methods) {
            let mut others = addresses(holder).peekable();
            if let Some(other) = others.peek().cloned()
                && !others.any(|other| other == address)
            {
                problems.push(Problem::new(
                    format!("{pointer}/servers"),
                    format!("the calls here go to `{other}`, and the client has one address"),
                    "leave it out if that of the document serves them too; else give them a document of their own",
                ));
            }
        }
    }
    let is_absolute = address.starts_with("http://") || address.starts_with("https://");
    let address = Some(address).filter(|address| !address.is_empty() && !address.contains('{'));
    let found = if is_absolute {
        (address, None)
    } else {
        (None, address)
    };
    unless_any(problems, found)
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
