//! The effective schema at a place: references are followed, and the members of `allOf` are merged. So it does not
//! matter whether a schema is a component, inline, or split into several members.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::node::{Node, Revision};
use crate::openapi::{CHOICES, component, is_for_readers, is_nothing, plain_numbers};

impl<'a> Revision<'a> {
    /// The effective schema at `node`.
    pub fn effective(&self, node: Node<'a>) -> EffectiveSchema<'a> {
        let node = self.resolve(node);
        let mut layers = Layers::default();
        self.collect(node.clone(), &mut layers);
        EffectiveSchema {
            below_nullable: layers.below_nullable,
            ..EffectiveSchema::of_layers(node, layers.found)
        }
    }

    /// The effective schema of several schemas that apply together; `None` if there are none.
    pub fn merged(&self, nodes: Vec<Node<'a>>) -> Option<EffectiveSchema<'a>> {
        let mut layers = Layers::default();
        let mut parts: Vec<Node<'a>> = Vec::new();
        for node in nodes {
            let node = self.resolve(node);
            // A schema that is already a layer adds nothing.
            if !layers.seen.contains(&std::ptr::from_ref(node.value)) {
                parts.push(node.clone());
            }
            self.collect(node, &mut layers);
        }
        let node = layers.found.first()?.clone();
        if parts.len() == 1 {
            parts.clear();
        }
        Some(EffectiveSchema {
            node,
            parts,
            layers: layers.found,
            below_nullable: layers.below_nullable,
            decided: Vec::new(),
            listed: None,
        })
    }

    /// A schema with one of its alternatives: the alternative and the keywords beside the list apply together.
    pub fn decided(
        &self,
        schema: &EffectiveSchema<'a>,
        list: &Node<'a>,
        member: Node<'a>,
    ) -> EffectiveSchema<'a> {
        let member = self.resolve(member);
        let mut layers = Layers {
            below_nullable: schema.below_nullable.clone(),
            ..Layers::default()
        };
        for layer in &schema.layers {
            if layers.seen.insert(std::ptr::from_ref(layer.value)) {
                layers.found.push(layer.clone());
            }
        }
        self.collect(member.clone(), &mut layers);
        let mut parts = match schema.parts.as_slice() {
            [] => vec![schema.node.clone()],
            parts => parts.to_vec(),
        };
        parts.push(member);
        let mut decided = schema.decided.clone();
        decided.push(list.pointer.clone());
        EffectiveSchema {
            node: schema.node.clone(),
            parts,
            layers: layers.found,
            below_nullable: layers.below_nullable,
            decided,
            listed: None,
        }
    }

    fn collect(&self, node: Node<'a>, layers: &mut Layers<'a>) {
        if !layers.seen.insert(std::ptr::from_ref(node.value)) {
            return;
        }
        layers.found.push(node.clone());
        let address = std::ptr::from_ref(node.value);
        let is_nullable = node.flag("nullable") || layers.below_nullable.contains(&address);
        let mut members = node.get("allOf").map(|all| all.items()).unwrap_or_default();
        for choice in CHOICES {
            // a choice with one member is that member
            if let Some([only]) = node.get(choice).as_ref().map(alternatives).as_deref() {
                members.push(only.clone());
            }
        }
        for member in members {
            let member = self.resolve(member);
            let address = std::ptr::from_ref(member.value);
            if is_nullable && !layers.seen.contains(&address) {
                layers.below_nullable.insert(address);
            }
            self.collect(member, layers);
        }
    }
}

/// The layers of a schema while they are collected, each once.
#[derive(Default)]
struct Layers<'a> {
    found: Vec<Node<'a>>,
    /// By address, because comparing pointers of the document would be slower.
    seen: HashSet<*const Value>,
    /// Those below a layer that is nullable.
    below_nullable: HashSet<*const Value>,
}

/// An effective schema.
#[derive(Clone, Debug)]
pub struct EffectiveSchema<'a> {
    /// The schema at the end of all references; if several apply together, the first.
    pub node: Node<'a>,
    /// The schemas that apply together, if there are several.
    parts: Vec<Node<'a>>,
    /// The schema itself and the members of its `allOf`, at any depth.
    pub layers: Vec<Node<'a>>,
    /// The layers below one that is nullable, by address.
    below_nullable: HashSet<*const Value>,
    /// The pointers of lists of alternatives from which one was chosen as a layer.
    decided: Vec<String>,
    /// The values of alternatives that are read as one list of values.
    listed: Option<Vec<Listed<'a>>>,
}

/// A value of an enum with its place.
pub type Listed<'a> = (Node<'a>, &'a Value);

/// A list of alternatives, one of which must match.
pub struct Alternatives<'a> {
    /// `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// The list.
    pub list: Node<'a>,
    /// Its members.
    pub members: Vec<Node<'a>>,
}

impl<'a> EffectiveSchema<'a> {
    /// The schema at `node` with these layers.
    pub(super) fn of_layers(node: Node<'a>, layers: Vec<Node<'a>>) -> Self {
        Self {
            node,
            parts: Vec::new(),
            layers,
            below_nullable: HashSet::new(),
            decided: Vec::new(),
            listed: None,
        }
    }

    /// The first layer's value for `key`: an outer layer counts before an inner one.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// Every layer's value for `key`.
    pub fn all(&self, key: &str) -> Vec<Node<'a>> {
        let layers = self.layers.iter();
        layers.filter_map(|layer| layer.get(key)).collect()
    }

    /// The stated type; empty if there is none.
    pub fn stated_kind(&self) -> &'a str {
        let stated = self.get("type").and_then(|node| node.value.as_str());
        stated.unwrap_or_default()
    }

    /// The type that is stated or follows from other keywords; empty if any type is allowed.
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
            self.values().map_or("", |(_, values)| {
                let values: Vec<&Value> = values.into_iter().map(|(_, value)| value).collect();
                kind_of(&values)
            })
        }
    }

    /// Whether any value is allowed, null among them.
    pub fn is_any(&self) -> bool {
        let lists = |layer: &Node<'a>| layer.get("enum").is_some();
        self.kind().is_empty() && self.choices().is_empty() && !self.layers.iter().any(lists)
    }

    /// Whether no value is allowed (`not: {}`, which is `false` in OpenAPI 3.1).
    pub fn allows_nothing(&self) -> bool {
        self.layers.iter().any(|layer| is_nothing(layer.value))
    }

    /// Whether null is the only value that is allowed.
    pub fn allows_only_null(&self) -> bool {
        self.all("enum").iter().any(|list| {
            let values = list.value.as_array();
            values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
        })
    }

    /// Whether one of several alternatives was chosen already.
    pub fn is_decided(&self) -> bool {
        !self.decided.is_empty()
    }

    /// Whether null is allowed. `nullable` beside an `allOf` or a choice allows it for the members. A layer without a type
    /// and without values does not forbid it.
    pub fn is_nullable(&self) -> bool {
        let Some((own, members)) = self.layers.split_first() else {
            return false;
        };
        let restricts = |layer: &&Node<'a>| {
            let keys = [
                "type",
                "enum",
                "properties",
                "additionalProperties",
                "items",
            ];
            keys.iter().any(|key| layer.value.get(key).is_some())
        };
        let allows = |layer: &Node<'a>| layer.flag("nullable") || lists_null(layer);
        let is_below = |layer: &Node<'a>| {
            self.below_nullable
                .contains(&std::ptr::from_ref(layer.value))
        };
        let decides =
            |layer: &&Node<'a>| !is_below(layer) && (restricts(layer) || layer.flag("nullable"));
        let mut restricting = members.iter().filter(decides).peekable();
        let members_allow = restricting.peek().is_some() && restricting.all(allows);
        match self.parts.is_empty() {
            true => allows(own) || !restricts(&own) && members_allow,
            false => members_allow && (!restricts(&own) || allows(own)),
        }
    }

    /// Whether a layer states that null is allowed, and no type excludes it.
    pub fn states_null(&self) -> bool {
        let states = |layer: &Node<'a>| {
            layer.flag("nullable") || layer.get("type").is_none() && lists_null(layer)
        };
        self.layers.iter().any(states)
    }

    /// Whether a layer lists values, and null is not among them.
    pub fn lists_without_null(&self) -> bool {
        let mut lists = self
            .layers
            .iter()
            .filter(|layer| layer.get("enum").is_some());
        lists.any(|layer| !lists_null(layer))
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

    /// The listed values without null; if several layers list values, those that all lists have. A list of both
    /// booleans is ignored.
    pub fn values(&self) -> Option<(Node<'a>, Vec<Listed<'a>>)> {
        if let Some(listed) = &self.listed {
            return Some((self.node.clone(), listed.clone()));
        }
        let lists = self.all("enum");
        let (first, others) = lists.split_first()?;
        let everywhere = |value: &Value| {
            others.iter().all(|list| {
                let list = list.value.as_array();
                list.is_some_and(|list| list.contains(value))
            })
        };
        let listed = first.items().into_iter().map(|node| {
            let value = node.value;
            (node, value)
        });
        let values = listed.filter(|(_, value)| !value.is_null() && everywhere(value));
        let values: Vec<Listed<'a>> = values.collect();
        let has = |wanted: bool| values.iter().any(|(_, value)| **value == wanted);
        let is_every_boolean = self.stated_kind() == "boolean" && has(true) && has(false);
        (!is_every_boolean).then(|| (first.clone(), values))
    }

    /// The same schema with the values of its alternatives as one list.
    pub fn with_values(mut self, list: &Node<'a>, listed: Vec<Listed<'a>>) -> Self {
        self.decided.push(list.pointer.clone());
        self.listed = Some(listed);
        self
    }

    /// Whether a layer restricts values beside a list of alternatives, other than by their type.
    pub fn restricts_beside(&self, list: &Node<'a>) -> bool {
        let holder = list
            .pointer
            .rsplit_once('/')
            .map_or("", |(holder, _)| holder);
        self.layers.iter().any(|layer| {
            restrictions(layer).any(|key| {
                let is_list = layer.pointer == holder && list.pointer.ends_with(key);
                !is_list && !["type", "nullable"].contains(&key)
            })
        })
    }

    /// Whether the schema only lists values, and may state their type; null is not among them.
    pub fn only_lists_values(&self) -> bool {
        let mut keys = self.layers.iter().flat_map(restrictions);
        keys.all(|key| ["type", "enum"].contains(&key))
            && !self.is_nullable()
            && self.all("enum").len() == 1
    }

    /// Whether a layer restricts values other than by their type.
    pub fn restricts_more_than_type(&self) -> bool {
        let mut keys = self.layers.iter().flat_map(restrictions);
        keys.any(|key| !["type", "nullable"].contains(&key))
    }

    /// Whether the schema says nothing about values: it may as well be missing.
    pub fn says_nothing(&self) -> bool {
        self.kind().is_empty() && !self.restricts_more_than_type()
    }

    /// The lists of alternatives, from each of which one must match.
    pub fn choices(&self) -> Vec<Alternatives<'a>> {
        let mut found = Vec::new();
        for layer in &self.layers {
            for keyword in CHOICES {
                if let Some(list) = layer.get(keyword) {
                    let members = alternatives(&list);
                    if members.len() > 1 && !self.decided.contains(&list.pointer) {
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

    /// The node that identifies the schema. If several schemas apply together, it has the pointers of all of them.
    pub fn identity(&self) -> Node<'a> {
        let mut identity = self.node.clone();
        for part in self.parts.iter().skip(1) {
            identity.pointer.push('|');
            identity.pointer.push_str(&part.pointer);
        }
        for list in &self.decided {
            identity.pointer.push_str("|<");
            identity.pointer.push_str(list);
        }
        identity
    }

    /// The name of the schema: its own, or that of the one schema to which it only adds documentation.
    pub fn name(&self) -> Option<&str> {
        if !self.parts.is_empty() {
            let mut telling = self.parts.iter().filter(|part| is_about_something(part));
            return match (telling.next(), telling.next()) {
                (Some(only), None) => component(&only.pointer),
                _ => None,
            };
        }
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
        match self.parts.is_empty() {
            true => component(&self.node.pointer),
            false => None,
        }
    }

    /// The named schemas among the layers.
    pub fn named_layers(&self) -> Vec<Node<'a>> {
        let own = usize::from(self.parts.is_empty());
        let inner = self.layers.iter().skip(own);
        let named = inner.filter(|layer| component(&layer.pointer).is_some());
        named.cloned().collect()
    }
}

/// The alternatives of a list that allow some value; all if none does.
pub(super) fn alternatives<'a>(list: &Node<'a>) -> Vec<Node<'a>> {
    let all = list.items();
    let some = all.iter().filter(|member| !is_nothing(member.value));
    match some.cloned().collect::<Vec<_>>() {
        some if some.is_empty() => all,
        some => some,
    }
}

/// Whether null is one of the listed values.
fn lists_null(layer: &Node) -> bool {
    let values = layer.value.get("enum").and_then(Value::as_array);
    values.is_some_and(|values| values.contains(&Value::Null))
}

/// The keywords of a layer that restrict values. A choice of one is a layer itself.
fn restrictions<'a>(layer: &Node<'a>) -> impl Iterator<Item = &'a str> {
    let fields = layer.value.as_object().into_iter().flatten();
    let keys = fields.map(|(key, _)| key.as_str());
    let is_one = |key: &str| {
        let list = layer.get(key).filter(|_| CHOICES.contains(&key));
        list.is_some_and(|list| alternatives(&list).len() == 1)
    };
    keys.filter(move |key| is_about_values(key) && !is_one(key))
}

/// Whether a keyword of a schema restricts values. References are followed elsewhere, as layers.
fn is_about_values(key: &str) -> bool {
    let is_aside = key.starts_with("x-") || is_for_readers(key);
    !is_aside
        && ![
            "allOf",
            "$ref",
            "deprecated",
            "xml",
            "discriminator",
            "default",
        ]
        .contains(&key)
}

fn is_about_something(schema: &Node) -> bool {
    let fields = schema.value.as_object().into_iter().flatten();
    let mut keys = fields.map(|(key, _)| key.as_str());
    keys.any(is_about_something_at)
}

fn is_about_something_at(key: &str) -> bool {
    ["allOf", "$ref"].contains(&key) || is_about_values(key)
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}

/// The type that all of these values have; empty if they differ.
fn kind_of(values: &[&Value]) -> &'static str {
    let all = |is: fn(&Value) -> bool| !values.is_empty() && values.iter().all(|value| is(value));
    if all(Value::is_string) {
        "string"
    } else if all(|value| is_integer(&plain_numbers(value))) {
        "integer"
    } else if all(Value::is_number) {
        "number"
    } else if all(Value::is_boolean) {
        "boolean"
    } else {
        ""
    }
}
