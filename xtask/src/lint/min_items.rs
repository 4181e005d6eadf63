//! `x-min-items`, which JSON Schema does not have: how many items the lists of an object must have together.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

/// Its name, in the documents and in their translation.
pub(super) const KEYWORD: &str = "x-min-items";

struct MinItems(u64);

impl MinItems {
    /// How many items there are; of what is no object, as many as must be.
    fn count(&self, value: &Value) -> u64 {
        let Value::Object(fields) = value else {
            return self.0;
        };
        let lists = fields.values().filter_map(Value::as_array);
        lists.map(|list| list.len() as u64).sum()
    }
}

impl<'i> Keyword<'i> for MinItems {
    fn validate(&self, value: &'i Value) -> Result<(), ValidationError<'i>> {
        let (count, least) = (self.count(value), self.0);
        if count >= least {
            return Ok(());
        }
        Err(ValidationError::custom(format!(
            "the lists of this have {count} items together and must have {least} at least (`{KEYWORD}`)"
        )))
    }

    fn is_valid(&self, value: &'i Value) -> bool {
        self.count(value) >= self.0
    }
}

/// The validator of the keyword.
pub(super) fn compile<'a>(
    _schema: &'a Map<String, Value>,
    least: &'a Value,
    _at: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    // What is no number is reported by the table of keywords.
    Ok(Box::new(MinItems(least.as_u64().unwrap_or_default())))
}
