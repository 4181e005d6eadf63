//! Schemas: which two are compared, in which order, and how far.

use serde_json::Value;

use super::difference::{Difference, Sides};
use super::effective::EffectiveSchema;
use super::kind::{Choice, Kind, Range, Value as What};
use super::node::Node;
use super::pairing::take_pairs;
use super::subject::{Part, Subject};
use super::walk::{AS_TEXT, AS_VALUE, Walk};
use crate::openapi::component;

/// Two schemas that are compared with each other.
pub(super) struct Schemas<'a> {
    /// The pair to which their differences belong.
    pub at: usize,
    /// At the base.
    pub base: EffectiveSchema<'a>,
    /// At the head.
    pub head: EffectiveSchema<'a>,
    /// The part that they describe.
    pub subject: Subject,
    /// Whether members of choices are compared together with the keywords beside the choice.
    pub with_siblings: bool,
}

impl<'a> Schemas<'a> {
    /// The nodes of a keyword at both descriptions.
    pub fn places(&self, key: &str) -> (Node<'a>, Node<'a>) {
        let own = (self.base.get(key), self.head.get(key));
        // If it is missing, the layer that has it in the other description, or else the one that states the type: so
        // there is one place for all references.
        let at =
            |schema: &EffectiveSchema<'a>, own: &Option<Node<'a>>, other: &Option<Node<'a>>| {
                let layers = || schema.layers.iter();
                let written = other.as_ref();
                let layer = written
                    .and_then(|node| node.pointer.rsplit_once('/'))
                    .and_then(|(layer, _)| layers().find(|twin| twin.pointer == layer));
                let typed = || layers().find(|layer| layer.get("type").is_some());
                let node = own.as_ref().or(layer).or_else(typed);
                node.unwrap_or(&schema.node).clone()
            };
        (
            at(&self.base, &own.0, &own.1),
            at(&self.head, &own.1, &own.0),
        )
    }

    /// A property of them.
    pub fn property(&self, name: &str) -> Subject {
        self.subject.part(Part::Property(name.to_owned()))
    }
}

impl<'a> Walk<'a> {
    /// The pair of two schemas, compared if they were not yet. `subject` is for schemas without a name.
    pub(super) fn schema(&mut self, base: Node<'a>, head: Node<'a>, subject: &Subject) -> usize {
        let place = (base.clone(), head.clone());
        let (base, head) = (self.base.resolve(base), self.head.resolve(head));
        if let Some(known) = self.unchanged_or_extension(&base, &head) {
            return known;
        }
        let base = self.base.effective(base);
        let head = self.head.effective(head);
        self.effective(&place, base, head, subject)
    }

    /// The pair of two schemas of one name that are unchanged, or only extend others. `None` for other schemas.
    pub(super) fn unchanged_or_extension(
        &mut self,
        base: &Node<'a>,
        head: &Node<'a>,
    ) -> Option<usize> {
        if self.as_text || !self.by_name {
            return None;
        }
        let name =
            component(&base.pointer).filter(|name| component(&head.pointer) == Some(name))?;
        let extended = self.only_extending.get(name).cloned();
        let is_unchanged = self.unchanged.contains(name);
        if extended.is_none() && !is_unchanged {
            return None;
        }
        let (at, new) = self.pair(AS_VALUE, base, head);
        if !new {
            return Some(at);
        }
        self.has_name(name, name);
        if let Some(extended) = extended.filter(|_| !is_unchanged) {
            let unnamed = Subject::new(Part::Component);
            let own = [(self.base, base), (self.head, head)]
                .map(|(revision, node)| revision.without_references(node.clone()));
            let [own_of_base, own_of_head] = own;
            self.compared(at, own_of_base, own_of_head, &unnamed, false);
            for pointer in extended {
                if let (Some(before), Some(after)) = (self.base.at(pointer), self.head.at(pointer))
                {
                    let below = self.schema(before, after, &unnamed);
                    self.lead(at, below, Sides::BOTH);
                }
            }
        }
        Some(at)
    }

    /// The pair of two effective schemas, at the place that refers to them.
    pub(super) fn effective(
        &mut self,
        place: &(Node<'a>, Node<'a>),
        base: EffectiveSchema<'a>,
        head: EffectiveSchema<'a>,
        subject: &Subject,
    ) -> usize {
        let is_other = self.is_another(&base, &head);
        let names = (base.component(), head.component());
        if is_other && names.0.is_some() && names.1.is_some() && names.0 != names.1 {
            return self.exchanged(place, (&base, &head), subject);
        }
        let kind = if self.as_text { AS_TEXT } else { AS_VALUE };
        let (at, new) = self.pair(kind, &base.identity(), &head.identity());
        if is_other {
            let inside = [].into();
            self.refers_to_another(at, place, (&base, &head), inside, subject);
        }
        if !new {
            return at;
        }
        let is_unchanged = |name| names.0 == names.1 && self.unchanged.contains(name);
        if self.by_name && !base.is_decided() && names.0.is_some_and(is_unchanged) {
            self.same_name(&base, &head);
        } else {
            self.compared(at, base, head, subject, is_other);
        }
        at
    }

    /// The pair of two schemas whose values are sent as text.
    pub(super) fn schema_of_text(
        &mut self,
        base: Node<'a>,
        head: Node<'a>,
        subject: &Subject,
    ) -> usize {
        let before = std::mem::replace(&mut self.as_text, true);
        let at = self.schema(base, head, subject);
        self.as_text = before;
        at
    }

    /// Compares two schemas.
    pub(super) fn compared(
        &mut self,
        at: usize,
        base: EffectiveSchema<'a>,
        head: EffectiveSchema<'a>,
        subject: &Subject,
        is_other: bool,
    ) {
        self.same_name(&base, &head);
        let name = match (base.component(), head.component()) {
            (_, name) if !self.by_name => name,
            (Some(_), Some(name)) => Some(name),
            // If only one of the two places is inline, the named schema of the other has not changed.
            (before, after) if *subject.last() == Part::Component => after.or(before),
            _ => None,
        };
        let named = name.map(|name| Subject::new(Part::Schema(name.to_owned())));
        self.members_of_all(at, &base, &head);
        let (base, head) = self.lists_of_values(base, head);
        let mut schemas = Schemas {
            at,
            base,
            head,
            subject: named.unwrap_or_else(|| subject.clone()),
            with_siblings: false,
        };
        if !schemas.base.is_decided() && !schemas.head.is_decided() {
            self.documentation_of_schema(&schemas, is_other);
        }
        if self.choice_of_one(&schemas) {
            return;
        }
        self.nullable(&schemas);
        if self.types(&schemas) {
            schemas.with_siblings = self.siblings_differ(&schemas);
            self.below(&schemas);
        }
    }

    /// Compares the parts of a schema of one type.
    fn below(&mut self, schemas: &Schemas<'a>) {
        // Members that are compared together with the keywords beside them include the properties.
        if !schemas.with_siblings {
            self.properties(schemas);
        }
        self.items(schemas);
        self.positions(schemas);
        self.choices(schemas);
        self.prohibited(schemas);
        self.conditions(schemas);
        self.discriminator(schemas);
        self.subtypes(schemas);
        self.xml(schemas);
    }

    /// Descriptions, sources and extensions. If a place refers to another schema, only the documentation of the place
    /// itself is compared.
    fn documentation_of_schema(&mut self, schemas: &Schemas<'a>, is_other: bool) {
        let both = [&schemas.base, &schemas.head];
        let one_has_name = schemas.base.name().is_some() != schemas.head.name().is_some();
        let of_place = is_other && both.iter().all(|schema| schema.name().is_some());
        let layers = both.map(|schema| -> Vec<&Node<'a>> {
            let layers = schema.layers.iter();
            let layers = layers.filter(|layer| !of_place || component(&layer.pointer).is_none());
            layers.collect()
        });
        let (beside, subject) = (&schemas.head.node, &schemas.subject);
        self.documentation_of(schemas.at, beside, layers, subject, |key| {
            // If only one of them is named, its sources are at the name.
            !(one_has_name && ["externalDocs", "x-source"].contains(&key))
        });
    }

    fn items(&mut self, schemas: &Schemas<'a>) {
        let subject = schemas.subject.part(Part::Item);
        let before = self.base.merged(schemas.base.all("items"));
        let after = self.head.merged(schemas.head.all("items"));
        let written = (schemas.base.get("items"), schemas.head.get("items"));
        // `items: false` of OpenAPI 3.1 is read as a list without items.
        let is_empty = |of: &EffectiveSchema<'a>, items: &Option<EffectiveSchema<'a>>| {
            let is_zero = of.all("maxItems").iter().any(|most| *most.value == 0);
            is_zero && items.as_ref().is_none_or(EffectiveSchema::says_nothing)
        };
        let ranges = (
            is_empty(&schemas.base, &before),
            is_empty(&schemas.head, &after),
        );
        let kind =
            |items: &Option<EffectiveSchema<'a>>| items.as_ref().map_or("", EffectiveSchema::kind);
        let (range, from, to) = match ranges {
            (true, true) => return,
            (true, false) => (Range::Wider, "none", kind(&after)),
            (false, true) => (Range::Narrower, kind(&before), "none"),
            (false, false) => (Range::Other, "", ""),
        };
        if range != Range::Other {
            let (base, head) = schemas.places("items");
            let kind = Kind::Value(What::Type(range));
            let differs = Difference::changed(kind, &subject, (&base, &head));
            return self.record(schemas.at, differs.values(from, to));
        }
        match (before, after, written) {
            (Some(before), Some(after), (Some(base), Some(head))) => {
                let below = self.effective(&(base, head), before, after, &subject);
                self.lead(schemas.at, below, Sides::BOTH);
            }
            (_, _, lone) => {
                let lone = self.lone_schema(lone, &schemas.head.node, &subject);
                self.record_any(schemas.at, lone);
            }
        }
    }

    /// A schema that only one description has: without one, any value is allowed.
    pub(super) fn lone_schema(
        &self,
        written: (Option<Node<'a>>, Option<Node<'a>>),
        beside: &Node<'a>,
        subject: &Subject,
    ) -> Option<Difference> {
        let kind = |schema: &EffectiveSchema<'a>, range| {
            Kind::Value(match schema.says_nothing() {
                true => What::TypeStated,
                false => What::Type(range),
            })
        };
        match written {
            (Some(base), None) => {
                let schema = self.base.effective(base.clone());
                let gone = self.gone(kind(&schema, Range::Wider), subject, &base, beside);
                Some(gone.values(schema.node.value.clone(), Value::Null))
            }
            (None, Some(head)) => {
                let schema = self.head.effective(head.clone());
                let added = Difference::added(kind(&schema, Range::Narrower), subject, &head);
                Some(added.values(Value::Null, schema.node.value.clone()))
            }
            _ => None,
        }
    }

    /// Compares `not`.
    fn prohibited(&mut self, schemas: &Schemas<'a>) {
        const KEY: &str = "not";
        let subject = &schemas.subject;
        let (mut gone, mut new) = (schemas.base.all(KEY), schemas.head.all(KEY));
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            self.digest(self.base, one.clone()) == self.digest(self.head, other.clone())
        });
        let changed = gone.len().min(new.len());
        for (before, after) in gone.drain(..changed).zip(new.drain(..changed)) {
            let kind = Kind::Choice(Choice::ConditionChanged(KEY, Range::Other));
            self.record(
                schemas.at,
                Difference::changed(kind, subject, (&before, &after)),
            );
        }
        for before in gone {
            let kind = Kind::Choice(Choice::ConditionRemoved(KEY));
            self.removed(schemas.at, kind, subject, &before, &schemas.head.node);
        }
        for after in new {
            let kind = Kind::Choice(Choice::ConditionAdded(KEY));
            self.record(schemas.at, Difference::added(kind, subject, &after));
        }
    }

    /// Compares how a value is written in XML.
    fn xml(&mut self, schemas: &Schemas<'a>) {
        let (before, after) = (schemas.base.get("xml"), schemas.head.get("xml"));
        let name = match schemas.subject.last() {
            Part::Property(name) | Part::Schema(name) => name.as_str(),
            _ => "",
        };
        let own = |node: &Option<Node<'a>>| -> Vec<(&'a str, &'a Value)> {
            let entries = node.iter().flat_map(Node::entries);
            let stated = entries.map(|(key, node)| (key, node.value));
            let mut stated: Vec<_> = stated
                .filter(|(key, value)| **value != false && !(*key == "name" && **value == name))
                .collect();
            stated.sort_unstable_by_key(|(key, _)| *key);
            stated
        };
        if own(&before) != own(&after) {
            let subject = schemas.subject.part(Part::Key("xml".to_owned()));
            let beside = &schemas.head.node;
            self.either(
                schemas.at,
                Kind::Value(What::Xml),
                &subject,
                beside,
                (before, after),
            );
        }
    }
}
