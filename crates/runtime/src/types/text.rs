//! Types that are strings on the wire, and how strings in responses are read. An id that the service sends as an integer
//! is read as its digits.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{
        Error, Expected, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::Number;

use crate::types::strict::is_strict;

/// Reads a string, or an integer as its digits, and converts it with `make`.
///
/// # Errors
/// The value is neither a string nor an integer.
pub fn read_text<'de, D, T>(deserializer: D, make: fn(&str) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(TextVisitor { make })
}

struct TextVisitor<T> {
    make: fn(&str) -> T,
}

impl<T> TextVisitor<T> {
    /// In a choice, the kind of a value may be the only difference between two types, so numbers are not accepted.
    fn number<E: Error>(self, found: Unexpected, digits: &str) -> Result<T, E>
    where
        Self: Expected,
    {
        match is_strict() {
            true => Err(E::invalid_type(found, &self)),
            false => Ok((self.make)(digits)),
        }
    }
}

impl<'de, T> Visitor<'de> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok((self.make)(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.number(Unexpected::Unsigned(number), &number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.number(Unexpected::Signed(number), &number.to_string())
    }

    /// A float does not show how it was written: `1.0` and `1`, `1e3` and `1000`, and some large integers are the same
    /// float. The id could be another one.
    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other(NOT_AN_INTEGER), &self))
    }

    /// If another crate enables serde_json's `arbitrary_precision`, a number is a map.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        match Number::deserialize(MapAccessDeserializer::new(map)) {
            Ok(number) if number.is_u64() || number.is_i64() => {
                Ok((self.make)(&number.to_string()))
            }
            Ok(_) => Err(A::Error::invalid_type(
                Unexpected::Other(NOT_AN_INTEGER),
                &self,
            )),
            Err(_) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        Err(not_a_list(list, &self))
    }
}

/// A number that is read as a float.
pub(crate) const NOT_AN_INTEGER: &str = "number that is not written as an integer";

/// Rejects a list whose beginning was read. The rest is read first, so that the reader stops after the list and not
/// before its first item, where the error would be reported for the item.
pub(crate) fn not_a_list<'de, A: SeqAccess<'de>>(mut list: A, expected: &dyn Expected) -> A::Error {
    loop {
        match list.next_element::<IgnoredAny>() {
            Ok(Some(_)) => {}
            Ok(None) => return A::Error::invalid_type(Unexpected::Seq, expected),
            Err(error) => return error,
        }
    }
}

/// The error of a reader without the value in it, which may be a secret in the wrong place. The position is kept.
pub fn without_value<E: Error>(error: E) -> E {
    match unquoted(&error.to_string()) {
        Some(message) => E::custom(message),
        None => error,
    }
}

/// The message without the value between the found and the expected kind. Other messages contain no value.
fn unquoted(message: &str) -> Option<String> {
    let begins = [
        "invalid type: ",
        "invalid value: ",
        "unknown variant ",
        "unknown field ",
    ];
    let begin = begins
        .into_iter()
        .find(|begin| message.starts_with(begin))?;
    let rest = &message[begin.len()..];
    let quote = rest.find(['`', '"'])?;
    let expected = rest.rfind(", ")?;
    let expected = rest.rfind(", expected ").unwrap_or(expected);
    (quote < expected).then(|| {
        let found = format!("{begin}{}", &rest[..quote]);
        format!("{}{}", found.trim_end(), &rest[expected..])
    })
}

/// Implements what ids and open enums share, through `as_str` and `From<&str>`. With another function it implements
/// what all types share that are strings on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __text {
    ($name:ident) => {
        // Not derived, because that would compile an unused function in each crate.
        impl ::std::cmp::Eq for $name {}

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        $crate::__text!($name, |text| Self::from(text));
    };
    ($name:ident, $make:expr) => {
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::read_text(deserializer, $make)
            }
        }

        #[doc(hidden)]
        impl $crate::Param for $name {
            #[inline]
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        impl $crate::Validate for $name {}
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_removed_from_a_message() {
        for (message, left) in [
            (
                r#"invalid type: string "s3cr3t, expected `s3cr3t`", expected u16 at line 1 column 7"#,
                "invalid type: string, expected u16 at line 1 column 7",
            ),
            (
                "invalid value: integer `-7`, expected u16",
                "invalid value: integer, expected u16",
            ),
            (
                "unknown variant `s3cr3t`, expected one of `a`, `b`",
                "unknown variant, expected one of `a`, `b`",
            ),
            (
                "unknown variant `s3cr3t`, there are no variants",
                "unknown variant, there are no variants",
            ),
        ] {
            assert_eq!(unquoted(message).as_deref(), Some(left));
            assert_eq!(unquoted(left), None);
        }
        for message in [
            "invalid type: sequence, expected struct Peer at line 1 column 5",
            "missing field `id` at line 1 column 2",
            "number out of range",
        ] {
            assert_eq!(unquoted(message), None);
        }
    }
}
