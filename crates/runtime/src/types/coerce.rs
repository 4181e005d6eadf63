//! Reads values leniently if their meaning is unambiguous.
//!
//! | the response has | the schema wants | it is read as |
//! | --- | --- | --- |
//! | `"3"`, `"-0.5"`, `"2e3"` | a number | that number |
//! | `1.0`, `2e3` | an integer | that integer |
//! | `"true"`, `"false"` | a boolean | that boolean |
//! | `null` in a list or a map | anything that is not nullable | left out |
//!
//! Everything else is a decode error: strings that are not numbers (also `""` and `"NaN"`), a fraction for an integer,
//! a number for a boolean.
//!
//! `serde_with` does a part of this, with an attribute and a derived reader for each field; [`object!`] states what
//! those cost. Values are read in place: nothing is buffered, and a value of the right kind costs nothing. Fields of
//! [`object!`] types and the payload itself are read through [`Coerce`]. Members of a union are not, because the kind
//! of a value may be the only difference between them ([`strictly`](super::strict::strictly)).
//!
//! [`object!`]: crate::object!

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor,
        value::{MapAccessDeserializer, UnitDeserializer},
    },
};
use serde_json::Number;

use crate::types::{
    error_path::{self, Step},
    numbers::{LARGEST_EXACT, whole},
    strict::is_strict,
    text::not_a_list,
};

/// Reads the value of the last key.
pub(crate) fn value<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    map: &mut A,
) -> Result<T, A::Error> {
    map.next_value_seed(Coerced(PhantomData::<T>))
}

/// Reads the next item of a list. Skips `null`, unless the item is nullable.
pub(crate) fn item<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(
    list: &mut A,
) -> Result<Option<T>, A::Error> {
    while let Some(Entry(entry)) = list.next_element()? {
        if entry.is_some() {
            return Ok(entry);
        }
    }
    Ok(None)
}

/// A deserializer that coerces.
pub(crate) struct Coerce<D>(pub(crate) D);

/// Implements methods that read a scalar.
macro_rules! scalars {
    ($($method:ident $kind:ident),*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                self.0.deserialize_any(Scalar { visitor, kind: Kind::$kind })
            }
        )*
    };
}

/// Implements methods that change nothing.
macro_rules! unchanged {
    ($($method:ident($($argument:ident: $kind:ty),*)),*) => {
        $(
            fn $method<V: Visitor<'de>>(
                self,
                $($argument: $kind,)*
                visitor: V,
            ) -> Result<V::Value, D::Error> {
                self.0.$method($($argument,)* visitor)
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Coerce<D> {
    type Error = D::Error;

    scalars! {
        deserialize_bool Boolean, deserialize_f32 Float, deserialize_f64 Float,
        deserialize_i8 Integer, deserialize_i16 Integer, deserialize_i32 Integer, deserialize_i64 Integer,
        deserialize_u8 Integer, deserialize_u16 Integer, deserialize_u32 Integer, deserialize_u64 Integer
    }

    // Objects read their own fields through this deserializer, and strings stay strings.
    unchanged! {
        deserialize_any(), deserialize_i128(), deserialize_u128(), deserialize_char(), deserialize_str(),
        deserialize_string(), deserialize_bytes(), deserialize_byte_buf(), deserialize_unit(),
        deserialize_unit_struct(name: &'static str), deserialize_tuple(length: usize),
        deserialize_tuple_struct(name: &'static str, length: usize),
        deserialize_struct(name: &'static str, fields: &'static [&'static str]),
        deserialize_enum(name: &'static str, variants: &'static [&'static str]),
        deserialize_identifier(), deserialize_ignored_any()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Inside(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Inside(visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Inside(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Boolean,
    Integer,
    Float,
}

/// The visitor of a scalar.
struct Scalar<V> {
    visitor: V,
    kind: Kind,
}

impl<'de, V: Visitor<'de>> Scalar<V> {
    fn number<E: Error>(self, number: &Number) -> Result<V::Value, E> {
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), _, _) => self.visitor.visit_u64(number),
            (_, Some(number), _) => self.visitor.visit_i64(number),
            (_, _, Some(number)) => self.visit_f64(number),
            _ => Err(E::invalid_value(Unexpected::Other("number"), &self.visitor)),
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Scalar<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.visitor.visit_bool(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.visitor.visit_u64(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<V::Value, E> {
        self.visitor.visit_i64(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        // The largest float that is exact may also stand for the integer after it.
        let exact = whole(value).filter(|_| value.abs() < LARGEST_EXACT);
        match exact {
            Some(integer) if self.kind == Kind::Integer => self.visitor.visit_i64(integer),
            None if self.kind == Kind::Integer && value.fract() == 0.0 => {
                Err(E::invalid_value(Unexpected::Float(value), &self.visitor))
            }
            _ => self.visitor.visit_f64(value),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        if !is_strict() {
            if self.kind != Kind::Boolean {
                if let Ok(number) = text.parse() {
                    return self.number(&number);
                }
            } else if let Ok(boolean) = text.parse() {
                return self.visitor.visit_bool(boolean);
            }
        }
        Err(E::invalid_type(Unexpected::Str(text), &self.visitor))
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        Err(not_a_list(list, &self.visitor))
    }

    /// If another crate enables serde_json's `arbitrary_precision`, a number is a map.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        match Number::deserialize(MapAccessDeserializer::new(map)) {
            Ok(number) if self.kind != Kind::Boolean => self.number(&number),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self.visitor)),
        }
    }
}

/// The visitor of a value that contains values, which are coerced.
struct Inside<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Inside<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Coerce(from))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Coerce(from))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(ItemStream { list, read: 0 })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Entries(map))
    }
}

/// The items of a list.
struct ItemStream<A> {
    list: A,
    read: usize,
}

impl<A> ItemStream<A> {
    /// Records the item at which an error occurred.
    fn noted<T, E>(&mut self, read: Result<T, E>) -> Result<T, E> {
        match read.is_ok() {
            true => self.read += 1,
            false => error_path::push(Step::Item(self.read)),
        }
        read
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ItemStream<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let read = self.list.next_element_seed(Coerced(seed));
        self.noted(read)
    }

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, A::Error> {
        let read = item(&mut self.list);
        self.noted(read)
    }

    fn size_hint(&self) -> Option<usize> {
        self.list.size_hint()
    }
}

/// The entries of a map.
struct Entries<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.0.next_value_seed(Coerced(seed))
    }

    fn next_entry<K: Deserialize<'de>, T: Deserialize<'de>>(
        &mut self,
    ) -> Result<Option<(K, T)>, A::Error> {
        while let Some((key, Entry(entry))) = self
            .0
            .next_entry()
            .inspect_err(|_| error_path::push(Step::Value))?
        {
            if let Some(value) = entry {
                return Ok(Some((key, value)));
            }
        }
        Ok(None)
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

/// Coerces the value of a seed.
struct Coerced<T>(T);

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Coerced<T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T::Value, D::Error> {
        self.0.deserialize(Coerce(from))
    }
}

/// An entry of a list or a map; `None` if it is `null` and not nullable.
struct Entry<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_option(EntryVisitor(PhantomData))
    }
}

struct EntryVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntryVisitor<T> {
    type Value = Entry<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Entry<T>, E> {
        self.visit_none()
    }

    fn visit_none<E: Error>(self) -> Result<Entry<T>, E> {
        match T::deserialize(UnitDeserializer::<E>::new()) {
            Ok(value) => Ok(Entry(Some(value))),
            Err(error) if is_strict() => Err(error),
            Err(_) => Ok(Entry(None)),
        }
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Entry<T>, D::Error> {
        T::deserialize(Coerce(from)).map(|value| Entry(Some(value)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    #[derive(Default, PartialEq)]
    struct Counts {
        whole: Option<u32>,
        signed: Vec<i64>,
        parts: Vec<Option<f64>>,
        done: Option<bool>,
        by_name: BTreeMap<String, f64>,
        free: Option<Value>,
        inner: Vec<Counts>,
    }
    crate::object!(Counts { optional whole; nullable signed, parts; optional done; nullable by_name; optional free; nullable inner });

    fn read(text: &str) -> Result<Counts, String> {
        let read = serde_json::from_str(text);
        // Reading from a `Value` gives the same result.
        let value: Value = serde_json::from_str(text).unwrap();
        let other = serde_json::from_value::<Counts>(value);
        assert_eq!(read.as_ref().ok(), other.as_ref().ok(), "{text}");
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_are_read_from_strings_and_whole_floats() {
        for (text, whole) in [
            ("3", 3),
            ("\"3\"", 3),
            ("1.0", 1),
            ("2e3", 2000),
            ("\"2e3\"", 2000),
            ("-0.0", 0),
            ("4294967295", u32::MAX),
        ] {
            let counts = read(&format!(r#"{{"whole":{text}}}"#)).unwrap();
            assert_eq!(counts.whole, Some(whole), "{text}");
        }
        let counts = read(
            r#"{"signed":["-7",-7.0,9007199254740991.0],"parts":["-0.25",1,"1e-3"],"by_name":{"a":"3"}}"#,
        );
        let counts = counts.unwrap();
        assert_eq!(counts.signed, [-7, -7, 9_007_199_254_740_991]);
        assert_eq!(counts.parts, [Some(-0.25), Some(1.0), Some(0.001)]);
        assert_eq!(counts.by_name["a"], 3.0);
    }

    #[test]
    fn ambiguous_values_are_errors() {
        for value in [
            "\"\"",
            "\"abc\"",
            "\" 3\"",
            "\"3 \"",
            "\"+3\"",
            "\"0x3\"",
            "\"03\"",
            "\"1,5\"",
            "\"NaN\"",
            "\"inf\"",
            "\"1e999\"",
            "\"\\\"3\\\"\"",
            "1.5",
            "\"1.5\"",
            "-1",
            "4294967296",
            "1e300",
            "true",
            "\"true\"",
            "[3]",
            "{\"a\":3}",
        ] {
            assert!(read(&format!(r#"{{"whole":{value}}}"#)).is_err(), "{value}");
        }
        for value in ["0", "1", "\"1\"", "\"yes\"", "\"True\"", "\"\"", "[true]"] {
            assert!(read(&format!(r#"{{"done":{value}}}"#)).is_err(), "{value}");
        }
        let error = read(r#"{"whole":"abc"}"#).unwrap_err();
        assert_eq!(
            error,
            "invalid type: string, expected u32 at line 1 column 14"
        );
    }

    #[test]
    fn a_boolean_is_read_from_its_name() {
        assert_eq!(read(r#"{"done":"false"}"#).unwrap().done, Some(false));
        assert_eq!(read(r#"{"done":true}"#).unwrap().done, Some(true));
    }

    #[test]
    fn null_items_are_left_out_unless_nullable() {
        let text = r#"{"signed":[null,1,null],"parts":[null,1],"by_name":{"a":null,"b":2},"free":[null,"3"],
            "inner":[null,{"whole":"5"},{"inner":[null]}]}"#;
        let counts = read(text).unwrap();
        assert_eq!(counts.signed, [1]);
        assert_eq!(counts.parts, [None, Some(1.0)]);
        assert_eq!(counts.by_name, BTreeMap::from([("b".to_owned(), 2.0)]));
        assert_eq!(counts.free, Some(serde_json::json!([null, "3"])));
        assert_eq!(counts.inner.len(), 2);
        assert_eq!(counts.inner[0].whole, Some(5));
        assert_eq!(counts.inner[1].inner, []);
    }

    #[test]
    fn a_member_of_a_union_is_read_without_coercion() {
        for text in [
            r#"{"whole":"3"}"#,
            r#"{"signed":[null]}"#,
            r#"{"done":"true"}"#,
        ] {
            let value = serde_json::from_str(text).unwrap();
            assert_eq!(crate::member::<Counts>(&value), None, "{text}");
            assert!(read(text).is_ok(), "strict reading ends with the member");
        }
        let value = serde_json::json!({"whole": 3.0});
        let member = crate::member::<Counts>(&value).unwrap();
        assert_eq!(member.whole, Some(3));
    }
}
