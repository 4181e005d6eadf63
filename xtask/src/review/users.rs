//! Which components and operations refer to each component and operation.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::openapi::{METHODS, container, entries, escape, references};

/// The components and operations that refer to each component and operation.
pub(super) struct Users<'a> {
    document: &'a Value,
    users: HashMap<String, Vec<String>>,
}

impl<'a> Users<'a> {
    pub fn of(document: &'a Value) -> Self {
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        for (pointer, value) in owners(document) {
            for used in references(value) {
                let of = users.entry(container(&used).to_owned()).or_default();
                of.push(pointer.clone());
            }
        }
        Self { document, users }
    }

    /// What contains a place, and everything that refers to it, directly or through others.
    pub fn reaching(&self, pointer: &str) -> HashSet<String> {
        let mut found = HashSet::new();
        let mut open = vec![container(pointer).to_owned()];
        while let Some(owner) = open.pop() {
            if !found.contains(&owner) {
                open.extend(self.users.get(&owner).into_iter().flatten().cloned());
                found.insert(owner);
            }
        }
        found
    }

    /// The operations that reach a place, by name.
    pub fn operations(&self, pointer: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for owner in self.reaching(pointer) {
            let Some((path, key)) = owner.rsplit_once('/') else {
                continue;
            };
            if !path.starts_with("/paths/") {
                continue;
            }
            let methods: Vec<&str> = match METHODS.contains(&key) {
                true => vec![key],
                // its parameters belong to all of them
                false => METHODS.to_vec(),
            };
            for method in methods {
                let operation = self.document.pointer(&format!("{path}/{method}"));
                found.extend(operation.map(|operation| name(path, method, operation)));
            }
        }
        found
    }
}

fn name(path: &str, method: &str, operation: &Value) -> String {
    let id = operation.get("operationId").and_then(Value::as_str);
    id.map_or_else(
        || {
            let path = path.trim_start_matches("/paths/");
            let path = crate::openapi::unescape(path);
            format!("{} {path}", method.to_uppercase())
        },
        str::to_owned,
    )
}

/// All components, operations, and parameters of paths.
fn owners(document: &Value) -> impl Iterator<Item = (String, &Value)> {
    let components = document.get("components").unwrap_or(&Value::Null);
    let sections = components.as_object().into_iter().flatten();
    let components = sections.flat_map(move |(section, _)| {
        entries(components, section).map(move |(name, value)| {
            let pointer = format!("/components/{section}/{}", escape(name));
            (pointer, value)
        })
    });
    let paths = entries(document, "paths").flat_map(|(path, item)| {
        let parts = item.as_object().into_iter().flatten();
        parts.map(move |(key, value)| (format!("/paths/{}/{key}", escape(path)), value))
    });
    components.chain(paths)
}
