//! Path parameters that the client holds, so that calls do not take them.

use super::operation::{Operation, Parameter, Place};
use super::paths::parameter_name;
use super::rust_type::Type;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;

/// A path parameter that the client holds.
pub struct Carried<'a> {
    /// The environment variable that has its value.
    pub env: &'a str,
    /// Whether the client can be built without it.
    pub is_optional: bool,
    /// The parameter, as described by the first operation that has it.
    pub parameter: &'a Parameter,
}

/// The path parameters that the client holds. Each is a string, because environment variables are.
///
/// # Errors
///
/// A problem for each parameter of the settings that is in no path, or is not a string.
pub fn read<'a>(
    settings: &'a Settings,
    operations: &'a [Operation],
) -> Result<Vec<Carried<'a>>, Problems> {
    let mut problems = Vec::new();
    let mut carried = Vec::new();
    for own in &settings.parameters {
        let declared = operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .filter(|parameter| parameter.place == Place::Path && !parameter.is_argument)
            .find(|parameter| parameter.name == own.name);
        let message = match declared {
            None => format!("no path has the parameter `{}`", own.name),
            Some(parameter) => match parameter.ty {
                Type::Bool | Type::Integer(_) | Type::Float => {
                    format!("the parameter `{}` is not a string", own.name)
                }
                _ => {
                    carried.push(Carried {
                        env: &own.env,
                        is_optional: own.is_optional,
                        parameter,
                    });
                    continue;
                }
            },
        };
        problems.push(Problem::new(
            format!("/x-client/parameters/{}", own.name),
            message,
            "name a path parameter of type string, or remove the entry",
        ));
    }
    unless_any(problems, carried)
}

/// The segments up to the last parameter that the client holds.
pub fn prefix(segments: &[String], operation: &Operation, settings: &Settings) -> Vec<String> {
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
