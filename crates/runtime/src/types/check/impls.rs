//! Checks of types that are not generated.

use std::collections::{BTreeMap, HashMap};

use super::{Check, Refused, each};
use crate::{Field, Secret, SecretUrl};

impl<T: Check + ?Sized> Check for &T {
    fn check(&self) -> Result<(), Refused> {
        (**self).check()
    }
}

impl<T: Check + ?Sized> Check for Box<T> {
    fn check(&self) -> Result<(), Refused> {
        (**self).check()
    }
}

impl<T: Check> Check for Option<T> {
    fn check(&self) -> Result<(), Refused> {
        self.as_ref().map_or(Ok(()), Check::check)
    }
}

impl<T: Check> Check for Field<T> {
    fn check(&self) -> Result<(), Refused> {
        self.as_option().map_or(Ok(()), Check::check)
    }
}

impl<T: Check> Check for [T] {
    fn check(&self) -> Result<(), Refused> {
        each("", self)
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self) -> Result<(), Refused> {
        each("", self)
    }
}

// Maps name no key: a key is text that the caller gave.
impl<K, V: Check, S> Check for HashMap<K, V, S> {
    fn check(&self) -> Result<(), Refused> {
        self.values()
            .try_for_each(|value| value.check().map_err(|refused| refused.inside("[…]")))
    }
}

impl Check for serde_json::Map<String, serde_json::Value> {}

impl<K, V: Check> Check for BTreeMap<K, V> {
    fn check(&self) -> Result<(), Refused> {
        self.values()
            .try_for_each(|value| value.check().map_err(|refused| refused.inside("[…]")))
    }
}

macro_rules! unbounded {
    ($($name:ty),* $(,)?) => {$(impl Check for $name {})*};
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

/// JSON has no such numbers, and would say null in their place.
impl Check for f64 {
    fn check(&self) -> Result<(), Refused> {
        if self.is_finite() {
            Ok(())
        } else {
            Err(Refused::new("", "must be a finite number"))
        }
    }
}

/// As for `f64`.
impl Check for f32 {
    fn check(&self) -> Result<(), Refused> {
        f64::from(*self).check()
    }
}
