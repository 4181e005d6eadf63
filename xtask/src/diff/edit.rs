//! Edits of a document by pointers.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// A document that is being edited.
///
/// Places are JSON pointers. One that does not begin with a slash begins with the name of a schema or an operationId:
/// `Meeting/properties/title`, `list_meetings/parameters/0`.
pub struct Document {
    whole: Value,
    /// The schemas, operations and other parts that were edited.
    edited: BTreeSet<String>,
}

impl Document {
    /// The document to edit.
    pub fn new(whole: Value) -> Self {
        Self {
            whole,
            edited: BTreeSet::new(),
        }
    }

    /// The document.
    pub fn into_value(self) -> Value {
        self.whole
    }

    /// The schemas, operations and other parts that were edited or are referred to now, by their pointers.
    pub fn edited(&self) -> BTreeSet<String> {
        self.edited.clone()
    }

    /// The pointer of a place, which is going to be edited.
    fn edit(&mut self, place: &str) -> String {
        let pointer = self.pointer(place);
        let segments = pointer.split('/').take(4);
        self.edited.insert(segments.collect::<Vec<_>>().join("/"));
        pointer
    }

    /// Counts what a new or removed value refers to as edited.
    fn refer(&mut self, value: &Value) {
        walk(&mut value.clone(), &mut |node| {
            let target = node["$ref"]
                .as_str()
                .and_then(|target| target.strip_prefix('#'));
            self.edited.extend(target.map(str::to_owned));
        });
    }

    fn pointer(&self, place: &str) -> String {
        if place.is_empty() || place.starts_with('/') {
            return place.to_owned();
        }
        let (name, rest) = match place.split_once('/') {
            Some((name, rest)) => (name, format!("/{rest}")),
            None => (place, String::new()),
        };
        let schema = format!("/components/schemas/{name}");
        if self.whole.pointer(&schema).is_some() {
            return schema + &rest;
        }
        for (path, item) in self.whole["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["operationId"] == name {
                    let path = path.replace('~', "~0").replace('/', "~1");
                    return format!("/paths/{path}/{method}{rest}");
                }
            }
        }
        panic!("neither a schema nor an operation: {name}");
    }

    /// The node at a place.
    #[track_caller]
    pub fn at(&mut self, place: &str) -> &mut Value {
        let pointer = self.edit(place);
        let node = self.whole.pointer_mut(&pointer);
        node.unwrap_or_else(|| panic!("nothing at {pointer}"))
    }

    /// The node above a place, and the last key.
    #[track_caller]
    fn above(&mut self, place: &str) -> (&mut Value, String) {
        let pointer = self.edit(place);
        let (above, key) = pointer.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/").replace("~0", "~");
        let node = self.whole.pointer_mut(above);
        (node.unwrap_or_else(|| panic!("nothing at {above}")), key)
    }

    /// Sets the value of a key, which may be new.
    #[track_caller]
    pub fn set(&mut self, place: &str, value: Value) {
        self.refer(&value);
        let (above, key) = self.above(place);
        match above {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            fields => drop(fields.as_object_mut().unwrap().insert(key, value)),
        }
    }

    /// Removes a node.
    #[track_caller]
    pub fn remove(&mut self, place: &str) -> Value {
        let (above, key) = self.above(place);
        let removed = match above {
            Value::Array(items) => items.remove(key.parse().unwrap()),
            fields => {
                let removed = fields.as_object_mut().unwrap().shift_remove(&key);
                removed.unwrap_or_else(|| panic!("nothing at {place}"))
            }
        };
        self.refer(&removed);
        removed
    }

    /// Adds an item to a list.
    #[track_caller]
    pub fn push(&mut self, place: &str, value: Value) {
        self.refer(&value);
        self.at(place).as_array_mut().unwrap().push(value);
    }

    /// Renames a key and keeps its position.
    #[track_caller]
    pub fn rename(&mut self, place: &str, name: &str) {
        let (above, old) = self.above(place);
        let fields = std::mem::take(above.as_object_mut().unwrap());
        assert!(fields.contains_key(&old), "nothing at {place}");
        let renamed: Map<String, Value> = fields
            .into_iter()
            .map(|(key, value)| (if key == old { name.to_owned() } else { key }, value))
            .collect();
        *above = Value::Object(renamed);
    }

    /// Renames a schema, and the references to it.
    #[track_caller]
    pub fn rename_schema(&mut self, old: &str, new: &str) {
        self.rename(&format!("/components/schemas/{old}"), new);
        let (old, new) = (reference(old), reference(new));
        walk(&mut self.whole, &mut |node| {
            if node["$ref"] == old {
                node["$ref"] = Value::String(new.clone());
            }
        });
    }
}

/// The value of a `$ref` to a schema.
pub fn reference(schema: &str) -> String {
    format!("#/components/schemas/{schema}")
}

/// Visits a node and all below it, those above first.
pub fn walk(node: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    visit(node);
    match node {
        Value::Object(fields) => fields.values_mut().for_each(|value| walk(value, visit)),
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, visit)),
        _ => {}
    }
}
