//! The review: two revisions of the truth, what changed between them, and what each change means on the wire and for Rust
//! callers.
//!
//! ```text
//! two revisions ─walk─► differences, each with the operations that it reaches ─rules─► verdicts on the wire
//!               ─codegen, rust─► items of the crate that differ ─attribute─► verdicts for Rust callers
//!               ─provenance, approvals, version─► a Review ─report─► text, Markdown, JSON, annotations, SARIF
//! ```

pub mod approvals;
pub mod approve;
pub mod change;
pub mod fingerprint;
mod gone;
pub mod provenance;
pub mod report;
pub mod revisions;
pub mod rules;
pub mod rust;
pub mod verdict;
pub mod version;
pub mod view;
pub mod walk;

use std::sync::OnceLock;
use std::thread;

use approvals::Approvals;
use change::Change;
use gone::Gone;
use rust::attribute::{Attribution, Sides, attribute};
use rust::items::Items;
use rust::{ItemChange, Surface, differences, drift};
use verdict::{Bump, Wire};
use version::Versions;
use view::Revision;
use walk::{Difference, Found, Walk};

use crate::diagnostics::Finding;
use crate::source::Spec;

/// One of the two revisions.
pub struct Side {
    /// What it is called.
    pub name: String,
    /// Its document.
    pub spec: Spec,
    /// Its approvals.
    pub approvals: Approvals,
    surface: OnceLock<Result<Surface, Vec<Finding>>>,
}

impl Side {
    /// A revision.
    pub fn new(name: String, spec: Spec, approvals: Approvals) -> Self {
        Self {
            name,
            spec,
            approvals,
            surface: OnceLock::new(),
        }
    }

    /// What callers of its crate see, generated once.
    fn surface(&self) -> &Result<Surface, Vec<Finding>> {
        self.surface.get_or_init(|| Surface::of(&self.spec))
    }
}

/// Everything that is compared.
pub struct Revisions {
    /// Before.
    pub base: Side,
    /// After.
    pub head: Side,
    /// The public items of the crate that is kept beside the base, where there is one: what an older generator made of
    /// the same document.
    pub kept: Option<Items>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Two revisions of one document.
    Revisions,
    /// Somebody else's document and ours.
    Upstream,
}

/// What came out.
#[derive(Debug)]
pub struct Review {
    /// What is compared.
    pub subject: Subject,
    /// What the base is called.
    pub from: String,
    /// What the head is called.
    pub to: String,
    /// The version that all changes together ask for, on the scale of 1.x.
    pub required_bump: Bump,
    /// The versions that the two revisions state, where they do.
    pub versions: Option<Versions>,
    /// All changes, the most severe first.
    pub changes: Vec<Change>,
    /// Items of the crate that differ, those whose signature does.
    pub surface: Vec<ItemChange>,
    /// Whether anything can be said of Rust callers.
    pub rust_is_known: bool,
    /// Why not, where the generator cannot express a revision.
    pub without_rust: Vec<Finding>,
}

impl Review {
    /// Whether somebody has to do something.
    pub fn needs_action(&self) -> bool {
        self.changes.iter().any(Change::needs_action)
    }
}

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

/// The most severe first, then by place.
pub fn sort(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let severity = |change: &Change| (change.needs_action(), change.wire, change.rust);
        let place = |change: &Change| (change.at.file.clone(), change.at.line, change.at.column);
        severity(b)
            .cmp(&severity(a))
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.rule.id.cmp(b.rule.id))
            .then_with(|| a.pointer.cmp(&b.pointer))
            .then_with(|| a.id.cmp(&b.id))
    });
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
    !felt && rust::attribute::is_used(revision, pointer)
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
