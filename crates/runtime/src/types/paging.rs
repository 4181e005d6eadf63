//! The size of a list and the position of a page in it.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
    ser::SerializeStruct,
};

use crate::types::object::read_fields;

/// The position of a page in the whole list.
///
/// A count can be `3`, `3.0` or `"3"`. Any other value is read as `None`, so that the items can still be read.
///
/// It serializes as `{"total_count": 30, "start_offset": 1, "end_offset": 25}`, with null for missing values, and can
/// be read from that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The number of items in the whole list.
    pub total_count: Option<u64>,
    /// The number of the page's first item, counted from 1.
    pub start_offset: Option<u64>,
    /// The number of the page's last item, counted from 1.
    pub end_offset: Option<u64>,
}

impl Serialize for Paging {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut paging = serializer.serialize_struct("Paging", 3)?;
        paging.serialize_field("total_count", &self.total_count)?;
        paging.serialize_field("start_offset", &self.start_offset)?;
        paging.serialize_field("end_offset", &self.end_offset)?;
        paging.end()
    }
}

impl<'de> Deserialize<'de> for Paging {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PagingVisitor)
    }
}

struct PagingVisitor;

impl<'de> Visitor<'de> for PagingVisitor {
    type Value = Paging;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Paging, A::Error> {
        let [mut total_count, mut start_offset, mut end_offset] = [None; 3];
        read_fields(
            map,
            &["total_count", "start_offset", "end_offset"],
            &mut [&mut total_count, &mut start_offset, &mut end_offset],
        )?;
        let number = |count: Option<Lenient>| count.and_then(Lenient::number);
        Ok(Paging {
            total_count: number(total_count),
            start_offset: number(start_offset),
            end_offset: number(end_offset),
        })
    }
}

/// Any JSON value, of which only scalars are kept. It accepts every kind of value, so that an error in the envelope
/// does not make the payload unreadable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lenient {
    Bool(bool),
    Number(f64),
    Paging(Paging),
    Other,
}

impl Lenient {
    /// The value as a boolean: `false`, `"false"` and 0 are false.
    pub(crate) fn flag(self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(flag),
            Self::Number(0.0) => Some(false),
            Self::Number(1.0) => Some(true),
            _ => None,
        }
    }

    fn number(self) -> Option<u64> {
        match self {
            // the cast is precise enough: counts are far below 2^53, and negative numbers are ignored
            Self::Number(number) if number >= 0.0 => Some(number as u64),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LenientVisitor)
    }
}

struct LenientVisitor;

impl<'de> Visitor<'de> for LenientVisitor {
    type Value = Lenient;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Lenient, E> {
        Ok(Lenient::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Lenient, E> {
        Ok(Lenient::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Lenient, E> {
        Ok(Lenient::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Lenient, E> {
        Ok(Lenient::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Lenient, E> {
        Ok(match value {
            "true" => Lenient::Bool(true),
            "false" => Lenient::Bool(false),
            // uses the JSON number parser, which is already in the program
            other => serde_json::from_str(other).map_or(Lenient::Other, Lenient::Number),
        })
    }

    fn visit_unit<E>(self) -> Result<Lenient, E> {
        Ok(Lenient::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Lenient, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Lenient::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lenient, A::Error> {
        PagingVisitor.visit_map(map).map(Lenient::Paging)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Paging {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn counts_are_read_as_integers_floats_and_strings() {
        let paging =
            read(r#"{"total_count":30,"start_offset":1.0,"end_offset":"3","page":{"of":[1]}}"#);
        assert_eq!(paging.total_count, Some(30));
        assert_eq!(paging.start_offset, Some(1));
        assert_eq!(paging.end_offset, Some(3));
    }

    #[test]
    fn an_invalid_count_is_none() {
        for value in ["null", "-1", "\"many\"", "[1]", "{\"n\":1}", "true"] {
            let paging = read(&format!(r#"{{"total_count":{value},"end_offset":3}}"#));
            assert_eq!(
                (paging.total_count, paging.end_offset),
                (None, Some(3)),
                "{value}"
            );
        }
    }
}
