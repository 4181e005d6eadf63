//! Sources: what changes has a source that was updated with it.

use std::collections::BTreeSet;

use super::change::Change;
use super::rules::{self, About, Checked};
use crate::diff::{Kind, Operation, Parameter, Revision, Value};
use crate::openapi::SOURCES;

/// One finding for everything that changed while its sources did not.
pub fn check(changes: &[Checked], base: Revision, head: Revision) -> Vec<Change> {
    let mut owners: BTreeSet<String> = BTreeSet::new();
    for checked in changes.iter().filter(|checked| needs_source(checked)) {
        let difference = checked.difference;
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
            owners.insert(owner);
        }
    }
    let finding = |owner: String| {
        let name = name(head, &owner);
        let message = format!("`{name}` changed, and its sources did not");
        let pointer = format!("{owner}/{SOURCES}");
        let at = head.spec.position(&pointer);
        Change::of_review(rules::SOURCE_UNCHANGED, message, pointer, at)
    };
    owners.into_iter().map(finding).collect()
}

/// Whether these sources changed and nothing that has them.
pub fn is_alone(sources: &Checked, changes: &[Checked], head: Revision) -> bool {
    let sources = sources.difference;
    let own = sources.head.as_ref().or(sources.base.as_ref());
    let own = own.and_then(|pointer| pointer.strip_suffix(&format!("/{SOURCES}")));
    let has_them = |checked: &Checked| {
        needs_source(checked) && owner(head, checked.difference.place()).as_deref() == own
    };
    !changes.iter().any(has_them)
}

/// Whether a source must support a change: one of the API that has an effect, or that deprecates something.
fn needs_source(checked: &Checked) -> bool {
    let deprecates = matches!(
        checked.difference.kind,
        Kind::Operation(Operation::Deprecated | Operation::Undeprecated)
            | Kind::Parameter(Parameter::Deprecated | Parameter::Undeprecated)
            | Kind::Value(Value::Deprecated | Value::Undeprecated)
    );
    checked.rule.about == About::Api && (checked.rule.has_effect() || deprecates)
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
