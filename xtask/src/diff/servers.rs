//! Servers: the effective ones of each operation.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::kind::{Kind, Range, Server};
use super::node::{Node, Revision};
use super::operations::{Operation, parameters_of, route};
use super::subject::{Part, Subject};
use super::walk::Walk;

/// OpenAPI's default where no server is listed.
static DEFAULT: LazyLock<Value> = LazyLock::new(|| json!([{"url": "/"}]));

/// The servers of an operation: its own, else those of its path, else those of the document.
fn effective<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Node<'a> {
    let holders = [&operation.node, &operation.item, &revision.root()];
    let mut lists = holders
        .into_iter()
        .filter_map(|holder| holder.get("servers"));
    lists
        .find(|list| !list.items().is_empty())
        .unwrap_or_else(|| Node {
            pointer: "/servers".to_owned(),
            value: &DEFAULT,
        })
}

impl<'a> Revision<'a> {
    /// The path of the first server with that of the operation, and the method.
    pub(super) fn address(self, operation: &Operation<'a>) -> (String, &'static str) {
        let servers = effective(self, operation).items();
        let url = servers.first().map_or_else(String::new, address);
        let (route, method) = operation.route();
        (format!("{}{route}", path_of(&url)), method)
    }
}

/// The address of a server as callers use it: with the defaults of its variables, the host in lower case, and without the
/// port that is the default.
fn address(server: &Node) -> String {
    let mut url = server.text("url").to_owned();
    let variables = server.get("variables");
    for (name, variable) in variables.iter().flat_map(Node::entries) {
        url = url.replace(&format!("{{{name}}}"), variable.text("default"));
    }
    let Some((scheme, behind)) = url.split_once("://") else {
        return url;
    };
    let scheme = scheme.to_ascii_lowercase();
    let (host, path) = behind.split_at(behind.find('/').unwrap_or(behind.len()));
    let host = host.to_ascii_lowercase();
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    format!("{scheme}://{host}{path}")
}

/// The path of a URL, without a slash at its end.
fn path_of(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let is_whole = behind.len() < url.len();
    let path = match behind.find('/') {
        Some(at) if is_whole => behind.get(at..).unwrap_or_default(),
        None if is_whole => "",
        _ => url,
    };
    path.trim_end_matches('/')
}

/// The prefix that the path has in one description only, if the rest is the same.
fn prefix<'p>(longer: &'p str, shorter: &str) -> Option<&'p str> {
    let prefix = longer.strip_suffix(shorter)?;
    (!prefix.is_empty()).then_some(prefix)
}

/// A URL without a part of its path that moved to the paths of operations.
fn without<'u>(url: &'u str, suffix: Option<&str>) -> &'u str {
    let url = if url == "/" {
        url
    } else {
        url.trim_end_matches('/')
    };
    let Some(suffix) = suffix else { return url };
    match url.strip_suffix(suffix.trim_end_matches('/')) {
        Some("") => "/",
        Some(rest) => rest,
        None => url,
    }
}

/// A server of a list.
struct Listed<'a> {
    node: Node<'a>,
    /// The address as it is written, and as callers use it, without the prefix that moved to the paths.
    urls: [String; 2],
}

impl<'a> Listed<'a> {
    fn new(node: Node<'a>, prefix: Option<&str>) -> Self {
        let urls = [node.text("url").to_owned(), address(&node)];
        let urls = urls.map(|url| without(&url, prefix).to_owned());
        Self { node, urls }
    }

    /// Whether both are written alike, or mean one address.
    fn is_same(&self, other: &Self) -> bool {
        self.urls[0] == other.urls[0] || self.urls[1] == other.urls[1]
    }
}

impl<'a> Walk<'a> {
    /// The address of an operation.
    pub(super) fn addresses(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let before = effective(self.base, base);
        let after = effective(self.head, head);
        let (was, is) = (base.route().0, head.route().0);
        // Each description may have a prefix in its servers that the other has in its paths.
        let moved = [prefix(&is, &was), prefix(&was, &is)];
        let pairs = [&before, &after];
        let [base, head] = [0, 1].map(|side| {
            let mut node = pairs[side].clone();
            if let Some(prefix) = moved[side] {
                node.pointer.push('|');
                node.pointer.push_str(prefix);
            }
            node
        });
        let (below, new) = self.pair("servers", &base, &head);
        self.lead(at, below, Sides::REQUEST);
        if new {
            self.servers(below, &before, &after, moved);
        }
    }

    /// Lists of servers, of which the first is the default.
    fn servers(&mut self, at: usize, base: &Node<'a>, head: &Node<'a>, moved: [Option<&str>; 2]) {
        let list = |node: &Node<'a>, prefix: Option<&str>| -> Vec<Listed<'a>> {
            let items = node.items().into_iter();
            items.map(|server| Listed::new(server, prefix)).collect()
        };
        let (before, after) = (list(base, moved[0]), list(head, moved[1]));
        let subject = |server: &Node| Subject::new(Part::Server(server.text("url").to_owned()));
        let mut skip = 0;
        if let (Some(was), Some(is)) = (before.first(), after.first())
            && !was.is_same(is)
        {
            skip = 1;
            let is_kept = after.iter().any(|server| server.is_same(was));
            let kind = match is_kept {
                true => Kind::Server(Server::FirstOfSame),
                false => Kind::Server(Server::First),
            };
            let place = (&was.node, &is.node);
            let difference = Difference::changed(kind, &subject(&is.node), place);
            let (was, is) = (was.node.text("url"), is.node.text("url"));
            self.record(at, difference.values(was, is));
        }
        for (index, server) in before.iter().enumerate() {
            let subject = subject(&server.node);
            match after.iter().find(|twin| twin.is_same(server)) {
                Some(twin) => {
                    let place = (&server.node, &twin.node);
                    self.documentation(at, place, &subject);
                    self.variables(at, place, &subject);
                }
                None if index >= skip => {
                    let kind = Kind::Server(Server::Removed);
                    self.removed(at, kind, &subject, &server.node, head);
                }
                None => {}
            }
        }
        for (index, server) in after.iter().enumerate() {
            let is_known = before.iter().any(|twin| twin.is_same(server));
            if !is_known && index >= skip {
                let kind = Kind::Server(Server::Added);
                let added = Difference::added(kind, &subject(&server.node), &server.node);
                self.record(at, added);
            }
        }
    }

    /// The variables in the address of a server.
    fn variables(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), of: &Subject) {
        let all = [place.0, place.1].map(|server| server.get("variables"));
        // Names of variables are not sent: at one place of the address, it is the same variable.
        let [was, is] = [place.0, place.1].map(|server| server.text("url"));
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if route(was) == route(is) {
            pairs.extend(parameters_of(was).into_iter().zip(parameters_of(is)));
        }
        let named = all.iter().flatten().flat_map(Node::entries);
        for (name, _) in named {
            if !pairs.iter().any(|(old, new)| *old == name || *new == name) {
                pairs.push((name, name));
            }
        }
        for (old, name) in pairs {
            let subject = of.part(Part::Variable(name.to_owned()));
            let before = all[0].as_ref().and_then(|all| all.get(old));
            let after = all[1].as_ref().and_then(|all| all.get(name));
            if let (Some(before), Some(after)) = (&before, &after) {
                self.documentation(at, (before, after), &subject);
            }
            let (was, is) = (allowed(&before), allowed(&after));
            if was != is {
                let kind = Kind::Server(Server::Variable(range(was, is)));
                self.either(at, kind, &subject, place.1, (before, after));
            }
        }
    }
}

/// The default of a variable, and the values that are allowed: any if none is listed.
type Allowed = (String, BTreeSet<String>);

/// How the addresses that a variable allows compare; without a variable there is only one, which may be the same.
fn range(before: Option<Allowed>, after: Option<Allowed>) -> Range {
    match (before, after) {
        (None, _) => Range::Wider,
        (Some((_, old)), None) if old.len() == 1 => Range::Wider,
        (_, None) => Range::Other,
        (Some((_, old)), Some((_, new)))
            if !new.is_empty() && (old.is_empty() || !new.is_superset(&old)) =>
        {
            Range::Narrower
        }
        (Some((was, _)), Some((is, _))) if was == is => Range::Wider,
        _ => Range::Other,
    }
}

fn allowed(variable: &Option<Node>) -> Option<Allowed> {
    let variable = variable.as_ref()?;
    let values = variable.get("enum");
    let values = values.iter().flat_map(Node::items);
    let values = values.map(|value| value.value.to_string()).collect();
    Some((variable.text("default").to_owned(), values))
}
