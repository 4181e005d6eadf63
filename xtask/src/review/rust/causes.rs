//! The differences of the description that can be the cause of an item's change, found by their places. Without it, each item
//! would be compared with each difference.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diff::{Difference, Node, Revision};
use crate::openapi::{container, reached, references, target_name};
use crate::review::rules::Checked;
use crate::review::users::Users;
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

/// What nodes refer to, directly or through others, by their pointers.
type Reached = HashMap<String, HashSet<String>>;

/// All differences, with what nodes refer to at both revisions.
pub(super) struct Causes<'c> {
    pub differences: &'c [Checked<'c>],
    documents: [Revision<'c>; 2],
    /// The differences by their places, at either revision.
    by_place: BTreeMap<&'c str, Vec<usize>>,
    /// The differences by the containers of their places, at either revision.
    by_container: HashMap<&'c str, Vec<usize>>,
    everywhere: Vec<usize>,
    /// The containers of differences by what they refer to, at either revision.
    referring: HashMap<String, BTreeSet<&'c str>>,
    /// What nodes refer to, at each revision.
    directly: [Reached; 2],
    /// What containers refer to, at each revision.
    reached: [Reached; 2],
    names: Vec<[OnceCell<Vec<String>>; 2]>,
    /// The differences by the containers of their places and by the names that they are about.
    by_name: OnceCell<HashMap<&'c str, Named>>,
    /// What refers to what, at each revision, and the differences by what they refer to directly.
    users: [OnceCell<(Users<'c>, Named)>; 2],
}

/// Differences by a name.
type Named = HashMap<String, Vec<usize>>;

impl<'c> Causes<'c> {
    pub fn of(differences: &'c [Checked<'c>], documents: [Revision<'c>; 2]) -> Self {
        let mut by_place: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_container: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut everywhere = Vec::new();
        for (at, checked) in differences.iter().enumerate() {
            let places: BTreeSet<&str> = places(checked.difference).into_iter().flatten().collect();
            let containers = places.iter().map(|place| container(place));
            for container in containers.collect::<BTreeSet<&str>>() {
                by_container.entry(container).or_default().push(at);
            }
            for place in places {
                by_place.entry(place).or_default().push(at);
            }
            if is_everywhere(checked.difference) {
                everywhere.push(at);
            }
        }
        Self {
            differences,
            documents,
            by_place,
            by_container,
            everywhere,
            referring: HashMap::new(),
            directly: Default::default(),
            reached: Default::default(),
            names: differences.iter().map(|_| Default::default()).collect(),
            by_name: OnceCell::new(),
            users: Default::default(),
        }
    }

    /// The differences that can be the cause of a change at these nodes, in their order. With `is_loose`, also those of
    /// something that was added or removed beside them.
    pub fn of_nodes(
        &mut self,
        nodes: [Option<&str>; 2],
        scope: Scope,
        is_loose: bool,
    ) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (side, node) in nodes.into_iter().enumerate() {
            let Some(node) = node else { continue };
            self.around(node, &mut found);
            if is_loose || scope == Scope::All {
                found.extend(self.by_container.get(container(node)).into_iter().flatten());
            }
            if scope > Scope::Around {
                self.from(side, node);
                let reached = self.reached.get(side);
                let reached = reached.and_then(|reached| reached.get(container(node)));
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
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The differences at and above nodes, and those in their containers that are about one of these names: all that may be
    /// at the member of such a name.
    pub fn about(&self, nodes: [Option<&str>; 2], members: &BTreeSet<String>) -> Vec<usize> {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<&str, Named> = HashMap::new();
            for (at, checked) in self.differences.iter().enumerate() {
                for (side, place) in places(checked.difference).into_iter().enumerate() {
                    let Some(place) = place else { continue };
                    let named = by_name.entry(container(place)).or_default();
                    for name in self.names(at, side) {
                        named.entry(name.clone()).or_default().push(at);
                    }
                }
            }
            by_name
        });
        let mut found = Vec::new();
        for node in nodes.into_iter().flatten() {
            self.above(node, &mut found);
            let parameters = parameters_of_path(container(node));
            for container in [Some(container(node)), parameters.as_deref()] {
                let named = container.and_then(|container| by_name.get(container));
                let named = members.iter().filter_map(|name| named?.get(name));
                found.extend(named.flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The differences that refer to one of these nodes, directly or through others.
    pub fn referring_to(&self, nodes: [Option<&str>; 2]) -> Vec<usize> {
        let mut found = Vec::new();
        for (side, node) in nodes.into_iter().enumerate() {
            let Some(node) = node.filter(|node| container(node) == *node) else {
                continue;
            };
            let Some(cell) = self.users.get(side) else {
                continue;
            };
            let (users, direct) = cell.get_or_init(|| self.users(side));
            for reaching in users.reaching(node) {
                found.extend(direct.get(&reaching).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn users(&self, side: usize) -> (Users<'c>, Named) {
        let document = self.documents[side];
        let mut direct = Named::new();
        for (at, checked) in self.differences.iter().enumerate() {
            let place = places(checked.difference).get(side).copied().flatten();
            for node in place.into_iter().flat_map(|place| read_at(document, place)) {
                for target in references(node.value) {
                    let of = direct.entry(container(&target).to_owned()).or_default();
                    of.push(at);
                }
            }
        }
        (Users::of(&document.spec.document), direct)
    }

    /// Adds the differences at and above a node.
    fn above(&self, node: &str, found: &mut Vec<usize>) {
        let mut above = Some(node);
        while let Some(place) = above {
            found.extend(self.by_place.get(place).into_iter().flatten());
            above = place.rsplit_once('/').map(|(above, _)| above);
        }
    }

    /// Adds the differences at, in and above a node, and those of the parameters of its path.
    fn around(&self, node: &str, found: &mut Vec<usize>) {
        self.above(node, found);
        let parameters = parameters_of_path(container(node));
        for whole in [Some(node), parameters.as_deref()].into_iter().flatten() {
            found.extend(self.by_place.get(whole).into_iter().flatten());
            let inside = format!("{whole}/");
            let below = self.by_place.range(inside.as_str()..);
            let below = below.take_while(|(place, _)| place.starts_with(&inside));
            found.extend(below.flat_map(|(_, list)| list));
        }
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
    pub fn directly(&mut self, side: usize, pointer: &str) -> &HashSet<String> {
        referred(&mut self.directly[side], self.documents[side], pointer)
    }

    /// Whether the surroundings of a place refer to a node, or to the component in which it is written.
    pub fn leads_to(&mut self, side: usize, place: &str, node: &str) -> bool {
        let reached = self.from(side, place);
        reached.contains(node) || reached.contains(container(node))
    }

    /// The nodes that the container of `pointer` refers to, directly or through others.
    pub fn from(&mut self, side: usize, pointer: &str) -> &HashSet<String> {
        referred(
            &mut self.reached[side],
            self.documents[side],
            container(pointer),
        )
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
fn referred<'r>(known: &'r mut Reached, document: Revision, pointer: &str) -> &'r HashSet<String> {
    if !known.contains_key(pointer) {
        let from = read_at(document, pointer).map(|node| node.value);
        let found = reached(&document.spec.document, from);
        known.insert(pointer.to_owned(), found.into_keys().collect());
    }
    &known[pointer]
}

/// A node, and the parameters of its path, which an operation has, too.
fn read_at<'d>(document: Revision<'d>, pointer: &str) -> impl Iterator<Item = Node<'d>> {
    let parameters = parameters_of_path(pointer).and_then(|pointer| document.at(&pointer));
    document.at(pointer).into_iter().chain(parameters)
}

/// The pointer of the parameters of the path that an operation is in.
fn parameters_of_path(operation: &str) -> Option<String> {
    let (path, _) = operation.rsplit_once('/')?;
    path.starts_with("/paths/")
        .then(|| format!("{path}/parameters"))
}

fn names(difference: &Difference, documents: [Revision; 2], side: usize) -> Vec<String> {
    let mut names = Vec::new();
    for value in [&difference.from, &difference.to] {
        // A member of a choice has the name of its schema.
        let text = value.as_str().or_else(|| target_name(value));
        names.extend(text.map(plain));
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diff::Walk;
    use crate::diff::test_spec::spec;
    use crate::review::rules;

    #[test]
    fn of_many_members_of_a_choice_only_those_of_a_name_are_looked_at() {
        let to = |at: usize| json!({"$ref": format!("#/components/schemas/A{at}")});
        let schemas = |count: usize| {
            let object = |at: usize| json!({"properties": {format!("k{at}"): {"type": "string"}}});
            let all = (0..count).map(|at| (format!("A{at}"), object(at)));
            let choice = json!({"oneOf": (0..count).map(to).collect::<Vec<_>>()});
            all.chain([("R".to_owned(), choice)]).collect()
        };
        let (base, head) = (spec(schemas(2)), spec(schemas(50)));
        let documents = [&base, &head].map(|spec| Revision { spec });
        let [base, head] = documents;
        let found = Walk::compare(base, head);
        let checked = rules::check(&found);
        let causes = Causes::of(&checked, documents);
        let place = |at: &usize| checked[*at].difference.head.clone().unwrap_or_default();
        let name = BTreeSet::from(["a7".to_owned()]);
        let of_member = causes.about([Some("/components/schemas/R"); 2], &name);
        let of_type = causes.referring_to([None, Some("/components/schemas/A7")]);
        for found in [of_member, of_type] {
            let places: Vec<String> = found.iter().map(place).collect();
            assert_eq!(places, ["/components/schemas/R/oneOf/7"]);
        }
    }
}
