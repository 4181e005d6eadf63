//! From two revisions to a review: differences, rules, items of the crates, approvals, versions.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::thread;

use super::change::Change;
use super::outcome::{Review, Subject, sort};
use super::removed_positions::RemovedPositions;
use super::rules::{self, Checked, Rule};
use super::rust::attribute::{Attribution, Sides, attribute};
use super::rust::items::Items;
use super::rust::surface::{ItemChange, Surface, differences, drift};
use super::side::Side;
use super::verdict::{Bump, Wire};
use super::version::Versions;
use super::{fingerprint, not_assessed, provenance};
use crate::diagnostics::Finding;
use crate::diff::{Document, Found, Kind, Parameter, Property, Revision, Schema, Value, Walk};
use crate::openapi::{operations, reached_components};
use crate::stack;

/// Crates with more operations take much memory while they are generated.
const LARGE: usize = 500;

/// Reviews the change from one revision to another.
///
/// # Errors
///
/// An invalid version.
pub fn review(before: &Side, after: &Side, kept: Option<&Items>) -> Result<Review, Box<Finding>> {
    let is_large = [before, after]
        .iter()
        .any(|side| operations(&side.spec.document).count() > LARGE);
    let mut found = thread::scope(|scope| {
        // two crates on two threads, and the comparison meanwhile; of large ones, one at a time is in memory
        let generate = || {
            before.surface();
            if is_large {
                after.surface();
            }
        };
        // If no thread can be started, they are generated later.
        let _ = stack::thread().spawn_scoped(scope, generate);
        let found = compared(before, after);
        if !is_large {
            after.surface();
        }
        found
    });
    let mut again = [None, None];
    let surfaces = match (before.surface(), after.surface()) {
        (Ok(first), Ok(second)) => match_up([before, after], [first, second], &mut again),
        failed => {
            let failed = [failed.0, failed.1].into_iter();
            let findings = failed.filter_map(|side| side.as_ref().err());
            Err(findings.flatten().cloned().collect())
        }
    };
    assess(before, after, kept, &mut found, surfaces)
}

/// Both crates without the operations that are not supported in one of the two revisions: else those would seem to be added
/// or removed.
fn match_up<'s>(
    sides: [&Side; 2],
    surfaces: [&'s Surface; 2],
    again: &'s mut [Option<Surface>; 2],
) -> Result<[&'s Surface; 2], Vec<Finding>> {
    // A crate without some operations may be without others, too.
    const ROUNDS: usize = 3;
    for _ in 0..ROUNDS {
        let current = [0, 1].map(|at| again[at].as_ref().unwrap_or(surfaces[at]));
        let pointers = current.map(|surface| -> BTreeSet<String> {
            let skipped = surface.skipped.iter();
            skipped.map(|skipped| skipped.pointer.clone()).collect()
        });
        let mut is_done = true;
        for at in [0, 1] {
            let has = |pointer: &&String| sides[at].spec.document.pointer(pointer).is_some();
            let lacks = pointers[1 - at]
                .difference(&pointers[at])
                .any(|pointer| has(&pointer));
            if lacks {
                let all: Vec<String> = pointers[0].union(&pointers[1]).cloned().collect();
                again[at] = Some(Surface::of(&sides[at].spec, &all)?);
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
    Ok([0, 1].map(|at| again[at].as_ref().unwrap_or(surfaces[at])))
}

/// The same for the wire alone, for documents from which no crate can be generated.
///
/// # Errors
///
/// As [`review`].
pub fn review_wire(before: &Side, after: &Side) -> Result<Review, Box<Finding>> {
    let mut found = compared(before, after);
    assess(before, after, None, &mut found, Err(Vec::new()))
}

fn compared<'a>(before: &'a Side, after: &'a Side) -> Found {
    let base = Revision { spec: &before.spec };
    let head = Revision { spec: &after.spec };
    Walk::compare(base, head)
}

/// Verdicts for what was found; without surfaces, on the wire alone.
fn assess(
    before: &Side,
    after: &Side,
    kept: Option<&Items>,
    found: &mut Found,
    surfaces: Result<[&Surface; 2], Vec<Finding>>,
) -> Result<Review, Box<Finding>> {
    let base = Revision { spec: &before.spec };
    let head = Revision { spec: &after.spec };
    let (surfaces, without_rust) = match surfaces {
        Ok(surfaces) => (Some(surfaces), Vec::new()),
        Err(findings) => (None, findings),
    };
    let skipped = skipped(surfaces);
    let configuration = &after.configuration;
    let (left_out_by, mut applied) = configuration.ignored(&mut found.differences, base, head);
    let found = &*found;
    let checked = rules::check(found);
    let mut changes = Vec::new();
    let mut surface = Vec::new();
    let attribution = match surfaces {
        Some([before, after]) => {
            let items = differences(&before.items, &after.items);
            surface = items
                .iter()
                .filter(|item| item.before != item.after)
                .cloned()
                .collect();
            let sides = Sides {
                documents: [base, head],
                surfaces: [before, after],
            };
            if let Some(kept) = kept {
                let drifted = drift(kept, &before.items);
                let rule = rules::GENERATOR_DRIFT;
                changes.extend(unexplained(rule, drifted, head));
            }
            attribute(items, &checked, &sides)
        }
        None => Attribution {
            explained: vec![Vec::new(); checked.len()],
            unexplained: Vec::new(),
        },
    };
    let used = [base, head].map(|side| reached_components(&side.spec.document, true));
    let mut removed = RemovedPositions::between(&before.spec, &after.spec);
    let rule = rules::SIGNATURE_UNEXPLAINED;
    // What follows from an operation that is left out has no explanation.
    if skipped.is_empty() {
        changes.extend(unexplained(rule, attribution.unexplained, head));
    }
    let explained = checked.iter().zip(attribution.explained);
    for ((one, items), left_out_by) in explained.zip(left_out_by) {
        let difference = one.difference;
        if is_consequence(one, &items, &used) {
            continue;
        }
        if let Some(entry) = left_out_by.and_then(|at| applied.get_mut(at)) {
            entry.changes += 1;
            continue;
        }
        let mut change = Change::of(one, items, base, head);
        if let (None, Some(at_base)) = (&difference.head, &change.at_base) {
            change.at = removed.place(at_base, change.at.clone());
        }
        let names = change.operations();
        change.rust_is_known = !skipped.keys().any(|name| names.contains(name.as_str()));
        let is_source = difference.kind == Kind::Document(Document::Source);
        if is_source && provenance::is_alone(one, &checked, head) {
            change.message.push_str(", but nothing else in it");
        }
        changes.push(change);
    }
    changes.extend(provenance::check(&checked, base, head));
    let unclear = not_assessed::check(base, head, found);
    changes.extend(unclear.differing);
    applied.extend(configuration.set_levels(&mut changes));
    after.approvals.apply(&mut changes, &before.approvals);
    let required_bump = changes
        .iter()
        .map(|change| change.rust.max(change.wire.bump()))
        .max()
        .unwrap_or_default();
    let versions = Versions::of(base, head, required_bump)?;
    if let Some(versions) = &versions
        && required_bump == Bump::Major
        && !versions.is_enough
        && changes.iter().any(|change| change.counts)
    {
        changes.push(configuration.version_finding(versions.finding(head)));
    }
    sort(&mut changes);
    Ok(Review {
        subject: Subject::Revisions,
        from: before.name.clone(),
        to: after.name.clone(),
        required_bump,
        versions,
        changes,
        surface,
        rust_is_known: surfaces.is_some(),
        without_rust,
        skipped: skipped.into_values().collect(),
        not_assessed: unclear.same,
        fail_on: configuration.fail_on.clone(),
        configuration: applied,
    })
}

/// The operations that the crates do not have, by name, each with a finding that says why.
fn skipped(surfaces: Option<[&Surface; 2]>) -> BTreeMap<String, Finding> {
    let skipped = surfaces
        .into_iter()
        .flatten()
        .flat_map(|surface| &surface.skipped);
    let reasons = skipped.filter_map(|skipped| {
        let mut finding = skipped.findings.first()?.clone();
        finding.message = format!("{}: {}", skipped.call, finding.message);
        let name = match skipped.id.as_str() {
            "" => skipped.call.clone(),
            id => id.to_owned(),
        };
        Some((name, finding))
    });
    reasons.collect()
}

/// A schema that was added or removed because of another change is part of that change; it is a change of its own where it
/// affects Rust callers, or where nothing used it anyway. References to equivalent schemas, and the order of what is
/// required, affect Rust callers only.
fn is_consequence(checked: &Checked, items: &[ItemChange], used: &[HashSet<String>; 2]) -> bool {
    let difference = checked.difference;
    let affects_rust = items.iter().any(|item| item.bump > Bump::Patch);
    match (difference.kind, &difference.base, &difference.head) {
        (Kind::Schema(Schema::Removed), Some(pointer), _) => {
            !affects_rust && used[0].contains(pointer)
        }
        (Kind::Schema(Schema::Added), _, Some(pointer)) => {
            !affects_rust && used[1].contains(pointer)
        }
        (
            Kind::Schema(Schema::Reference)
            | Kind::Property(Property::Reordered | Property::OpenStated)
            | Kind::Parameter(Parameter::Reordered)
            | Kind::Value(Value::TypeStated | Value::NullStated | Value::FormatRenamed),
            ..,
        ) => !affects_rust && checked.levels == [Wire::None; 2],
        _ => false,
    }
}

/// Items that no change of the description explains, as one entry each.
fn unexplained(rule: &'static Rule, items: Vec<ItemChange>, head: Revision) -> Vec<Change> {
    let signatures = items.into_iter().filter(|item| item.bump > Bump::Patch);
    signatures
        .map(|item| {
            let step = match (&item.before, &item.after) {
                (Some(_), None) => "was removed",
                (None, Some(_)) => "was added",
                _ => "has another signature",
            };
            let message = format!(
                "`{}` {step}, and no change of the description explains it",
                item.item
            );
            let at = head.spec.position("");
            let mut change = Change::of_review(rule, message, item.item.clone(), at);
            change.before = item.before.clone().into();
            change.after = item.after.clone().into();
            change.id =
                fingerprint::fingerprint(rule, &change.pointer, &change.before, &change.after);
            change.rust = item.bump;
            change.rust_items = vec![item];
            change.fails = true;
            change
        })
        .collect()
}

#[cfg(test)]
mod tests;
