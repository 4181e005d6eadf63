//! Names of schemas: the schema that a place refers to, and its name in each description.

use std::collections::HashMap;
use std::rc::Rc;

use super::difference::{Difference, Reach, Sides};
use super::effective::EffectiveSchema;
use super::kind::{Kind, Schema};
use super::node::{Node, Revision};
use super::subject::{Part, Subject};
use super::walk::Walk;
use crate::openapi::component;

/// A place in each description.
type Places<'a> = (Node<'a>, Node<'a>);

impl<'a> Walk<'a> {
    /// Whether the two have different names, and not because one was renamed.
    pub(super) fn is_another(
        &self,
        base: &EffectiveSchema<'a>,
        head: &EffectiveSchema<'a>,
    ) -> bool {
        if !self.by_name {
            return false;
        }
        let (old, new) = match (base.component(), head.component()) {
            // A wrapper has the name of the schema in it.
            (Some(old), Some(new)) if old == new => {
                let digest = |revision, node: &Node<'a>| self.digest(revision, node.clone());
                return base.name() != head.name()
                    && digest(self.base, &base.node) == digest(self.head, &head.node);
            }
            (Some(old), Some(new)) => (Some(old), Some(new)),
            _ => (base.name(), head.name()),
        };
        let (Some(old), Some(new)) = (old, new) else {
            // If it became a choice or another type, that is the difference.
            let is_choice = base.choices().is_empty() != head.choices().is_empty();
            return !is_choice && base.kind() == head.kind() && old != new;
        };
        let has = |revision: Revision<'a>, name: &str| {
            let schemas = revision.root().value.pointer("/components/schemas");
            schemas.is_some_and(|schemas| schemas.get(name).is_some())
        };
        old != new && (has(self.head, old) || has(self.base, new))
    }

    /// A place that refers to another schema than before, unless it defines the schema.
    pub(super) fn refers_to_another(
        &mut self,
        at: usize,
        (base, head): &Places<'a>,
        (before, after): (&EffectiveSchema<'a>, &EffectiveSchema<'a>),
        inside: Rc<[(Difference, Reach)]>,
        subject: &Subject,
    ) {
        let defines = |node: &Node| component(&node.pointer).is_some();
        if defines(base) && defines(head) {
            // found where it is used
            return;
        }
        let kind = Kind::Schema(Schema::Reference);
        let difference = Difference::changed(kind, subject, (base, head));
        let mut difference = difference.values(before.name(), after.name());
        difference.inside = inside;
        let below = self.lone_pair();
        self.lead(at, below, Sides::BOTH);
        self.record(below, difference);
    }

    /// The difference of a place that refers to another schema, if neither schema changed. It contains the differences
    /// between the two.
    pub(super) fn exchanged(
        &mut self,
        places: &Places<'a>,
        schemas: (&EffectiveSchema<'a>, &EffectiveSchema<'a>),
        subject: &Subject,
    ) -> usize {
        let (at, new) = self.pair("reference", &places.0, &places.1);
        if new {
            let inside = self.between(schemas.0, schemas.1);
            self.refers_to_another(at, places, schemas, inside, subject);
        }
        at
    }

    /// The differences between the schema that a place refers to now and the former one.
    fn between(
        &mut self,
        base: &EffectiveSchema<'a>,
        head: &EffectiveSchema<'a>,
    ) -> Rc<[(Difference, Reach)]> {
        let key = (
            self.as_text,
            base.node.pointer.clone(),
            head.node.pointer.clone(),
        );
        if let Some(known) = self.exchanged.get(&key) {
            return known.clone();
        }
        // a recursive schema: its other differences decide
        self.exchanged.insert(key.clone(), Rc::default());
        let mut inner = self.inner();
        let (at, _) = inner.pair("schema", &base.node, &head.node);
        let unnamed = Subject::new(Part::Component);
        inner.compared(at, base.clone(), head.clone(), &unnamed, false);
        inner.roots.push((String::new(), at));
        let inside: Rc<[_]> = inner.collected().into();
        self.exchanged.insert(key, inside.clone());
        inside
    }

    /// Named members of an `allOf` are compared as schemas of their own, too. Their differences have the same places.
    pub(super) fn members_of_all(
        &mut self,
        at: usize,
        base: &EffectiveSchema<'a>,
        head: &EffectiveSchema<'a>,
    ) {
        if self.as_text {
            // compared on their own
            return;
        }
        let (mut gone, mut new) = (base.named_layers(), head.named_layers());
        let mut twins: HashMap<String, Node<'a>> = new
            .iter()
            .map(|node| (node.pointer.clone(), node.clone()))
            .collect();
        let mut pairs = Vec::new();
        gone.retain(|one| match twins.remove(&one.pointer) {
            Some(other) => {
                pairs.push((one.clone(), other));
                false
            }
            None => true,
        });
        new.retain(|other| twins.contains_key(&other.pointer));
        let unnamed = Subject::new(Part::Component);
        for (one, other) in pairs {
            // A schema that is a member of many is compared only once, because it may have many layers itself.
            if self.layered.insert(one.pointer.clone()) {
                self.schema(one, other, &unnamed);
            }
        }
        // if each description has one left, it may have been renamed
        if let ([one], [other]) = (gone.as_slice(), new.as_slice()) {
            let before = self.base.effective(one.clone());
            let after = self.head.effective(other.clone());
            if !self.is_another(&before, &after) {
                let below = self.schema(one.clone(), other.clone(), &unnamed);
                if base.name() == component(&one.pointer) {
                    self.lead(at, below, Sides::BOTH);
                }
            }
        }
    }

    /// Remembers the names that a component has.
    pub(super) fn same_name(&mut self, base: &EffectiveSchema<'a>, head: &EffectiveSchema<'a>) {
        if let Some(name) = base.component() {
            self.has_name(name, head.component().unwrap_or_default());
        }
    }

    /// Remembers that a component of the base has this name at the head.
    pub(super) fn has_name(&mut self, name: &str, other: &str) {
        let names = self.names.entry(name.to_owned()).or_default();
        names.insert(other.to_owned());
    }
}
