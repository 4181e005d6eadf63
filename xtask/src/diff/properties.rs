//! Objects: their properties, which of them are required, and other keys.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::difference::{Difference, Sides};
use super::effective::EffectiveSchema;
use super::kind::{Kind, Property};
use super::node::{Node, Revision};
use super::other_keys::Others;
use super::pairing::renamed;
use super::schemas::Schemas;
use super::subject::Subject;
use super::walk::Walk;
use crate::openapi::{component, references};

/// A property that both descriptions have, possibly under different names.
struct Pair<'n, 'a> {
    names: [&'a str; 2],
    nodes: (&'n Node<'a>, &'n Node<'a>),
}

impl<'a> Walk<'a> {
    pub(super) fn properties(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.properties(), schemas.head.properties());
        let names = |list: &[(&'a str, Node<'a>)]| -> BTreeSet<&'a str> {
            list.iter().map(|(name, _)| *name).collect()
        };
        let (base_names, head_names) = (names(&before), names(&after));
        let gone: Vec<_> = before
            .iter()
            .filter(|(name, _)| !head_names.contains(name))
            .cloned()
            .collect();
        let new: Vec<_> = after
            .iter()
            .filter(|(name, _)| !base_names.contains(name))
            .cloned()
            .collect();
        let layers = [Properties::of(&schemas.base), Properties::of(&schemas.head)];
        let twins: HashMap<&str, &Node<'a>> =
            after.iter().map(|(name, node)| (*name, node)).collect();
        for (name, node) in &before {
            if let Some(twin) = twins.get(name) {
                let names = [*name, *name];
                let nodes = (node, *twin);
                self.property(schemas, &layers, &Pair { names, nodes });
            }
        }
        let pairs = renamed(&gone, &new);
        for ((old, base), (name, head)) in &pairs {
            let names = [*old, *name];
            let nodes = (base, head);
            let sides = self.property(schemas, &layers, &Pair { names, nodes });
            let kind = Kind::Property(Property::Renamed);
            let difference = Difference::changed(kind, &schemas.property(name), nodes);
            self.record(schemas.at, difference.values(*old, *name).on(sides));
        }
        let is_renamed = |name: &str| {
            pairs
                .iter()
                .any(|(old, new)| old.0 == name || new.0 == name)
        };
        // What both require is there, described or not.
        let is_required = |name: &str| layers.iter().all(|layer| layer.required.contains(name));
        let others = [&schemas.base, &schemas.head].map(|schema| Others::of(schema).schemas());
        for (name, node) in gone.iter().filter(|(name, _)| !is_renamed(name)) {
            let schema = layers[0].effective(self.base, name, node);
            let sides = sides(&schema);
            let (subject, parent) = (schemas.property(name), &schemas.head.node);
            let other = others[1].as_ref();
            if let Some(other) = other.filter(|_| is_required(name) || others[0].is_some()) {
                if !is_required(name) {
                    let was = layers[0].required.contains(name);
                    let kind = Property::Undescribed { required: was };
                    let gone = self.gone(Kind::Property(kind), &subject, node, parent);
                    self.record(schemas.at, gone.on(sides));
                }
                let other = self.head.merged(other.clone());
                let pair = other.map(|other| (schema, other));
                self.with_other_keys(schemas.at, pair, sides, &subject);
            } else if is_required(name) {
                let lone = self.lone_schema((Some(node.clone()), None), parent, &subject);
                self.record_any(schemas.at, lone.map(|lone| lone.on(sides)));
            } else {
                let removed = self.gone(Kind::Property(Property::Removed), &subject, node, parent);
                self.record(schemas.at, removed.on(sides));
            }
        }
        for (name, node) in new.iter().filter(|(name, _)| !is_renamed(name)) {
            let required = layers[1].required.contains(name);
            let schema = layers[1].effective(self.head, name, node);
            let sides = sides(&schema);
            let (subject, parent) = (schemas.property(name), &schemas.head.node);
            if !is_required(name) {
                let kind = Kind::Property(Property::Added { required });
                let added = Difference::added(kind, &subject, node);
                self.record(schemas.at, added.on(sides));
            }
            if let Some(other) = &others[0] {
                let other = self.base.merged(other.clone());
                let pair = other.map(|other| (other, schema));
                self.with_other_keys(schemas.at, pair, sides, &subject);
            } else if is_required(name) {
                let lone = self.lone_schema((None, Some(node.clone())), parent, &subject);
                self.record_any(schemas.at, lone.map(|lone| lone.on(sides)));
            }
        }
        // A string has no keys.
        if ["", "object"].contains(&schemas.head.kind()) {
            self.required_of_others(schemas, [&base_names, &head_names]);
            self.order_of_required(schemas);
        }
        self.other_keys(schemas);
    }

    fn property(
        &mut self,
        schemas: &Schemas<'a>,
        layers: &[Properties<'a>; 2],
        pair: &Pair<'_, 'a>,
    ) -> Sides {
        let [old, name] = pair.names;
        let (base, head) = pair.nodes;
        let was = layers[0].required.contains(old);
        let is = layers[1].required.contains(name);
        let key = [base, head].map(|node| std::ptr::from_ref(node.value));
        let is_plain = was == is && layers[0].describes_once(old) && layers[1].describes_once(name);
        if let Some((below, sides)) = self.compared.get(&key).filter(|_| is_plain) {
            let (below, sides) = (*below, *sides);
            self.lead(schemas.at, below, sides);
            return sides;
        }
        let before = self.base.effective(base.clone());
        let after = self.head.effective(head.clone());
        let sides = sides(&before).or(sides(&after));
        if was == is && self.are_unchanged(layers, pair.names) {
            return sides;
        }
        if before.allows_nothing() && !after.allows_nothing() {
            // Objects could not have this property before, so it is new.
            let kind = Kind::Property(Property::Added { required: is });
            let added = Difference::added(kind, &schemas.property(name), head);
            self.record(schemas.at, added.on(sides));
            return sides;
        }
        let one_way =
            ["readOnly", "writeOnly"].map(|key| [&before, &after].map(|s| is_true(s, key)));
        let subject = schemas.property(name);
        if was != is {
            let by_old_name = old != name && layers[1].required.contains(old);
            let kind = Kind::Property(requirement(is, by_old_name));
            let difference = Difference::changed(kind, &subject, pair.nodes);
            self.record(schemas.at, difference.values(was, is).on(sides));
        }
        self.one_way(schemas.at, &subject, is, pair.nodes, one_way);
        let before = layers[0].merged(self.base, old).unwrap_or(before);
        let after = layers[1].merged(self.head, name).unwrap_or(after);
        let place = (base.clone(), head.clone());
        let below = self.effective(&place, before, after, &subject);
        self.lead(schemas.at, below, sides);
        if is_plain && one_way.iter().all(|[was, is]| was == is) {
            self.compared.insert(key, (below, sides));
        }
        sides
    }

    /// Whether all layers describe a property as before, and refer only to schemas that are the same.
    fn are_unchanged(&self, layers: &[Properties<'a>; 2], names: [&str; 2]) -> bool {
        let [Some(before), Some(after)] = [0, 1].map(|at| layers[at].nodes.get(names[at])) else {
            return false;
        };
        let is_unchanged =
            |target: &String| component(target).is_some_and(|name| self.unchanged.contains(name));
        let mut pairs = before.iter().zip(after);
        self.by_name
            && before.len() == after.len()
            && pairs.all(|(one, other)| {
                one.value == other.value && references(one.value).iter().all(is_unchanged)
            })
    }

    /// `readOnly` and `writeOnly`.
    fn one_way(
        &mut self,
        at: usize,
        subject: &Subject,
        required: bool,
        nodes: (&Node<'a>, &Node<'a>),
        [read_only, write_only]: [[bool; 2]; 2],
    ) {
        let kinds = [
            (
                read_only,
                [Property::ReadOnly, Property::NotReadOnly { required }],
            ),
            (write_only, [Property::WriteOnly, Property::NotWriteOnly]),
        ];
        for ([was, is], [set, unset]) in kinds {
            if was != is {
                let kind = Kind::Property(if is { set } else { unset });
                let difference = Difference::changed(kind, subject, nodes);
                self.record(at, difference.values(was, is));
            }
        }
    }

    /// Required keys that are not described as properties. Their values match the schema of other
    /// keys.
    fn required_of_others(&mut self, schemas: &Schemas<'a>, listed: [&BTreeSet<&'a str>; 2]) {
        let (before, after) = (schemas.base.required(), schemas.head.required());
        let differing = |names: &[&'a str], others: &[&'a str]| -> Vec<&'a str> {
            let others: HashSet<&str> = others.iter().copied().collect();
            let names = names.iter().filter(|name| !others.contains(*name));
            let unlisted = names.filter(|name| listed.iter().all(|known| !known.contains(*name)));
            unlisted.copied().collect()
        };
        let (gone, new) = (differing(&before, &after), differing(&after, &before));
        let place = schemas.places("required");
        for (names, is) in [(gone, false), (new, true)] {
            for name in names {
                let kind = Kind::Property(requirement(is, false));
                let subject = schemas.property(name);
                let difference = Difference::changed(kind, &subject, (&place.0, &place.1));
                let [from, to] = [!is, is].map(|listed| listed.then_some(name));
                self.record(schemas.at, difference.values(from, to));
            }
        }
    }

    fn order_of_required(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.required(), schemas.head.required());
        let mut sorted = (before.clone(), after.clone());
        sorted.0.sort_unstable();
        sorted.1.sort_unstable();
        if before != after && sorted.0 == sorted.1 {
            let place = schemas.places("required");
            let kind = Kind::Property(Property::Reordered);
            let difference = Difference::changed(kind, &schemas.subject, (&place.0, &place.1));
            self.record(schemas.at, difference);
        }
    }
}

fn requirement(is_required: bool, is_listed_by_old_name: bool) -> Property {
    if is_required {
        Property::Required
    } else {
        Property::Optional {
            is_listed_by_old_name,
        }
    }
}

/// The properties of all layers of a schema, and which of them are required.
struct Properties<'a> {
    nodes: HashMap<&'a str, Vec<Node<'a>>>,
    required: HashSet<&'a str>,
}

impl<'a> Properties<'a> {
    fn of(schema: &EffectiveSchema<'a>) -> Self {
        let mut nodes: HashMap<&str, Vec<Node>> = HashMap::new();
        for (name, node) in schema.all("properties").iter().flat_map(Node::entries) {
            nodes.entry(name).or_default().push(node);
        }
        Self {
            nodes,
            required: schema.required().into_iter().collect(),
        }
    }

    /// Whether only one layer describes the property `name`.
    fn describes_once(&self, name: &str) -> bool {
        self.nodes.get(name).is_some_and(|nodes| nodes.len() == 1)
    }

    /// The effective schema of the property `name`, which `node` describes, and further layers may.
    fn effective(
        &self,
        revision: Revision<'a>,
        name: &str,
        node: &Node<'a>,
    ) -> EffectiveSchema<'a> {
        let merged = self.merged(revision, name);
        merged.unwrap_or_else(|| revision.effective(node.clone()))
    }

    /// The effective schema of the property `name` where several layers describe it.
    fn merged(&self, revision: Revision<'a>, name: &str) -> Option<EffectiveSchema<'a>> {
        let nodes = self.nodes.get(name).filter(|nodes| nodes.len() > 1)?;
        revision.merged(nodes.clone())
    }
}

fn is_true(schema: &EffectiveSchema, key: &str) -> bool {
    schema.get(key).is_some_and(|node| *node.value == true)
}

fn sides(schema: &EffectiveSchema) -> Sides {
    Sides {
        request: !is_true(schema, "readOnly"),
        response: !is_true(schema, "writeOnly"),
    }
}
