//! The handle tree: the handles, one for each path, through which callers reach the calls.
//!
//! ```text
//! /meetings                     get, post    client.meetings()                    .list() .create(…)
//! /meetings/{meeting_id}        get, patch   client.meeting(id)                   .get() .update(…)
//! …/{meeting_id}/participants   post         client.meeting(id).participants()    .add(…)
//! …/participants/{id}           delete       client.meeting(id).participant(id)   .delete()
//! …/{id}/token                  post         client.meeting(id).participant(id)   .refresh_token()
//! ```
//!
//! A literal segment with calls or children of its own is a handle. A literal segment at the end of a path is a call on
//! its parent. A parameter is a handle on the parent of its collection, so that callers do not write
//! `client.meetings().meeting(id)`.

use std::collections::HashMap;

use crate::lower::rust_names::{bare, camel, file_name, names, singular, snake};
use crate::lower::settings::Settings;
use crate::model::client_parameters;
use crate::model::operation::{Operation, Place, Response};
use crate::model::paths::{parameter_name, segments};
use crate::model::rust_type::Type;
use crate::model::schema::Schema;
use crate::model::types::Types;
use crate::text::Taken;

/// Methods that every value has, or that could be mistaken for those of a well-known trait.
const OWN_METHODS: &[&str] = names![
    new clone fmt into try_into from try_from into_iter drop borrow type_id to_owned deref
];

/// One handle. The first handle of a tree is the client itself.
pub struct Handle {
    /// The name of the Rust type, `MeetingParticipantsHandle`.
    pub name: String,
    /// The file that holds it, `meeting_participants`.
    pub file: String,
    /// The index of the parent: the handle whose method returns this one.
    pub parent: usize,
    /// The name of that method.
    pub method: String,
    /// The literal segments after the parent's path.
    pub literal: String,
    /// The parameter after the literal segments.
    pub parameter: Option<Argument>,
    /// The calls of this handle.
    pub calls: Vec<CallAt>,
    /// The handles below this one.
    pub children: Vec<usize>,
    /// The names of its methods, and names that no method can have.
    pub methods: Taken,
    /// The prefix of the client at which the path starts.
    pub base: usize,
}

/// A path parameter as an argument.
#[derive(Clone)]
pub struct Argument {
    /// The name in the path.
    pub name: String,
    /// The name in Rust.
    pub ident: String,
    /// The Rust type.
    pub ty: Type,
    /// Its schema.
    pub schema: Schema,
    /// Its description.
    pub description: String,
}

/// A call on a handle.
pub struct CallAt {
    /// The name of the method.
    pub method: String,
    /// The literal segments after the handle's path.
    pub literal: String,
    /// The index of the operation.
    pub operation: usize,
}

/// A path prefix that the client holds: literal segments and the client's own parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// The segments; a parameter is in braces.
    pub segments: Vec<String>,
}

/// The whole tree.
pub struct Tree {
    /// The handles: the client first, every parent before its children.
    pub handles: Vec<Handle>,
    /// The prefixes that the client holds.
    pub bases: Vec<Base>,
}

impl Tree {
    /// The path of a handle below the client's base, with its parameters in braces.
    pub fn path(&self, index: usize) -> String {
        if index == 0 {
            return String::new();
        }
        let handle = &self.handles[index];
        let mut path = self.path(handle.parent);
        if !handle.literal.is_empty() {
            path.push_str(&format!("/{}", handle.literal));
        }
        if let Some(parameter) = &handle.parameter {
            path.push_str(&format!("/{{{}}}", parameter.name));
        }
        path
    }

    /// The full path of a handle, as in the document.
    pub fn whole_path(&self, index: usize) -> String {
        let base = &self.bases[self.handles[index].base].segments;
        let base: String = base.iter().map(|segment| format!("/{segment}")).collect();
        format!("{base}{}", self.path(index))
    }
}

/// Builds the tree of all operations.
pub fn build(operations: &[Operation], settings: &Settings, types: &Types) -> Tree {
    let mut types: Taken = types.iter().map(|found| found.name).collect();
    let mut tree = Tree {
        handles: vec![client()],
        bases: Vec::new(),
    };
    let mut groups: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    // Operations placed elsewhere come last: those on a path itself decide its names and types.
    let (own, placed): (Vec<_>, Vec<_>) = operations
        .iter()
        .enumerate()
        .partition(|(_, operation)| operation.place.is_none());
    for (index, operation) in own.into_iter().chain(placed) {
        let prefix = client_parameters::prefix(&segments(operation.place()), operation, settings);
        match groups.iter_mut().find(|(known, _)| *known == prefix) {
            Some((_, members)) => members.push(index),
            None => groups.push((prefix, vec![index])),
        }
    }
    for (prefix, members) in groups {
        let mut root = Node::default();
        for &index in &members {
            let path = segments(operations[index].place());
            root.insert(&path[prefix.len()..], index, &operations[index]);
        }
        let mut base = prefix;
        while let Some(only) = root.only_literal() {
            let Some(name) = only.literal.clone() else {
                break;
            };
            base.push(name);
            root = only;
        }
        let number = tree.bases.len();
        tree.bases.push(Base { segments: base });
        let mut builder = Builder {
            tree: &mut tree,
            operations,
            types: &mut types,
            base: number,
        };
        builder.grow(&root, 0, "", None);
    }
    tree
}

fn client() -> Handle {
    Handle {
        name: "Client".to_owned(),
        file: "client".to_owned(),
        parent: 0,
        method: String::new(),
        literal: String::new(),
        parameter: None,
        calls: Vec::new(),
        children: Vec::new(),
        methods: OWN_METHODS
            .iter()
            .copied()
            .chain(["builder", "from_env"])
            .collect(),
        base: 0,
    }
}

/// One segment of the paths, with the segments below it.
#[derive(Default)]
struct Node {
    literal: Option<String>,
    parameter: Option<Argument>,
    operations: Vec<usize>,
    children: Vec<Node>,
    /// The indices of the children by literal; `None` is the parameter.
    places: HashMap<Option<String>, usize>,
}

impl Node {
    fn insert(&mut self, path: &[String], index: usize, operation: &Operation) {
        let Some((first, rest)) = path.split_first() else {
            self.operations.push(index);
            return;
        };
        let parameter = parameter_name(first);
        let literal = parameter.is_none().then(|| first.clone());
        let position = *self.places.entry(literal.clone()).or_insert_with(|| {
            self.children.push(Node {
                literal,
                parameter: parameter.map(|name| argument(name, operation)),
                ..Node::default()
            });
            self.children.len() - 1
        });
        self.children[position].insert(rest, index, operation);
    }

    /// The only child, if it is a literal without calls that only leads to the next segment.
    fn only_literal(&mut self) -> Option<Node> {
        let is_step = |child: &Node| {
            child.literal.is_some()
                && child.operations.is_empty()
                && child.children.iter().all(|inner| inner.literal.is_some())
        };
        if self.operations.is_empty() && self.children.len() == 1 && is_step(&self.children[0]) {
            self.children.pop()
        } else {
            None
        }
    }
}

fn argument(name: &str, operation: &Operation) -> Argument {
    let parameter = operation
        .parameters
        .iter()
        .find(|parameter| parameter.place == Place::Path && parameter.name == name);
    match parameter {
        Some(parameter) => Argument {
            name: name.to_owned(),
            ident: parameter.ident.to_string(),
            ty: parameter.ty.clone(),
            schema: parameter.schema.clone(),
            description: parameter.description.clone(),
        },
        None => Argument {
            name: name.to_owned(),
            ident: snake(name),
            ty: Type::String,
            schema: Schema::default(),
            description: String::new(),
        },
    }
}

struct Builder<'a> {
    tree: &'a mut Tree,
    operations: &'a [Operation],
    /// The type names that are in use.
    types: &'a mut Taken,
    base: usize,
}

impl Builder<'_> {
    /// Adds everything below `node` to the handle `owner`. `prefix` starts the names of the handles; `beside` is
    /// the parent of `owner`, which gets the handles of its items.
    fn grow(
        &mut self,
        node: &Node,
        owner: usize,
        prefix: &str,
        beside: Option<(usize, &str, &str)>,
    ) {
        for &operation in &node.operations {
            let method = self.verb(operation, node);
            self.call(owner, method, String::new(), operation);
        }
        for child in &node.children {
            match (&child.literal, &child.parameter) {
                (Some(literal), _) => self.literal(child, literal, owner, prefix),
                (None, Some(parameter)) => match beside {
                    Some((outer, outer_prefix, literal)) => {
                        self.item(
                            child,
                            parameter,
                            (outer, outer_prefix, literal),
                            Some((owner, prefix)),
                        );
                    }
                    None => self.item(child, parameter, (owner, prefix, ""), None),
                },
                (None, None) => {}
            }
        }
    }

    fn literal(&mut self, node: &Node, literal: &str, owner: usize, prefix: &str) {
        if node.children.is_empty() && (!self.is_collection(node) || self.is_named(node)) {
            for &operation in &node.operations {
                let method = self.action(operation, literal, node.operations.len());
                self.call(owner, method, literal.to_owned(), operation);
            }
            return;
        }
        if node.operations.is_empty()
            && let [only] = node.children.as_slice()
        {
            if let Some(inner) = &only.literal {
                // A segment that only leads to the next one gets no handle.
                let joined = format!("{literal}/{inner}");
                return self.literal(only, &joined, owner, prefix);
            }
            if let Some(parameter) = &only.parameter {
                return self.item(only, parameter, (owner, prefix, literal), None);
            }
        }
        let last = literal.rsplit('/').next().unwrap_or(literal);
        let name = format!("{prefix}{}", camel(last));
        let index = self.handle(&name, &file_name(&name), owner, &snake(last), literal, None);
        self.grow(node, index, &name, Some((owner, prefix, literal)));
    }

    /// The handle of a parameter. Its method is on `outer`, after `literal`; if its name is taken there, on the
    /// collection itself.
    fn item(
        &mut self,
        node: &Node,
        parameter: &Argument,
        (outer, prefix, literal): (usize, &str, &str),
        collection: Option<(usize, &str)>,
    ) {
        let last = literal.rsplit('/').next().unwrap_or(literal);
        let own = bare(&parameter.name);
        let method = match (singular(last), last) {
            (Some(single), _) => snake(&single),
            (None, "") => own,
            (None, last) if collection.is_none() => snake(last),
            (None, _) => own,
        };
        let file = match collection {
            Some((index, _)) => self.tree.handles[index].file.clone(),
            None => file_name(&format!("{prefix}{}", camel(last_or(last, &method)))),
        };
        let taken = self.tree.handles[outer].methods.has(&method);
        let name = format!("{prefix}{}", camel(&method));
        let (index, name) = match collection {
            Some((collection, inner)) if taken => {
                let method = bare(&parameter.name);
                let name = format!("{inner}{}", camel(&method));
                (
                    self.handle(&name, &file, collection, &method, "", Some(parameter)),
                    name,
                )
            }
            _ => (
                self.handle(&name, &file, outer, &method, literal, Some(parameter)),
                name,
            ),
        };
        self.grow(node, index, &name, None);
    }

    fn handle(
        &mut self,
        name: &str,
        file: &str,
        parent: usize,
        method: &str,
        literal: &str,
        parameter: Option<&Argument>,
    ) -> usize {
        let index = self.tree.handles.len();
        let above = &mut self.tree.handles[parent];
        let method = free(&mut above.methods, method);
        above.children.push(index);
        self.tree.handles.push(Handle {
            name: self.types.numbered(&format!("{name}Handle")),
            file: file.to_owned(),
            parent,
            method,
            literal: literal.to_owned(),
            parameter: parameter.cloned(),
            calls: Vec::new(),
            children: Vec::new(),
            methods: OWN_METHODS.iter().copied().collect(),
            base: self.base,
        });
        index
    }

    fn call(&mut self, owner: usize, method: String, literal: String, operation: usize) {
        let on = &mut self.tree.handles[owner];
        // If another method has the name, the method gets the whole operationId, which is unique.
        let method = match on.methods.add(&method) {
            true => method,
            false => free(&mut on.methods, &self.operations[operation].id),
        };
        on.calls.push(CallAt {
            method,
            literal,
            operation,
        });
    }

    /// Whether the document sets the method name of the only operation of a path.
    fn is_named(&self, node: &Node) -> bool {
        match node.operations.as_slice() {
            [only] => {
                let operation = &self.operations[*only];
                operation.method_name.is_some() && operation.place.is_none()
            }
            _ => false,
        }
    }

    /// A path with a list operation is a collection, even if single items cannot be reached. So is a path that has
    /// operations with `x-place`.
    fn is_collection(&self, node: &Node) -> bool {
        node.operations.iter().any(|&index| {
            let operation = &self.operations[index];
            operation.place.is_some()
                || operation.method == "GET"
                    && matches!(operation.response, Response::List(_) | Response::Page(_))
        })
    }

    /// The method name of an operation on its own handle.
    fn verb(&self, index: usize, node: &Node) -> String {
        let operation = &self.operations[index];
        if let Some(name) = &operation.method_name {
            return name.clone();
        }
        let on_item = node.parameter.is_some();
        let verb = match operation.method.as_str() {
            "GET"
                if !on_item
                    && matches!(operation.response, Response::List(_) | Response::Page(_)) =>
            {
                "list"
            }
            "POST" if !on_item => "create",
            "PUT" => "replace",
            "PATCH" => "update",
            "POST" => "post",
            "GET" => "get",
            other => return other.to_lowercase(),
        };
        verb.to_owned()
    }

    /// The method name of an operation whose last segment is an action or a part of the resource.
    fn action(&self, index: usize, literal: &str, among: usize) -> String {
        let operation = &self.operations[index];
        if let Some(name) = &operation.method_name {
            return name.clone();
        }
        let noun = snake(&literal.replace('/', "_"));
        match operation.method.as_str() {
            "GET" => noun,
            "POST" if among == 1 => noun,
            "POST" => format!("create_{noun}"),
            "PUT" => format!("replace_{noun}"),
            "PATCH" => format!("update_{noun}"),
            other => format!("{}_{noun}", other.to_lowercase()),
        }
    }
}

/// The name of a method, numbered if it is taken.
fn free(methods: &mut Taken, method: &str) -> String {
    methods.free(method, |number| format!("{method}_{number}"))
}

fn last_or<'a>(last: &'a str, otherwise: &'a str) -> &'a str {
    if last.is_empty() { otherwise } else { last }
}
