//! Objects in answers: what `#[derive(Deserialize)]` does, in a tenth of the code.
//!
//! The derived code is written out anew for each type, and checking it is most of what compiling a client takes. Here a
//! type lists its keys, and one reader works for all of them.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::text::not_a_list;

/// Makes a struct readable from an object: `required` is an error where it is missing, `optional` then has its default,
/// and `nullable` has it where there is null, too. Keys that are not listed are ignored; of a key that stands there twice
/// the later one counts.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Session {
///     id: String,
///     kind: Option<String>,
///     tags: Vec<String>,
/// }
/// realtimekit_runtime::object!(Session {
///     required id; optional kind = "type"; nullable tags
/// });
///
/// let session: Session = serde_json::from_str(r#"{"tags": null, "id": "s1", "rooms": [1]}"#)?;
/// assert_eq!(session, Session { id: "s1".to_owned(), kind: None, tags: vec![] });
/// assert!(serde_json::from_str::<Session>(r#"{"type": "group"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    ($name:ident {
        $($way:ident $($field:ident $(= $key:literal)?),+);* $(;)?
    }) => {
        impl<'de> $crate::__private::Object<'de> for $name {
            const NAME: &'static str = ::std::stringify!($name);
            const KEYS: &'static [&'static str] = &[
                $($($crate::__key!($field $($key)?)),+),*
            ];

            fn read<A: $crate::__private::serde::de::MapAccess<'de>>(
                map: A,
            ) -> ::std::result::Result<Self, A::Error> {
                $($(let mut $field = ::std::option::Option::None;)+)*
                $crate::__private::read_fields(
                    map,
                    Self::KEYS,
                    &mut [$($(&mut $field),+),*],
                )?;
                ::std::result::Result::Ok(Self {
                    $($($field: $crate::__private::$way::<_, A::Error>(
                        $field,
                        $crate::__key!($field $($key)?),
                    )?),+),*
                })
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::read_object(from)
            }
        }
    };
}

/// The key of a field: its name, unless another one is given.
#[doc(hidden)]
#[macro_export]
macro_rules! __key {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// A struct of which the keys are known.
pub trait Object<'de>: Sized {
    /// The type's name, for errors.
    const NAME: &'static str;
    /// The keys of its fields.
    const KEYS: &'static [&'static str];

    /// Reads the fields.
    ///
    /// # Errors
    /// One does not fit, or is missing.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads a struct.
///
/// # Errors
/// It is no object, or does not fit.
pub fn read_object<'de, T: Object<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_struct(T::NAME, T::KEYS, ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        Err(not_a_list(list, &self))
    }
}

/// Where the value of one key goes.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads it.
    ///
    /// # Errors
    /// It does not fit.
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for Option<T> {
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = Some(map.next_value()?);
        Ok(())
    }
}

/// Reads the values of these keys into the slots in the same order.
///
/// # Errors
/// One does not fit.
pub fn read_fields<'de, A: MapAccess<'de>>(
    mut map: A,
    keys: &'static [&'static str],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<(), A::Error> {
    let mut likely = 0;
    while let Some(found) = map.next_key_seed(Key { keys, likely })? {
        match found.and_then(|index| slots.get_mut(index)) {
            Some(slot) => slot.fill(&mut map)?,
            None => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        likely = found.map_or(likely, |index| index + 1);
    }
    Ok(())
}

/// Finds the key's place in the list. Keys mostly come in the order of the list, so it is looked for from `likely` on.
struct Key {
    keys: &'static [&'static str],
    likely: usize,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<usize>, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        let (before, after) = self.keys.split_at(self.likely);
        let place_in = |keys: &[&str]| keys.iter().position(|known| *known == key);
        Ok(place_in(after)
            .map(|index| before.len() + index)
            .or_else(|| place_in(before)))
    }
}

/// The value of a key that must be there.
///
/// # Errors
/// It is missing.
pub fn required<T, E: Error>(found: Option<T>, key: &'static str) -> Result<T, E> {
    found.ok_or_else(|| E::missing_field(key))
}

/// The value of a key that may be missing.
///
/// # Errors
/// None.
pub fn optional<T: Default, E>(found: Option<T>, _: &'static str) -> Result<T, E> {
    Ok(found.unwrap_or_default())
}

/// The value of a key that may be missing or null.
///
/// # Errors
/// None.
pub fn nullable<T: Default, E>(found: Option<Option<T>>, _: &'static str) -> Result<T, E> {
    Ok(found.flatten().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str, from_value};

    use crate::Field;

    #[derive(Debug, PartialEq)]
    struct Peer {
        id: String,
        name: Option<String>,
        picture: Field<String>,
        events: Vec<u32>,
    }
    object!(Peer {
        required id;
        optional name = "displayName", picture;
        nullable events;
    });

    fn peer(name: Option<&str>, picture: Field<&str>, events: &[u32]) -> Peer {
        Peer {
            id: "p".to_owned(),
            name: name.map(str::to_owned),
            picture: match picture {
                Field::Absent => Field::Absent,
                Field::Null => Field::Null,
                Field::Value(text) => Field::Value(text.to_owned()),
            },
            events: events.to_vec(),
        }
    }

    #[test]
    fn fields_are_read_in_any_order_and_from_any_reader() {
        for (text, wanted) in [
            (
                r#"{"id":"p","displayName":"P","picture":"u","events":[1]}"#,
                peer(Some("P"), Field::Value("u"), &[1]),
            ),
            (
                r#"{"events":[2],"new":{"id":1},"picture":null,"displayName":null,"id":"p"}"#,
                peer(None, Field::Null, &[2]),
            ),
            (
                r#"{"id":"o","events":null,"id":"p"}"#,
                peer(None, Field::Absent, &[]),
            ),
        ] {
            assert_eq!(from_str::<Peer>(text).unwrap(), wanted, "{text}");
            let value: Value = from_str(text).unwrap();
            assert_eq!(from_value::<Peer>(value).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_told_as_a_derived_reader_tells_it() {
        for (text, wanted) in [
            ("{}", "missing field `id` at line 1 column 2"),
            (
                r#"{"id":7}"#,
                "invalid type: integer `7`, expected a string at line 1 column 7",
            ),
            (
                "[1,2]",
                "invalid type: sequence, expected struct Peer at line 1 column 5",
            ),
            (
                "true",
                "invalid type: boolean `true`, expected struct Peer at line 1 column 4",
            ),
        ] {
            assert_eq!(from_str::<Peer>(text).unwrap_err().to_string(), wanted);
        }
    }
}
