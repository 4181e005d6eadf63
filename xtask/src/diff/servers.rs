//! Servers: those that an operation ends up with, wherever they are written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::difference::Sides;
use super::operations::Operation;
use super::view::{Node, Revision};
use super::walker::Walk;
use crate::review::rules;

/// What OpenAPI says where no server is listed.
static DEFAULT: LazyLock<Value> = LazyLock::new(|| json!([{"url": "/"}]));

/// The servers of an operation: its own, else those of its path, else those of the document.
fn effective<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Node<'a> {
    let holders = [&operation.node, &operation.item, &revision.root()];
    let mut said = holders
        .into_iter()
        .filter_map(|holder| holder.get("servers"));
    said.find(|list| !list.items().is_empty())
        .unwrap_or_else(|| Node {
            pointer: "/servers".to_owned(),
            value: &DEFAULT,
        })
}

impl<'a> Walk<'a> {
    /// Where an operation is called.
    pub(super) fn addresses(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let before = effective(self.base, base);
        let after = effective(self.head, head);
        let (below, new) = self.pair("servers", &before, &after);
        self.lead(at, below, Sides::REQUEST);
        if new {
            self.servers(below, &before, &after);
        }
    }

    /// Lists of servers: the first is the one that is taken.
    fn servers(&mut self, at: usize, base: &Node<'a>, head: &Node<'a>) {
        let (before, after) = (base.items(), head.items());
        let first = |list: &[Node<'a>]| list.first().map_or("", |node| node.text("url"));
        let (was, is) = (first(&before), first(&after));
        let moved = was != is;
        if let (Some(base), Some(head)) = (before.first(), after.first())
            && moved
        {
            let message = format!("the server is `{is}` and was `{was}`");
            let values = (json!(was), json!(is));
            self.changed_to(at, rules::SERVER_CHANGED, (base, head), values, message);
        }
        let skip = usize::from(moved);
        for (index, server) in before.iter().enumerate() {
            let url = server.text("url");
            match after.iter().find(|twin| twin.text("url") == url) {
                Some(twin) => {
                    let what = format!("server `{url}`");
                    self.words(at, (server, twin), &what);
                    self.variables(at, (server, twin), &what);
                }
                None if index >= skip => {
                    let message = format!("server `{url}` is gone");
                    self.removed(at, rules::SERVER_REMOVED, server, head, message);
                }
                None => {}
            }
        }
        for (index, server) in after.iter().enumerate() {
            let url = server.text("url");
            let known = before.iter().any(|twin| twin.text("url") == url);
            if !known && index >= skip {
                let message = format!("server `{url}` is new");
                self.added(at, rules::SERVER_ADDED, server, message);
            }
        }
    }

    /// What may stand in the address of a server.
    fn variables(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), what: &str) {
        let all = [place.0, place.1].map(|server| server.get("variables"));
        let named = all.iter().flatten().flat_map(Node::entries);
        let names: BTreeSet<&str> = named.map(|(name, _)| name).collect();
        for name in names {
            let what = format!("variable `{name}` of {what}");
            let sides = all.each_ref().map(|all| all.as_ref()?.get(name));
            let [before, after] = sides;
            if let (Some(before), Some(after)) = (&before, &after) {
                self.words(at, (before, after), &what);
            }
            if taken(&before) != taken(&after) {
                let rule = rules::SERVER_VARIABLE_CHANGED;
                self.either(at, rule, place, (before, after), &what);
            }
        }
    }
}

/// The value of a variable that is taken by default, and those that may be.
fn taken(variable: &Option<Node>) -> Option<(String, BTreeSet<String>)> {
    let variable = variable.as_ref()?;
    let values = variable.get("enum");
    let values = values.iter().flat_map(Node::items);
    let values = values.map(|value| value.value.to_string()).collect();
    Some((variable.text("default").to_owned(), values))
}
