//! A field with three states: absent, null, or a value. `Option<Option<T>>`, as in `serde_with`, does not show which
//! `None` is which.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a change: left as it is, cleared, or set.
///
/// A field of a PATCH has three states, but an `Option` has two. A struct that contains a `Field` marks it with
/// `#[serde(default, skip_serializing_if = "Field::is_absent")]`.
///
/// ```
/// # use realtimekit_runtime::Field;
/// #[derive(serde::Serialize, Default)]
/// struct Edit {
///     #[serde(default, skip_serializing_if = "Field::is_absent")]
///     name: Field<String>,
///     #[serde(default, skip_serializing_if = "Field::is_absent")]
///     picture: Field<String>,
/// }
///
/// let edit = Edit { picture: Field::Null, ..Edit::default() };
/// assert_eq!(serde_json::to_string(&edit)?, r#"{"picture":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// Not sent: the service keeps its value.
    #[default]
    Absent,
    /// `null`: the service clears its value.
    Null,
    /// A value: the service sets it.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the field is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` becomes [`Field::Null`]: it is sent.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Field::is_absent")]
        name: Field<String>,
    }

    #[test]
    fn absent_null_and_value_round_trip() {
        for (field, text) in [
            (Field::Absent, "{}"),
            (Field::Null, r#"{"name":null}"#),
            (Field::from("Ada"), r#"{"name":"Ada"}"#),
        ] {
            let body = Body { name: field };
            assert_eq!(serde_json::to_string(&body).unwrap(), text);
            assert_eq!(serde_json::from_str::<Body>(text).unwrap(), body);
        }
    }

    #[test]
    fn an_option_never_becomes_absent() {
        assert_eq!(Field::<u8>::from(None), Field::Null);
        assert_eq!(Field::from(Some(1)), Field::Value(1));
        assert_eq!(Field::from(1), Field::Value(1));
    }
}
