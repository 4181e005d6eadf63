//! The pass that makes path parameters match the path.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::lower::position::{AT, at};
use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::{each_operation, sent_path as sent, text};

/// Every name in braces in a path becomes a required parameter of its operations. A path parameter that is not in the
/// path is removed, and so is the second of two parameters with the same name and place. Lint warns about each.
///
/// ```yaml
/// /a/{id}: {get: {parameters: [{name: x, in: path}]}}                                    # before
/// /a/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}]}}   # after
/// ```
pub fn declare_path_parameters(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_operation(document, |path, _, operation| {
        let names: Vec<&str> = names(path).collect();
        let pointer = at(operation).to_owned();
        let Some(Value::Array(parameters)) = operation.get_mut("parameters") else {
            return;
        };
        let mut seen = HashSet::new();
        parameters.retain_mut(|parameter| {
            let (name, place) = (text(parameter, "name"), text(parameter, "in"));
            let is_stray = place == "path" && !names.contains(&name);
            let is_kept = !is_stray && seen.insert((name.to_owned(), place.to_owned()));
            if is_kept && place == "path" {
                parameter["required"] = Value::Bool(true);
            }
            is_kept
        });
        for name in names {
            if seen.insert((name.to_owned(), "path".to_owned())) {
                let schema = json!({ "type": "string", AT: pointer });
                let parameter = Map::from_iter([
                    ("name".to_owned(), Value::from(name)),
                    ("in".to_owned(), Value::from("path")),
                    ("required".to_owned(), Value::Bool(true)),
                    ("schema".to_owned(), schema),
                    (AT.to_owned(), Value::from(pointer.as_str())),
                ]);
                parameters.push(Value::Object(parameter));
            }
        }
    });
    Ok(())
}

/// The names of the parameters of a path.
pub(super) fn names(path: &str) -> impl Iterator<Item = &str> {
    let behind = sent(path).split('{').skip(1);
    behind.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The segments of a path.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    sent(path).split('/').filter(|segment| !segment.is_empty())
}

/// Whether a segment has a parameter and other text: `{id}.json`, `{a}-{b}`.
pub(super) fn mixed(segment: &str) -> bool {
    let whole = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    segment.contains('{') && whole.is_none_or(|name| name.contains(['{', '}']))
}
