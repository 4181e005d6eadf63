//! A schema as it is meant, however it is written: references followed and the members of `allOf` laid over one another.
//! What is said in a component, in place, or in pieces looks the same from here.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::openapi::{self, component, escape};
use crate::source::Spec;

/// One revision, with the means to follow its references.
#[derive(Clone, Copy)]
pub struct Revision<'a> {
    /// The document with the positions of its nodes.
    pub spec: &'a Spec,
}

/// A node of a document, with its place.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// Its JSON pointer.
    pub pointer: String,
    /// What it is.
    pub value: &'a Value,
}

impl<'a> Node<'a> {
    /// The node behind the key `key`.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.get(key)?;
        Some(self.below(key, value))
    }

    fn below(&self, segment: &str, value: &'a Value) -> Node<'a> {
        Node {
            pointer: format!("{}/{}", self.pointer, escape(segment)),
            value,
        }
    }

    /// The entries of a mapping, in the order of the document.
    pub fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        let fields = self.value.as_object().into_iter().flatten();
        fields
            .map(|(key, value)| (key.as_str(), self.below(key, value)))
            .collect()
    }

    /// The items of a list.
    pub fn items(&self) -> Vec<Node<'a>> {
        let items = self.value.as_array().into_iter().flatten();
        let numbered = items.enumerate();
        numbered
            .map(|(at, value)| self.below(&at.to_string(), value))
            .collect()
    }

    /// The text behind `key`, empty when there is none.
    pub fn text(&self, key: &str) -> &'a str {
        let text = self.value.get(key).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// Whether `key` is there and true.
    pub fn flag(&self, key: &str) -> bool {
        let flag = self.value.get(key).and_then(Value::as_bool);
        flag.unwrap_or_default()
    }
}

impl<'a> Revision<'a> {
    /// The whole document.
    pub fn root(&self) -> Node<'a> {
        Node {
            pointer: String::new(),
            value: &self.spec.document,
        }
    }

    /// The node at `pointer`.
    pub fn at(&self, pointer: &str) -> Option<Node<'a>> {
        Some(Node {
            pointer: pointer.to_owned(),
            value: self.spec.document.pointer(pointer)?,
        })
    }

    /// A pointer in which items of lists go by what they are and not by their number, which a neighbour may change.
    pub fn stable(&self, pointer: &str) -> String {
        openapi::stable(&self.spec.document, pointer)
    }

    /// What a node stands for, through references. One that leads nowhere, or to itself, stands for itself.
    pub fn resolve(&self, mut node: Node<'a>) -> Node<'a> {
        let mut met = BTreeSet::new();
        loop {
            let Some(target) = openapi::target(node.value) else {
                return node;
            };
            let target = self.spec.meant_by(target).unwrap_or(target);
            match self.at(target) {
                Some(next) if met.insert(next.pointer.clone()) => node = next,
                _ => return node,
            }
        }
    }

    /// The schema at `node` as it is meant.
    pub fn view(&self, node: Node<'a>) -> View<'a> {
        let node = self.resolve(node);
        let mut layers = Layers::default();
        self.lay(node.clone(), &mut layers);
        View {
            node,
            layers: layers.found,
        }
    }

    /// What the layers of a schema say of its properties, by name: one walk over the layers for all of them.
    pub fn properties(&self, of: &View<'a>) -> HashMap<&'a str, Vec<Node<'a>>> {
        let mut said: HashMap<&str, Vec<Node>> = HashMap::new();
        for (name, node) in of.all("properties").iter().flat_map(Node::entries) {
            said.entry(name).or_default().push(node);
        }
        said
    }

    /// The items of a list as they are meant: all that its layers say of them.
    pub fn items(&self, of: &View<'a>) -> Option<View<'a>> {
        self.together(of.all("items"))
    }

    /// Several schemas that all hold; `None` without one.
    pub fn together(&self, nodes: Vec<Node<'a>>) -> Option<View<'a>> {
        let mut layers = Layers::default();
        for node in nodes {
            let node = self.resolve(node);
            self.lay(node, &mut layers);
        }
        let node = layers.found.first()?.clone();
        Some(View {
            node,
            layers: layers.found,
        })
    }

    fn lay(&self, node: Node<'a>, layers: &mut Layers<'a>) {
        if !layers.pointers.insert(node.pointer.clone()) {
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
            self.lay(self.resolve(member), layers);
        }
    }
}

/// The layers of a schema while they are collected: each once, however many ways lead to it.
#[derive(Default)]
struct Layers<'a> {
    found: Vec<Node<'a>>,
    pointers: HashSet<String>,
}

/// A schema as it is meant.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The schema behind all references.
    pub node: Node<'a>,
    /// The schema itself and the members of its `allOf`, each with its own.
    pub layers: Vec<Node<'a>>,
}

/// A list of members of which one has to fit: the keyword, where it stands, and the members.
pub type Choice<'a> = (&'static str, Node<'a>, Vec<Node<'a>>);

/// The keys of a schema that hold choices.
const CHOICES: [&str; 2] = ["oneOf", "anyOf"];

impl<'a> View<'a> {
    /// The first layer's value for `key`: what is said further out counts before what is said inside.
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

    /// The type that is stated, or that follows from what is; empty where anything may stand.
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

    /// Whether null may stand there. A wrapper (`allOf` with `nullable` beside it) says so for what it wraps.
    pub fn is_nullable(&self) -> bool {
        let Some((own, members)) = self.layers.split_first() else {
            return false;
        };
        let lists_null = |layer: &Node<'a>| {
            let values = layer.value.get("enum").and_then(Value::as_array);
            values.is_some_and(|values| values.contains(&Value::Null))
        };
        let says = |layer: &Node<'a>| layer.flag("nullable") || lists_null(layer);
        says(own)
            || own.value.get("type").is_none() && !members.is_empty() && members.iter().all(says)
    }

    /// The properties by name, each once: what is said further out counts before what is said inside.
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

    /// The names of the properties that must be there, in the order in which they are listed.
    pub fn required(&self) -> Vec<&'a str> {
        let mut met = HashSet::new();
        let lists = self.all("required").into_iter();
        let names = lists.flat_map(|list| list.value.as_array().into_iter().flatten());
        names
            .filter_map(Value::as_str)
            .filter(|name| met.insert(*name))
            .collect()
    }

    /// The values that are allowed, without null; what is listed in several layers must be in each.
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

    /// The lists of members of which one has to fit.
    pub fn choices(&self) -> Vec<Choice<'a>> {
        let mut found = Vec::new();
        for layer in &self.layers {
            for keyword in CHOICES {
                if let Some(list) = layer.get(keyword) {
                    let members = list.items();
                    if members.len() > 1 {
                        found.push((keyword, list, members));
                    }
                }
            }
        }
        found
    }

    /// What it is put together of, as a node for its place: what is said twice of a property is another schema than each
    /// of the two.
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

    /// The name that the schema goes by: its own, or that of the one schema to which it only adds words.
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
