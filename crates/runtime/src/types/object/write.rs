//! The writer that all objects share.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::Object;
use crate::{Field, types::expose::write_secrets};

/// Writes a struct from its parts, in the order of its keys.
///
/// # Errors
/// A value cannot be written.
pub fn write_object<T: Object, S: Serializer>(
    to: S,
    parts: &[&dyn Part<S>],
) -> Result<S::Ok, S::Error> {
    write_secrets(T::IS_SENT, || {
        let written = parts.iter().filter(|part| part.is_written()).count();
        let mut to = to.serialize_struct(T::NAME, written)?;
        for (part, key) in parts.iter().zip(T::KEYS) {
            match part.is_written() {
                true => part.write(key, &mut to)?,
                false => to.skip_field(key)?,
            }
        }
        to.end()
    })
}

/// The value of one key.
pub trait Part<S: Serializer> {
    /// Whether the key is written.
    fn is_written(&self) -> bool;

    /// Writes it.
    ///
    /// # Errors
    /// The value cannot be written.
    fn write(&self, key: &'static str, to: &mut S::SerializeStruct) -> Result<(), S::Error>;
}

/// A value that is always written.
pub struct Always<'a, T>(pub &'a T);

/// A value that is never written.
pub struct Never;

impl<S: Serializer, T: Serialize> Part<S> for Always<'_, T> {
    fn is_written(&self) -> bool {
        true
    }

    fn write(&self, key: &'static str, to: &mut S::SerializeStruct) -> Result<(), S::Error> {
        to.serialize_field(key, self.0)
    }
}

impl<S: Serializer> Part<S> for Never {
    fn is_written(&self) -> bool {
        false
    }

    fn write(&self, _: &'static str, _: &mut S::SerializeStruct) -> Result<(), S::Error> {
        Ok(())
    }
}

impl<S: Serializer, T: Serialize> Part<S> for Option<T> {
    fn is_written(&self) -> bool {
        self.is_some()
    }

    fn write(&self, key: &'static str, to: &mut S::SerializeStruct) -> Result<(), S::Error> {
        to.serialize_field(key, self)
    }
}

impl<S: Serializer, T: Serialize> Part<S> for Field<T> {
    fn is_written(&self) -> bool {
        !self.is_absent()
    }

    fn write(&self, key: &'static str, to: &mut S::SerializeStruct) -> Result<(), S::Error> {
        to.serialize_field(key, self)
    }
}
