//! Serializes requests as JSON: an integer without `.0`, as in the service's own examples, because a strict reader of
//! integers rejects `60.0`.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The largest float up to which every integer can be represented. Larger ones are not written digit by digit.
pub(crate) const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes compact JSON with whole floats as integers.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut out, WholeNumbers))?;
    Ok(out)
}

/// The value of a float as an integer, if it is one.
pub(crate) fn whole(value: f64) -> Option<i64> {
    // the cast is exact: the value has no fraction and is within ±2^53
    (value.fract() == 0.0 && value.abs() <= LARGEST_EXACT).then_some(value as i64)
}

struct WholeNumbers;

impl Formatter for WholeNumbers {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        match whole(value) {
            Some(integer) => self.write_i64(writer, integer),
            None => serde_json::ser::CompactFormatter.write_f64(writer, value),
        }
    }

    fn write_f32<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        match whole(f64::from(value)) {
            Some(integer) => self.write_i64(writer, integer),
            None => serde_json::ser::CompactFormatter.write_f32(writer, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json<T: Serialize>(value: T) -> String {
        String::from_utf8(to_json(&value).unwrap()).unwrap()
    }

    #[test]
    fn whole_floats_are_written_as_integers() {
        assert_eq!(json([60.0, 0.5, -3.0, -0.0]), "[60,0.5,-3,0]");
        assert_eq!(json([60.0_f32, 0.1_f32]), "[60,0.1]");
        assert_eq!(
            json(serde_json::json!({"max_seconds": 60.0})),
            r#"{"max_seconds":60}"#
        );
    }

    #[test]
    fn floats_too_large_to_be_exact_keep_their_exponent() {
        assert_eq!(json(1e300), "1e+300");
        assert_eq!(json(LARGEST_EXACT), "9007199254740992");
    }
}
