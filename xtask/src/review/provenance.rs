//! Facts and their sources: a fact that changes has a source that says so.

use std::collections::BTreeMap;

use super::change::Change;
use super::rules::{self, About, Rule};
use super::verdict::Wire;
use crate::diff::difference::Difference;
use crate::diff::view::Revision;
use crate::openapi::SOURCES;

/// One finding for everything that has sources and of which facts changed while the sources did not.
pub fn check(differences: &[&Difference], base: Revision, head: Revision) -> Vec<Change> {
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for difference in differences
        .iter()
        .filter(|difference| is_fact(difference.rule))
    {
        let Some(owner) = owner(head, difference.place()) else {
            continue;
        };
        let old = difference.base.as_deref().unwrap_or(&owner);
        let old = self::owner(base, old).or_else(|| self::owner(base, &owner));
        let sources = |revision: Revision, pointer: &str| {
            let node = revision.at(&format!("{pointer}/{SOURCES}"))?;
            Some(node.value.to_string())
        };
        let before = old.and_then(|old| sources(base, &old));
        // What is new as a whole brings sources of its own.
        if before.is_some() && before == sources(head, &owner) {
            *owners.entry(owner).or_default() += 1;
        }
    }
    let finding = |(owner, count): (String, usize)| {
        let name = name(head, &owner);
        let facts = if count == 1 { "a fact" } else { "facts" };
        let message = format!("{facts} of `{name}` changed, and its sources did not");
        let pointer = format!("{owner}/{SOURCES}");
        let at = head.spec.position(&pointer);
        Change::of_house(rules::SOURCE_UNCHANGED, message, pointer, at)
    };
    owners.into_iter().map(finding).collect()
}

/// Whether these sources changed and nothing else that they vouch for.
pub fn is_alone(sources: &Difference, differences: &[&Difference], head: Revision) -> bool {
    let own = sources.head.as_ref().or(sources.base.as_ref());
    let own = own.and_then(|pointer| pointer.strip_suffix(&format!("/{SOURCES}")));
    let vouched = |difference: &&Difference| {
        is_fact(difference.rule) && owner(head, difference.place()).as_deref() == own
    };
    !differences.iter().any(vouched)
}

fn is_fact(rule: &Rule) -> bool {
    let told = [
        rules::OPERATION_DEPRECATED,
        rules::OPERATION_UNDEPRECATED,
        rules::PARAMETER_DEPRECATED,
        rules::PARAMETER_UNDEPRECATED,
        rules::VALUE_DEPRECATED,
        rules::VALUE_UNDEPRECATED,
    ];
    let means_something = rule.request != Wire::None || rule.response != Wire::None;
    rule.about == About::Fact && (means_something || told.contains(&rule))
}

/// The nearest node from `pointer` upwards that names its sources.
fn owner(revision: Revision, pointer: &str) -> Option<String> {
    let mut above = pointer;
    loop {
        if revision
            .at(above)
            .is_some_and(|node| node.get(SOURCES).is_some())
        {
            return Some(above.to_owned());
        }
        above = above.rsplit_once('/')?.0;
    }
}

fn name(head: Revision, owner: &str) -> String {
    let id = head
        .at(owner)
        .map(|node| node.text("operationId").to_owned());
    let last = || owner.rsplit('/').next().unwrap_or(owner).to_owned();
    id.filter(|id| !id.is_empty()).unwrap_or_else(last)
}
