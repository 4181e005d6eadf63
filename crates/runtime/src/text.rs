//! Text in answers, read generously: an id that the service sends as a number is still an id.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Expected, IgnoredAny, SeqAccess, Unexpected, Visitor},
};

/// Reads a string, or a number as its text, and makes the wanted type of it.
///
/// # Errors
/// The answer has neither a string nor a number there.
pub fn read_text<'de, D, T>(deserializer: D, make: fn(&str) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(TextVisitor { make })
}

struct TextVisitor<T> {
    make: fn(&str) -> T,
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
        Ok((self.make)(&number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok((self.make)(&number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Ok((self.make)(&number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        Err(not_a_list(list, &self))
    }
}

/// Refuses a list of which the beginning is read. The rest is read first, so that the reader stops right behind the
/// list and not before its first item, where the error would be taken for the item's.
pub(crate) fn not_a_list<'de, A: SeqAccess<'de>>(mut list: A, expected: &dyn Expected) -> A::Error {
    loop {
        match list.next_element::<IgnoredAny>() {
            Ok(Some(_)) => {}
            Ok(None) => return A::Error::invalid_type(Unexpected::Seq, expected),
            Err(error) => return error,
        }
    }
}
