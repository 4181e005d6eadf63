//! The effective schema at a place: references followed, and the members of `allOf` merged. What is written in a
//! component, in place, or in several members looks the same from here.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::node::{Node, Revision};
use crate::openapi::component;

impl<'a> Revision<'a> {
    /// The effective schema at `node`.
    pub fn effective(&self, node: Node<'a>) -> EffectiveSchema<'a> {
        let node = self.resolve(node);
        let mut layers = Layers::default();
        self.collect(node.clone(), &mut layers);
        EffectiveSchema {
            node,
            layers: layers.found,
        }
    }

    /// The effective schema of several schemas that all hold; `None` without one.
    pub fn merged(&self, nodes: Vec<Node<'a>>) -> Option<EffectiveSchema<'a>> {
        let mut layers = Layers::default();
        for node in nodes {
            let node = self.resolve(node);
            self.collect(node, &mut layers);
        }
        let node = layers.found.first()?.clone();
        Some(EffectiveSchema {
            node,
            layers: layers.found,
        })
    }

    fn collect(&self, node: Node<'a>, layers: &mut Layers<'a>) {
        if !layers.seen.insert(std::ptr::from_ref(node.value)) {
            return;
        }
        layers.found.push(node.clone());
        let mut members = node.get("allOf").map(|all| all.items()).unwrap_or_default();
        for choice in ["oneOf", "anyOf"] {
            // a choice of one is none
            if let Some([only]) = node.get(choice).map(|list| list.items()).as_deref() {
                members.push(only.clone());
            }
        }
        for member in members {
            self.collect(self.resolve(member), layers);
        }
    }
}

/// The layers of a schema while they are collected: each once, however many ways lead to it.
#[derive(Default)]
struct Layers<'a> {
    found: Vec<Node<'a>>,
    /// By their places in memory: a pointer is longer to compare.
    seen: HashSet<*const Value>,
}

/// An effective schema.
#[derive(Clone, Debug)]
pub struct EffectiveSchema<'a> {
    /// The schema behind all references.
    pub node: Node<'a>,
    /// The schema itself and the members of its `allOf`, each with its own.
    pub layers: Vec<Node<'a>>,
}

/// A list of alternatives of which one has to match.
pub struct Alternatives<'a> {
    /// `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// The list.
    pub list: Node<'a>,
    /// Its members.
    pub members: Vec<Node<'a>>,
}

/// The keys of a schema that hold choices.
const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

impl<'a> EffectiveSchema<'a> {
    /// The first layer's value for `key`: an outer layer counts before an inner one.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// Every layer's value for `key`.
    pub fn all(&self, key: &str) -> Vec<Node<'a>> {
        let layers = self.layers.iter();
        layers.filter_map(|layer| layer.get(key)).collect()
    }

    /// The type that is stated; empty where none is.
    pub fn stated_kind(&self) -> &'a str {
        let stated = self.get("type").and_then(|node| node.value.as_str());
        stated.unwrap_or_default()
    }

    /// The type that is stated, or that follows from other keywords; empty where any type is allowed.
    pub fn kind(&self) -> &'a str {
        let stated = self.stated_kind();
        if !stated.is_empty() {
            return stated;
        }
        let has = |key: &str| self.get(key).is_some();
        if has("properties") || has("additionalProperties") {
            "object"
        } else if has("items") {
            "array"
        } else {
            self.values().map_or("", |(_, values)| kind_of(&values))
        }
    }

    /// Whether null is allowed. A wrapper (`allOf` with `nullable` beside it) allows it for what it wraps.
    pub fn is_nullable(&self) -> bool {
        let Some((own, members)) = self.layers.split_first() else {
            return false;
        };
        let lists_null = |layer: &Node<'a>| {
            let values = layer.value.get("enum").and_then(Value::as_array);
            values.is_some_and(|values| values.contains(&Value::Null))
        };
        let allows = |layer: &Node<'a>| layer.flag("nullable") || lists_null(layer);
        allows(own)
            || own.value.get("type").is_none() && !members.is_empty() && members.iter().all(allows)
    }

    /// The properties by name, each once: an outer layer counts before an inner one.
    pub fn properties(&self) -> Vec<(&'a str, Node<'a>)> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for properties in self.all("properties") {
            for (name, node) in properties.entries() {
                if seen.insert(name) {
                    found.push((name, node));
                }
            }
        }
        found
    }

    /// The names of the required properties, in the order in which they are listed.
    pub fn required(&self) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        let lists = self.all("required").into_iter();
        let names = lists.flat_map(|list| list.value.as_array().into_iter().flatten());
        names
            .filter_map(Value::as_str)
            .filter(|name| seen.insert(*name))
            .collect()
    }

    /// The values that are listed, without null; where several layers list values, those that are in all lists.
    pub fn values(&self) -> Option<(Node<'a>, Vec<&'a Value>)> {
        let lists = self.all("enum");
        let (first, others) = lists.split_first()?;
        let listed = first.value.as_array().into_iter().flatten();
        let everywhere = |value: &&Value| {
            others.iter().all(|list| {
                let list = list.value.as_array();
                list.is_some_and(|list| list.contains(value))
            })
        };
        let values = listed.filter(|value| !value.is_null() && everywhere(value));
        Some((first.clone(), values.collect()))
    }

    /// The lists of alternatives of which one has to match.
    pub fn choices(&self) -> Vec<Alternatives<'a>> {
        let mut found = Vec::new();
        for layer in &self.layers {
            for keyword in CHOICES {
                if let Some(list) = layer.get(keyword) {
                    let members = list.items();
                    if members.len() > 1 {
                        found.push(Alternatives {
                            keyword,
                            list,
                            members,
                        });
                    }
                }
            }
        }
        found
    }

    /// The node of the schema with the places of its layers: a property that two layers describe is another schema than
    /// each of the two.
    pub fn identity(&self) -> Node<'a> {
        let own = &self.node;
        let foreign = self.layers.iter().filter(|layer| {
            let within = layer.pointer.strip_prefix(&own.pointer);
            within.is_none() && component(&layer.pointer).is_none()
        });
        let mut identity = own.clone();
        for layer in foreign {
            identity.pointer.push('|');
            identity.pointer.push_str(&layer.pointer);
        }
        identity
    }

    /// The name of the schema: its own, or that of the one schema to which it only adds documentation.
    pub fn name(&self) -> Option<&str> {
        let wraps = |own: &Node| {
            let says = ["type", "properties", "enum", "required", "items"];
            !says.iter().any(|key| own.value.get(key).is_some())
        };
        match self.layers.as_slice() {
            [own, only] if wraps(own) => component(&only.pointer).or(self.component()),
            _ => self.component(),
        }
    }

    /// The name of the component that this is, if it is one.
    pub fn component(&self) -> Option<&str> {
        component(&self.node.pointer)
    }
}

/// The type that all of these have; empty where there is none such.
fn kind_of(values: &[&Value]) -> &'static str {
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(Value::is_string) {
        "string"
    } else if all(|value| value.is_i64() || value.is_u64()) {
        "integer"
    } else if all(Value::is_number) {
        "number"
    } else if all(Value::is_boolean) {
        "boolean"
    } else {
        ""
    }
}
