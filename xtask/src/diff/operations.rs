//! Operations: paired by path and method, else by operationId.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::difference::Sides;
use super::pairing::take_keyed;
use super::view::{Node, Revision};
use super::walker::Walk;
use crate::openapi::METHODS;
use crate::review::rules;

/// An operation of one revision.
#[derive(Clone, Debug)]
pub(super) struct Operation<'a> {
    pub path: &'a str,
    pub method: &'static str,
    pub item: Node<'a>,
    pub node: Node<'a>,
    /// What messages and lists call it.
    pub name: String,
    /// Whether the service calls it, and callers answer.
    pub is_callback: bool,
}

impl<'a> Operation<'a> {
    /// All of a revision, in the order of the document.
    pub fn all(revision: Revision<'a>) -> Vec<Self> {
        let paths = revision.root().get("paths");
        let items = paths.iter().flat_map(Node::entries);
        items
            // An extension there may hold anything.
            .filter(|(path, _)| path.starts_with('/'))
            .flat_map(|(path, item)| Self::of_path(path, revision.resolve(item)))
            .collect()
    }

    fn of_path(path: &'a str, item: Node<'a>) -> Vec<Self> {
        let methods = METHODS.into_iter();
        let found = methods
            .filter_map(|method| Some((method, item.get(method)?)))
            .filter(|(_, node)| node.value.is_object());
        let operation = |(method, node): (&'static str, Node<'a>)| {
            let mut operation = Self {
                path,
                method,
                item: item.clone(),
                node,
                name: String::new(),
                is_callback: false,
            };
            let id = operation.id().map(str::to_owned);
            operation.name = id.unwrap_or_else(|| operation.line());
            operation
        };
        found.map(operation).collect()
    }

    /// Those of a path item that the service calls back, for something called `name`.
    pub fn called_back(path: &'a str, item: Node<'a>, name: &str) -> Vec<Self> {
        let mut found = Self::of_path(path, item);
        for operation in &mut found {
            operation.name = name.to_owned();
            operation.is_callback = true;
        }
        found
    }

    /// Who meets what it takes: callers send it, or read it where they are called back.
    pub fn sent(&self) -> Sides {
        if self.is_callback {
            Sides::RESPONSE
        } else {
            Sides::REQUEST
        }
    }

    /// Who meets what it answers.
    pub fn read(&self) -> Sides {
        if self.is_callback {
            Sides::REQUEST
        } else {
            Sides::RESPONSE
        }
    }

    /// The path without the names of its parameters, which are not sent.
    fn route(&self) -> (String, &'static str) {
        (route(self.path), self.method)
    }

    pub fn id(&self) -> Option<&'a str> {
        let id = self.node.value.get("operationId");
        id.and_then(Value::as_str)
    }

    pub fn line(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// A path with `{}` for each parameter.
pub(super) fn route(path: &str) -> String {
    let mut route = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                route.push_str("{}");
            }
            c if !inside => route.push(c),
            _ => {}
        }
    }
    route
}

/// The names of a path's parameters, in their order.
pub(super) fn parameters_of(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next()).collect()
}

impl<'a> Walk<'a> {
    /// Pairs and compares all operations.
    pub(super) fn operations(&mut self) {
        let mut gone = Operation::all(self.base);
        let mut new = Operation::all(self.head);
        let mut pairs = Vec::new();
        let routes = |operation: &Operation<'a>| Some(operation.route());
        take_keyed(&mut gone, &mut new, &mut pairs, routes, routes);
        take_keyed(
            &mut gone,
            &mut new,
            &mut pairs,
            Operation::id,
            Operation::id,
        );
        // What changed its path and its name, and nothing else.
        let mut alike: HashMap<Told, usize> = HashMap::new();
        for told in gone.iter().filter_map(told) {
            *alike.entry(told).or_default() += 1;
        }
        let beyond_doubt = |operation: &Operation<'a>| {
            told(operation).filter(|told| alike.get(told).is_none_or(|count| *count == 1))
        };
        take_keyed(&mut gone, &mut new, &mut pairs, beyond_doubt, beyond_doubt);
        for (base, head) in &pairs {
            let (at, _) = self.pair("operation", &base.node, &head.node);
            self.credentials(at, base, head);
            self.addresses(at, base, head);
        }
        self.told(pairs, gone, new);
    }

    /// Pairs and compares the operations of the head with those that the base has in the same part of its paths.
    pub(super) fn shared_operations(&mut self) {
        let mut new = Operation::all(self.head);
        let mut gone = Operation::all(self.base);
        let shared = common_path(&new);
        gone.retain(|operation| route(operation.path).starts_with(&shared));
        let mut pairs = Vec::new();
        let routes = |operation: &Operation<'a>| Some(operation.route());
        take_keyed(&mut gone, &mut new, &mut pairs, routes, routes);
        let theirs = |operation: &Operation<'a>| Some(operation.node.text("x-upstream-id"));
        take_keyed(&mut gone, &mut new, &mut pairs, Operation::id, theirs);
        self.told(pairs, gone, new);
    }

    /// Compares the pairs, and tells what has no twin.
    fn told(
        &mut self,
        pairs: Vec<(Operation<'a>, Operation<'a>)>,
        gone: Vec<Operation<'a>>,
        new: Vec<Operation<'a>>,
    ) {
        for (base, head) in pairs {
            let at = self.operation(&base, &head);
            self.roots.push((head.name, at));
        }
        for base in gone {
            let at = self.lone_pair();
            let message = format!("{} ({}) is gone", base.name, base.line());
            let head = self.head.root();
            self.removed(at, rules::OPERATION_REMOVED, &base.node, &head, message);
            self.roots.push((base.name, at));
        }
        for head in new {
            let at = self.lone_pair();
            let message = format!("{} ({}) is new", head.name, head.line());
            self.added(at, rules::OPERATION_ADDED, &head.node, message);
            self.roots.push((head.name, at));
        }
    }

    fn operation(&mut self, base: &Operation<'a>, head: &Operation<'a>) -> usize {
        let (at, _) = self.pair("operation", &base.node, &head.node);
        let name = &head.name;
        let place = (&base.node, &head.node);
        if base.route() != head.route() {
            let message = format!("{name} is {} and was {}", head.line(), base.line());
            let values = (json!(base.line()), json!(head.line()));
            self.changed_to(at, rules::OPERATION_MOVED, place, values, message);
            self.with_last(at, |difference| difference.sides = Sides::REQUEST);
        }
        if base.id() != head.id() {
            let message = format!("{} is called {name}", base.name);
            let values = (json!(base.id()), json!(head.id()));
            self.changed_to(at, rules::OPERATION_RENAMED, place, values, message);
            self.with_last(at, |difference| difference.sides = Sides::REQUEST);
        }
        self.exchange(at, base, head);
        at
    }

    /// What an operation says of itself, of what it takes and of what it answers.
    pub(super) fn exchange(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let place = (&base.node, &head.node);
        self.flag(
            at,
            place,
            "deprecated",
            &head.name,
            [
                (rules::OPERATION_DEPRECATED, "is deprecated"),
                (rules::OPERATION_UNDEPRECATED, "is no longer deprecated"),
            ],
        );
        self.tags_of(at, place, &head.name);
        self.words(at, place, &head.name);
        if route(base.path) == route(head.path) {
            let items = (&base.item, &head.item);
            let (below, new) = self.pair("path", items.0, items.1);
            self.lead(at, below, Sides::BOTH);
            if new {
                self.words(below, items, &format!("path `{}`", head.path));
            }
        }
        self.parameters(at, base, head);
        self.body(at, base, head);
        self.answers(at, base, head);
        self.callbacks(at, base, head);
    }

    fn tags_of(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), name: &str) {
        let sorted = |node: &Node| {
            let mut tags = node.get("tags").map(|tags| tags.value.clone());
            if let Some(Value::Array(tags)) = &mut tags {
                tags.sort_by_key(ToString::to_string);
            }
            tags
        };
        if sorted(place.0) != sorted(place.1) {
            let sides = (place.0.get("tags"), place.1.get("tags"));
            let rule = rules::OPERATION_TAGS_CHANGED;
            self.either(at, rule, place, sides, &format!("tags of {name}"));
        }
    }
}

/// The segments that all paths begin with, with a slash at the end.
fn common_path(operations: &[Operation]) -> String {
    let mut routes = operations.iter().map(|operation| route(operation.path));
    let Some(first) = routes.next() else {
        return "/".to_owned();
    };
    let mut common: Vec<&str> = first.split('/').collect();
    // the last segment is what tells a path from its neighbours
    common.pop();
    for route in routes {
        let same = common.iter().zip(route.split('/'));
        let length = same.take_while(|(one, other)| **one == *other).count();
        common.truncate(length);
    }
    // what stands beside the things that a parameter chooses from belongs to them
    while common.last() == Some(&"{}") {
        common.pop();
    }
    format!("{}/", common.join("/"))
}

/// A method, and all that an operation says besides how it is reached.
type Told = (&'static str, String);

/// What tells an operation from others, nothing where it says so little that it may be any.
fn told(operation: &Operation) -> Option<Told> {
    let node = &operation.node;
    let has = |key: &str| node.get(key).is_some();
    let answers = node.get("responses");
    let answers_something = answers
        .iter()
        .flat_map(Node::entries)
        .any(|(_, answer)| answer.get("content").is_some());
    let keys = ["summary", "description", "parameters", "requestBody"];
    if !answers_something && !keys.into_iter().any(has) {
        return None;
    }
    let mut told = node.value.clone();
    if let Some(fields) = told.as_object_mut() {
        fields.shift_remove("operationId");
    }
    Some((operation.method, told.to_string()))
}
