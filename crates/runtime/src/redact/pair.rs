//! A value beside the name of a secret: `{"name": "password", "value": "…"}`, `{"loc": ["body", "token"], "input": "…"}`.
//!
//! | key | gives | examples |
//! | --- | --- | --- |
//! | ends with one of [`NAMES`] | the name | `Key`, `fieldName`, `header`, `loc`, `instancePath` |
//! | one of [`KINDS`] | the name, for a value in the narrow sense | `type`, `code`, `id` |
//! | has `value` in it, or ends with one of [`VALUES`] | a value, also a list or an object | `Value`, `rejectedValue`, `input` |
//! | one of [`OTHER_VALUES`] | a value, if it is a string or a number | `received`, `data`, `old` |

use super::credential::is_secret_name;

const NAMES: [&str; 18] = [
    "argument",
    "attr",
    "attribute",
    "column",
    "field",
    "header",
    "key",
    "label",
    "loc",
    "name",
    "option",
    "param",
    "parameter",
    "path",
    "pointer",
    "property",
    "setting",
    "variable",
];
const KINDS: [&str; 5] = ["code", "id", "kind", "title", "type"];
const VALUES: [&str; 2] = ["input", "val"];
const OTHER_VALUES: [&str; 24] = [
    "actual",
    "after",
    "attempted",
    "before",
    "content",
    "contents",
    "current",
    "data",
    "default",
    "from",
    "given",
    "got",
    "new",
    "old",
    "original",
    "previous",
    "provided",
    "raw",
    "received",
    "rejected",
    "submitted",
    "supplied",
    "text",
    "to",
];
/// The maximum number of words of a name: `Stream key`. More are a sentence.
const MOST_WORDS: usize = 3;

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Name,
    Kind,
    Value,
    OtherValue,
}

/// What the value of a key is, in any notation and letter case.
pub(crate) fn role(key: &str) -> Option<Role> {
    let letters = key.chars().filter(char::is_ascii_alphanumeric);
    let key: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let key = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_in = |known: &[&str]| known.contains(&key);
    let ends_with = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end));
    if key.contains("value") || key == "v" || ends_with(&VALUES) {
        Some(Role::Value)
    } else if is_in(&OTHER_VALUES) {
        Some(Role::OtherValue)
    } else if key == "k" || ends_with(&NAMES) {
        Some(Role::Name)
    } else {
        is_in(&KINDS).then_some(Role::Kind)
    }
}

/// Whether a text is the name of a secret, or a path with one: `body.token`, `/data/attributes/pin`.
pub(crate) fn names_secret(text: &str, is_secret: impl Fn(&str) -> bool) -> bool {
    let is_separator = |c: char| "/.[]#:$\"',(){} \\".contains(c);
    let is_name = text.split_whitespace().count() <= MOST_WORDS;
    is_name && (is_secret(text) || text.split(is_separator).any(is_secret))
}

/// The values of an object that are secret because of its other values.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    is_named: bool,
    is_of_kind: bool,
    has_value: bool,
}

impl Pair {
    /// Adds a key. `names` says whether its value is the name of a secret.
    pub(crate) fn add(&mut self, key: &str, names: impl FnOnce() -> bool) {
        match role(key) {
            Some(Role::Name) => self.is_named = self.is_named || names(),
            Some(Role::Kind) => self.is_of_kind = self.is_of_kind || names(),
            Some(Role::Value) => self.has_value = true,
            Some(Role::OtherValue) | None => {}
        }
    }

    /// Whether the value of this key is secret. `is_nested` says whether it is a list or an object.
    pub(crate) fn hides_key(self, key: &str, is_nested: bool) -> bool {
        role(key).is_some_and(|role| self.hides(role, is_nested))
    }

    /// The same for a key with this role.
    pub(crate) fn hides(self, role: Role, is_nested: bool) -> bool {
        match role {
            Role::Value => self.is_named || self.is_of_kind,
            Role::OtherValue => self.is_named && !is_nested,
            Role::Name | Role::Kind => false,
        }
    }

    /// Whether this key is that of a name, although it is called `key`.
    pub(crate) fn is_name(self, key: &str) -> bool {
        self.has_value && key.eq_ignore_ascii_case("key")
    }
}

/// Whether the text is the name of a secret for [`Pair::add`], if only the names are known that all clients know.
pub(crate) fn names_known_secret(text: &str) -> bool {
    names_secret(text, is_secret_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_give_names_and_values_in_any_notation() {
        for (key, expected) in [
            ("Key", Some(Role::Name)),
            ("fieldName", Some(Role::Name)),
            ("PARAMETER_KEY", Some(Role::Name)),
            ("instancePath", Some(Role::Name)),
            ("loc", Some(Role::Name)),
            ("Type", Some(Role::Kind)),
            ("Value", Some(Role::Value)),
            ("rejected_value", Some(Role::Value)),
            ("valueString", Some(Role::Value)),
            ("input", Some(Role::Value)),
            ("Received", Some(Role::OtherValue)),
            ("message", None),
            ("status", None),
            ("", None),
        ] {
            assert_eq!(role(key), expected, "{key}");
        }
    }

    #[test]
    fn a_path_with_the_name_of_a_secret_names_one() {
        for name in [
            "password",
            "body.token",
            "/data/attributes/pin",
            "user[pin]",
            "Stream key",
        ] {
            assert!(names_known_secret(name), "{name}");
        }
        for name in ["", "title", "the password is too short", "body.name"] {
            assert!(!names_known_secret(name), "{name}");
        }
    }
}
