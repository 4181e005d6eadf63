//! Choices between types: finds out which type a value has.
//!
//! If a key of the value, the discriminator, names the type, [`tagged`] reads it and [`variant`] reads the value.
//! Otherwise [`choose`] reads the value strictly as each type, and chooses the type for which the fewest keys and enum
//! values are unknown. Unknown parts are counted during reading, see [`Unknown`].

use std::borrow::Cow;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::types::{
    decisions, error_path,
    event::{self, Selecting},
    strict::{Formats, is_strict, strictly},
    unknown::{self, Unknown},
};
use crate::{Date, Timestamp};

/// The parsers that decide whether a string is a timestamp or a date.
const FORMATS: Formats = Formats {
    is_timestamp: |text| Timestamp::try_from(text).is_ok(),
    is_date: |text| Date::try_from(text).is_ok(),
};

/// Reads a value, and the scalar under `key` in it as a string, for generated code that selects the type by it.
///
/// # Errors
/// The value is not JSON.
pub fn tagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    key: &str,
) -> Result<(Option<String>, Value), D::Error> {
    let value = Value::deserialize(deserializer)?;
    let tag = match value.get(key) {
        Some(Value::String(tag)) => Some(tag.clone()),
        Some(tag @ (Value::Number(_) | Value::Bool(_))) => Some(tag.to_string()),
        _ => None,
    };
    Ok((tag, value))
}

/// Reads the value as the selected type.
///
/// # Errors
/// The value does not match the type. Its path is kept for the error of the whole response; the value is not, because
/// it could contain a secret.
pub fn variant<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    error_path::clear();
    serde_json::from_value(value).map_err(error_path::inside)
}

/// A type of a choice without a discriminator.
pub struct Member<U> {
    read: fn(&Value) -> Option<U>,
    signs: &'static [(&'static str, Sign)],
    required: &'static [&'static str],
    keys: Option<&'static [&'static str]>,
    items: (usize, usize),
    events: &'static [&'static str],
    is_text: bool,
    limits: Option<fn(&U) -> bool>,
}

/// A value of a property of a type.
pub enum Sign {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
}

impl Sign {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value == text,
            Self::Integer(number) => value == number,
            Self::Boolean(boolean) => value == boolean,
        }
    }
}

impl<U> Member<U> {
    /// A type that this function reads, see [`member`].
    pub const fn new(read: fn(&Value) -> Option<U>) -> Self {
        Self {
            read,
            signs: &[],
            required: &[],
            keys: None,
            items: (0, usize::MAX),
            events: &[],
            is_text: false,
            limits: None,
        }
    }

    /// Adds properties that must have these values, or one of them if there are several of one property.
    pub const fn signs(mut self, signs: &'static [(&'static str, Sign)]) -> Self {
        self.signs = signs;
        self
    }

    /// Adds required keys. Keys that reading the type requires anyway need not be listed.
    pub const fn required(mut self, keys: &'static [&'static str]) -> Self {
        self.required = keys;
        self
    }

    /// Forbids all keys except these.
    pub const fn closed(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Limits the number of items of a list. A list with more or fewer is only read as this type if no other matches.
    pub const fn items(mut self, least: usize, most: usize) -> Self {
        self.items = (least, most);
        self
    }

    /// Adds the names of the server-sent events whose data has this type.
    pub const fn events(mut self, names: &'static [&'static str]) -> Self {
        self.events = names;
        self
    }

    /// For a string that is the data of server-sent events, and is not written as JSON there.
    pub const fn text(mut self) -> Self {
        self.is_text = true;
        self
    }

    /// Adds the limits of a scalar, such as the length of a string. A value that exceeds them is only read as this type
    /// if no other matches.
    pub const fn limits(mut self, are_kept: fn(&U) -> bool) -> Self {
        self.limits = Some(are_kept);
        self
    }

    fn counts_match(&self, value: &Value) -> bool {
        let count = value.as_array().map(Vec::len);
        count.is_none_or(|count| (self.items.0..=self.items.1).contains(&count))
    }

    fn admits(&self, value: &Value) -> bool {
        let one_of = |key: &str, found: &Value| {
            let mut signs = self.signs.iter();
            signs.any(|(of, sign)| *of == key && sign.is(found))
        };
        let fits = |(key, _): &(&str, Sign)| value.get(key).is_none_or(|it| one_of(key, it));
        let is_there = |key: &&str| value.get(key).is_some();
        let is_known = |keys: &'static [&str]| {
            let mut found = value
                .as_object()
                .into_iter()
                .flat_map(|object| object.keys());
            found.all(|key| keys.contains(&key.as_str()))
        };
        self.signs.iter().all(fits)
            && self.required.iter().all(is_there)
            && self.keys.is_none_or(is_known)
    }
}

/// Reads the value as a type of a choice, if it matches. Here `"3"` is not a number, because the kind of a value may be
/// the only difference between two types, and a string that is not a valid timestamp is not a
/// [`Timestamp`](crate::Timestamp).
pub fn member<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let len = error_path::len();
    let read = strictly(FORMATS, || T::deserialize(value)).ok();
    error_path::truncate(len);
    read
}

/// Selects the type of a value.
///
/// Of the types that the value matches, it is the one for which the fewest keys and enum values are unknown; the first
/// if several are equal. Of the types of server-sent events, only those with the name of the event are considered; if no
/// type has its name, those without names. It is `other`, which keeps the value unchanged, if the value matches no type, if two types
/// each know a key that the other does not, and if no key of an object is known.
///
/// A choice always has the same members.
pub fn choose<U: 'static>(value: Value, members: &[Member<U>], other: fn(Value) -> U) -> U {
    let event = event::selecting(members.iter().flat_map(|member| member.events));
    if !is_strict() {
        let read = decide(&value, members, event.as_ref());
        decisions::forget();
        return match read {
            Some((_, _, read)) => read,
            None => other(value),
        };
    }
    // A choice in a choice: each type of the outer one reads it.
    let question = unknown::at(|path| decisions::question::<U>(path, &value));
    let read = match decisions::made(question).filter(|_| event.is_none()) {
        Some(decision) => decision.and_then(|place| {
            let (read, unknown) = unknown::watched(|| (members.get(place)?.read)(&value));
            Some((place, unknown, read?))
        }),
        None => {
            let read = decide(&value, members, event.as_ref());
            decisions::make(question, read.as_ref().map(|(place, ..)| *place));
            read
        }
    };
    match read {
        Some((_, unknown, read)) => {
            unknown::add(unknown);
            read
        }
        None => {
            unknown::untyped(&value);
            other(value)
        }
    }
}

/// The number of the selected type, its unknown parts, and the value read as this type.
fn decide<U>(
    value: &Value,
    members: &[Member<U>],
    event: Option<&Selecting>,
) -> Option<(usize, Unknown, U)> {
    let mut fitting: Vec<(usize, Unknown, U)> = Vec::new();
    // Members that only match if there is no other.
    let mut lax: Vec<(usize, Unknown, U)> = Vec::new();
    let value_of = |member: &Member<U>| {
        let text = event.filter(|_| member.is_text && !value.is_string());
        text.map_or(Cow::Borrowed(value), |event| {
            Cow::Owned(Value::from(event.data.as_str()))
        })
    };
    for (place, member) in members.iter().enumerate() {
        let is_selected = event.is_none_or(|event| event.selects(member.events));
        let value = value_of(member);
        if !is_selected || !member.admits(&value) {
            continue;
        }
        let (read, unknown) = unknown::watched(|| (member.read)(&value));
        let Some(read) = read.filter(|_| value.is_object() || unknown.times == 0) else {
            continue;
        };
        let keeps_limits = member.limits.is_none_or(|are_kept| are_kept(&read));
        if unknown.is_untyped(&value) || !member.counts_match(&value) || !keeps_limits {
            lax.push((place, unknown, read));
            continue;
        }
        // The best possible match.
        if unknown.count() == 0 {
            return Some((place, unknown, read));
        }
        fitting.push((place, unknown, read));
    }
    if fitting.is_empty() {
        fitting = lax;
    }
    fitting.sort_by_key(|(_, unknown, _)| unknown.count());
    best(value, &fitting).map(|best| fitting.swap_remove(best))
}

/// The best of the types that a value matches: it has the fewest unknown parts and knows every key that another type
/// knows.
fn best<U>(value: &Value, fitting: &[(usize, Unknown, U)]) -> Option<usize> {
    let (_, least, _) = fitting.first()?;
    let alike = fitting
        .iter()
        .take_while(|(_, unknown, _)| unknown.count() == least.count());
    let knows_all = |unknown: &Unknown| {
        let mut others = fitting.iter();
        others.all(|(_, other, _)| unknown.keys.iter().all(|key| other.leaves_out(key)))
    };
    let mut best = alike
        .enumerate()
        .filter(|(_, (_, unknown, _))| knows_all(unknown));
    let (place, (_, unknown, _)) = best.next()?;
    // A value that no enum lists could belong to each of them.
    let is_tie = unknown.values > 0 && best.next().is_some();
    let is_known = value.as_object().is_none_or(|object| {
        let mut keys = object.keys();
        object.is_empty() || keys.any(|key| !unknown.leaves_out(&format!("{}/{key}", unknown.path)))
    });
    (!is_tie && is_known).then_some(place)
}

#[cfg(test)]
mod tests;
