//! Remembers the types of choices inside of other choices.
//!
//! A choice reads its value as each of its types, and so does a choice inside of it. Without memory, a value at depth n
//! would be read 2ⁿ times.

use std::{
    any::TypeId,
    cell::RefCell,
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use serde_json::Value;

/// A choice, and a value at a place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    choice: TypeId,
    /// Of the place and the value, with a key that no service knows.
    hash: u64,
}

/// The number of the selected type; `None` if the value matches none.
pub(crate) type Decision = Option<usize>;

#[derive(Default)]
struct Decisions {
    made: HashMap<Question, Decision>,
    state: RandomState,
}

thread_local! {
    static DECISIONS: RefCell<Decisions> = RefCell::default();
}

/// The question as which type of this choice a value at `path` is read.
pub(crate) fn question<U: 'static>(path: &str, value: &Value) -> Question {
    Question {
        choice: TypeId::of::<U>(),
        hash: DECISIONS.with_borrow(|it| it.state.hash_one((path, value.to_string()))),
    }
}

/// The decision, if it was made before.
pub(crate) fn made(question: Question) -> Option<Decision> {
    DECISIONS.with_borrow(|it| it.made.get(&question).copied())
}

/// Remembers a decision.
pub(crate) fn make(question: Question, decision: Decision) {
    DECISIONS.with_borrow_mut(|it| it.made.insert(question, decision));
}

/// Forgets all decisions, when the outermost choice was read.
pub(crate) fn forget() {
    DECISIONS.with_borrow_mut(|it| it.made = HashMap::new());
}
