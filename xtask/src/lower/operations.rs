//! The pass that names operations.

use std::collections::HashSet;

use serde_json::Value;

use crate::lower::problem::Problems;
use crate::lower::rust_names;
use crate::lower::settings::Settings;
use crate::openapi::{each_operation, operations, text};
use crate::text::Taken;

/// operationIds become unique snake_case. If one is missing or used twice, it is made of the method and the path.
///
/// ```yaml
/// /pets/{petId}: {get: {operationId: GetPet-by-id}}   # before
/// /pets/{petId}: {get: {operationId: get_pet_by_id}}  # after
/// /pets: {get: {}}                                    # before
/// /pets: {get: {operationId: get_pets}}               # after
/// ```
pub fn name_operations(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    let own = |operation: &Value| rust_names::operation(text(operation, "operationId"));
    let mut taken: Taken = operations(document)
        .filter_map(|(_, _, operation)| own(operation))
        .collect();
    let mut given = HashSet::new();
    each_operation(document, |path, method, operation| {
        let name = own(operation).filter(|name| given.insert(name.clone()));
        let name = name.unwrap_or_else(|| {
            // `/a` and `/a/` give the same name.
            let plain = derived(method, path);
            taken.free(&plain, |number| format!("{plain}_{number}"))
        });
        if let Some(fields) = operation.as_object_mut() {
            fields.insert("operationId".to_owned(), Value::from(name));
        }
    });
    Ok(())
}

fn derived(method: &str, path: &str) -> String {
    rust_names::operation(&format!("{method} {path}")).unwrap_or_default()
}
