//! Checks of types that are not generated.

use std::collections::{BTreeMap, HashMap};

use super::{InvalidRequestError, Validate, each};
use crate::{Field, Secret, SecretUrl};

impl<T: Validate + ?Sized> Validate for &T {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        (**self).validate()
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        (**self).validate()
    }
}

impl<T: Validate> Validate for Option<T> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        self.as_ref().map_or(Ok(()), Validate::validate)
    }
}

impl<T: Validate> Validate for Field<T> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        self.as_option().map_or(Ok(()), Validate::validate)
    }
}

impl<T: Validate> Validate for [T] {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        each("", self)
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        each("", self)
    }
}

// Errors in maps do not contain the key, because keys are data of the caller.
impl<K, V: Validate, S> Validate for HashMap<K, V, S> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        self.values()
            .try_for_each(|value| value.validate().map_err(|refused| refused.inside("[…]")))
    }
}

impl Validate for serde_json::Map<String, serde_json::Value> {}

impl<K, V: Validate> Validate for BTreeMap<K, V> {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        self.values()
            .try_for_each(|value| value.validate().map_err(|refused| refused.inside("[…]")))
    }
}

macro_rules! unbounded {
    ($($name:ty),* $(,)?) => {$(impl Validate for $name {})*};
}
unbounded!(
    (),
    bool,
    char,
    str,
    String,
    Secret,
    SecretUrl,
    serde_json::Value,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
);

/// JSON has no such numbers; they would be sent as null.
impl Validate for f64 {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        if self.is_finite() {
            Ok(())
        } else {
            Err(InvalidRequestError::new("", "must be a finite number"))
        }
    }
}

/// As for `f64`.
impl Validate for f32 {
    fn validate(&self) -> Result<(), InvalidRequestError> {
        f64::from(*self).validate()
    }
}
