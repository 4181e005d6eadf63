//! The parameters of an operation.

use serde_json::Value;

use super::document::{items, resolved, text};
use super::schema::{Field, description, field};

/// The parameters of the path, by name, with their descriptions; and those of the query.
pub struct Parameters {
    /// Those of the path.
    pub path: Vec<(&'static str, &'static str)>,
    /// Those of the query.
    pub query: Vec<Field>,
}

/// The parameters that an operation and its path declare.
pub fn parameters(path_item: &'static Value, operation: &'static Value) -> Parameters {
    let mut found = Parameters {
        path: Vec::new(),
        query: Vec::new(),
    };
    let declared = items(path_item, "parameters").chain(items(operation, "parameters"));
    for parameter in declared.map(resolved) {
        let name = text(parameter, "name");
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let described = match text(parameter, "description") {
            "" => description(schema),
            own => own,
        };
        if text(parameter, "in") == "path" {
            found.path.push((name, described));
            continue;
        }
        let is_required = parameter.get("required") == Some(&Value::Bool(true));
        found.query.push(Field {
            description: described,
            ..field(name, schema, is_required)
        });
    }
    found
}
