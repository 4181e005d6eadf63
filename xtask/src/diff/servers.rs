//! Servers: those that an operation ends up with, wherever they are written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::kind::{Kind, Server};
use super::node::{Node, Revision};
use super::operations::Operation;
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

impl<'a> Walk<'a> {
    /// The address of an operation.
    pub(super) fn addresses(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let before = effective(self.base, base);
        let after = effective(self.head, head);
        let (below, new) = self.pair("servers", &before, &after);
        self.lead(at, below, Sides::REQUEST);
        if new {
            self.servers(below, &before, &after);
        }
    }

    /// Lists of servers, of which the first is the default.
    fn servers(&mut self, at: usize, base: &Node<'a>, head: &Node<'a>) {
        let (before, after) = (base.items(), head.items());
        let subject = |url: &str| Subject::new(Part::Server(url.to_owned()));
        let first = |list: &[Node<'a>]| list.first().map_or("", |node| node.text("url"));
        let (was, is) = (first(&before), first(&after));
        let moved = was != is;
        if let (Some(base), Some(head)) = (before.first(), after.first())
            && moved
        {
            let kind = Kind::Server(Server::First);
            let difference = Difference::changed(kind, &subject(is), (base, head));
            self.tell(at, difference.values(was, is));
        }
        let skip = usize::from(moved);
        for (index, server) in before.iter().enumerate() {
            let url = server.text("url");
            match after.iter().find(|twin| twin.text("url") == url) {
                Some(twin) => {
                    self.documentation(at, (server, twin), &subject(url));
                    self.variables(at, (server, twin), &subject(url));
                }
                None if index >= skip => {
                    let kind = Kind::Server(Server::Removed);
                    self.removed(at, kind, &subject(url), server, head);
                }
                None => {}
            }
        }
        for (index, server) in after.iter().enumerate() {
            let url = server.text("url");
            let known = before.iter().any(|twin| twin.text("url") == url);
            if !known && index >= skip {
                let kind = Kind::Server(Server::Added);
                self.tell(at, Difference::added(kind, &subject(url), server));
            }
        }
    }

    /// The variables in the address of a server.
    fn variables(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), of: &Subject) {
        let all = [place.0, place.1].map(|server| server.get("variables"));
        let named = all.iter().flatten().flat_map(Node::entries);
        let names: BTreeSet<&str> = named.map(|(name, _)| name).collect();
        for name in names {
            let subject = of.part(Part::Variable(name.to_owned()));
            let [before, after] = all.each_ref().map(|all| all.as_ref()?.get(name));
            if let (Some(before), Some(after)) = (&before, &after) {
                self.documentation(at, (before, after), &subject);
            }
            if allowed(&before) != allowed(&after) {
                let kind = Kind::Server(Server::Variable);
                self.either(at, kind, &subject, place.1, (before, after));
            }
        }
    }
}

/// The default of a variable, and the values that are allowed.
fn allowed(variable: &Option<Node>) -> Option<(String, BTreeSet<String>)> {
    let variable = variable.as_ref()?;
    let values = variable.get("enum");
    let values = values.iter().flat_map(Node::items);
    let values = values.map(|value| value.value.to_string()).collect();
    Some((variable.text("default").to_owned(), values))
}
