//! Builds the call of an operation from its values.

use realtimekit_runtime::{Client, Operation as Sent, Resource};
use serde_json::Value;

use super::values::Values;
use crate::description::{Operation, Place};
use crate::failure::Failure;
use crate::settings::Settings;

/// Sets the values of a call. A macro, because the type of the library's builder depends on the
/// response.
macro_rules! filled {
    ($call:expr, $values:expr) => {{
        let mut call = $call;
        for (name, value) in &$values.query {
            call = match value {
                Value::Array(items) => {
                    let items = items.iter().map($crate::operations::call::text);
                    call.query_list(name, items, realtimekit_runtime::ListStyle::Comma)
                }
                value => call.query(name, &$crate::operations::call::text(value)),
            };
        }
        for (name, _, id) in $values
            .ids
            .iter()
            .filter(|(_, place, _)| *place == Place::Query)
        {
            call = call.query(name, id);
        }
        match &$values.body {
            Some(body) => call.json(&$crate::output::secrets::Body(body)),
            None => call,
        }
    }};
}
pub(super) use filled;

/// An operation with its values and its path.
pub struct Prepared<'a> {
    /// The path.
    pub at: Resource,
    /// The operation.
    pub sent: &'static Sent,
    /// The rest of the values.
    pub values: &'a Values,
}

/// The path of a call.
///
/// # Errors
/// A setting that is part of the path is missing.
pub fn prepare<'a>(
    client: Client,
    settings: &Settings,
    operation: &Operation,
    values: &'a Values,
) -> Result<Prepared<'a>, Failure> {
    let mut at = Resource::new(client);
    for segment in operation
        .path
        .split('/')
        .filter(|segment| !segment.is_empty())
    {
        let name = segment
            .strip_prefix('{')
            .and_then(|it| it.strip_suffix('}'));
        let Some(name) = name else {
            at = at.literal(segment);
            continue;
        };
        let mut ids = values.ids.iter();
        let given = ids.find(|(known, place, _)| *known == name && *place == Place::Path);
        at = match (given, name) {
            (Some((_, _, id)), _) => at.value(name, id),
            (None, "account_id") => at.value(name, settings.account_id()?),
            (None, _) => at.value(name, settings.app_id()?),
        };
    }
    Ok(Prepared {
        at,
        sent: operation.leaked(),
        values,
    })
}

/// A value of a query.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
