//! The reader that all objects share.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    Field,
    types::{
        coerce,
        error_path::{self, Step},
        strict::is_strict,
        text::{not_a_list, without_value},
        unknown,
    },
};

/// A struct with known keys.
pub trait Object: Sized {
    /// Whether callers send it.
    const IS_SENT: bool;
    /// The type's name, for errors.
    const NAME: &'static str;
    /// The keys of its fields.
    const KEYS: &'static [&'static str];

    /// Reads the fields.
    ///
    /// # Errors
    /// A value does not match its type, or is missing.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Reads a struct. Errors do not show the value, because it may be a secret in the wrong place.
///
/// # Errors
/// The value is not an object, or does not match the type.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_struct(T::NAME, T::KEYS, ObjectVisitor(PhantomData))
        .map_err(without_value)
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
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

/// The destination of the value of one key.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads it.
    ///
    /// # Errors
    /// The value does not match its type.
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error>;
}

/// The slot of a required value.
pub struct Required<T>(pub Option<T>);

/// The slot of a required list or map; null is read as empty.
pub struct Collection<T>(pub Option<T>);

/// The slot of a nullable value; null is read as the default.
pub struct Nullable<T>(pub T);

impl<T> Required<T> {
    /// The value.
    ///
    /// # Errors
    /// It is missing.
    pub fn value<E: Error>(self, key: &'static str) -> Result<T, E> {
        self.0.ok_or_else(|| E::missing_field(key))
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for Required<T> {
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = Some(coerce::value(map)?);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de> + Default> Slot<'de, A> for Collection<T> {
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = Some(coerce::value::<_, Option<T>>(map)?.unwrap_or_default());
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de> + Default> Slot<'de, A> for Nullable<T> {
    fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
        self.0 = coerce::value::<_, Option<T>>(map)?.unwrap_or_default();
        Ok(())
    }
}

macro_rules! slots {
    ($($name:ident),*) => {$(
        impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> Slot<'de, A> for $name<T> {
            fn fill(&mut self, map: &mut A) -> Result<(), A::Error> {
                *self = coerce::value(map)?;
                Ok(())
            }
        }
    )*};
}
slots!(Option, Field);

/// Reads the values of these keys into the slots in the same order.
///
/// # Errors
/// A value does not match its type.
pub fn read_fields<'de, A: MapAccess<'de>>(
    mut map: A,
    keys: &'static [&'static str],
    slots: &mut [&mut dyn Slot<'de, A>],
) -> Result<(), A::Error> {
    let mut likely = 0;
    let is_strict = is_strict();
    while let Some(found) = map.next_key_seed(Key { keys, likely })? {
        let key = found.and_then(|index| keys.get(index)).copied();
        match found.and_then(|index| slots.get_mut(index)).zip(key) {
            Some((slot, key)) => fill(*slot, &mut map, key, is_strict)?,
            None => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        likely = found.map_or(likely, |index| index + 1);
    }
    Ok(())
}

/// Reads the value of a key into its slot. Records the key for choices and for errors inside them.
pub(super) fn fill<'de, A: MapAccess<'de>>(
    slot: &mut dyn Slot<'de, A>,
    map: &mut A,
    key: &'static str,
    is_strict: bool,
) -> Result<(), A::Error> {
    let back = is_strict.then(|| unknown::enter(key));
    let filled = slot.fill(map);
    if let Some(back) = back {
        unknown::leave(back);
    }
    filled.inspect_err(|_| error_path::push(Step::Key(key)))
}

/// Finds the index of the key. Keys usually have the order of the list, so the search starts at `likely`.
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
        let place = place_in(after)
            .map(|index| before.len() + index)
            .or_else(|| place_in(before));
        if place.is_none() {
            unknown::key(key);
        }
        Ok(place)
    }
}
