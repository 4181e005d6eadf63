//! Methods beside those of the tree: calls for many bodies, and calls that can also be reached from a handle that is
//! not in their path, with a parameter filled in.
//!
//! ```text
//! x-also-from: {path: …/meetings/{meeting_id}, method: sessions, parameter: associated_id}
//! client.meeting(id).sessions()   is   client.sessions().list().associated_id(id)
//! ```

use std::collections::HashMap;

use super::operation::{AlsoFrom, Operation, Place};
use super::tree::{Argument, Tree};
use crate::lower::problem::{Problem, Problems, unless_any};

/// A call that can be reached from a second handle. Handles, calls, operations and parameters are indices.
pub struct Shortcut {
    /// The operation.
    pub operation: usize,
    /// The handle that gets the method.
    pub from: usize,
    /// The name of the method.
    pub method: String,
    /// The handle that has the call.
    pub on: usize,
    /// The call among those of the handle.
    pub call: usize,
    /// The parameter of the operation that is filled in with the last value of the path of `from`.
    pub parameter: usize,
    /// The name of that value.
    pub value: String,
    /// The number of segments after it in the path of `from`.
    pub behind: usize,
}

/// All shortcuts that the document asks for.
///
/// # Errors
///
/// A problem for each that cannot be emitted.
pub fn read(tree: &Tree, operations: &[Operation]) -> Result<Vec<Shortcut>, Problems> {
    let mut problems = Vec::new();
    let mut shortcuts = Vec::new();
    let wanted = operations.iter().enumerate();
    let wanted: Vec<(usize, &AlsoFrom)> = wanted
        .filter_map(|(index, operation)| Some((index, operation.also_from.as_ref()?)))
        .collect();
    if wanted.is_empty() {
        return Ok(shortcuts);
    }
    let handles = tree.handles.iter().enumerate().skip(1);
    let paths: HashMap<String, usize> = handles
        .map(|(index, _)| (tree.whole_path(index), index))
        .collect();
    for (operation, wanted) in wanted {
        match resolve(tree, &paths, operations, operation, wanted) {
            Ok(shortcut) => shortcuts.push(shortcut),
            Err((message, help)) => problems.push(Problem::new(
                format!("{}/x-also-from", operations[operation].pointer),
                message,
                help,
            )),
        }
    }
    unless_any(problems, shortcuts)
}

fn resolve(
    tree: &Tree,
    paths: &HashMap<String, usize>,
    operations: &[Operation],
    index: usize,
    wanted: &AlsoFrom,
) -> Result<Shortcut, (String, &'static str)> {
    let AlsoFrom {
        path,
        method,
        parameter: name,
    } = wanted;
    let operation = &operations[index];
    let from = paths.get(path).copied();
    let with_value = from.and_then(|from| {
        let (value, behind) = last_value(tree, from)?;
        Some((from, value, behind))
    });
    let Some((from, value, behind)) = with_value else {
        return Err((
            format!("there is no handle for the path `{path}`"),
            "name the whole path of a handle that has a parameter, such as …/meetings/{meeting_id}",
        ));
    };
    let found = tree
        .handles
        .iter()
        .enumerate()
        .skip(1)
        .find_map(|(on, handle)| {
            let call = handle
                .calls
                .iter()
                .position(|call| call.operation == index)?;
            let is_fixed = handle.parent == 0
                && handle.parameter.is_none()
                && handle.base == tree.handles[from].base;
            is_fixed.then_some((on, call))
        });
    let Some((on, call)) = found else {
        return Err((
            "only a call on a handle of the client, with the same base path, can have a shortcut"
                .to_owned(),
            "remove the key",
        ));
    };
    if operation.body.is_some() {
        return Err((
            "a call with a body cannot have a shortcut".to_owned(),
            "remove the key",
        ));
    }
    let parameter = operation.parameters.iter().position(|parameter| {
        let is_one = parameter.place == Place::Query && parameter.list.is_none();
        parameter.name == *name && is_one && parameter.ty == value.ty
    });
    let Some(parameter) = parameter else {
        return Err((
            format!(
                "`{name}` is not a query parameter with the type of `{}`",
                value.name
            ),
            "name a parameter that refers to the same schema as the one in the path",
        ));
    };
    if method.is_empty() || tree.handles[from].methods.has(method) {
        return Err((
            format!(
                "`{}` cannot have another method `{method}`",
                tree.handles[from].name
            ),
            "choose another `method`",
        ));
    }
    Ok(Shortcut {
        operation: index,
        from,
        method: method.clone(),
        on,
        call,
        parameter,
        value: value.name.clone(),
        behind,
    })
}

/// The last parameter of a handle's path, and how many segments are behind it.
fn last_value(tree: &Tree, index: usize) -> Option<(&Argument, usize)> {
    let handle = &tree.handles[index];
    match &handle.parameter {
        _ if index == 0 => None,
        Some(parameter) => Some((parameter, 0)),
        None => {
            let (parameter, behind) = last_value(tree, handle.parent)?;
            Some((parameter, behind + handle.literal.split('/').count()))
        }
    }
}

/// Checks that the methods for many bodies have names that no other method has.
///
/// # Errors
///
/// A problem for each whose name is already taken.
pub fn check_many(tree: &Tree, operations: &[Operation]) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for handle in &tree.handles {
        let mut names = Vec::new();
        for call in &handle.calls {
            let operation = &operations[call.operation];
            let Some(many) = &operation.many else {
                continue;
            };
            if handle.methods.has(many) || names.contains(&many) {
                problems.push(Problem::new(
                    format!("{}/x-many", operation.pointer),
                    format!(
                        "the handle of `{}` already has a method `{many}`",
                        call.method
                    ),
                    "give it another name",
                ));
            }
            names.push(many);
        }
    }
    unless_any(problems, ())
}
