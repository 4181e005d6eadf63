//! Operations: paired by path and method, else by operationId.

use std::collections::HashMap;

use serde_json::Value;

use super::difference::{Difference, Sides};
use super::kind::{self, Document, Kind};
use super::node::{Node, Revision};
use super::pairing::take_keyed;
use super::subject::{Part, Subject};
use super::walk::Walk;
use crate::openapi::METHODS;

/// An operation of one description.
#[derive(Clone, Debug)]
pub(super) struct Operation<'a> {
    pub path: &'a str,
    pub method: &'static str,
    pub item: Node<'a>,
    pub node: Node<'a>,
    /// Its name in lists.
    pub name: String,
    pub subject: Subject,
    /// Whether the service calls it, and callers respond.
    pub is_callback: bool,
}

impl<'a> Operation<'a> {
    /// All operations of a description, in the order of the document.
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
            let id = node.value.get("operationId").and_then(Value::as_str);
            let name = id.map_or_else(|| line(method, path), str::to_owned);
            Self {
                path,
                method,
                item: item.clone(),
                node,
                subject: Subject::new(Part::Operation(name.clone())),
                name,
                is_callback: false,
            }
        };
        found.map(operation).collect()
    }

    /// The operations of a callback or webhook, which the service calls.
    pub fn called_back(path: &'a str, item: Node<'a>, subject: &Subject) -> Vec<Self> {
        let mut found = Self::of_path(path, item);
        for operation in &mut found {
            operation.subject = subject.clone();
            operation.is_callback = true;
        }
        found
    }

    /// The direction of its requests: callers send them, or read them if the service calls.
    pub fn sent(&self) -> Sides {
        if self.is_callback {
            Sides::RESPONSE
        } else {
            Sides::REQUEST
        }
    }

    /// The direction of its responses.
    pub fn read(&self) -> Sides {
        if self.is_callback {
            Sides::REQUEST
        } else {
            Sides::RESPONSE
        }
    }

    /// The path without the names of its parameters, which are not sent.
    pub fn route(&self) -> (String, &'static str) {
        (route(self.path), self.method)
    }

    pub fn id(&self) -> Option<&'a str> {
        let id = self.node.value.get("operationId");
        id.and_then(Value::as_str)
    }

    fn line(&self) -> String {
        line(self.method, self.path)
    }
}

fn line(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
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
        // A prefix of the path may have moved to the servers, or from them.
        take_keyed(
            &mut gone,
            &mut new,
            &mut pairs,
            |operation| Some(self.base.address(operation)),
            |operation| Some(self.head.address(operation)),
        );
        let routes = |operation: &Operation<'a>| Some(operation.route());
        take_keyed(&mut gone, &mut new, &mut pairs, routes, routes);
        take_keyed(
            &mut gone,
            &mut new,
            &mut pairs,
            Operation::id,
            Operation::id,
        );
        // An operation whose path and name changed, and nothing else.
        let mut alike: HashMap<Content, usize> = HashMap::new();
        for content in gone.iter().filter_map(content) {
            *alike.entry(content).or_default() += 1;
        }
        let beyond_doubt = |operation: &Operation<'a>| {
            content(operation).filter(|content| alike.get(content).is_none_or(|count| *count == 1))
        };
        take_keyed(&mut gone, &mut new, &mut pairs, beyond_doubt, beyond_doubt);
        for (base, head) in &pairs {
            let (at, _) = self.pair("operation", &base.node, &head.node);
            self.credentials(at, base, head);
            self.addresses(at, base, head);
        }
        self.compare_all(pairs, gone, new);
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
        self.compare_all(pairs, gone, new);
    }

    fn compare_all(
        &mut self,
        pairs: Vec<(Operation<'a>, Operation<'a>)>,
        gone: Vec<Operation<'a>>,
        new: Vec<Operation<'a>>,
    ) {
        for (base, head) in pairs {
            let at = self.operation(&base, &head);
            self.roots.push((head.name, at));
        }
        let root = self.head.root();
        for base in gone {
            let at = self.lone_pair();
            let kind = Kind::Operation(kind::Operation::Removed);
            self.removed(at, kind, &base.subject, &base.node, &root);
            self.roots.push((base.name, at));
        }
        for head in new {
            let at = self.lone_pair();
            let kind = Kind::Operation(kind::Operation::Added);
            self.record(at, Difference::added(kind, &head.subject, &head.node));
            self.roots.push((head.name, at));
        }
    }

    fn operation(&mut self, base: &Operation<'a>, head: &Operation<'a>) -> usize {
        let place = (&base.node, &head.node);
        let (at, _) = self.pair("operation", place.0, place.1);
        let is_moved = base.route() != head.route();
        if is_moved && self.base.address(base) != self.head.address(head) {
            let kind = Kind::Operation(kind::Operation::Moved);
            let moved = Difference::changed(kind, &head.subject, place);
            let moved = moved.values(base.line(), head.line());
            self.record(at, moved.on(Sides::REQUEST));
        }
        if base.id() != head.id() {
            let kind = Kind::Operation(kind::Operation::Renamed);
            let renamed = Difference::changed(kind, &head.subject, place);
            let renamed = renamed.values(base.id(), head.id());
            self.record(at, renamed.on(Sides::REQUEST));
        }
        self.exchange(at, base, head);
        at
    }

    /// Compares an operation, its parameters, its body and its responses.
    pub(super) fn exchange(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let place = (&base.node, &head.node);
        let subject = &head.subject;
        let deprecated = [kind::Operation::Deprecated, kind::Operation::Undeprecated];
        self.flag(
            at,
            deprecated.map(Kind::Operation),
            subject,
            place,
            "deprecated",
        );
        self.tags_of(at, place, subject);
        self.documentation(at, place, subject);
        if route(base.path) == route(head.path) {
            let items = (&base.item, &head.item);
            let (below, new) = self.pair("path", items.0, items.1);
            self.lead(at, below, Sides::BOTH);
            if new {
                let path = Subject::new(Part::Path(head.path.to_owned()));
                self.documentation(below, items, &path);
                self.order_in_path(below, (base, head), &path);
            }
        }
        self.parameters(at, base, head);
        self.body(at, base, head);
        self.responses(at, base, head);
        self.callbacks(at, base, head);
    }

    /// Finds names of path parameters in another order: callers that pass the values in the old order would swap
    /// them.
    fn order_in_path(
        &mut self,
        at: usize,
        (base, head): (&Operation<'a>, &Operation<'a>),
        path: &Subject,
    ) {
        let (was, is) = (parameters_of(base.path), parameters_of(head.path));
        let is_elsewhere =
            |(place, name): (usize, &&str)| was.contains(name) && was.get(place) != Some(name);
        if is.iter().enumerate().any(is_elsewhere) {
            let kind = Kind::Parameter(kind::Parameter::Swapped);
            let swapped = Difference::changed(kind, path, (&base.item, &head.item));
            let swapped = swapped.values(base.path, head.path);
            self.record(at, swapped.on(Sides::REQUEST));
        }
    }

    fn tags_of(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), subject: &Subject) {
        let sorted = |node: &Node| {
            let mut tags = node.get("tags").map(|tags| tags.value.clone());
            if let Some(Value::Array(tags)) = &mut tags {
                tags.sort_by_key(ToString::to_string);
            }
            tags
        };
        if sorted(place.0) != sorted(place.1) {
            let written = (place.0.get("tags"), place.1.get("tags"));
            let subject = subject.part(Part::Key("tags".to_owned()));
            let kind = Kind::Document(Document::OperationTags);
            self.either(at, kind, &subject, place.1, written);
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
    // the last segment distinguishes a path from its neighbours
    common.pop();
    for route in routes {
        let same = common.iter().zip(route.split('/'));
        let length = same.take_while(|(one, other)| **one == *other).count();
        common.truncate(length);
    }
    // a parameter at the end belongs to the paths
    while common.last() == Some(&"{}") {
        common.pop();
    }
    format!("{}/", common.join("/"))
}

/// A method, and everything of an operation except its name and path.
type Content = (&'static str, String);

/// The content that identifies an operation; `None` if it has too little.
fn content(operation: &Operation) -> Option<Content> {
    let node = &operation.node;
    let has = |key: &str| node.get(key).is_some();
    let responses = node.get("responses");
    let has_content = responses
        .iter()
        .flat_map(Node::entries)
        .any(|(_, response)| response.get("content").is_some());
    let keys = ["summary", "description", "parameters", "requestBody"];
    if !has_content && !keys.into_iter().any(has) {
        return None;
    }
    let mut content = node.value.clone();
    if let Some(fields) = content.as_object_mut() {
        fields.shift_remove("operationId");
    }
    Some((operation.method, content.to_string()))
}
