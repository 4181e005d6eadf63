//! Values of query and header parameters.

use std::borrow::Cow;

use crate::{Secret, SecretUrl, types::numbers::whole};

/// A value of a query or header parameter.
///
/// ```
/// # use realtimekit_runtime::Param;
/// assert_eq!(60.0.to_param(), "60");
/// assert_eq!(true.to_param(), "true");
/// ```
pub trait Param {
    /// The value as a string, not yet escaped.
    fn to_param(&self) -> Cow<'_, str>;

    /// Why the value cannot be sent, if so. The call is then rejected before anything is sent.
    fn invalid_reason(&self) -> Option<&'static str> {
        None
    }

    /// Whether there is no value, so that the parameter is left out.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether the value is a secret: it is not printed, and it is redacted where a response quotes it.
    fn is_secret(&self) -> bool {
        false
    }
}

/// `None` is not sent.
impl<T: Param> Param for Option<T> {
    fn to_param(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), Param::to_param)
    }

    fn invalid_reason(&self) -> Option<&'static str> {
        self.as_ref().and_then(Param::invalid_reason)
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Param::is_absent)
    }

    fn is_secret(&self) -> bool {
        self.as_ref().is_some_and(Param::is_secret)
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn to_param(&self) -> Cow<'_, str> {
        (**self).to_param()
    }

    fn invalid_reason(&self) -> Option<&'static str> {
        (**self).invalid_reason()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }

    fn is_secret(&self) -> bool {
        (**self).is_secret()
    }
}

impl Param for str {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Param for String {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

#[doc(hidden)]
impl Param for Secret {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose())
    }

    fn is_secret(&self) -> bool {
        true
    }
}

#[doc(hidden)]
impl Param for SecretUrl {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose())
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl Param for bool {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Param for $integer {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
integers!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);

impl Param for f64 {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(match whole(*self) {
            Some(integer) => integer.to_string(),
            None => self.to_string(),
        })
    }

    fn invalid_reason(&self) -> Option<&'static str> {
        (!self.is_finite()).then_some("is not a finite number; use a finite one or leave it out")
    }
}

impl Param for f32 {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(match whole(f64::from(*self)) {
            Some(integer) => integer.to_string(),
            None => self.to_string(),
        })
    }

    fn invalid_reason(&self) -> Option<&'static str> {
        f64::from(*self).invalid_reason()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_shortest_form() {
        assert_eq!(1.0_f64.to_param(), "1");
        assert_eq!((-0.0_f64).to_param(), "0");
        assert_eq!(0.25_f32.to_param(), "0.25");
        assert_eq!(0.1_f32.to_param(), "0.1");
        assert_eq!(u64::MAX.to_param(), "18446744073709551615");
    }

    #[test]
    fn only_numbers_that_are_not_finite_are_refused() {
        assert!(f64::NAN.invalid_reason().is_some());
        assert!(f32::INFINITY.invalid_reason().is_some());
        assert!((&&f64::NAN).invalid_reason().is_some());
        assert!(1.5_f64.invalid_reason().is_none());
        assert!("NaN".invalid_reason().is_none());
    }
}
