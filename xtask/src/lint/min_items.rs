//! `x-min-items`, an extension: the minimum number of items of all lists of an object together.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

/// Its name, in documents and in their translation.
pub(super) const KEYWORD: &str = "x-min-items";

struct MinItems(u64);

impl MinItems {
    /// The number of items. For a value that is not an object, the required number.
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
            "the lists of this have {count} items together and must have {least} or more (`{KEYWORD}`)"
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
    // A value that is not a number is reported by the table of keywords.
    Ok(Box::new(MinItems(least.as_u64().unwrap_or_default())))
}
