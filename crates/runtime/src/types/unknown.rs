//! Counts the parts of a value that a type of a choice does not know, while the value is read.

use std::cell::RefCell;

use serde_json::Value;

use crate::types::strict::{Formats, formats, is_strict};

/// The parts of a value that a type does not know.
#[derive(Default)]
pub(crate) struct Unknown {
    /// The path of the current object.
    pub(crate) path: String,
    /// The paths of keys that are ignored.
    pub(crate) keys: Vec<String>,
    /// Values that no enum lists, and unknown parts of choices inside.
    pub(crate) values: usize,
    /// Strings that are not valid timestamps.
    pub(crate) times: usize,
    /// Keys that are kept in a map of all other keys.
    others: usize,
    /// The places of values that a choice inside kept as unknown ones, and whether they are lists.
    untyped: Vec<(String, bool)>,
}

impl Unknown {
    pub(crate) fn count(&self) -> usize {
        self.keys.len() + self.values + self.times + self.others
    }

    /// Whether the whole value was kept as an unknown one, by a choice that is a member of another.
    pub(crate) fn is_untyped(&self, value: &Value) -> bool {
        let mut untyped = self.untyped.iter();
        untyped.any(|(path, is_list)| *path == self.path && *is_list == value.is_array())
    }

    /// Whether this key, or a key above it, is ignored.
    pub(crate) fn leaves_out(&self, path: &str) -> bool {
        self.keys.iter().any(|key| {
            let below = path.strip_prefix(key.as_str());
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    }
}

thread_local! {
    static UNKNOWN: RefCell<Unknown> = RefCell::default();
}

/// Counts an unknown part, if values are currently read as the types of a choice.
pub(crate) fn count(what: impl FnOnce(&mut Unknown)) {
    if is_strict() {
        UNKNOWN.with_borrow_mut(what);
    }
}

/// Adds the unknown parts of the selected type to those of the type around it.
pub(crate) fn add(inner: Unknown) {
    count(|outer| {
        outer.keys.extend(inner.keys);
        outer.values += inner.values;
        outer.times += inner.times;
        outer.others += inner.others;
        outer.untyped.extend(inner.untyped);
    });
}

/// Reads, and returns the result with the unknown parts.
pub(crate) fn watched<T>(read: impl FnOnce() -> T) -> (T, Unknown) {
    let path = UNKNOWN.with_borrow(|unknown| unknown.path.clone());
    let outer = UNKNOWN.replace(Unknown {
        path,
        ..Unknown::default()
    });
    let read = read();
    (read, UNKNOWN.replace(outer))
}

/// Calls this with the path of the current object.
pub(crate) fn at<T>(with: impl FnOnce(&str) -> T) -> T {
    UNKNOWN.with_borrow(|unknown| with(&unknown.path))
}

/// Moves to the value of a key of the current object. Returns the length to pass to [`leave`].
pub(crate) fn enter(key: &str) -> usize {
    UNKNOWN.with_borrow_mut(|unknown| {
        let back = unknown.path.len();
        unknown.path.push('/');
        unknown.path.push_str(key);
        back
    })
}

/// Moves back to the object.
pub(crate) fn leave(back: usize) {
    UNKNOWN.with_borrow_mut(|unknown| unknown.path.truncate(back));
}

/// Counts a key that is ignored.
pub(crate) fn key(key: &str) {
    count(|unknown| {
        let path = format!("{}/{key}", unknown.path);
        unknown.keys.push(path);
    });
}

/// Counts the parts of a value that a choice keeps as an unknown one.
pub(crate) fn untyped(value: &Value) {
    without_type(value, None);
}

/// Counts the parts of a value whose discriminator `tag` names no type, so that a choice around it prefers another type,
/// and returns it. Like a value that no enum lists, a new value of the discriminator is unknown, but its key is not.
pub fn untagged(value: Value, tag: &str) -> Value {
    without_type(&value, Some(tag));
    value
}

fn without_type(value: &Value, tag: Option<&str>) {
    let object = value.as_object();
    let keys = object.into_iter().flat_map(|object| object.keys());
    let (known, unknown): (Vec<_>, Vec<_>) = keys.partition(|name| Some(name.as_str()) == tag);
    unknown.iter().for_each(|name| key(name));
    count(|counted| {
        counted.values += usize::from(unknown.is_empty() || !known.is_empty());
        let place = (counted.path.clone(), value.is_array());
        counted.untyped.push(place);
    });
}

/// Counts a value that an enum does not list, and returns it.
pub fn unknown_value(text: &str) -> String {
    count(|unknown| unknown.values += 1);
    text.to_owned()
}

/// Counts a string that is kept as a timestamp or a date, if it is not a valid one.
pub(crate) fn time(text: &str, is_valid: fn(&Formats) -> fn(&str) -> bool) {
    if formats().is_some_and(|formats| !is_valid(&formats)(text)) {
        count(|unknown| unknown.times += 1);
    }
}

/// Counts keys that are kept in a map of all other keys.
pub fn other_keys(number: usize) {
    UNKNOWN.with_borrow_mut(|unknown| unknown.others += number);
}
