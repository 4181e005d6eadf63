//! Types and modules that come or go as a side effect, by what explains their users and their content.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::surface::{ItemChange, Surface};

/// The numbers of the differences that explain items, by the names in these items.
pub(super) struct Users<'u> {
    /// By the types in their signatures, before and after.
    by_type: [HashMap<&'u str, BTreeSet<usize>>; 2],
    /// By the modules and types that they belong to.
    by_owner: HashMap<&'u str, BTreeSet<usize>>,
    surfaces: [&'u Surface; 2],
}

impl<'u> Users<'u> {
    pub fn of(explained: &'u [Vec<ItemChange>], surfaces: [&'u Surface; 2]) -> Self {
        let mut users = Self {
            by_type: Default::default(),
            by_owner: HashMap::new(),
            surfaces,
        };
        for (at, items) in explained.iter().enumerate() {
            for change in items {
                let signatures = [&change.before, &change.after];
                for (signature, by_type) in signatures.into_iter().zip(&mut users.by_type) {
                    for name in identifiers(signature) {
                        by_type.entry(name).or_default().insert(at);
                    }
                }
                let mut path = change.item.as_str();
                while let Some((owner, _)) = path.rsplit_once("::") {
                    users.by_owner.entry(owner).or_default().insert(at);
                    path = owner;
                }
            }
        }
        users
    }

    /// What explains the signatures with the type that an item belongs to, if only one of the crates has it; of a
    /// module, what explains its content.
    pub fn explaining(&self, change: &ItemChange) -> BTreeSet<usize> {
        if let Some(inside) = self.by_owner.get(change.item.as_str()) {
            return inside.clone();
        }
        let mut causes = BTreeSet::new();
        for (side, by_type) in self.by_type.iter().enumerate() {
            let item = |side: usize| self.surfaces[side].items.get(&change.item);
            let Some(item) = item(side).filter(|_| item(1 - side).is_none()) else {
                continue;
            };
            let owner = change.item.strip_suffix(&format!("::{}", item.member));
            let owner = owner.unwrap_or(&change.item);
            if !self.surfaces[1 - side].items.contains_key(owner) {
                let beside = self.by_owner.get(owner).into_iter().flatten();
                let using = by_type.get(item.owner.as_str()).into_iter().flatten();
                causes.extend(beside.chain(using));
            }
        }
        causes
    }
}

/// The identifiers in a signature.
pub fn identifiers(signature: &Option<String>) -> HashSet<&str> {
    let signature = signature.as_deref().unwrap_or_default();
    signature
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect()
}
