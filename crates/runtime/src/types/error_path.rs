//! The path of a decode error inside a choice.
//!
//! A choice is read as a whole before its type is known, so the position of the JSON reader does not show where an error
//! inside it is. The readers of objects and lists therefore record the path while such an error is returned through them.

use std::cell::RefCell;

use serde::de::Error;

use crate::types::text::without_value;

/// A step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value of a key.
    Key(&'static str),
    /// The item of a list.
    Item(usize),
    /// The value of some key of a map.
    Value,
}

thread_local! {
    /// The steps of the path, innermost first; `None` if there is no error.
    static PATH: RefCell<Option<Vec<Step>>> = const { RefCell::new(None) };
}

/// The beginning of the message of an error inside a choice.
const INSIDE: &str = "inside a choice: ";

/// Clears the path of an earlier error.
pub(crate) fn clear() {
    PATH.set(None);
}

/// The error of a choice for an error inside it. The path has the steps since [`clear`].
pub(crate) fn inside<E: Error>(error: serde_json::Error) -> E {
    let message = without_value(error).to_string();
    match message.strip_prefix(INSIDE) {
        Some(_) => E::custom(message),
        None => E::custom(format_args!("{INSIDE}{message}")),
    }
}

/// Adds the step through which an error is returned.
pub(crate) fn push(step: Step) {
    PATH.with_borrow_mut(|path| path.get_or_insert_default().push(step));
}

/// The number of steps, for [`truncate`].
pub(crate) fn len() -> usize {
    PATH.with_borrow(|path| path.as_ref().map_or(0, Vec::len))
}

/// Removes the steps of an error that was dropped.
pub(crate) fn truncate(len: usize) {
    PATH.with_borrow_mut(|path| {
        if let Some(path) = path {
            path.truncate(len);
        }
    });
}

/// The message of an error inside a choice, and the steps of its path, outermost first.
pub(crate) fn take(message: &str) -> Option<(&str, Vec<Step>)> {
    let message = message.strip_prefix(INSIDE)?;
    let mut steps = PATH.take().unwrap_or_default();
    steps.reverse();
    Some((message, steps))
}
