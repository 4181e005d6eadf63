//! What is said once for the whole document: servers, security, tags, settings; and the components that nothing uses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::rules;
use super::super::view::Node;
use super::{Sides, Walk};

impl<'a> Walk<'a> {
    pub(super) fn document(&mut self) {
        let (base, head) = (self.base.root(), self.head.root());
        let place = (&base, &head);
        let at = self.lone_pair();
        let [servers, security, schemes] = [(); 3].map(|()| self.lone_pair());
        self.unless_own = Some([servers, security]);
        for key in ["openapi", "info", "externalDocs"] {
            if let Some(changed) = self.key(place, key) {
                self.either(at, rules::INFO_CHANGED, place, changed, &format!("`{key}`"));
            }
        }
        self.tags(at, place);
        self.client(at, place);
        self.requirements(security, place, "the document");
        self.security_schemes(schemes, place);
        match (base.get("servers"), head.get("servers")) {
            (Some(before), Some(after)) => self.servers(servers, &before, &after),
            (None, None) => {}
            (before, after) => {
                let sides = (before, after);
                self.either(
                    servers,
                    rules::SERVER_CHANGED,
                    place,
                    sides,
                    "the list of servers",
                );
            }
        }
        for at in [at, servers, security, schemes] {
            if let Some(pair) = self.pairs.get_mut(at) {
                for difference in &mut pair.differences {
                    difference.always = true;
                }
            }
        }
        self.operations();
        // How credentials are shown is everybody's affair; what tools and readers are told is nobody's in particular.
        let roots: Vec<usize> = self.roots.iter().map(|(_, root)| *root).collect();
        for root in roots {
            self.lead(root, schemes, Sides::REQUEST);
        }
    }

    /// Extensions of the root, `x-client` key by key.
    fn client(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let key = "x-client";
        match (place.0.get(key), place.1.get(key)) {
            (Some(before), Some(after)) => {
                let keys: BTreeSet<&str> = [&before, &after]
                    .iter()
                    .flat_map(|node| node.entries())
                    .map(|(key, _)| key)
                    .collect();
                for key in keys {
                    if let Some(changed) = self.key((&before, &after), key) {
                        let message = format!("`x-client.{key}`");
                        let rule = rules::CLIENT_CHANGED;
                        self.either(at, rule, (&before, &after), changed, &message);
                    }
                }
            }
            (before, after) => {
                let sides = (before, after);
                self.either(at, rules::CLIENT_CHANGED, place, sides, "`x-client`");
            }
        }
        let without = |node: &Node<'a>| -> Vec<&'a str> {
            let keys = node.entries().into_iter().map(|(key, _)| key);
            keys.filter(|key| key.starts_with("x-") && *key != "x-client")
                .collect()
        };
        let keys: BTreeSet<&str> = [without(place.0), without(place.1)]
            .concat()
            .into_iter()
            .collect();
        for key in keys {
            if let Some(changed) = self.key(place, key) {
                let rule = rules::EXTENSION_CHANGED;
                self.either(at, rule, place, changed, &format!("`{key}`"));
            }
        }
    }

    fn tags(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let tags = |node: &Node<'a>| -> Vec<Node<'a>> {
            let tags = node.get("tags");
            tags.iter().flat_map(Node::items).collect()
        };
        let (before, after) = (tags(place.0), tags(place.1));
        for tag in &before {
            let name = tag.text("name");
            let twin = after.iter().find(|twin| twin.text("name") == name);
            let message = format!("tag `{name}`");
            match twin {
                Some(twin) if twin.value != tag.value => {
                    let rule = rules::TAG_CHANGED;
                    self.changed(at, rule, (tag, twin), format!("{message} changed"));
                }
                Some(_) => {}
                None => {
                    let message = format!("{message} is gone");
                    self.removed(at, rules::TAG_CHANGED, tag, place.1, message);
                }
            }
        }
        for tag in &after {
            let name = tag.text("name");
            if !before.iter().any(|twin| twin.text("name") == name) {
                self.added(at, rules::TAG_CHANGED, tag, format!("tag `{name}` is new"));
            }
        }
    }

    /// Lists of servers: the first is the one that is taken.
    pub(super) fn servers(&mut self, at: usize, base: &Node<'a>, head: &Node<'a>) {
        let (before, after) = (base.items(), head.items());
        let first = |list: &[Node<'a>]| list.first().map(|node| node.text("url").to_owned());
        let moved = first(&before) != first(&after);
        if moved {
            let told =
                |url: Option<String>| url.map_or("none".to_owned(), |url| format!("`{url}`"));
            let message = format!(
                "the server is {} and was {}",
                told(first(&after)),
                told(first(&before))
            );
            let values = (json!(first(&before)), json!(first(&after)));
            let place = (
                before.first().cloned().unwrap_or_else(|| base.clone()),
                after.first().cloned().unwrap_or_else(|| head.clone()),
            );
            let places = (&place.0, &place.1);
            self.changed_to(at, rules::SERVER_CHANGED, places, values, message);
        }
        let skip = usize::from(moved);
        for (index, server) in before.iter().enumerate() {
            let url = server.text("url");
            match after.iter().find(|twin| twin.text("url") == url) {
                Some(twin) => {
                    self.words(at, (server, twin), &format!("server `{url}`"));
                    if let Some(changed) = self.key((server, twin), "variables") {
                        let message = format!("variables of server `{url}`");
                        let rule = rules::SERVER_VARIABLE_CHANGED;
                        self.either(at, rule, (server, twin), changed, &message);
                    }
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

    /// What counts for the whole document reaches an operation that says nothing of its own.
    pub(super) fn lead_to_document(&mut self, at: usize, own: [bool; 2]) {
        for (below, is_own) in self.unless_own.into_iter().flatten().zip(own) {
            if !is_own {
                self.lead(at, below, Sides::REQUEST);
            }
        }
    }

    fn security_schemes(&mut self, at: usize, place: (&Node<'a>, &Node<'a>)) {
        let (before, after) = (schemes(place.0), schemes(place.1));
        for (name, scheme) in &before {
            let what = format!("security scheme `{name}`");
            let Some((_, twin)) = after.iter().find(|(twin, _)| twin == name) else {
                // Requirements that named it tell what that means.
                continue;
            };
            self.words(at, (scheme, twin), &what);
            if facts(scheme) != facts(twin) {
                let message = format!("{what} is another one");
                let rule = rules::SECURITY_SCHEME_CHANGED;
                self.changed(at, rule, (scheme, twin), message);
            }
        }
    }

    /// What an operation itself demands, where either revision says so.
    pub(super) fn own_security(&mut self, at: usize, place: (&Node<'a>, &Node<'a>), name: &str) {
        let key = "security";
        if place.0.get(key).is_none() && place.1.get(key).is_none() {
            return;
        }
        let effective = |own: &Node<'a>, root: Node<'a>| match own.get(key) {
            Some(_) => own.clone(),
            None => root,
        };
        let base = effective(place.0, self.base.root());
        let head = effective(place.1, self.head.root());
        // An entry of the document alone is told there.
        let at_root = base.pointer.is_empty() && head.pointer.is_empty();
        if !at_root {
            self.requirements(at, (&base, &head), name);
        }
    }

    /// Alternatives of schemes with their scopes, of which callers must meet one.
    fn requirements(&mut self, at: usize, (base, head): (&Node<'a>, &Node<'a>), what: &str) {
        let key = "security";
        let read = |node: &Node<'a>| -> Alternatives {
            let list = node.get(key);
            let list: Vec<Node> = list.iter().flat_map(Node::items).collect();
            if list.is_empty() {
                // nothing is demanded: one alternative without conditions
                return BTreeSet::from([BTreeSet::new()]);
            }
            list.iter().map(conditions).collect()
        };
        let (mut before, after) = (read(base), read(head));
        // Names of schemes are not sent: one that says the same under another name is the same.
        let (old, new) = (schemes(&self.base.root()), schemes(&self.head.root()));
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
        let values = [base, head].map(|node| match node.get(key) {
            Some(node) => node.value.clone(),
            None => Value::Null,
        });
        let [was, is] = values;
        let place = (
            base.get(key).unwrap_or_else(|| base.clone()),
            head.get(key).unwrap_or_else(|| head.clone()),
        );
        let message = format!("{what} demands {word}");
        self.changed_to(at, rule, (&place.0, &place.1), (was, is), message);
    }

    /// Components that only one revision has, or that no operation reaches.
    pub(super) fn components(&mut self) {
        let (base, head) = (self.base.root(), self.head.root());
        let all = |root: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
            let components = root.get("components");
            let named = components.and_then(|components| components.get("schemas"));
            named.iter().flat_map(Node::entries).collect()
        };
        let (before, after) = (all(&base), all(&head));
        let old: BTreeSet<&str> = before.iter().map(|(name, _)| *name).collect();
        let new: BTreeMap<&str, &Node<'a>> =
            after.iter().map(|(name, node)| (*name, node)).collect();
        let mut renamed = BTreeSet::new();
        for (name, node) in &before {
            match new.get(name) {
                Some(twin) => {
                    self.schema(node.clone(), (*twin).clone(), "");
                }
                None => {
                    if let Some(twin) = self
                        .other_name(name)
                        .filter(|twin| !old.contains(twin.as_str()) && !renamed.contains(twin))
                        && let Some(head) = new.get(twin.as_str())
                    {
                        self.renamed_schema((name, node), (&twin, head));
                        renamed.insert(twin);
                        continue;
                    }
                    let at = self.lone_pair();
                    let message = format!("schema `{name}` is gone");
                    let root = self.head.root();
                    self.removed(at, rules::SCHEMA_REMOVED, node, &root, message);
                }
            }
        }
        for (name, node) in &after {
            if !old.contains(name) && !renamed.contains(*name) {
                let at = self.lone_pair();
                let message = format!("schema `{name}` is new");
                self.added(at, rules::SCHEMA_ADDED, node, message);
            }
        }
    }

    /// The one name that a component goes by at the head, if it is one.
    fn other_name(&self, name: &str) -> Option<String> {
        let names = self.names.get(name)?;
        let other = names
            .first()
            .filter(|other| !other.is_empty() && names.len() == 1)?;
        let takers = self.names.values().filter(|names| names.contains(other));
        (takers.count() == 1).then(|| other.clone())
    }

    fn renamed_schema(&mut self, (old, base): (&str, &Node<'a>), (new, head): (&str, &Node<'a>)) {
        let below = self.schema(base.clone(), head.clone(), "");
        let message = format!("schema `{old}` is called `{new}`");
        let rule = rules::SCHEMA_RENAMED;
        let values = (json!(old), json!(new));
        self.changed_to(below, rule, (base, head), values, message);
    }
}

/// Ways to show credentials, by name.
fn schemes<'a>(root: &Node<'a>) -> Vec<(&'a str, Node<'a>)> {
    let schemes = root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    schemes.iter().flat_map(Node::entries).collect()
}

/// What a scheme says besides its words.
fn facts(scheme: &Node) -> Value {
    let mut facts = scheme.value.clone();
    if let Some(fields) = facts.as_object_mut() {
        fields.retain(|key, _| key != "description" && !key.starts_with("x-"));
    }
    facts
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
