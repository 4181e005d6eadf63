//! Checks of integers.

use super::{InvalidRequestError, keep};
use crate::{
    Integer,
    types::integer::{NEGATIVE, TOO_LARGE},
};

/// An integer that is compared exactly.
pub trait Whole: Copy + Into<i128> {
    /// Whether it stands for integers that the type cannot hold.
    fn is_out_of_range(self) -> bool {
        false
    }

    /// The integer as text, for a message.
    fn describe(self) -> String {
        self.into().to_string()
    }
}

macro_rules! exact {
    ($($integer:ty),*) => {$(#[doc(hidden)] impl Whole for $integer {})*};
}
exact!(i8, i16, i32, u8, u16, u32, Integer);

/// See [`Integer::to_i64`].
impl Whole for i64 {
    fn is_out_of_range(self) -> bool {
        self == TOO_LARGE
    }

    fn describe(self) -> String {
        match self {
            TOO_LARGE => format!("more than {}, or {self}", Self::MAX),
            _ => self.to_string(),
        }
    }
}

/// See [`Integer::to_u64`].
impl Whole for u64 {
    fn is_out_of_range(self) -> bool {
        self == NEGATIVE
    }

    fn describe(self) -> String {
        match self {
            NEGATIVE => format!("negative, or {self}"),
            _ => self.to_string(),
        }
    }
}

/// Checks that an integer is from `least` to `most`.
///
/// # Errors
/// If it is smaller or larger.
pub fn within(
    name: &'static str,
    value: impl Whole,
    least: i128,
    most: i128,
) -> Result<(), InvalidRequestError> {
    let given: i128 = value.into();
    keep(given >= least, name, || {
        format!("must be at least {least}, and it is {}", value.describe())
    })?;
    keep(given <= most && !value.is_out_of_range(), name, || {
        format!("must be at most {most}, and it is {}", value.describe())
    })
}

/// Checks that an integer is a multiple of `step`, which is not 0.
///
/// # Errors
/// If it is not.
pub fn divisible(
    name: &'static str,
    value: impl Whole,
    step: i128,
) -> Result<(), InvalidRequestError> {
    let given: i128 = value.into();
    keep(given.checked_rem(step) == Some(0), name, || {
        format!(
            "must be a multiple of {step}, and it is {}",
            value.describe()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<(), InvalidRequestError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn an_integer_is_compared_exactly() {
        assert!(within("n", 60, 60, 600).is_ok() && within("n", 600, 60, 600).is_ok());
        assert_eq!(
            message(within("n", 59, 60, 600)),
            "`n` must be at least 60, and it is 59"
        );
        assert_eq!(
            message(within("card_pin", 7_734_421, 0, 999_999)),
            "`card_pin` must be at most 999999"
        );
        assert!(within("n", i64::MAX, 0, i64::MAX.into()).is_ok());
        assert!(within("n", u64::MAX, 0, u64::MAX.into()).is_ok());
        assert_eq!(
            message(within("n", i64::MAX, 0, i128::from(i64::MAX) - 1)),
            "`n` must be at most 9223372036854775806, and it is 9223372036854775807"
        );
        assert_eq!(
            message(within("n", Integer::from(u64::MAX), 0, 600)),
            "`n` must be at most 600, and it is 18446744073709551615"
        );
    }

    #[test]
    fn large_integers_are_divided_exactly() {
        assert!(divisible("n", i64::MAX, 7).is_ok() && divisible("n", -4, 2).is_ok());
        assert_eq!(
            message(divisible("n", i64::MAX - 2, 2)),
            "`n` must be a multiple of 2, and it is 9223372036854775805"
        );
    }

    #[test]
    fn an_integer_out_of_range_is_refused_and_not_reported_as_the_argument() {
        for most in [600, i64::MAX.into()] {
            assert_eq!(
                message(within("n", Integer::from(u64::MAX).to_i64(), 0, most)),
                format!(
                    "`n` must be at most {most}, and it is more than 9223372036854775807, or 9223372036854775806"
                )
            );
        }
        assert_eq!(
            message(within("n", Integer::from(-1).to_u64(), 0, u64::MAX.into())),
            "`n` must be at most 18446744073709551615, and it is negative, or 18446744073709551614"
        );
    }
}
