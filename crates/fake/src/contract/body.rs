//! Bodies of requests and responses.

use serde_json::{Number, Value};

use super::schema::Schema;

/// The schema of a body.
pub struct Body {
    pub schema: Schema,
}

impl Body {
    /// The value of a body.
    ///
    /// # Errors
    ///
    /// The first error, as a sentence.
    pub fn read(&self, bytes: &[u8]) -> Result<Value, String> {
        if bytes.is_empty() {
            return Err("\"body\" is required".to_owned());
        }
        let mut value: Value = serde_json::from_slice(bytes)
            .map_err(|error| format!("\"body\" is not JSON: {error}"))?;
        use_integers(&mut value);
        self.schema.check("body", &value).map(|()| value)
    }

    #[cfg(test)]
    pub fn check(&self, value: &Value) -> Result<(), String> {
        self.schema.check("body", value)
    }

    #[cfg(test)]
    pub fn compiles(&self) -> Result<(), String> {
        self.schema.compiles()
    }
}

/// Replaces 1.0 by 1, because some clients send integers in that form, and JSON does not
/// distinguish them.
fn use_integers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(integer) = integer(number) {
                *number = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(use_integers),
        Value::Object(fields) => fields.values_mut().for_each(use_integers),
        _ => {}
    }
}

/// The integer that equals a number with a decimal point.
fn integer(number: &Number) -> Option<Number> {
    // A float represents every integer up to this one exactly.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|_| number.is_f64())?;
    let is_exact = float.fract() == 0.0 && float.abs() <= LARGEST;
    // The cast is exact for these.
    is_exact.then(|| Number::from(float as i64))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::use_integers;

    #[test]
    fn integers_with_a_decimal_point_are_read_as_integers() {
        let mut value = json!({"a": [1.0, -2.0, 0.5, 1e300, 7]});
        use_integers(&mut value);
        assert_eq!(value.to_string(), r#"{"a":[1,-2,0.5,1e+300,7]}"#);
    }
}
