//! Estimates how often a validator would compare schemas with values.
//!
//! A validator follows every path to a schema. With nested `allOf`, `oneOf` and `anyOf`, the number of paths can double
//! at each level. Counting them visits each pair of a schema and a value once.

use std::collections::HashMap;

use serde_json::Value;

use crate::openapi::{members, reference, target};

/// The number of comparisons that is always allowed.
const FEW: u64 = 20_000;

/// The maximum number of paths to a pair of a schema and a value, on average over all pairs.
const WAYS: u64 = 16;

/// Whether the number of comparisons of `value` with `schema` is in proportion to their sizes.
pub(super) fn is_bounded(document: &Value, schema: &Value, value: &Value) -> bool {
    let mut cost = Cost {
        document,
        known: HashMap::new(),
    };
    let all = cost.of(schema, value);
    let pairs = u64::try_from(cost.known.len()).unwrap_or(u64::MAX);
    all <= FEW.saturating_add(WAYS.saturating_mul(pairs))
}

struct Cost<'d> {
    document: &'d Value,
    /// The comparisons below a schema and a value, by their addresses.
    known: HashMap<(usize, usize), u64>,
}

impl Cost<'_> {
    fn of(&mut self, schema: &Value, value: &Value) -> u64 {
        let address = |value: &Value| std::ptr::from_ref(value).addr();
        let key = (address(schema), address(value));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        // A schema that contains itself is reported by another rule.
        self.known.insert(key, 0);
        let below = self.below(schema, value).saturating_add(1);
        self.known.insert(key, below);
        below
    }

    fn below(&mut self, schema: &Value, value: &Value) -> u64 {
        let mut sum = 0_u64;
        let document = self.document;
        let mut add = |schema: Option<&Value>, value: &Value| {
            let more = schema.map_or(0, |schema| self.of(schema, value));
            sum = sum.saturating_add(more);
        };
        if reference(schema).is_some() {
            let target = target(schema);
            add(target.and_then(|pointer| document.pointer(pointer)), value);
            return sum;
        }
        for member in members(schema) {
            add(Some(member), value);
        }
        add(schema.get("not"), value);
        match value {
            Value::Object(fields) => {
                let properties = schema.get("properties");
                for (name, value) in fields {
                    let own = properties.and_then(|properties| properties.get(name));
                    add(own.or(schema.get("additionalProperties")), value);
                }
            }
            Value::Array(values) => {
                for value in values {
                    add(schema.get("items"), value);
                }
            }
            _ => {}
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::is_bounded;

    /// Levels that each refer to the next one twice, by a keyword.
    fn layers(keyword: &str, count: usize) -> Value {
        let next = |at: usize| json!({"$ref": format!("#/components/schemas/A{at}")});
        let mut schemas: serde_json::Map<String, Value> = (0..count)
            .map(|at| {
                (
                    format!("A{at}"),
                    json!({keyword: [next(at + 1), next(at + 1)]}),
                )
            })
            .collect();
        schemas.insert(format!("A{count}"), json!({"type": "object"}));
        json!({"components": {"schemas": schemas}})
    }

    #[test]
    fn doubling_layers_are_counted_and_not_followed() {
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for (count, bounded) in [(4, true), (64, false)] {
                let document = layers(keyword, count);
                let first = &document["components"]["schemas"]["A0"];
                assert_eq!(is_bounded(&document, first, &json!({})), bounded, "{count}");
            }
        }
    }

    #[test]
    fn a_large_example_of_a_recursive_schema_is_bounded() {
        let mut document = layers("anyOf", 2);
        document["components"]["schemas"]["A2"] =
            json!({"type": "array", "items": {"$ref": "#/components/schemas/A0"}});
        let first = &document["components"]["schemas"]["A0"];
        let value = Value::Array(vec![json!([]); 100_000]);
        assert!(is_bounded(&document, first, &value));
    }
}
