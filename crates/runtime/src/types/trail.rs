//! The place of a decode error inside a choice.
//!
//! A choice is read as a whole before its type is known, so that the position of the JSON reader says nothing of an error
//! inside. The readers of objects and lists note where they are while such an error passes through them.

use std::cell::RefCell;

use serde::de::Error;

use crate::types::text::without_value;

/// A step from a value to one that it holds.
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
    /// The steps from the inside to the outside; `None` if there is no error.
    static TRAIL: RefCell<Option<Vec<Step>>> = const { RefCell::new(None) };
}

/// What the message of an error inside a choice starts with.
const INSIDE: &str = "inside a choice: ";

/// Forgets an earlier error.
pub(crate) fn start() {
    TRAIL.set(None);
}

/// The error of a choice for one inside it, from which on the steps are noted that have been noted since [`start`].
pub(crate) fn inside<E: Error>(error: serde_json::Error) -> E {
    let message = without_value(error).to_string();
    match message.strip_prefix(INSIDE) {
        Some(_) => E::custom(message),
        None => E::custom(format_args!("{INSIDE}{message}")),
    }
}

/// Notes a step that an error passes.
pub(crate) fn passed(step: Step) {
    TRAIL.with_borrow_mut(|trail| trail.get_or_insert_default().push(step));
}

/// How many steps are noted, for [`back_to`].
pub(crate) fn mark() -> usize {
    TRAIL.with_borrow(|trail| trail.as_ref().map_or(0, Vec::len))
}

/// Forgets the steps that an error passed that was then dropped.
pub(crate) fn back_to(mark: usize) {
    TRAIL.with_borrow_mut(|trail| {
        if let Some(trail) = trail {
            trail.truncate(mark);
        }
    });
}

/// The message of an error inside a choice, and the steps to its place from the outside.
pub(crate) fn taken(message: &str) -> Option<(&str, Vec<Step>)> {
    let message = message.strip_prefix(INSIDE)?;
    let mut steps = TRAIL.take().unwrap_or_default();
    steps.reverse();
    Some((message, steps))
}
