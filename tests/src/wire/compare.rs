//! Finds parts of a response's JSON that are missing in the decoded value.

use serde_json::Value;

/// The places at which the decoded value, written as JSON, differs from the JSON of the response.
///
/// These are no differences: `0` and `0.0`, null and a missing field, an empty list and a missing list.
#[must_use]
pub fn differences(decoded: &Value, wanted: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(decoded, wanted, "", &mut found);
    found
}

fn compare(decoded: &Value, wanted: &Value, path: &str, found: &mut Vec<String>) {
    match (decoded, wanted) {
        (Value::Object(decoded), Value::Object(wanted)) => {
            for (key, wanted) in wanted {
                match decoded.get(key) {
                    Some(decoded) => compare(decoded, wanted, &format!("{path}/{key}"), found),
                    None if wanted.is_null() => {}
                    None => found.push(format!("{path}/{key} is lost")),
                }
            }
            for (key, decoded) in decoded {
                let empty = decoded.as_array().is_some_and(Vec::is_empty);
                if !wanted.contains_key(key) && !empty {
                    found.push(format!("{path}/{key} is made up"));
                }
            }
        }
        (Value::Array(decoded), Value::Array(wanted)) => {
            if decoded.len() != wanted.len() {
                found.push(format!("{path}: {} for {}", decoded.len(), wanted.len()));
            }
            for (index, (decoded, wanted)) in decoded.iter().zip(wanted).enumerate() {
                compare(decoded, wanted, &format!("{path}/{index}"), found);
            }
        }
        (Value::Number(decoded), Value::Number(wanted)) if decoded.as_f64() == wanted.as_f64() => {}
        (decoded, wanted) if decoded == wanted => {}
        (decoded, wanted) => found.push(format!("{path}: {decoded} for {wanted}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lost_changed_and_added_values_are_reported() {
        let wanted = json!({"a": 1, "b": [{"c": "x"}, true], "d": null});
        for (decoded, difference) in [
            (json!({"b": [{"c": "x"}, true]}), "/a is lost"),
            (json!({"a": 2, "b": [{"c": "x"}, true]}), "/a: 2 for 1"),
            (
                json!({"a": "1", "b": [{"c": "x"}, true]}),
                "/a: \"1\" for 1",
            ),
            (json!({"a": 1, "b": [{}, true]}), "/b/0/c is lost"),
            (json!({"a": 1, "b": [{"c": "x"}]}), "/b: 1 for 2"),
            (json!({"a": 1, "b": []}), "/b: 0 for 2"),
            (
                json!({"a": 1, "b": [{"c": "x", "e": ""}, true]}),
                "/b/0/e is made up",
            ),
            (
                json!({"a": 1, "b": [{"c": "x"}, true], "d": 0}),
                "/d: 0 for null",
            ),
        ] {
            assert_eq!(differences(&decoded, &wanted), [difference], "{decoded}");
        }
    }

    #[test]
    fn equivalent_values_have_no_differences() {
        let wanted = json!({"a": 1, "b": null});
        for decoded in [
            json!({"a": 1.0}),
            json!({"a": 1, "b": null}),
            json!({"a": 1, "list": []}),
        ] {
            assert_eq!(differences(&decoded, &wanted), [""; 0], "{decoded}");
        }
    }
}
