//! Schemas that only extend others: an `allOf` of references, and properties of their own. In a chain, each has the
//! properties of all schemas before it. If such a schema is unchanged and shares no property with the schemas that it
//! extends, only its own properties are compared, and the others on their own. So the time for a chain is proportional
//! to its length.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::effective::EffectiveSchema;
use super::node::{Node, Revision};
use crate::openapi::{component, is_for_readers, reference, target};

/// The pointers of the schemas that a schema extends, by its name.
pub(super) type OnlyExtending<'a> = HashMap<&'a str, Vec<&'a str>>;

impl<'a> Revision<'a> {
    /// The inline parts of a schema: the schema itself and the members of its `allOf` that are not references.
    pub(super) fn without_references(self, node: Node<'a>) -> EffectiveSchema<'a> {
        let mut layers = Vec::new();
        let mut open = vec![node.clone()];
        while let Some(layer) = open.pop() {
            let members = layer
                .get("allOf")
                .map(|all| all.items())
                .unwrap_or_default();
            let in_place = members.into_iter().rev();
            open.extend(in_place.filter(|member| reference(member.value).is_none()));
            layers.push(layer);
        }
        EffectiveSchema::of_layers(node, layers)
    }
}

/// The schemas that are the same in both descriptions, and only extend others.
pub(super) fn only_extending<'a>(base: Revision<'a>, head: Revision<'a>) -> OnlyExtending<'a> {
    let [before, after] = [base, head].map(Objects::of);
    let is_one = |(name, object): &(&&'a str, &Object<'a>)| {
        let twin = after.objects.get(*name).map(|twin| twin.schema);
        twin == Some(object.schema) && before.only_extends(name) && after.only_extends(name)
    };
    let found = before.objects.iter().filter(is_one);
    let with_bases = found.map(|(name, object)| (*name, object.bases.clone()));
    with_bases.collect()
}

/// An object that only has properties, and may extend others.
struct Object<'a> {
    schema: &'a Value,
    /// The pointers of the schemas that it extends.
    bases: Vec<&'a str>,
    /// The names of its own properties, and of those that it requires.
    names: HashSet<&'a str>,
}

/// All such objects of a description.
struct Objects<'a> {
    objects: HashMap<&'a str, Object<'a>>,
    /// The number of objects that have a property name.
    uses: HashMap<&'a str, usize>,
    /// Objects that extend only objects in this map, or nothing. The value is whether no other object has one of their
    /// names.
    complete: HashMap<&'a str, bool>,
}

impl<'a> Objects<'a> {
    fn of(revision: Revision<'a>) -> Self {
        let schemas = revision.spec.document.pointer("/components/schemas");
        let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
        let objects: HashMap<&str, Object> = schemas
            .filter_map(|(name, schema)| {
                let mut object = Object {
                    schema,
                    bases: Vec::new(),
                    names: HashSet::new(),
                };
                object.add(schema)?;
                Some((name.as_str(), object))
            })
            .collect();
        let mut found = Self {
            uses: HashMap::new(),
            complete: HashMap::new(),
            objects,
        };
        for used in found.objects.values().flat_map(|object| &object.names) {
            *found.uses.entry(*used).or_default() += 1;
        }
        found.complete();
        found
    }

    /// Fills `complete`, starting with the objects that extend nothing.
    fn complete(&mut self) {
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut missing: HashMap<&str, usize> = HashMap::new();
        let mut open = Vec::new();
        for (name, object) in &self.objects {
            for base in object.bases() {
                users.entry(base).or_default().push(name);
            }
            match object.bases.len() {
                0 => open.push(*name),
                count => {
                    missing.insert(name, count);
                }
            }
        }
        while let Some(name) = open.pop() {
            let Some(object) = self.objects.get(name) else {
                continue;
            };
            let bases_are_distinct = object.bases().all(|base| self.is_distinct(base));
            let is_distinct = bases_are_distinct && self.shared(object).is_empty();
            self.complete.insert(name, is_distinct);
            for user in users.remove(name).into_iter().flatten() {
                if let Some(count) = missing.get_mut(user) {
                    *count -= 1;
                    if *count == 0 {
                        open.push(user);
                    }
                }
            }
        }
    }

    fn is_distinct(&self, name: &str) -> bool {
        self.complete.get(name) == Some(&true)
    }

    /// The names that other objects have, too.
    fn shared(&self, object: &Object<'a>) -> Vec<&'a str> {
        let names = object.names.iter().copied();
        let shared = names.filter(|name| self.uses.get(name).is_some_and(|uses| *uses > 1));
        shared.collect()
    }

    /// Whether an object extends others, and no two of them share a name.
    fn only_extends(&self, name: &str) -> bool {
        let own = self.objects.get(name);
        let Some(own) = own.filter(|_| self.complete.contains_key(name)) else {
            return false;
        };
        match own.bases.as_slice() {
            [] => false,
            [_] => {
                let shared = self.shared(own);
                let base = |object: &Object<'a>| self.objects.get(object.bases().next()?);
                let mut above = std::iter::successors(base(own), |object| base(object));
                // Only chains are followed.
                shared.is_empty()
                    || above.all(|object| {
                        let is_new = |name| !object.names.contains(name);
                        object.bases.len() < 2 && shared.iter().all(is_new)
                    })
            }
            _ => self.is_distinct(name),
        }
    }
}

impl<'a> Object<'a> {
    /// The names of the schemas that it extends.
    fn bases(&self) -> impl Iterator<Item = &'a str> {
        self.bases.iter().filter_map(|pointer| component(pointer))
    }

    /// Adds the inline parts. `None` if there are other keywords than those of an object with properties.
    fn add(&mut self, schema: &'a Value) -> Option<()> {
        for (key, value) in schema.as_object()? {
            match key.as_str() {
                "type" if value == "object" => {}
                "properties" => {
                    let names = value.as_object()?.keys();
                    self.names.extend(names.map(String::as_str));
                }
                "required" => {
                    let names = value.as_array()?.iter();
                    self.names.extend(names.filter_map(Value::as_str));
                }
                "allOf" => {
                    for member in value.as_array()? {
                        self.add_member(member)?;
                    }
                }
                "x-min-items" => return None,
                key if key.starts_with("x-") || is_for_readers(key) => {}
                _ => return None,
            }
        }
        Some(())
    }

    fn add_member(&mut self, member: &'a Value) -> Option<()> {
        let Some(pointer) = target(member) else {
            return self.add(member);
        };
        component(pointer).filter(|_| member.as_object().map(Map::len) == Some(1))?;
        self.bases.push(pointer);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::diff::test_spec::spec;

    #[test]
    fn only_unchanged_objects_without_names_of_their_bases_only_extend() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let with = |name: &str| json!({"properties": {name: {}}});
        let mut schemas = json!({
            "Base": with("a"),
            "Extension": {"allOf": [to("Base"), with("b")]},
            "OfExtension": {"allOf": [to("Extension"), with("c")], "description": "D."},
            "SameName": {"allOf": [to("OfExtension"), with("a")]},
            "OfSameName": {"allOf": [to("SameName"), with("d")]},
            "Requires": {"allOf": [to("Base"), {"required": ["a"]}]},
            "Two": {"allOf": [to("OfExtension"), to("Other")]},
            "Other": with("o"),
            "Distinct": {"allOf": [to("Other"), to("Further"), with("q")]},
            "Further": with("r"),
            "TwoOfOneName": {"allOf": [to("Base"), to("SameName")]},
            "Changed": {"allOf": [to("Base"), with("e")]},
            "Nullable": {"allOf": [to("Base")], "nullable": true},
            "OfNullable": {"allOf": [to("Nullable"), with("f")]},
            "Circle": {"allOf": [to("Circle"), with("g")]},
        });
        let base = spec(schemas.clone());
        schemas["Changed"] = json!({"allOf": [to("Base"), with("h")]});
        let head = spec(schemas);
        let [base, head] = [&base, &head].map(|spec| Revision { spec });
        let found: BTreeSet<&str> = only_extending(base, head).into_keys().collect();
        let expected = ["Distinct", "Extension", "OfExtension", "OfSameName"];
        assert_eq!(found, BTreeSet::from(expected));
    }
}
