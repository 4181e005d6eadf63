//! The walk over both descriptions: pairs of nodes, their differences, and the operations that reach them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::difference::{Difference, Reach, Sides};
use super::extending::{Subtypes, subtypes};
use super::kind::{self, Kind};
use super::node::{Node, Revision};
use super::only_extending::{OnlyExtending, only_extending};
use super::subject::Subject;
use super::unchanged::unchanged;
use crate::openapi::container;

/// Two nodes that are compared with each other.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// Their pointers, at the base and at the head.
    pub places: [String; 2],
    pub differences: Vec<Difference>,
    pub below: Vec<(usize, Sides)>,
}

impl Pair {
    /// Whether a difference is in the nodes themselves, and not in a node that they refer to.
    fn contains(&self, difference: &Difference) -> bool {
        let places = [&difference.base, &difference.head];
        let mut own = self.places.iter().zip(places);
        own.all(|(own, place)| {
            let rest = place.as_ref().map(|place| place.strip_prefix(own.as_str()));
            rest.is_none_or(|rest| {
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        })
    }
}

/// The kind of a difference that matters only where data is written as XML.
const XML: Kind = Kind::Value(kind::Value::Xml);

fn is_about_xml(difference: &Difference) -> bool {
    let mut inside = difference.inside.iter();
    difference.kind == XML || inside.any(|(inner, _)| inner.kind == XML)
}

/// Kinds of pairs of schemas: of values, and of values that are sent as text.
pub(super) const AS_VALUE: &str = "schema";
pub(super) const AS_TEXT: &str = "schema of text";

/// Digests of schemas by description, pointer and depth. Without them, recursive schemas would take too long.
type Digests = HashMap<(usize, String, usize), String>;

/// The differences between a schema that a place refers to and the former one, by their pointers.
type Exchanged = HashMap<(bool, String, String), Rc<[(Difference, Reach)]>>;

/// Two descriptions, and what was found so far.
pub struct Walk<'a> {
    pub(super) base: Revision<'a>,
    pub(super) head: Revision<'a>,
    pub(super) pairs: Vec<Pair>,
    known: HashMap<(&'static str, String, String), usize>,
    /// The operations: their names and their pairs.
    pub(super) roots: Vec<(String, usize)>,
    /// Components of the base with the names that they have at the head.
    pub(super) names: BTreeMap<String, BTreeSet<String>>,
    pub(super) exchanged: Exchanged,
    pub(super) digests: RefCell<Digests>,
    /// The components, under one name in both descriptions, that were compared as members of an `allOf`.
    pub(super) layered: HashSet<String>,
    /// The pairs of compared properties that are required in both descriptions or in neither, by address. Schemas that
    /// share layers share their properties.
    pub(super) compared: HashMap<[*const Value; 2], (usize, Sides)>,
    /// Schemas that are the same in both descriptions, with everything that they refer to.
    pub(super) unchanged: Rc<HashSet<&'a str>>,
    pub(super) only_extending: Rc<OnlyExtending<'a>>,
    /// What extends each schema, in both descriptions.
    pub(super) subtypes: Rc<[Subtypes<'a>; 2]>,
    /// Whether schemas of one name are one schema: those of two documents are not.
    pub(super) by_name: bool,
    /// The edges from bodies, headers and parameters to schemas, and whether one of them is for XML.
    written: HashMap<(usize, usize), bool>,
    /// Whether values are sent as text, of any type: in paths, queries, headers and cookies.
    pub(super) as_text: bool,
}

/// The result of the walk.
pub struct Found {
    /// Everything that differs, with the operations that reach it.
    pub differences: Vec<(Difference, Reach)>,
    /// Operations and components of the head that were compared with something, by their pointers.
    pub compared: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// Compares two revisions of one description.
    pub fn compare(base: Revision<'a>, head: Revision<'a>) -> Found {
        let mut walk = Self::new(base, head);
        walk.document();
        walk.components();
        walk.found()
    }

    /// Compares the operations that two descriptions share, even if their schemas have other names: those of
    /// the base below the path that all of the head's have in common.
    pub fn compare_operations(base: Revision<'a>, head: Revision<'a>) -> Found {
        let mut walk = Self::new(base, head);
        walk.by_name = false;
        walk.shared_operations();
        walk.found()
    }

    fn found(self) -> Found {
        let heads = self.pairs.iter().map(|pair| container(&pair.places[1]));
        Found {
            differences: self.collected(),
            compared: heads.map(str::to_owned).collect(),
        }
    }

    pub(super) fn new(base: Revision<'a>, head: Revision<'a>) -> Self {
        Self {
            unchanged: Rc::new(unchanged(base, head)),
            only_extending: Rc::new(only_extending(base, head)),
            subtypes: Rc::new([subtypes(base), subtypes(head)]),
            base,
            head,
            pairs: Vec::new(),
            known: HashMap::new(),
            roots: Vec::new(),
            names: BTreeMap::new(),
            exchanged: HashMap::new(),
            digests: RefCell::default(),
            layered: HashSet::new(),
            compared: HashMap::new(),
            by_name: true,
            written: HashMap::new(),
            as_text: false,
        }
    }

    /// Another walk over the same descriptions.
    pub(super) fn inner(&self) -> Self {
        Self {
            unchanged: self.unchanged.clone(),
            only_extending: self.only_extending.clone(),
            subtypes: self.subtypes.clone(),
            exchanged: self.exchanged.clone(),
            pairs: Vec::new(),
            known: HashMap::new(),
            roots: Vec::new(),
            names: BTreeMap::new(),
            digests: RefCell::default(),
            layered: HashSet::new(),
            compared: HashMap::new(),
            written: HashMap::new(),
            ..*self
        }
    }

    /// The pair of these nodes. Returns whether it is new.
    pub(super) fn pair(&mut self, kind: &'static str, base: &Node, head: &Node) -> (usize, bool) {
        let key = (kind, base.pointer.clone(), head.pointer.clone());
        if let Some(&known) = self.known.get(&key) {
            return (known, false);
        }
        let at = self.lone_pair();
        if let Some(pair) = self.pairs.get_mut(at) {
            // of several layers, the place of the first
            let place = |node: &Node| {
                let first = node.pointer.split('|').next();
                first.unwrap_or_default().to_owned()
            };
            pair.places = [place(base), place(head)];
        }
        self.known.insert(key, at);
        (at, true)
    }

    /// Whether two components are compared only as text: no body has them.
    pub(super) fn is_text_only(&self, base: &Node, head: &Node) -> bool {
        let known = |kind| {
            let key = (kind, base.pointer.clone(), head.pointer.clone());
            self.known.contains_key(&key)
        };
        known(AS_TEXT) && !known(AS_VALUE)
    }

    pub(super) fn lone_pair(&mut self) -> usize {
        self.pairs.push(Pair::default());
        self.pairs.len() - 1
    }

    pub(super) fn lead(&mut self, from: usize, to: usize, sides: Sides) {
        if let Some(pair) = self.pairs.get_mut(from) {
            pair.below.push((to, sides));
        }
    }

    /// Leads to the schema of what is written as XML or in another format.
    pub(super) fn lead_to_written(&mut self, from: usize, to: usize, sides: Sides, as_xml: bool) {
        self.lead(from, to, sides);
        *self.written.entry((from, to)).or_default() |= as_xml;
    }

    /// Adds a difference to a pair.
    pub(super) fn record(&mut self, at: usize, difference: Difference) {
        if let Some(pair) = self.pairs.get_mut(at) {
            pair.differences.push(difference);
        }
    }

    /// Adds a difference to a pair, if there is one.
    pub(super) fn record_any(&mut self, at: usize, difference: Option<Difference>) {
        if let Some(difference) = difference {
            self.record(at, difference);
        }
    }

    /// A difference for a part that only the base has. `beside` is the node around it that the head has.
    pub(super) fn gone(
        &self,
        kind: Kind,
        subject: &Subject,
        base: &Node<'a>,
        beside: &Node<'a>,
    ) -> Difference {
        let parent = self.survivor(&base.pointer, &beside.pointer);
        Difference::removed(kind, subject, base, parent)
    }

    /// Adds to a pair a part that only the base has.
    pub(super) fn removed(
        &mut self,
        at: usize,
        kind: Kind,
        subject: &Subject,
        base: &Node<'a>,
        beside: &Node<'a>,
    ) {
        let difference = self.gone(kind, subject, base, beside);
        self.record(at, difference);
    }

    /// Compares a flag: the kinds are for a flag that was set, and one that was removed.
    pub(super) fn flag(
        &mut self,
        at: usize,
        [set, unset]: [Kind; 2],
        subject: &Subject,
        (base, head): (&Node<'a>, &Node<'a>),
        key: &str,
    ) {
        let (was, is) = (base.flag(key), head.flag(key));
        if was != is {
            let kind = if is { set } else { unset };
            let difference = Difference::changed(kind, subject, (base, head));
            self.record(at, difference.values(was, is));
        }
    }

    /// A key that was added, changed or removed.
    pub(super) fn key(
        &mut self,
        at: usize,
        kind: Kind,
        subject: &Subject,
        (base, head): (&Node<'a>, &Node<'a>),
        key: &str,
    ) {
        let (before, after) = (base.get(key), head.get(key));
        if before.as_ref().map(|node| node.value) != after.as_ref().map(|node| node.value) {
            self.either(at, kind, subject, head, (before, after));
        }
    }

    /// A difference of a part that one description may lack.
    pub(super) fn either(
        &mut self,
        at: usize,
        kind: Kind,
        subject: &Subject,
        beside: &Node<'a>,
        (before, after): (Option<Node<'a>>, Option<Node<'a>>),
    ) {
        match (before, after) {
            (Some(before), Some(after)) => {
                self.record(at, Difference::changed(kind, subject, (&before, &after)));
            }
            (Some(before), None) => self.removed(at, kind, subject, &before, beside),
            (None, Some(after)) => self.record(at, Difference::added(kind, subject, &after)),
            (None, None) => {}
        }
    }

    /// The nearest node above `pointer` that the head still has. `beside` if it has none, or has it at another index of
    /// a list.
    fn survivor(&self, pointer: &str, beside: &str) -> String {
        let mut above = pointer;
        while let Some((next, _)) = above.rsplit_once('/') {
            above = next;
            let depth = above.matches('/').count();
            if self.head.at(above).is_some() && self.base.stable(above) == self.head.stable(above) {
                // `/components/schemas` and `/paths` are around everything
                let is_around_all = depth < 3 && !(depth == 2 && above.starts_with("/paths/"));
                return if is_around_all { beside } else { above }.to_owned();
            }
            let list = above
                .rsplit_once('/')
                .and_then(|(list, _)| self.base.at(list));
            if list.is_some_and(|list| list.value.is_array()) {
                break;
            }
        }
        beside.to_owned()
    }

    /// Every difference once, with all operations that reach it.
    pub(super) fn collected(&self) -> Vec<(Difference, Reach)> {
        let leads = self.leading();
        let spread = |only_xml: bool| {
            let mut reach: Vec<Reach> = vec![Reach::default(); self.pairs.len()];
            for (name, root) in &self.roots {
                self.spread((name, *root), &leads, &mut reach, only_xml);
            }
            reach
        };
        let reach = spread(false);
        let mut differences = self.pairs.iter().flat_map(|pair| &pair.differences);
        let of_xml = differences.any(is_about_xml).then(|| spread(true));
        let mut found: Vec<(Difference, Reach)> = Vec::new();
        let mut places: HashMap<String, (usize, bool)> = HashMap::new();
        for (at, (pair, reach)) in self.pairs.iter().zip(reach).enumerate() {
            let in_xml = of_xml.as_ref().and_then(|reach| reach.get(at));
            let in_xml = in_xml.filter(|reach| **reach != Reach::default());
            for difference in &pair.differences {
                let mut difference = difference.clone();
                let mut reach = reach.clone();
                if difference.kind == XML {
                    let Some(in_xml) = in_xml else { continue };
                    reach = in_xml.clone();
                } else if in_xml.is_none() && is_about_xml(&difference) {
                    let inside = difference.inside.iter();
                    let inside = inside.filter(|(inner, _)| inner.kind != XML);
                    difference.inside = inside.cloned().collect();
                }
                if !difference.sides.request {
                    reach.request.clear();
                }
                if !difference.sides.response {
                    reach.response.clear();
                }
                let Difference {
                    kind,
                    base,
                    head,
                    from,
                    to,
                    ..
                } = &difference;
                let key = format!("{kind:?} {base:?} {head:?} {from} {to}");
                // Prefer the schema that contains it to a schema that has that one as a member.
                let is_own = pair.contains(&difference);
                match places.get_mut(&key) {
                    Some((at, was_own)) => {
                        let Some((known, known_reach)) = found.get_mut(*at) else {
                            continue;
                        };
                        known_reach.request.extend(reach.request);
                        known_reach.response.extend(reach.response);
                        if is_own && !*was_own {
                            *was_own = true;
                            known.subject = difference.subject.clone();
                            known.parent.clone_from(&difference.parent);
                        }
                    }
                    None => {
                        places.insert(key, (found.len(), is_own));
                        found.push((difference, reach));
                    }
                }
            }
        }
        found
    }

    /// Which pairs have or lead to differences; most do not.
    fn leading(&self) -> Vec<bool> {
        let mut above: Vec<Vec<usize>> = vec![Vec::new(); self.pairs.len()];
        for (at, pair) in self.pairs.iter().enumerate() {
            for (to, _) in &pair.below {
                if let Some(above) = above.get_mut(*to) {
                    above.push(at);
                }
            }
        }
        let mut leads = vec![false; self.pairs.len()];
        let with_differences = self.pairs.iter().enumerate();
        let mut open: Vec<usize> = with_differences
            .filter(|(_, pair)| !pair.differences.is_empty())
            .map(|(at, _)| at)
            .collect();
        while let Some(at) = open.pop() {
            if let Some(lead) = leads.get_mut(at).filter(|lead| !**lead) {
                *lead = true;
                open.extend(above.get(at).into_iter().flatten());
            }
        }
        leads
    }

    /// Adds an operation to the reach of every pair with differences that it leads to.
    /// With `only_xml`, not to those that are written in another format.
    fn spread(
        &self,
        (name, root): (&str, usize),
        leads: &[bool],
        reach: &mut [Reach],
        only_xml: bool,
    ) {
        let mut seen: HashMap<usize, Sides> = HashMap::new();
        let mut open = vec![(root, Sides::BOTH)];
        while let Some((at, sides)) = open.pop() {
            let Some(pair) = self.pairs.get(at) else {
                continue;
            };
            let known = seen.entry(at).or_insert(Sides::NONE);
            let news = Sides {
                request: sides.request && !known.request,
                response: sides.response && !known.response,
            };
            if !news.request && !news.response {
                continue;
            }
            *known = known.or(news);
            if let Some(reach) = reach.get_mut(at).filter(|_| !pair.differences.is_empty()) {
                let names = [
                    (news.request, &mut reach.request),
                    (news.response, &mut reach.response),
                ];
                for (_, names) in names.into_iter().filter(|(is_new, _)| *is_new) {
                    names.insert(name.to_owned());
                }
            }
            let below = pair.below.iter().filter(|(to, _)| {
                let is_other = only_xml && self.written.get(&(at, *to)) == Some(&false);
                leads.get(*to) == Some(&true) && !is_other
            });
            open.extend(below.map(|(to, over)| (*to, news.and(*over))));
        }
    }
}
