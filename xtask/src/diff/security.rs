//! Credentials: those that an operation requires, and how those of each scheme are sent.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::kind::{Document, Kind, Range, Security};
use super::node::{Node, Revision};
use super::operations::Operation;
use super::subject::{Part, Subject};
use super::walk::Walk;

/// The key of the security requirements.
const SECURITY: &str = "security";

impl<'a> Walk<'a> {
    /// The credentials that an operation requires: its own, else the document's.
    pub(super) fn credentials(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let holder = |revision: Revision<'a>, operation: &Operation<'a>| {
            let own = operation.node.get(SECURITY).is_some();
            if own {
                operation.node.clone()
            } else {
                revision.root()
            }
        };
        let before = holder(self.base, base);
        let after = holder(self.head, head);
        let (below, new) = self.pair("security", &before, &after);
        self.lead(at, below, Sides::REQUEST);
        if new {
            let of_document = before.pointer.is_empty() && after.pointer.is_empty();
            let holders = (&before, &after);
            if of_document {
                let document = Subject::new(Part::Document);
                self.requirements(below, holders, holders, &document);
            } else {
                self.requirements(below, holders, (&base.node, &head.node), &head.subject);
            }
        }
        let (required, kept) = (required(&before), required(&after));
        for name in required.intersection(&kept) {
            let of = |revision| {
                schemes(revision)
                    .into_iter()
                    .find(|(known, _)| known == name)
            };
            if let (Some((_, before)), Some((_, after))) = (of(self.base), of(self.head)) {
                let below = self.scheme(name, &before, &after);
                self.lead(at, below, Sides::REQUEST);
            }
        }
    }

    /// Compares the schemes of the same name. A removed scheme is a difference where it was
    /// required.
    pub(super) fn security_schemes(&mut self) {
        let after = schemes(self.head);
        for (name, scheme) in schemes(self.base) {
            if let Some((_, twin)) = after.iter().find(|(twin, _)| *twin == name) {
                self.scheme(name, &scheme, twin);
            }
        }
    }

    fn scheme(&mut self, name: &str, base: &Node<'a>, head: &Node<'a>) -> usize {
        let place = (base, head);
        let (at, new) = self.pair("security scheme", base, head);
        if !new {
            return at;
        }
        let subject = Subject::new(Part::SecurityScheme(name.to_owned()));
        self.documentation(at, place, &subject);
        let description = Kind::Document(Document::Description);
        // only a hint
        let form = subject.part(Part::Key("bearerFormat".to_owned()));
        self.key(at, description, &form, place, "bearerFormat");
        let (before, after) = (scopes(base), scopes(head));
        for (scope, text) in &before {
            let twin = after.iter().find(|(twin, _)| twin == scope);
            if let Some((_, twin)) = twin.filter(|(_, twin)| twin.value != text.value) {
                let subject = subject.part(Part::Scope(scope.1.to_owned()));
                self.record(at, Difference::changed(description, &subject, (text, twin)));
            }
        }
        let (was, is) = (content(base), content(head));
        if was != is {
            let is_wider = was.0 == is.0 && was.1.is_subset(&is.1);
            let range = if is_wider { Range::Wider } else { Range::Other };
            let kind = Kind::Security(Security::Scheme(range));
            self.record(at, Difference::changed(kind, &subject, place));
        }
        at
    }

    /// The alternatives, each with its schemes and scopes. Callers must satisfy one.
    fn requirements(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        places: (&Node<'a>, &Node<'a>),
        subject: &Subject,
    ) {
        let read = |node: &Node<'a>| -> Alternatives {
            let list = node.get(SECURITY);
            let list: Vec<Node> = list.iter().flat_map(Node::items).collect();
            if list.is_empty() {
                // nothing is required: one alternative without conditions
                return BTreeSet::from([BTreeSet::new()]);
            }
            list.iter().map(conditions).collect()
        };
        let (mut before, after) = (read(base), read(head));
        // Names of schemes are not sent, so a scheme with the same content and another name is the
        // same.
        let (old, new) = (schemes(self.base), schemes(self.head));
        let lacks =
            |list: &[(&str, Node)], name: &str| !list.iter().any(|(known, _)| *known == name);
        for (name, scheme) in old.iter().filter(|(name, _)| lacks(&new, name)) {
            let mut twins = new
                .iter()
                .filter(|(name, twin)| lacks(&old, name) && content(scheme) == content(twin));
            if let (Some((twin, _)), None) = (twins.next(), twins.next()) {
                before = renamed(&before, name, twin);
            }
        }
        if before == after {
            return;
        }
        // An old alternative is still enough if some new one requires no more.
        let still = before
            .iter()
            .all(|old| after.iter().any(|new| new.is_subset(old)));
        let range = if still { Range::Wider } else { Range::Other };
        let value = |node: &Node<'a>| node.get(SECURITY).map(|node| node.value.clone());
        let place = (
            places.0.get(SECURITY).unwrap_or_else(|| places.0.clone()),
            places.1.get(SECURITY).unwrap_or_else(|| places.1.clone()),
        );
        let kind = Kind::Security(Security::Requirements(range));
        let difference = Difference::changed(kind, subject, (&place.0, &place.1));
        self.record(at, difference.values(value(base), value(head)));
    }
}

/// The security schemes, by name.
fn schemes<'a>(revision: Revision<'a>) -> Vec<(&'a str, Node<'a>)> {
    let components = revision.root().get("components");
    let schemes = components.and_then(|components| components.get("securitySchemes"));
    let named = schemes.iter().flat_map(Node::entries);
    named
        .map(|(name, scheme)| (name, revision.resolve(scheme)))
        .collect()
}

/// The names of the schemes that are required.
fn required<'a>(holder: &Node<'a>) -> BTreeSet<&'a str> {
    let list = holder.get(SECURITY);
    let alternatives = list.iter().flat_map(Node::items);
    let schemes = alternatives.flat_map(|alternative| alternative.entries());
    schemes.map(|(name, _)| name).collect()
}

/// The scopes of a scheme, each with its flow and its description.
fn scopes<'a>(scheme: &Node<'a>) -> Vec<((&'a str, &'a str), Node<'a>)> {
    let mut found = Vec::new();
    for (name, flow) in scheme.get("flows").iter().flat_map(Node::entries) {
        for (scope, text) in flow.get("scopes").iter().flat_map(Node::entries) {
            found.push(((name, scope), text));
        }
    }
    found
}

/// How credentials are sent, and the ways to obtain them.
fn content(scheme: &Node) -> (Value, BTreeSet<String>) {
    let lower = |key| scheme.text(key).to_lowercase();
    let kind = scheme.text("type");
    let sent = match (kind, scheme.text("in")) {
        ("apiKey", "header") => json!([kind, "header", lower("name")]),
        ("apiKey", place) => json!([kind, place, scheme.text("name")]),
        ("http", _) => json!([kind, lower("scheme")]),
        ("openIdConnect", _) => json!([kind, scheme.text("openIdConnectUrl")]),
        _ => json!([kind]),
    };
    let mut ways = BTreeSet::new();
    for (name, flow) in scheme.get("flows").iter().flat_map(Node::entries) {
        for (key, url) in flow
            .entries()
            .iter()
            .filter(|(key, _)| key.ends_with("Url"))
        {
            ways.insert(format!("{name} {key} {}", url.value));
        }
    }
    ways.extend(
        scopes(scheme)
            .iter()
            .map(|((flow, scope), _)| format!("{flow} scope {scope}")),
    );
    (sent, ways)
}

type Alternatives = BTreeSet<BTreeSet<String>>;

fn renamed(alternatives: &Alternatives, old: &str, new: &str) -> Alternatives {
    let other = |condition: &String| match condition.strip_prefix(old) {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => format!("{new}{rest}"),
        _ => condition.clone(),
    };
    let alternatives = alternatives.iter();
    alternatives
        .map(|alternative| alternative.iter().map(other).collect())
        .collect()
}

/// The schemes and scopes of one alternative.
fn conditions(alternative: &Node) -> BTreeSet<String> {
    let mut conditions = BTreeSet::new();
    for (scheme, scopes) in alternative.entries() {
        conditions.insert(scheme.to_owned());
        for scope in scopes.items() {
            conditions.insert(format!("{scheme} {}", scope.value));
        }
    }
    conditions
}
