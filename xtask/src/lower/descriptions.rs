//! The pass over descriptions.

use serde_json::Value;

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;
use crate::openapi::each_object;

/// A description that is only white space becomes empty.
///
/// ```yaml
/// description: "\n\n"   # before
/// description: ""       # after
/// ```
pub fn empty_blank_descriptions(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    each_object(document, &mut |object| {
        for key in ["description", "summary"] {
            if let Some(Value::String(text)) = object.get_mut(key)
                && text.trim().is_empty()
            {
                text.clear();
            }
        }
        true
    });
    Ok(())
}
