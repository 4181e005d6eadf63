//! The limit on the memory of a server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The maximum size in memory of all objects that were created and of the bodies of changes, in bytes. After that, the server
/// rejects requests that create or change something.
const CAPACITY: usize = 256 * 1024 * 1024;
/// The size that is counted for each object in addition to its body.
const OBJECT: usize = 1024;

/// The server is full.
#[derive(Debug)]
pub struct Full;

/// The size of what was stored so far. Deleting does not reduce it, because servers are short-lived.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Budget {
    used: usize,
}

impl Budget {
    /// Adds an object with a body of this size.
    pub fn spend(&mut self, bytes: usize) -> Result<(), Full> {
        let used = self.used.saturating_add(bytes).saturating_add(OBJECT);
        if used > CAPACITY {
            return Err(Full);
        }
        self.used = used;
        Ok(())
    }
}

/// The approximate size of a value in memory, in bytes. It can be a hundred times the size of its text: a map with one
/// entry has room for eleven.
pub fn weight(value: &Value) -> usize {
    const VALUE: usize = size_of::<Value>();
    const MAP: usize = 11 * (VALUE + size_of::<String>());
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => VALUE,
        Value::String(text) => VALUE + text.len(),
        Value::Array(items) => items.iter().map(weight).fold(VALUE, usize::saturating_add),
        Value::Object(fields) => {
            let entries = fields.iter().map(|(key, value)| {
                key.len()
                    .saturating_add(2 * size_of::<String>())
                    .saturating_add(weight(value))
            });
            let map = if fields.is_empty() { VALUE } else { MAP };
            entries.fold(map, usize::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::weight;

    #[test]
    fn a_value_is_counted_as_it_is_in_memory() {
        assert_eq!(weight(&json!("text")), weight(&json!(null)) + 4);
        let list = json!(vec![0; 1000]);
        assert!(weight(&list) > 10 * list.to_string().len());
        let maps = json!(vec![json!({"": 0}); 1000]);
        assert!(weight(&maps) > 50 * maps.to_string().len());
    }
}
