//! Integers of any type, as arguments of setters.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::{Param, Validate};

/// An integer of any type, for setters of fields and parameters that hold integers.
///
/// A value that is out of the range of the field is rejected before anything is sent, with an
/// [`Error::InvalidRequest`](crate::Error::InvalidRequest) that names the field. So callers do not have to convert
/// between integer types.
///
/// ```
/// # use realtimekit_runtime::Integer;
/// let seconds: Integer = 600_usize.into();
/// assert_eq!(seconds.to_i64(), 600);
/// assert_eq!(Integer::from(-1).to_i64(), -1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Integer(i128);

impl Integer {
    /// The value as `i64`, or `i64::MAX - 1` if it is larger; generated checks reject that.
    pub fn to_i64(self) -> i64 {
        i64::try_from(self.0).unwrap_or(TOO_LARGE)
    }

    /// The value as `u64`, or `u64::MAX - 1` if it is negative; generated checks reject that.
    pub fn to_u64(self) -> u64 {
        u64::try_from(self.0).unwrap_or(NEGATIVE)
    }
}

/// Stands for integers that an `i64` cannot hold. Not the largest one, which means "no limit" in many APIs.
pub(crate) const TOO_LARGE: i64 = i64::MAX - 1;

/// Stands for negative integers where the type is `u64`.
pub(crate) const NEGATIVE: u64 = u64::MAX - 1;

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Integer {
            #[inline]
            fn from(integer: $integer) -> Self {
                Self(integer as i128)
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl From<Integer> for i128 {
    #[inline]
    fn from(integer: Integer) -> Self {
        integer.0
    }
}

#[doc(hidden)]
impl Param for Integer {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }
}

impl Validate for Integer {}

#[doc(hidden)]
impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // other integers are not valid JSON for the service
        match (i64::try_from(self.0), u64::try_from(self.0)) {
            (Ok(integer), _) => serializer.serialize_i64(integer),
            (_, Ok(integer)) => serializer.serialize_u64(integer),
            _ => serializer.serialize_i128(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extremes_of_every_type_are_kept() {
        assert_eq!(Integer::from(u64::MAX).to_param(), "18446744073709551615");
        assert_eq!(Integer::from(i64::MIN).to_param(), "-9223372036854775808");
        assert_eq!(Integer::from(usize::MAX).to_u64(), u64::MAX);
        assert_eq!(Integer::from(i64::MIN).to_i64(), i64::MIN);
    }

    #[test]
    fn integers_out_of_range_have_a_value_that_is_rejected() {
        assert_eq!(Integer::from(u64::MAX).to_i64(), TOO_LARGE);
        assert_eq!(Integer::from(-1).to_u64(), NEGATIVE);
        assert_eq!(Integer::from(i64::MAX).to_i64(), i64::MAX);
    }
}
