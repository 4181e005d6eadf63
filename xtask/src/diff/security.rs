//! Credentials: what an operation ends up demanding, and how the schemes that it names are shown.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::difference::Sides;
use super::operations::Operation;
use super::view::{Node, Revision};
use super::walker::Walk;
use crate::review::rules;

/// The key of what is demanded.
const SECURITY: &str = "security";

impl<'a> Walk<'a> {
    /// What callers must show to an operation: what it says itself, else what the document says.
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
            let (places, what) = if of_document {
                ((&before, &after), "the document")
            } else {
                ((&base.node, &head.node), head.name.as_str())
            };
            self.requirements(below, (&before, &after), places, what);
        }
        let (demanded, kept) = (demanded(&before), demanded(&after));
        for name in demanded.intersection(&kept) {
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

    /// Schemes of one name; what it means that one is gone is told where it was demanded.
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
        let what = format!("security scheme `{name}`");
        self.words(at, place, &what);
        if let Some(changed) = self.key(place, "bearerFormat") {
            // a hint, which nobody checks
            let message = format!("the form of tokens of {what}");
            let rule = rules::DESCRIPTION_CHANGED;
            self.either(at, rule, place, changed, &message);
        }
        let (before, after) = (scopes(base), scopes(head));
        for (scope, words) in &before {
            let twin = after.iter().find(|(twin, _)| twin == scope);
            if let Some((_, twin)) = twin.filter(|(_, twin)| twin.value != words.value) {
                let message = format!("description of `{}` of {what} changed", scope.1);
                self.changed(at, rules::DESCRIPTION_CHANGED, (words, twin), message);
            }
        }
        let (was, is) = (facts(base), facts(head));
        if was != is {
            let (rule, message) = if was.0 == is.0 && was.1.is_subset(&is.1) {
                (rules::SECURITY_SCHEME_WIDENED, "allows more")
            } else {
                (rules::SECURITY_SCHEME_CHANGED, "is another one")
            };
            self.changed(at, rule, place, format!("{what} {message}"));
        }
        at
    }

    /// Alternatives of schemes with their scopes, of which callers must meet one.
    fn requirements(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        places: (&Node<'a>, &Node<'a>),
        what: &str,
    ) {
        let read = |node: &Node<'a>| -> Alternatives {
            let list = node.get(SECURITY);
            let list: Vec<Node> = list.iter().flat_map(Node::items).collect();
            if list.is_empty() {
                // nothing is demanded: one alternative without conditions
                return BTreeSet::from([BTreeSet::new()]);
            }
            list.iter().map(conditions).collect()
        };
        let (mut before, after) = (read(base), read(head));
        // Names of schemes are not sent: one that says the same under another name is the same.
        let (old, new) = (schemes(self.base), schemes(self.head));
        let lacks =
            |list: &[(&str, Node)], name: &str| !list.iter().any(|(known, _)| *known == name);
        for (name, scheme) in old.iter().filter(|(name, _)| lacks(&new, name)) {
            let mut twins = new
                .iter()
                .filter(|(name, twin)| lacks(&old, name) && facts(scheme) == facts(twin));
            if let (Some((twin, _)), None) = (twins.next(), twins.next()) {
                before = renamed(&before, name, twin);
            }
        }
        if before == after {
            return;
        }
        // Each old alternative is still enough when some new one demands no more.
        let still = before
            .iter()
            .all(|old| after.iter().any(|new| new.is_subset(old)));
        let (rule, word) = if still {
            (rules::SECURITY_LOOSENED, "less")
        } else {
            (rules::SECURITY_TIGHTENED, "other credentials")
        };
        let values = [base, head].map(|node| match node.get(SECURITY) {
            Some(node) => node.value.clone(),
            None => Value::Null,
        });
        let [was, is] = values;
        let place = (
            places.0.get(SECURITY).unwrap_or_else(|| places.0.clone()),
            places.1.get(SECURITY).unwrap_or_else(|| places.1.clone()),
        );
        let message = format!("{what} demands {word}");
        self.changed_to(at, rule, (&place.0, &place.1), (was, is), message);
    }
}

/// Ways to show credentials, by name.
fn schemes<'a>(revision: Revision<'a>) -> Vec<(&'a str, Node<'a>)> {
    let components = revision.root().get("components");
    let schemes = components.and_then(|components| components.get("securitySchemes"));
    let named = schemes.iter().flat_map(Node::entries);
    named
        .map(|(name, scheme)| (name, revision.resolve(scheme)))
        .collect()
}

/// The names of the schemes that are demanded.
fn demanded<'a>(holder: &Node<'a>) -> BTreeSet<&'a str> {
    let list = holder.get(SECURITY);
    let alternatives = list.iter().flat_map(Node::items);
    let schemes = alternatives.flat_map(|alternative| alternative.entries());
    schemes.map(|(name, _)| name).collect()
}

/// The scopes of a scheme, each with its flow and its description.
fn scopes<'a>(scheme: &Node<'a>) -> Vec<((&'a str, &'a str), Node<'a>)> {
    let mut found = Vec::new();
    for (name, flow) in scheme.get("flows").iter().flat_map(Node::entries) {
        for (scope, words) in flow.get("scopes").iter().flat_map(Node::entries) {
            found.push(((name, scope), words));
        }
    }
    found
}

/// How credentials are shown; and the ways to get them, of which one more takes none away.
fn facts(scheme: &Node) -> (Value, BTreeSet<String>) {
    let lower = |key| scheme.text(key).to_lowercase();
    let kind = scheme.text("type");
    let shown = match (kind, scheme.text("in")) {
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
    (shown, ways)
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
