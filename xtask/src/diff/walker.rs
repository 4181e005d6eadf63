//! The walk over both revisions: its pairs, and what was found when it is over.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::difference::{Difference, Reach, Sides};
use super::view::{Node, Revision};
use crate::openapi::container;
use crate::review::verdict::Wire;

/// Two nodes that stand for the same thing.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// Where it stands, at the base and at the head.
    pub places: [String; 2],
    pub differences: Vec<Difference>,
    pub below: Vec<(usize, Sides)>,
}

impl Pair {
    /// Whether a difference stands in the nodes themselves, and not in what they refer to.
    fn is_around(&self, difference: &Difference) -> bool {
        let places = [&difference.base, &difference.head];
        let mut told = self.places.iter().zip(places);
        told.all(|(own, place)| {
            let rest = place.as_ref().map(|place| place.strip_prefix(own.as_str()));
            rest.is_none_or(|rest| {
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        })
    }
}

/// What schemas of one revision mean, by revision, pointer and depth: recursive schemas lead to one another in more ways than
/// can be followed.
pub(super) type Meanings = HashMap<(usize, String, usize), String>;

/// What both revisions are read into.
pub struct Walk<'a> {
    pub(super) base: Revision<'a>,
    pub(super) head: Revision<'a>,
    pub(super) pairs: Vec<Pair>,
    pub(super) known: HashMap<(&'static str, String, String), usize>,
    /// Where each operation starts: its name and its pair.
    pub(super) roots: Vec<(String, usize)>,
    /// Components that stand for one another under two names.
    pub(super) names: BTreeMap<String, BTreeSet<String>>,
    /// What it means to read one schema for another, by their places.
    pub(super) exchanged: HashMap<(String, String), [Wire; 2]>,
    pub(super) meanings: RefCell<Meanings>,
    /// The components, under one name at both revisions, that were looked at as members of an `allOf`.
    pub(super) layered: HashSet<String>,
    /// Whether schemas of one name are one schema: those of two documents are not.
    pub(super) by_name: bool,
}

/// What the walk found.
pub struct Found {
    /// Everything that differs, with who meets it.
    pub differences: Vec<(Difference, Reach)>,
    /// Operations and components of the head that were compared with something, by their pointers.
    pub compared: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// Compares two revisions.
    pub fn compare(base: Revision<'a>, head: Revision<'a>) -> Found {
        let mut walk = Self::new(base, head);
        walk.document();
        walk.components();
        walk.found()
    }

    /// Compares what two documents say of the operations that they share, whatever their schemas are called: those of the
    /// base below the path that all of the head's have in common.
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
            base,
            head,
            pairs: Vec::new(),
            known: HashMap::new(),
            roots: Vec::new(),
            names: BTreeMap::new(),
            exchanged: HashMap::new(),
            meanings: RefCell::default(),
            layered: HashSet::new(),
            by_name: true,
        }
    }

    /// The pair of these nodes, and whether it is new.
    pub(super) fn pair(&mut self, kind: &'static str, base: &Node, head: &Node) -> (usize, bool) {
        let key = (kind, base.pointer.clone(), head.pointer.clone());
        if let Some(&known) = self.known.get(&key) {
            return (known, false);
        }
        let at = self.lone_pair();
        if let Some(pair) = self.pairs.get_mut(at) {
            // of what is put together, the place of the first piece
            let place = |node: &Node| {
                node.pointer
                    .split('|')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            pair.places = [place(base), place(head)];
        }
        self.known.insert(key, at);
        (at, true)
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

    pub(super) fn tell(&mut self, at: usize, difference: Difference) {
        if let Some(pair) = self.pairs.get_mut(at) {
            pair.differences.push(difference);
        }
    }

    /// Every difference once, with all operations that reach it.
    pub(super) fn collected(&self) -> Vec<(Difference, Reach)> {
        let mut reach: Vec<Reach> = vec![Reach::default(); self.pairs.len()];
        for (name, root) in &self.roots {
            self.spread(name, *root, &mut reach);
        }
        let mut found: Vec<(Difference, Reach)> = Vec::new();
        let mut places: HashMap<String, (usize, bool)> = HashMap::new();
        for (pair, reach) in self.pairs.iter().zip(reach) {
            for difference in &pair.differences {
                let mut reach = reach.clone();
                if !difference.sides.request {
                    reach.request.clear();
                }
                if !difference.sides.response {
                    reach.response.clear();
                }
                let Difference {
                    rule,
                    base,
                    head,
                    before,
                    after,
                    ..
                } = difference;
                let key = format!("{} {base:?} {head:?} {before} {after}", rule.id);
                // The schema that says it tells it better than one that it is laid into.
                let is_own = pair.is_around(difference);
                match places.get_mut(&key) {
                    Some((at, was_own)) => {
                        let Some((told, known)) = found.get_mut(*at) else {
                            continue;
                        };
                        known.request.extend(reach.request);
                        known.response.extend(reach.response);
                        if is_own && !*was_own {
                            *was_own = true;
                            told.message.clone_from(&difference.message);
                            told.parent.clone_from(&difference.parent);
                        }
                    }
                    None => {
                        places.insert(key, (found.len(), is_own));
                        found.push((difference.clone(), reach));
                    }
                }
            }
        }
        found
    }

    /// Names the operation at every pair that it leads to and that has something to tell.
    fn spread(&self, name: &str, root: usize, reach: &mut [Reach]) {
        let mut met: HashMap<usize, Sides> = HashMap::new();
        let mut open = vec![(root, Sides::BOTH)];
        while let Some((at, sides)) = open.pop() {
            let Some(pair) = self.pairs.get(at) else {
                continue;
            };
            let known = met.entry(at).or_insert(Sides::NONE);
            let news = Sides {
                request: sides.request && !known.request,
                response: sides.response && !known.response,
            };
            if !news.request && !news.response {
                continue;
            }
            known.request |= news.request;
            known.response |= news.response;
            if let Some(reach) = reach.get_mut(at).filter(|_| !pair.differences.is_empty()) {
                let names = [
                    (news.request, &mut reach.request),
                    (news.response, &mut reach.response),
                ];
                for (_, names) in names.into_iter().filter(|(is_new, _)| *is_new) {
                    names.insert(name.to_owned());
                }
            }
            open.extend(pair.below.iter().map(|(to, over)| (*to, news.and(*over))));
        }
    }
}
