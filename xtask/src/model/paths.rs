//! Paths and their segments.

use crate::lower::settings::Settings;
use crate::model::operations::{Operation, Parameter};

/// The segments of a path.
pub fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The name in `{name}`.
pub fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The segments up to the last parameter that the client carries.
pub fn carried(segments: &[String], operation: &Operation, settings: &Settings) -> Vec<String> {
    let is_argument = |name: &str| {
        let is_it = |parameter: &Parameter| parameter.name == name && parameter.is_argument;
        operation.parameters.iter().any(is_it)
    };
    let is_carried = |segment: &String| {
        parameter_name(segment).is_some_and(|name| {
            settings.parameters.iter().any(|own| own.name == name) && !is_argument(name)
        })
    };
    let end = segments
        .iter()
        .rposition(is_carried)
        .map_or(0, |last| last + 1);
    let prefix = &segments[..end];
    let foreign = prefix
        .iter()
        .any(|segment| parameter_name(segment).is_some() && !is_carried(segment));
    if foreign { Vec::new() } else { prefix.to_vec() }
}
