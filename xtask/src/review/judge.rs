//! From two revisions to a review: differences, verdicts, and what the review itself has to say.

use std::thread;

use super::change::Change;
use super::gone::Gone;
use super::outcome::{Review, Subject, sort};
use super::rust::attribute::{Attribution, Sides, attribute, is_used};
use super::rust::items::Items;
use super::rust::surface::{ItemChange, Surface, differences, drift};
use super::side::Side;
use super::verdict::{Bump, Wire};
use super::version::Versions;
use super::{fingerprint, provenance, rules};
use crate::diagnostics::Finding;
use crate::diff::difference::Difference;
use crate::diff::view::Revision;
use crate::diff::{Found, Walk};

/// Reviews the step from one revision to another.
///
/// # Errors
///
/// A version that is none.
pub fn review(before: &Side, after: &Side, kept: Option<&Items>) -> Result<Review, Box<Finding>> {
    let found = thread::scope(|scope| {
        // two crates on two threads, and the walk meanwhile
        scope.spawn(|| before.surface());
        let found = walked(before, after);
        after.surface();
        found
    });
    let surfaces = match (before.surface(), after.surface()) {
        (Ok(before), Ok(after)) => Ok([before, after]),
        failed => {
            let failed = [failed.0, failed.1].into_iter();
            let findings = failed.filter_map(|side| side.as_ref().err());
            Err(findings.flatten().cloned().collect())
        }
    };
    judged(before, after, kept, &found, surfaces)
}

/// The same for the wire alone, for documents of which no crate can be made.
///
/// # Errors
///
/// As [`review`].
pub fn review_wire(before: &Side, after: &Side) -> Result<Review, Box<Finding>> {
    let found = walked(before, after);
    judged(before, after, None, &found, Err(Vec::new()))
}

fn walked<'a>(before: &'a Side, after: &'a Side) -> Found {
    let base = Revision { spec: &before.spec };
    let head = Revision { spec: &after.spec };
    Walk::compare(base, head)
}

/// Verdicts for what was found; without surfaces, on the wire alone.
fn judged(
    before: &Side,
    after: &Side,
    kept: Option<&Items>,
    found: &Found,
    surfaces: Result<[&Surface; 2], Vec<Finding>>,
) -> Result<Review, Box<Finding>> {
    let base = Revision { spec: &before.spec };
    let head = Revision { spec: &after.spec };
    let (surfaces, without_rust) = match surfaces {
        Ok(surfaces) => (Some(surfaces), Vec::new()),
        Err(findings) => (None, findings),
    };
    let told: Vec<&Difference> = found.differences.iter().map(|(told, _)| told).collect();
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
            attribute(items, &told, &sides)
        }
        None => Attribution {
            explained: vec![Vec::new(); told.len()],
            unexplained: Vec::new(),
        },
    };
    let mut gone = Gone::between(&before.spec, &after.spec);
    let rule = rules::SIGNATURE_UNEXPLAINED;
    changes.extend(unexplained(rule, attribution.unexplained, head));
    for ((difference, reach), items) in found.differences.iter().zip(attribution.explained) {
        if is_consequence(difference, &items, base, head) {
            continue;
        }
        let mut change = Change::of(difference, reach, items, base, head);
        if let (None, Some(at_base)) = (&difference.head, &change.at_base) {
            change.at = gone.place(at_base, change.at.clone());
        }
        if difference.rule == rules::SOURCE_CHANGED && provenance::is_alone(difference, &told, head)
        {
            change.message.push_str(", and no fact with it");
        }
        changes.push(change);
    }
    changes.extend(provenance::check(&told, base, head));
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
    {
        changes.push(versions.finding(head));
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
    })
}

/// A schema that came or went because of another change is told there, and not again; but where callers of the crate feel
/// it, or where nothing used it anyway, it is a change of its own. Which of two like schemas is meant, and in which order
/// something is demanded, matters to callers of the crate only.
fn is_consequence(
    difference: &Difference,
    items: &[ItemChange],
    base: Revision,
    head: Revision,
) -> bool {
    let felt = items.iter().any(|item| item.bump > Bump::Patch);
    let for_rust_alone = [
        rules::REFERENCE_CHANGED,
        rules::REQUIRED_REORDERED,
        rules::PARAMETERS_REORDERED,
        rules::TYPE_STATED,
    ];
    if for_rust_alone.contains(&difference.rule) {
        let means = difference.wires().iter().any(|wire| *wire > Wire::None);
        return !felt && !means;
    }
    let (revision, pointer) = match (difference.rule, &difference.base, &difference.head) {
        (rule, Some(pointer), _) if rule == rules::SCHEMA_REMOVED => (base, pointer),
        (rule, _, Some(pointer)) if rule == rules::SCHEMA_ADDED => (head, pointer),
        _ => return false,
    };
    !felt && is_used(revision, pointer)
}

/// Items that nobody's change explains, as one entry each.
fn unexplained(rule: &'static rules::Rule, items: Vec<ItemChange>, head: Revision) -> Vec<Change> {
    let signatures = items.into_iter().filter(|item| item.bump > Bump::Patch);
    signatures
        .map(|item| {
            let told = match (&item.before, &item.after) {
                (Some(_), None) => "is gone",
                (None, Some(_)) => "is new",
                _ => "has another signature",
            };
            let message = format!(
                "`{}` {told}, and no change of the document says why",
                item.item
            );
            let at = head.spec.position("");
            let mut change = Change::of_house(rule, message, item.item.clone(), at);
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
