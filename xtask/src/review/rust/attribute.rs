//! Which change of the description explains which difference of the generated crates.
//!
//! Every item knows the node that it comes from. A change at that very member explains it best; then one within the
//! node; then one in what the node refers to; then one in what refers to the node; then one of the whole document.

use std::collections::{BTreeSet, HashMap};

use super::causes::{Causes, Scope, is_everywhere, plain};
use super::items::Item;
use super::linked::{Users, identifiers};
use super::surface::{CRATE, ItemChange, Surface};
use crate::diff::{Difference, Document, Kind, Operation, Revision, Schema};
use crate::openapi::container;
use crate::review::rules::{About, Checked};
use crate::review::verdict::Bump;

/// What explains what.
pub struct Attribution {
    /// For every difference of the description, the items that it changes.
    pub explained: Vec<Vec<ItemChange>>,
    /// Items that no difference explains; only those whose signature differs.
    pub unexplained: Vec<ItemChange>,
}

/// The two revisions with what is generated of them.
pub struct Sides<'a> {
    /// The documents: base, head.
    pub documents: [Revision<'a>; 2],
    /// The surfaces: base, head.
    pub surfaces: [&'a Surface; 2],
}

/// How well a change explains an item, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The node itself was added, removed or renamed.
    Itself,
    /// The member.
    Member,
    /// A member of the same name, of something that the node refers to.
    MemberBelow,
    /// Something in the node.
    Within,
    /// Something that the node refers to.
    Below,
    /// Something that itself refers to the node.
    Refers,
    /// Something whose surroundings refer to the node.
    Above,
    /// Something that affects the whole crate.
    Everywhere,
    /// The name was added or removed, and nothing else explains it.
    Name,
}

/// Finds for every item the changes that explain it best.
pub fn attribute(changes: Vec<ItemChange>, differences: &[Checked], sides: &Sides) -> Attribution {
    let mut causes = Causes::of(differences, sides.documents);
    let renamed = renamed_types(differences);
    let mut attribution = Attribution {
        explained: vec![Vec::new(); differences.len()],
        unexplained: Vec::new(),
    };
    for change in changes {
        let mut subject = Subject::of(&change, sides);
        // Another name of a type explains every signature that has it.
        let signatures = [&change.before, &change.after].map(identifiers);
        let named = signatures.iter().zip(&renamed);
        let renaming =
            named.flat_map(|(names, renamed)| names.iter().filter_map(|name| renamed.get(*name)));
        let renaming: BTreeSet<usize> = renaming.flatten().copied().collect();
        // An addition explains what was added. One more required field also removes a `Default`.
        let mut explaining = subject.explained_by(&mut causes, &renaming);
        if explaining.is_empty() && change.bump > Bump::Patch {
            subject.is_loose = true;
            explaining = subject.explained_by(&mut causes, &renaming);
        }
        if explaining.iter().any(|at| renaming.contains(at)) {
            explaining.retain(|at| renaming.contains(at));
        }
        if explaining.is_empty() && change.bump > Bump::Patch {
            attribution.unexplained.push(change);
            continue;
        }
        for at in explaining {
            if let Some(list) = attribution.explained.get_mut(at) {
                list.push(change.clone());
            }
        }
    }
    // What explains a method explains its handle, too, and that the module of its handle.
    let mut left = usize::MAX;
    while attribution.unexplained.len() < left {
        left = attribution.unexplained.len();
        attribution.neighbours(differences, sides);
    }
    attribution.credentials(differences);
    attribution.link(sides.surfaces);
    attribution
}

impl Attribution {
    /// An operation that comes or goes can change what its neighbours on a handle are called, brings or takes the module
    /// of its handle, and can take the name of another handle, whose operations then get another one: what nothing
    /// explained better is explained by the operation that changed the rest of it.
    fn neighbours(&mut self, differences: &[Checked], sides: &Sides) {
        let handle = |item: &str| {
            item.rsplit_once("::")
                .map(|(handle, _)| format!("{handle}::"))
        };
        if self.unexplained.is_empty() {
            return;
        }
        let operations = |change: &ItemChange| {
            let nodes = Subject::of(change, sides).nodes.into_iter().flatten();
            let nodes = nodes.filter(|node| node.starts_with("/paths/"));
            nodes.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let whole = self.explained.iter().zip(differences);
        let changed: Vec<BTreeSet<String>> = whole
            .map(
                |(items, checked)| match is_whole_operation(checked.difference) {
                    true => items.iter().flat_map(operations).collect(),
                    false => BTreeSet::new(),
                },
            )
            .collect();
        for change in std::mem::take(&mut self.unexplained) {
            let own = operations(&change);
            let inside = format!("{}::", change.item);
            let beside = handle(&change.item);
            let is_near = |other: &ItemChange| {
                let same = beside.is_some() && handle(&other.item) == beside;
                other.item.starts_with(&inside) || same && other.item.contains("Handle::")
            };
            let nodes = Subject::of(&change, sides).nodes;
            let path = nodes.into_iter().flatten().find_map(path_of);
            let is_around = |difference: &Difference| {
                let places = [&difference.base, &difference.head].into_iter().flatten();
                let mut other = places.filter_map(|place| path_of(place));
                path.is_some_and(|path| other.any(|other| are_nested(path, other)))
            };
            let mut found = false;
            let explained = self.explained.iter_mut().zip(&changed);
            for ((items, changed), checked) in explained.zip(differences) {
                let difference = checked.difference;
                let is_cause = |items: &[ItemChange]| {
                    items.iter().any(is_near) || is_around(difference) || !own.is_disjoint(changed)
                };
                if is_whole_operation(difference) && is_cause(items) {
                    items.push(change.clone());
                    found = true;
                }
            }
            if !found {
                self.unexplained.push(change);
            }
        }
    }
}

impl Attribution {
    /// The builder of the client takes the credentials that some operation requires: what nothing explained better there is
    /// explained by the credentials that are required now.
    fn credentials(&mut self, differences: &[Checked]) {
        let explains = |checked: &&Checked| {
            matches!(checked.difference.kind, Kind::Security(_)) && checked.rule.about == About::Api
        };
        if !differences.iter().any(|checked| explains(&checked)) {
            return;
        }
        let (builder, rest) = std::mem::take(&mut self.unexplained)
            .into_iter()
            .partition(|change| change.item.starts_with("client::ClientBuilder::"));
        self.unexplained = rest;
        let builder: Vec<ItemChange> = builder;
        for (items, checked) in self.explained.iter_mut().zip(differences) {
            if explains(&checked) {
                items.extend(builder.iter().cloned());
            }
        }
    }
}

impl Attribution {
    /// Types and modules that come or go as a side effect have the explanation of their users or their content.
    fn link(&mut self, surfaces: [&Surface; 2]) {
        let mut left = usize::MAX;
        while self.unexplained.len() < left {
            left = self.unexplained.len();
            let unexplained = std::mem::take(&mut self.unexplained).into_iter();
            let users = Users::of(&self.explained, surfaces);
            let found: Vec<_> = unexplained
                .map(|change| (users.explaining(&change), change))
                .collect();
            for (causes, change) in found {
                for at in &causes {
                    if let Some(items) = self.explained.get_mut(*at) {
                        items.push(change.clone());
                    }
                }
                if causes.is_empty() {
                    self.unexplained.push(change);
                }
            }
        }
    }
}

/// The path, as a segment of a pointer, in which a pointer is.
fn path_of(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/paths/")?.split('/').next()
}

/// Whether one of two paths begins with the other.
fn are_nested(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| {
        let rest = long.strip_prefix(short);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("~1"))
    };
    begins(one, other) || begins(other, one)
}

/// Whether an operation itself was added, removed, moved or renamed.
fn is_whole_operation(difference: &Difference) -> bool {
    matches!(
        difference.kind,
        Kind::Operation(
            Operation::Added | Operation::Removed | Operation::Moved | Operation::Renamed
        )
    )
}

/// Documentation changes no signature; what was added explains nothing that was removed, and the other way round.
fn can_explain(checked: &Checked, change: &ItemChange) -> bool {
    let difference = checked.difference;
    let is_api = checked.rule.about == About::Api;
    let is_documentation = checked.rule.about == About::Documentation;
    if change.bump == Bump::Patch {
        return is_api || is_documentation;
    }
    // Where nothing else names the crate, its title does.
    if change.item == CRATE && difference.kind == Kind::Document(Document::Info) {
        return true;
    }
    let moves = difference.kind == Kind::Operation(Operation::Moved);
    is_api
        && (moves || !(change.after.is_none() && difference.base.is_none()))
        && (moves || !(change.before.is_none() && difference.head.is_none()))
}

/// The renamed types by their names, before and after: the numbers of the differences.
fn renamed_types(differences: &[Checked]) -> [HashMap<String, Vec<usize>>; 2] {
    let mut renamed = [HashMap::new(), HashMap::new()];
    for (at, checked) in differences.iter().enumerate() {
        let difference = checked.difference;
        if difference.kind == Kind::Schema(Schema::Renamed) {
            let names = [&difference.from, &difference.to];
            for (name, by_name) in names.into_iter().zip(&mut renamed) {
                let name = crate::lower::rust_name(name.as_str().unwrap_or_default());
                by_name.entry(name).or_insert_with(Vec::new).push(at);
            }
        }
    }
    renamed
}

/// An item that differs, with what it comes from at both revisions.
struct Subject<'s> {
    change: &'s ItemChange,
    /// The names that a difference of the member is about: if it is a method that takes what the document demands, those of
    /// its arguments that differ.
    names: BTreeSet<String>,
    /// Pointers of its node, base and head.
    nodes: [Option<&'s str>; 2],
    /// Pointers of its owner's node where it is not there itself.
    owners: [Option<&'s str>; 2],
    /// Whether an addition may explain a removal, and the other way round: one more required field removes a `Default`.
    is_loose: bool,
}

impl<'s> Subject<'s> {
    fn of(change: &'s ItemChange, sides: &'s Sides) -> Self {
        let items = sides
            .surfaces
            .map(|surface| surface.items.get(&change.item));
        let node = |side: usize| {
            let item: Option<&Item> = items.get(side).copied().flatten();
            sides.surfaces.get(side)?.origin(item?)
        };
        let item = items.iter().flatten().next().copied();
        let owner = |side: usize| sides.surfaces.get(side)?.origin(item?);
        // Members of a type that was added or removed as a whole have the explanation of the type.
        let whole = item.is_some_and(|item| {
            let owner = change.item.strip_suffix(&format!("::{}", item.member));
            let has =
                |surface: &Surface| owner.is_some_and(|path| surface.items.contains_key(path));
            !sides.surfaces.iter().all(|surface| has(surface))
        });
        let member = item.filter(|_| !whole).map(|item| item.member.as_str());
        let member = member.unwrap_or_default();
        let plain = plain(member);
        let names = match (plain.as_str(), member == "new" || is_call(member, change)) {
            ("", _) => BTreeSet::new(),
            (_, true) => differing_arguments(change),
            (plain, false) => {
                let parts = ["", "clear", "implfrom"].into_iter();
                let names = parts.filter_map(|prefix| plain.strip_prefix(prefix));
                names.map(str::to_owned).collect()
            }
        };
        Self {
            change,
            names,
            nodes: [node(0), node(1)],
            owners: [owner(0), owner(1)],
            is_loose: false,
        }
    }

    /// The changes that fit best, of those that can explain it at all.
    fn explained_by(&self, causes: &mut Causes, renaming: &BTreeSet<usize>) -> Vec<usize> {
        // Those of a wider scope fit worse.
        let scopes = [
            (Scope::Around, Fit::Member),
            (Scope::Reached, Fit::Below),
            (Scope::All, Fit::Name),
        ];
        for (scope, worst) in scopes {
            // Usually one of a few is the cause.
            let (few, good) = match scope {
                _ if self.is_loose => (Vec::new(), worst),
                Scope::Around => (causes.about(self.nodes(), &self.names), Fit::Member),
                Scope::Reached => (renaming.iter().copied().collect(), Fit::Below),
                Scope::All => (causes.referring_to(self.nodes()), Fit::Refers),
            };
            let (best, explaining) = self.best_of(few, causes);
            if best.is_some_and(|best| best <= good) {
                return explaining;
            }
            let candidates = causes.of_nodes(self.nodes(), scope, self.is_loose);
            let (best, explaining) = self.best_of(candidates, causes);
            if best.is_some_and(|best| best <= worst) {
                return explaining;
            }
        }
        Vec::new()
    }

    fn best_of(&self, candidates: Vec<usize>, causes: &mut Causes) -> (Option<Fit>, Vec<usize>) {
        let mut best: Option<Fit> = None;
        let mut explaining: Vec<usize> = Vec::new();
        let differences = causes.differences;
        for at in candidates {
            let Some(checked) = differences.get(at) else {
                continue;
            };
            let can = if self.is_loose {
                checked.rule.about == About::Api
            } else {
                can_explain(checked, self.change)
            };
            if !can {
                continue;
            }
            let Some(fit) = self.fit(at, checked.difference, causes) else {
                continue;
            };
            if best.is_none_or(|best| fit < best) {
                best = Some(fit);
                explaining.clear();
            }
            if best == Some(fit) {
                explaining.push(at);
            }
        }
        (best, explaining)
    }

    /// Pointers of the node, base and head.
    fn nodes(&self) -> [Option<&'s str>; 2] {
        match self.is_loose {
            true => [0, 1].map(|side| self.nodes[side].or(self.owners[side])),
            false => self.nodes,
        }
    }

    fn fit(&self, at: usize, difference: &Difference, causes: &mut Causes) -> Option<Fit> {
        let mut places = [difference.base.as_deref(), difference.head.as_deref()];
        let nodes = self.nodes();
        if self.is_loose {
            let [base, head] = places;
            places = [base.or(head.map(container)), head.or(base.map(container))];
        }
        let mut best: Option<Fit> = None;
        for side in 0..2 {
            let (Some(Some(node)), Some(Some(place))) = (nodes.get(side), places.get(side)) else {
                continue;
            };
            let names = [Schema::Added, Schema::Removed].map(Kind::Schema);
            let fit = if names.contains(&difference.kind) {
                if place != node {
                    continue;
                }
                Fit::Name
            } else if place == node {
                let is_renamed = difference.kind == Kind::Schema(Schema::Renamed);
                if is_whole_operation(difference) || is_renamed {
                    Fit::Itself
                } else {
                    Fit::Within
                }
            } else if is_below(place, node) || is_below(node, place) || is_of_path(place, node) {
                Fit::Within
            } else if causes.from(side, node).contains(container(place)) {
                Fit::Below
            } else if causes.directly(side, place).contains(*node) {
                Fit::Refers
            } else if causes.leads_to(side, place, node) || container(place) == container(node) {
                Fit::Above
            } else {
                continue;
            };
            let fit = match fit {
                Fit::Within if self.is_member(at, causes, side) => Fit::Member,
                Fit::Below if self.is_member(at, causes, side) => Fit::MemberBelow,
                fit => fit,
            };
            best = Some(best.map_or(fit, |best| best.min(fit)));
        }
        best.or_else(|| is_everywhere(difference).then_some(Fit::Everywhere))
    }

    /// Whether the difference is at the property, parameter or value of the member.
    fn is_member(&self, at: usize, causes: &Causes, side: usize) -> bool {
        let mut names = causes.names(at, side).iter();
        names.any(|name| self.names.contains(name))
    }
}

/// Whether a member is a method that takes what the document demands.
fn is_call(member: &str, change: &ItemChange) -> bool {
    let has_self = |signature: &Option<String>| {
        signature
            .as_ref()
            .is_some_and(|signature| signature.contains("(&self"))
    };
    !member.contains(' ') && (has_self(&change.before) || has_self(&change.after))
}

/// The names of arguments that only one of the signatures has, or that have another type in the other.
fn differing_arguments(change: &ItemChange) -> BTreeSet<String> {
    let arguments = |signature: &Option<String>| -> BTreeSet<String> {
        let signature = signature.as_deref().unwrap_or_default();
        let inside = signature.split_once('(').map_or("", |(_, rest)| rest);
        inside.split(", ").map(str::to_owned).collect()
    };
    let (before, after) = (arguments(&change.before), arguments(&change.after));
    before
        .symmetric_difference(&after)
        .filter_map(|argument| argument.split_once(": "))
        .map(|(name, _)| plain(name))
        .collect()
}

fn is_below(pointer: &str, node: &str) -> bool {
    let rest = pointer.strip_prefix(node);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a place is in the parameters of a path, which each of its operations has.
fn is_of_path(place: &str, operation: &str) -> bool {
    let path = operation.rsplit_once('/').map(|(path, _)| path);
    let path = path.filter(|path| path.starts_with("/paths/") && path.matches('/').count() == 2);
    let parameters = path.and_then(|path| place.strip_prefix(path)?.strip_prefix("/parameters"));
    parameters.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
