//! Components that are the same in both descriptions, with everything that they refer to. They are not compared.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::node::Revision;
use crate::openapi::{component, container, references, unescape};

/// The names of the schemas that are the same in both descriptions, and refer only to such schemas.
pub(super) fn unchanged<'a>(base: Revision<'a>, head: Revision<'a>) -> HashSet<&'a str> {
    let (Some(before), Some(after)) = (schemas(base), schemas(head)) else {
        return HashSet::new();
    };
    let mut unchanged: HashSet<&str> = HashSet::new();
    let mut changed: Vec<&str> = Vec::new();
    let mut users: HashMap<String, Vec<&str>> = HashMap::new();
    for (name, schema) in before {
        // A schema with a discriminator leads to the schemas that extend it.
        if after.get(name) != Some(schema) || has_discriminator(schema) {
            changed.push(name);
            continue;
        }
        unchanged.insert(name);
        for target in references(schema) {
            match component(container(&target)).map(unescape) {
                Some(used) if before.contains_key(&used) => {
                    users.entry(used).or_default().push(name);
                }
                _ => changed.push(name),
            }
        }
    }
    while let Some(name) = changed.pop() {
        unchanged.remove(name);
        changed.extend(users.remove(name).into_iter().flatten());
    }
    unchanged
}

fn schemas(revision: Revision<'_>) -> Option<&Map<String, Value>> {
    let schemas = revision.spec.document.pointer("/components/schemas")?;
    schemas.as_object()
}

fn has_discriminator(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            fields.contains_key("discriminator") || fields.values().any(has_discriminator)
        }
        Value::Array(items) => items.iter().any(has_discriminator),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::diff::test_spec::spec;

    #[test]
    fn schemas_that_lead_to_a_changed_schema_are_not_unchanged() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let mut schemas = json!({
            "Leaf": {"type": "string"},
            "Same": {"properties": {"self": to("Same"), "leaf": to("Other")}},
            "Other": {"type": "string"},
            "User": {"items": to("Leaf")},
            "UserOfUser": {"allOf": [to("User")]},
            "Part": {"items": {"$ref": "#/components/schemas/Leaf/properties/a"}},
            "Astray": {"items": {"$ref": "#/paths/~1a"}},
            "Kinds": {"discriminator": {"propertyName": "k"}},
            "UserOfKinds": {"items": to("Kinds")},
        });
        let base = spec(schemas.clone());
        schemas["Leaf"]["type"] = json!("integer");
        let head = spec(schemas);
        let [base, head] = [&base, &head].map(|spec| Revision { spec });
        let found: BTreeSet<&str> = unchanged(base, head).into_iter().collect();
        assert_eq!(found, BTreeSet::from(["Other", "Same"]));
        assert_eq!(unchanged(base, base).len(), 6);
    }
}
