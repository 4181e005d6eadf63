//! The differences of the description that can be the cause of an item's change, found by their places. Without it, each item
//! would be compared with each difference.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diff::{Difference, Revision};
use crate::openapi::{container, reached};
use crate::review::rules::Checked;
use crate::review::version::POINTER as VERSION;

/// How far from the nodes of an item causes are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// In the nodes and around them.
    Around,
    /// In what they refer to, too.
    Reached,
    /// In what refers to them, and in the whole document, too.
    All,
}

/// All differences, with what nodes refer to at both revisions.
pub(super) struct Causes<'c> {
    pub differences: &'c [Checked<'c>],
    documents: [Revision<'c>; 2],
    /// The differences by the containers of their places, at either revision.
    by_container: BTreeMap<&'c str, Vec<usize>>,
    everywhere: Vec<usize>,
    /// The containers of differences by what they refer to, at either revision.
    referring: HashMap<String, BTreeSet<&'c str>>,
    reached: HashMap<(usize, String), BTreeSet<String>>,
    names: Vec<[OnceCell<Vec<String>>; 2]>,
}

impl<'c> Causes<'c> {
    pub fn of(differences: &'c [Checked<'c>], documents: [Revision<'c>; 2]) -> Self {
        let mut by_container: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut everywhere = Vec::new();
        for (at, checked) in differences.iter().enumerate() {
            let places = places(checked.difference);
            let containers = places.into_iter().flatten().map(container);
            for container in containers.collect::<BTreeSet<&str>>() {
                by_container.entry(container).or_default().push(at);
            }
            if is_everywhere(checked.difference) {
                everywhere.push(at);
            }
        }
        Self {
            differences,
            documents,
            by_container,
            everywhere,
            referring: HashMap::new(),
            reached: HashMap::new(),
            names: differences.iter().map(|_| Default::default()).collect(),
        }
    }

    /// The differences that can be the cause of a change at these nodes, in their order.
    pub fn of_nodes(&mut self, nodes: [Option<&str>; 2], scope: Scope) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for (side, node) in nodes.into_iter().enumerate() {
            let Some(node) = node else { continue };
            self.around(node, &mut found);
            if scope > Scope::Around {
                self.from(side, node);
                let reached = self.reached.get(&(side, container(node).to_owned()));
                for to in reached.into_iter().flatten() {
                    found.extend(self.by_container.get(to.as_str()).into_iter().flatten());
                }
            }
            if scope == Scope::All {
                self.read_referring();
                for node in [node, container(node)] {
                    for from in self.referring.get(node).into_iter().flatten() {
                        found.extend(self.by_container.get(from).into_iter().flatten());
                    }
                }
            }
        }
        if scope == Scope::All {
            found.extend(&self.everywhere);
        }
        found.into_iter().collect()
    }

    /// Adds the differences in, above and below a node, and those of the parameters of its path.
    fn around(&self, node: &str, found: &mut BTreeSet<usize>) {
        let mut above = Some(container(node));
        while let Some(place) = above {
            found.extend(self.by_container.get(place).into_iter().flatten());
            above = place.rsplit_once('/').map(|(above, _)| above);
            let parameters = above.map(|above| format!("{above}/parameters"));
            let of_path = parameters.and_then(|of_path| self.by_container.get(of_path.as_str()));
            found.extend(of_path.into_iter().flatten());
        }
        let inside = format!("{node}/");
        let below = self.by_container.range(inside.as_str()..);
        let below = below.take_while(|(place, _)| place.starts_with(&inside));
        found.extend(below.flat_map(|(_, list)| list));
    }

    fn read_referring(&mut self) {
        if !self.referring.is_empty() {
            return;
        }
        let containers: Vec<&str> = self.by_container.keys().copied().collect();
        for from in containers {
            for side in 0..2 {
                for to in self.from(side, from).clone() {
                    self.referring.entry(to).or_default().insert(from);
                }
            }
        }
    }

    /// The names that a difference is about, without what naming conventions add.
    pub fn names(&self, at: usize, side: usize) -> &[String] {
        let cell = self.names.get(at).and_then(|sides| sides.get(side));
        let (Some(cell), Some(checked)) = (cell, self.differences.get(at)) else {
            return &[];
        };
        cell.get_or_init(|| names(checked.difference, self.documents, side))
    }

    /// The nodes that the node at `pointer` itself refers to, directly or through others.
    pub fn directly(&mut self, side: usize, pointer: &str) -> &BTreeSet<String> {
        self.referred((side, format!("{pointer}/")), pointer)
    }

    /// Whether the surroundings of a place refer to a node, or to the component in which it is written.
    pub fn leads_to(&mut self, side: usize, place: &str, node: &str) -> bool {
        let reached = self.from(side, container(place));
        reached.contains(node) || reached.contains(container(node))
    }

    /// The nodes that the container of `pointer` refers to, directly or through others.
    pub fn from(&mut self, side: usize, pointer: &str) -> &BTreeSet<String> {
        let pointer = container(pointer);
        self.referred((side, pointer.to_owned()), pointer)
    }

    fn referred(&mut self, key: (usize, String), pointer: &str) -> &BTreeSet<String> {
        let document = self.documents.get(key.0).copied();
        self.reached.entry(key).or_insert_with(|| {
            document.map_or_else(BTreeSet::new, |document| referred(document, pointer))
        })
    }
}

fn places(difference: &Difference) -> [Option<&str>; 2] {
    [difference.base.as_deref(), difference.head.as_deref()]
}

/// Whether a difference can change the whole crate.
pub(super) fn is_everywhere(difference: &Difference) -> bool {
    let everywhere = |place: &&str| {
        // a version follows a breaking change and never causes one
        !place.starts_with("/components/") && !place.starts_with("/paths/") && *place != VERSION
    };
    places(difference).iter().flatten().any(everywhere)
}

/// What the node at `pointer` refers to, directly or through others.
fn referred(document: Revision, pointer: &str) -> BTreeSet<String> {
    // An operation has the parameters of its path.
    let path = pointer.rsplit_once('/').map(|(path, _)| path);
    let path = path.filter(|path| path.starts_with("/paths/"));
    let parameters = path.and_then(|path| document.at(&format!("{path}/parameters")));
    let from = document.at(pointer).into_iter().chain(parameters);
    let found = reached(&document.spec.document, from.map(|node| node.value));
    found.into_keys().collect()
}

fn names(difference: &Difference, documents: [Revision; 2], side: usize) -> Vec<String> {
    let mut names = Vec::new();
    for value in [&difference.from, &difference.to] {
        if let Some(text) = value.as_str() {
            names.push(plain(text));
        }
    }
    let Some(Some(place)) = places(difference).get(side).copied() else {
        return names;
    };
    let mut segments = place.split('/').peekable();
    while let Some(segment) = segments.next() {
        if segment == "properties"
            && let Some(name) = segments.peek()
        {
            names.push(plain(name));
            break;
        }
    }
    let mut above = place;
    while !above.is_empty() {
        let node = documents.get(side).and_then(|document| document.at(above));
        if let Some(name) = node.filter(|node| !node.text("in").is_empty()) {
            names.push(plain(name.text("name")));
            break;
        }
        above = above.rsplit_once('/').map_or("", |(above, _)| above);
    }
    names
}

/// A name without its naming convention: letters and digits in lower case.
pub(super) fn plain(name: &str) -> String {
    let kept = name.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}
